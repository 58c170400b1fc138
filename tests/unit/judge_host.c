#include "tests/unit/judge_host.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "acpi/dmar.h"
#include "acpi/ivrs.h"

static const struct {
	enum reason reason;
	const char *signature;
} all_checks[] = {
#define CHECK(why, severity, table, function) { REASON_##why, table },
#include "arch/checks.def"
#undef CHECK
};

#define N_CHECKS (sizeof(all_checks) / sizeof(all_checks[0]))

struct made_host *make_host(enum arch arch)
{
	struct made_host *made = calloc(1, sizeof(*made));
	struct host *host;

	assert_non_null(made);
	host = &made->host;
	host->arena = &made->arena;
	host->system.arch = arch;
	flag_set(&host->iommu.class_read, true, "/sys/class/iommu");
	flag_set(&host->iommu.groups_read, true, "/sys/kernel/iommu_groups");
	flag_set(&host->iommu.tables_listed, true, "/sys/firmware/acpi/tables");
	flag_set(&host->pci_read, true, "/sys/bus/pci/devices");
	set_command_line(made, "quiet");
	return made;
}

void drop_host(struct made_host *made)
{
	host_free(&made->host);
	for (size_t i = 0; i < made->n_tables; i++)
		build_free(&made->tables[i]);
	arena_free(&made->arena);
	free(made);
}

static const char *table_path(struct made_host *made, const char *signature)
{
	return arena_print(&made->arena, "/sys/firmware/acpi/tables/%s", signature);
}

static void parse(struct made_host *made, struct acpi_file *file, const char *signature,
		  struct build build)
{
	*arena_add(&made->arena, made->tables, made->n_tables) = build;
	file->signature = signature;
	file->path = table_path(made, signature);
	assert_int_equal(acpi_table_parse(build.bytes, build.size, &file->table), 0);
}

struct acpi_file *add_raw_table(struct made_host *made, const char *signature,
				struct build build)
{
	struct iommu *iommu = &made->host.iommu;
	struct acpi_file *file = arena_add(&made->arena, iommu->files, iommu->n_files);

	parse(made, file, signature, build);
	return file;
}

struct acpi_file *add_table(struct made_host *made, const char *signature, struct build build)
{
	build_finish(&build);
	return add_raw_table(made, signature, build);
}

struct acpi_file *deny_table(struct made_host *made, const char *signature, int error)
{
	struct iommu *iommu = &made->host.iommu;
	struct acpi_file *file = arena_add(&made->arena, iommu->files, iommu->n_files);

	file->signature = signature;
	file->path = table_path(made, signature);
	file->error = error;
	return file;
}

void add_sound_dmar(struct made_host *made)
{
	struct build b = build_start("DMAR", 1);

	ADD(&b, U8(38), U8(DMAR_INTR_REMAP), ZERO(10));
	ADD(&b, U16(0), U16(16), U8(DMAR_DRHD_INCLUDE_PCI_ALL), U8(0), U16(0), U64(0xfed90000));
	add_table(made, "DMAR", b);
}

void add_sound_ivrs(struct made_host *made)
{
	struct build b = build_start("IVRS", 2);

	ADD(&b, U32(0), ZERO(8));
	ADD(&b, U8(IVRS_IVHD_10), U8(0), U16(28), U16(2), U16(0x40), U64(0xfd300000), U16(0),
	    U16(0), U32(0), U8(IVHD_ALL), U16(0), U8(0));
	add_table(made, "IVRS", b);
	add_pci(made, 0, 0, 2, CLASS_IOMMU);
}

void add_madt(struct made_host *made, struct build build)
{
	build_finish(&build);
	parse(made, &made->host.iommu.madt, "APIC", build);
}

void add_driver(struct made_host *made, struct acpi_file *file, const char *path)
{
	*arena_add(&made->arena, file->drivers.values, file->drivers.n) = path;
}

void set_command_line(struct made_host *made, const char *line)
{
	text_set(&made->host.kernel.command_line, line, "/proc/cmdline");
}

struct iommu_unit *add_unit(struct made_host *made, const char *name, uint64_t address,
			    uint64_t devices)
{
	struct iommu *iommu = &made->host.iommu;
	struct iommu_unit *unit = arena_add(&made->arena, iommu->units, iommu->n_units);
	const char *path = arena_print(&made->arena, "/sys/class/iommu/%s", name);

	text_set(&unit->name, name, path);
	number_set(&unit->devices, devices, path);
	number_set(&unit->address, address, path);
	return unit;
}

void add_group(struct made_host *made, const char *name, const char *type)
{
	struct iommu *iommu = &made->host.iommu;
	struct iommu_group *group = arena_add(&made->arena, iommu->groups, iommu->n_groups);
	const char *path = "/sys/kernel/iommu_groups/0";

	number_set(&group->id, 0, path);
	if (name)
		text_set(&group->name, name, path);
	if (type)
		text_set(&group->type, type, path);
	*arena_add(&made->arena, group->devices.values, group->devices.n) = "0000:00:02.0";
}

struct pci_device *add_pci(struct made_host *made, unsigned bus, unsigned device,
			   unsigned function, uint64_t class_code)
{
	struct host *host = &made->host;
	struct pci_device *pci = arena_add(host->arena, host->pci, host->n_pci);
	const char *address = arena_print(host->arena, "0000:%02x:%02x.%x", bus, device,
					  function);
	const char *path = arena_print(host->arena, "/sys/bus/pci/devices/%s", address);

	text_set(&pci->address, address, path);
	number_set(&pci->domain, 0, path);
	number_set(&pci->bus, bus, path);
	number_set(&pci->device, device, path);
	number_set(&pci->function, function, path);
	number_set(&pci->class_code, class_code, path);
	return pci;
}

