/* From the facts to a verdict: what the kernel shows comes first, then what stands
 * between us and the host, then what firmware describes. */
#include <errno.h>
#include <string.h>

#include "arch/judgement.h"
#include "scanner/host.h"

const struct family *const families[] = {
#define FAMILY(name) &family_##name,
#include "arch/families.def"
#undef FAMILY
	NULL
};

static const struct family *family_of_unit(const char *unit)
{
	for (size_t i = 0; families[i]; i++)
		if (families[i]->owns && families[i]->owns(unit))
			return families[i];
	return NULL;
}

static const struct family *family_of_table(const char *signature)
{
	for (size_t i = 0; families[i]; i++)
		if (families[i]->signature && !strcmp(families[i]->signature, signature))
			return families[i];
	return NULL;
}

static const struct family *family_of_arch(enum arch arch)
{
	for (size_t i = 0; arch != ARCH_UNKNOWN && families[i]; i++)
		if (families[i]->structural == arch)
			return families[i];
	return NULL;
}

/* VFIO makes groups of its own for devices without an IOMMU (vfio_noiommu_group). */
static bool is_real(const struct iommu_group *group)
{
	return !known(group->name) || strcmp(group->name.value, "vfio-noiommu") != 0;
}

/* What the groups show, for the verdict. */
struct groups {
	size_t real, identity, members;
};

static struct groups count_groups(const struct iommu *iommu)
{
	struct groups count = { 0 };

	for (size_t i = 0; i < iommu->n_groups; i++) {
		const struct iommu_group *group = &iommu->groups[i];

		if (!is_real(group))
			continue;
		count.real++;
		count.members += group->devices.n;
		if (known(group->type) && !strcmp(group->type.value, "identity"))
			count.identity++;
	}
	return count;
}

static size_t count_unit_devices(const struct iommu *iommu)
{
	size_t devices = 0;

	for (size_t i = 0; i < iommu->n_units; i++)
		devices += iommu->units[i].devices.value;
	return devices;
}

/* The link is the oldest sign (3.17) that an IOMMU driver owns a device. */
static bool device_has_iommu(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++)
		if (known(host->pci[i].iommu) && host->pci[i].iommu.value)
			return true;
	return false;
}

/* Groups alone prove nothing (no-IOMMU mode, emulated devices); a device behind a
 * unit does. /sys/class/iommu is younger (3.17) than groups (3.5), and POWER shows
 * its units there only since 6.12 or so: there, groups must do. */