void set_config(struct made_host *made, bool intel, bool intel_on, bool amd)
{
	struct kernel_config *config = &made->host.iommu.config;
	const char *path = "/boot/config-6.1.0";

	flag_set(&config->read, true, path);
	if (intel)
		text_set(&config->intel_iommu, "y", path);
	if (intel_on)
		text_set(&config->intel_iommu_default_on, "y", path);
	if (amd)
		text_set(&config->amd_iommu, "y", path);
}

void set_interrupts(struct made_host *made, bool remapped)
{
	flag_set(&made->host.iommu.interrupt_remapping, remapped, "/proc/interrupts");
}

void set_unreadable(struct fact *fact, int error)
{
	fact->state = FACT_UNKNOWN;
	fact->error = error;
}

void judge_made(struct made_host *made)
{
	judge(&made->host, &made->judgement);
}

static bool same_signature(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

const struct finding *find_finding(const struct made_host *made, enum reason reason,
				   const char *signature)
{
	const struct findings *findings = &made->judgement.findings;

	for (size_t i = 0; i < findings->n; i++)
		if (findings->rows[i].check->reason == reason &&
		    same_signature(findings->rows[i].check->signature, signature))
			return &findings->rows[i];
	fail_msg("no check %s of %s", reason_id(reason), signature ? signature : "no table");
	return NULL;
}

static void assert_verdict(const struct verdict *verdict, enum iommu_state state,
			   enum reason reason)
{
	assert_string_equal(reason_id(verdict->reason), reason_id(reason));
	assert_string_equal(iommu_state_name(verdict->state), iommu_state_name(state));
}

void assert_iommu(struct made_host *made, enum iommu_state state, enum reason reason)
{
	judge_made(made);
	assert_verdict(&made->judgement.iommu, state, reason);
}

void assert_interrupts(struct made_host *made, enum iommu_state state, enum reason reason)
{
	judge_made(made);
	assert_true(made->judgement.interrupts_judged);
	assert_verdict(&made->judgement.interrupts, state, reason);
}

static bool is_at(const struct evidence *evidence, const char *path, uint64_t offset)
{
	if (strcmp(evidence->path, path))
		return false;
	return offset == NO_OFFSET ? !evidence->has_offset :
				     evidence->has_offset && evidence->offset == offset;
}

void assert_evidence(const struct verdict *verdict, const char *path, uint64_t offset)
{
	for (size_t i = 0; i < verdict->n_evidence; i++)
		if (is_at(&verdict->evidence[i], path, offset))
			return;
	fail_msg("%s: no evidence at 0x%llx of %s", reason_id(verdict->reason),
		 (unsigned long long)offset, path);
}

static void assert_outcomes(const struct made_host *made, const char *signature,
			    enum outcome outcome)
{
	const struct findings *findings = &made->judgement.findings;

	for (size_t i = 0; i < findings->n; i++) {
		const struct check *check = findings->rows[i].check;

		if (same_signature(check->signature, signature) &&
		    findings->rows[i].outcome != outcome)
			fail_msg("%s of %s: %s, not %s", reason_id(check->reason),
				 signature ? signature : "no table",
				 outcome_name(findings->rows[i].outcome), outcome_name(outcome));
	}
}

static void assert_fails(const struct broken_host *row, const char *signature)
{
	struct made_host *made = make_host(ARCH_X86);
	const char *path = row->path ? row->path : table_path(made, signature);
	const struct finding *finding;
	bool found = false;

	row->make(made);
	judge_made(made);
	finding = find_finding(made, row->reason, signature);
	if (finding->outcome != OUTCOME_FAIL)
		fail_msg("%s of %s did not fail", reason_id(row->reason),
			 signature ? signature : "no table");
	for (size_t i = 0; i < finding->n_evidence; i++)
		found |= is_at(&finding->evidence[i], path, row->offset);
	if (!found)
		fail_msg("%s: no evidence at 0x%llx of %s", reason_id(row->reason),
			 (unsigned long long)row->offset, path);
	/* Only a check with a severity that says so makes the table refused. */
	if (signature)
		assert_int_equal(finding->check->severity == SEVERITY_FATAL,
				 made->judgement.iommu.state == IOMMU_BROKEN);
	drop_host(made);
}

static void assert_all_have_rows(const char *signature, const struct broken_host *rows,
				 size_t n)
{
	for (size_t i = 0; i < N_CHECKS; i++) {
		bool found = !same_signature(all_checks[i].signature, signature);

		for (size_t r = 0; r < n; r++)
			found |= rows[r].reason == all_checks[i].reason;
		if (!found)
			fail_msg("no host breaks %s", reason_id(all_checks[i].reason));
	}
}

void assert_checks(const char *signature, void (*sound)(struct made_host *made),
		   const struct broken_host *rows, size_t n)
{
	struct made_host *made = make_host(ARCH_X86);

	assert_all_have_rows(signature, rows, n);
	sound(made);
	judge_made(made);
	assert_outcomes(made, signature, OUTCOME_PASS);
	drop_host(made);

	for (size_t i = 0; i < n; i++)
		assert_fails(&rows[i], signature);
	if (!signature)
		return;

	made = make_host(ARCH_X86);
	judge_made(made);
	assert_outcomes(made, signature, OUTCOME_NOT_APPLICABLE);
	deny_table(made, signature, EACCES);
	judge_made(made);
	assert_outcomes(made, signature, OUTCOME_UNKNOWN);
	drop_host(made);
}