static bool in_use(const struct host *host, const struct groups *groups)
{
	const struct iommu *iommu = &host->iommu;

	if (count_unit_devices(iommu) || device_has_iommu(host))
		return true;
	if (!groups->members)
		return false;
	return (known(iommu->class_read) && !iommu->class_read.value) ||
	       host->system.arch == ARCH_POWER || host->system.arch == ARCH_Z;
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

static void show_units(const struct host *host, struct verdict *verdict)
{
	for (size_t i = 0; i < host->iommu.n_units; i++) {
		const struct iommu_unit *unit = &host->iommu.units[i];

		verdict_show(verdict, unit->name.fact.source, "%llu device%s",
			     (unsigned long long)unit->devices.value,
			     plural(unit->devices.value));
	}
}

static void show_groups(const struct host *host, const struct groups *groups,
			struct verdict *verdict)
{
	if (known(host->iommu.groups_read))
		verdict_show(verdict, host->iommu.groups_read.fact.source,
			     "%zu group%s, %zu of them identity, %zu device%s", groups->real,
			     plural(groups->real), groups->identity, groups->members,
			     plural(groups->members));
}

static void show_table(const struct acpi_file *file, struct verdict *verdict)
{
	verdict->table = file->signature;
	if (file->error)
		verdict_show_error(verdict, file->path, file->error);
	else
		verdict_show(verdict, file->path, "%s of %u bytes", file->signature,
			     (unsigned)file->table.end);
}

static void name_family(const struct host *host, struct verdict *verdict)
{
	const struct iommu *iommu = &host->iommu;
	const struct family *family =
		iommu->n_units ? family_of_unit(iommu->units[0].name.value) : NULL;

	if (!family)
		family = family_of_arch(host->system.arch);
	/* A kernel without /sys/class/iommu: the one table there tells. */
	if (!family && iommu->n_files == 1)
		family = family_of_table(iommu->files[0].signature);
	if (!family)
		return;
	verdict->family = family->name;
	const struct acpi_file *file =
		family->signature ? host_table(host, family->signature) : NULL;
	if (file)
		show_table(file, verdict);
}

static void judge_in_use(const struct host *host, const struct groups *groups,
			 struct verdict *verdict)
{
	bool identity = groups->real && groups->identity == groups->real;

	verdict_set(verdict, IOMMU_ENABLED,
		    identity ? REASON_IDENTITY : REASON_TRANSLATING);
	show_units(host, verdict);
	show_groups(host, groups, verdict);
	name_family(host, verdict);
}

static void judge_file(const struct judgement *so_far, const struct acpi_file *file,
		       struct verdict *verdict)
{
	const struct family *family = family_of_table(file->signature);

	verdict->family = family->name;
	show_table(file, verdict);
	if (file->error)
		verdict_set(verdict, IOMMU_UNKNOWN,
			    file->error == EACCES || file->error == EPERM ?
				    REASON_NO_PERMISSION : REASON_UNREADABLE);
	else
		family->judge(so_far, file, verdict);
}

/* Of several tables the one that says most counts: an IORT that describes no SMMU
 * says less than a VIOT beside it. */
static int rank(enum iommu_state state)
{
	static const int ranks[] = {
		[IOMMU_OFF] = 5, [IOMMU_UNSUPPORTED] = 4, [IOMMU_BROKEN] = 3,
		[IOMMU_UNKNOWN] = 2, [IOMMU_ABSENT] = 1,
	};
	return ranks[state];
}

static bool judge_files(const struct judgement *so_far, struct verdict *verdict)
{
	const struct host *host = so_far->host;
	bool judged = false;

	for (size_t i = 0; i < host->iommu.n_files; i++) {
		struct verdict next = { .arena = verdict->arena };

		judge_file(so_far, &host->iommu.files[i], &next);
		if (!judged || rank(next.state) > rank(verdict->state))
			*verdict = next;
		judged = true;
	}
	return judged;
}

/* A unit without devices: is it that none has joined yet, as on Arm, where a device
 * joins when its driver binds, or that firmware maps none to it? */
static void judge_idle_units(const struct judgement *so_far, struct verdict *verdict)
{
	bool judged = judge_files(so_far, verdict) || judge_devicetree(so_far, verdict);

	if (judged && (verdict->reason == REASON_NOT_MAPPED || verdict->state == IOMMU_ABSENT))
		verdict_set(verdict, IOMMU_OFF, REASON_NO_DEVICE);
	else if (!judged || verdict->state != IOMMU_UNKNOWN)
		verdict_set(verdict, IOMMU_ENABLED, REASON_READY);
	/* Those would switch on what is on. */
	verdict->add_option = verdict->remove_option = NULL;
	/* The kernel holds units, so what describes them was accepted. */
	verdict->described = ANSWER_YES;
	show_units(so_far->host, verdict);
}

/* An architecture that always has an IOMMU, without a table, and yet none in use. */
static void judge_structural(const struct host *host, const struct family *family,
			     struct verdict *verdict)
{
	const struct flag *groups = &host->iommu.groups_read, *pci = &host->pci_read;
	const struct flag *unread = known(*pci) ? groups : pci;

	verdict->family = family->name;
	if (!known(*unread)) {
		verdict_set(verdict, IOMMU_UNKNOWN,
			    unread->fact.error == ENOENT ? REASON_NO_SYSFS : REASON_UNREADABLE);
		verdict_show_error(verdict, unread->fact.source, unread->fact.error);
		return;
	}
	if (host->n_pci == 0) {
		verdict_set(verdict, IOMMU_ABSENT, REASON_NO_PCI);
		verdict_show(verdict, host->pci_read.fact.source, "no PCI function");
		return;
	}
	verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
}

/* No unit in use, and no table that labscan knows. */
static void judge_nothing(const struct judgement *so_far, struct verdict *verdict)
{
	const struct host *host = so_far->host;
	const struct flag *listed = &host->iommu.tables_listed;
	const struct option_use *no_acpi = options_set(&so_far->options, SETTING_ACPI, 1);

	if (listed->fact.state == FACT_UNKNOWN && listed->fact.error != ENOENT) {
		verdict_set(verdict, IOMMU_UNKNOWN, REASON_UNREADABLE);
		verdict_show_error(verdict, listed->fact.source, listed->fact.error);
	} else if (known(host->virtualization.firmware_hidden) &&
		   host->virtualization.firmware_hidden.value) {
		verdict_set(verdict, IOMMU_HIDDEN, REASON_MASKED);
		verdict_show(verdict, host->virtualization.firmware_hidden.fact.source,
			     "something is mounted over /sys/firmware");
	} else if (!listed->value) {
		bool sysfs = known(host->iommu.class_read) && host->iommu.class_read.value;

		verdict_set(verdict, IOMMU_UNKNOWN, sysfs ? REASON_NO_ACPI : REASON_NO_SYSFS);
		verdict_show_error(verdict, listed->fact.source, ENOENT);
		if (sysfs && no_acpi) {
			verdict->remove_option = no_acpi->text;
			verdict_show(verdict, host->kernel.command_line.fact.source, "%s",
				     no_acpi->text);
		}
	} else {
		verdict_set(verdict, IOMMU_ABSENT, REASON_NO_TABLE);
		verdict_show(verdict, listed->fact.source,
			     "no DMAR, IVRS, IORT, VIOT or RIMT");
	}
}

/* In a guest, what is absent is the hypervisor's to give, not firmware's. */
static void blame_hypervisor(const struct host *host, struct verdict *verdict)
{
	const struct text *hypervisor = &host->virtualization.hypervisor;

	if (verdict->state != IOMMU_ABSENT || !known(*hypervisor))
		return;
	verdict_set(verdict, IOMMU_ABSENT, REASON_GUEST);
	verdict_show(verdict, hypervisor->fact.source, "hypervisor %s", hypervisor->value);
}

static bool owned_by_xen(const struct host *host)
{
	const struct text *role = &host->virtualization.xen_role;

	return known(host->iommu.xmar) || (known(*role) && !strcmp(role->value, "dom0"));
}

static void judge_xen(const struct host *host, struct verdict *verdict)
{
	verdict_set(verdict, IOMMU_HIDDEN, REASON_XEN);
	if (known(host->iommu.xmar))
		verdict_show(verdict, host->iommu.xmar.fact.source, "a DMAR that Xen renamed");
	if (known(host->virtualization.xen_role))
		verdict_show(verdict, host->virtualization.xen_role.fact.source, "%s",
			     host->virtualization.xen_role.value);
}

static void judge_iommu(const struct judgement *so_far, struct verdict *ret)
{
	const struct host *host = so_far->host;
	struct groups groups = count_groups(&host->iommu);
	const struct family *structural = family_of_arch(host->system.arch);

	*ret = (struct verdict){ .arena = host->arena };
	if (in_use(host, &groups)) {
		judge_in_use(host, &groups, ret);
	} else if (owned_by_xen(host)) {
		judge_xen(host, ret);
	} else if (known(host->kernel.crash_kernel) && host->kernel.crash_kernel.value) {
		verdict_set(ret, IOMMU_UNKNOWN, REASON_CRASH_KERNEL);
		verdict_show(ret, host->kernel.crash_kernel.fact.source,
			     "the kernel that kdump starts");
	} else if (host->iommu.n_units) {
		judge_idle_units(so_far, ret);
	} else if (judge_files(so_far, ret)) {
		show_groups(host, &groups, ret);
	} else if (structural) {
		judge_structural(host, structural, ret);
		show_groups(host, &groups, ret);
	} else if (judge_devicetree(so_far, ret)) {
		show_groups(host, &groups, ret);
	} else {
		judge_nothing(so_far, ret);
	}
	if (!structural)
		blame_hypervisor(host, ret);
}

void judge(const struct host *host, struct judgement *ret)
{
	*ret = (struct judgement){ .host = host };
	options_judge(host, &ret->options);
	checks_run(host, &ret->options, &ret->findings);
	judge_iommu(ret, &ret->iommu);
	ret->interrupts_judged = host->system.arch == ARCH_X86;
	if (ret->interrupts_judged)
		judge_interrupts(ret, &ret->interrupts);
}

enum answer judgement_healthy(const struct judgement *judgement)
{
	enum iommu_state state = judgement->iommu.state;

	if (state == IOMMU_HIDDEN || state == IOMMU_UNKNOWN)
		return ANSWER_UNKNOWN;
	if (state != IOMMU_ENABLED)
		return ANSWER_NO;
	if (judgement->interrupts_judged && judgement->interrupts.state != IOMMU_ENABLED)
		return judgement->interrupts.state == IOMMU_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_NO;
	for (size_t i = 0; i < judgement->findings.n; i++)
		if (judgement->findings.rows[i].outcome == OUTCOME_FAIL &&
		    judgement->findings.rows[i].check->severity >= SEVERITY_ERROR)
			return ANSWER_NO;
	return ANSWER_YES;
}
