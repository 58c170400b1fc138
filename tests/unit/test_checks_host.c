/* The checks of IORT and VIOT, and those of any host. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

enum { SMMU_LENGTH = 60, MAPPING_AT = 32, AMD = 0x1022 };

#define SMMU UINT64_C(0x09050000)

/* An SMMU, and a root complex whose one mapping leads to `target`. */
static struct build iort(uint32_t target)
{
	struct build b = build_start("IORT", 0);
	size_t at;

	ADD(&b, U32(2), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(4), U16(SMMU_LENGTH), U8(0), U32(0), U32(0), U32(0), U64(SMMU), ZERO(36));
	at = ADD(&b, U8(2), U16(0), U8(0), U32(0), U32(1), U32(MAPPING_AT), ZERO(16));
	ADD(&b, U32(0), U32(0xffff), U32(0), U32(target), U32(0));
	build_length(&b, at, 1, 2);
	return b;
}

static void root_mapped(struct made_host *made)
{
	add_driver(made, add_table(made, "IORT", iort(NODES_FIRST)), "/driver");
	add_unit(made, "smmu3.0x0000000009050000", SMMU, 1);
}

static void other_smmu(struct made_host *made)
{
	add_table(made, "IORT", iort(NODES_FIRST));
	add_unit(made, "smmu3.0x0000000009060000", SMMU + 0x10000, 1);
}

static void root_unmapped(struct made_host *made)
{
	/* To itself, which is no SMMU. */
	add_driver(made, add_table(made, "IORT", iort(NODES_FIRST + SMMU_LENGTH)), "/driver");
}

static void iort_checks(void **state)
{
	static const struct broken_host rows[] = {
		{ REASON_ROOT_UNMAPPED, root_unmapped, NODES_FIRST + SMMU_LENGTH, NULL },
		{ REASON_UNIT_NOT_SHOWN, other_smmu, NODES_FIRST, NULL },
	};

	(void)state;
	assert_checks("IORT", root_mapped, rows, sizeof(rows) / sizeof(rows[0]));
}

static void without_an_smmu_no_root_complex_needs_one(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = build_start("IORT", 0);

	(void)state;
	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(2), U16(32), U8(0), U32(0), U32(0), U32(0), ZERO(16));
	add_table(made, "IORT", b);
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_ROOT_UNMAPPED, "IORT")->outcome,
			 OUTCOME_NOT_APPLICABLE);
	drop_host(made);
}

static void function_missing(struct made_host *made)
{
	add_table(made, "VIOT", sample_viot());
}

static void function_there(struct made_host *made)
{
	add_table(made, "VIOT", sample_viot());
	add_pci(made, 0, 1, 0, 0);
}

static void viot_checks(void **state)
{
	static const struct broken_host rows[] = {
		{ REASON_VIOT_MISSING, function_missing, NODES_FIRST, NULL },
	};

	(void)state;
	assert_checks("VIOT", function_there, rows, 1);
}

static void without_pci_the_virtio_iommu_is_not_called_missing(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	function_missing(made);
	set_unreadable(&made->host.pci_read.fact, EACCES);
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_VIOT_MISSING, "VIOT")->outcome,
			 OUTCOME_UNKNOWN);
	drop_host(made);
}

/* A device tree with an IOMMU. */
static struct devicetree *add_tree(struct made_host *made)
{
	struct devicetree *tree = &made->host.iommu.devicetree;
	const char *path = "/sys/firmware/devicetree/base";

	flag_set(&tree->read, true, path);
	flag_set(&arena_add(&made->arena, tree->iommus, tree->n_iommus)->enabled, true, path);
	return tree;
}

static void host_bridge_unmapped(struct made_host *made)
{
	struct devicetree *tree = add_tree(made);

	*arena_add(&made->arena, tree->unmapped_hosts.values, tree->unmapped_hosts.n) =
		"/sys/firmware/devicetree/base/pcie@1";
}

static void sound(struct made_host *made)
{
	add_tree(made);
	add_group(made, "domain0-pe1", "DMA");
	set_command_line(made, "intel_iommu=on quiet");
}

static void table_cut_short(struct made_host *made)
{
	struct build b = { 0 };

	ADD(&b, TEXT(8, "DMAR"));
	add_raw_table(made, "DMAR", b);
}

static void option_in_vain(struct made_host *made)
{
	set_command_line(made, "quiet intel_iommu=1");
}

static void noiommu_group(struct made_host *made)
{
	add_group(made, "vfio-noiommu", NULL);
}

static void add_amd_iommu(struct made_host *made)
{
	struct pci_device *pci = add_pci(made, 0, 0, 2, CLASS_IOMMU);

	number_set(&pci->vendor_id, AMD, "vendor");
}

static void host_checks(void **state)
{
	static const struct broken_host rows[] = {
		{ REASON_HOST_UNMAPPED, host_bridge_unmapped, NO_OFFSET,
		  "/sys/firmware/devicetree/base/pcie@1" },
		{ REASON_TABLE_FAULT, table_cut_short, 0, "/sys/firmware/acpi/tables/DMAR" },
		{ REASON_OPTION_VAIN, option_in_vain, NO_OFFSET, "/proc/cmdline" },
		{ REASON_NO_IOMMU_GROUPS, noiommu_group, NO_OFFSET,
		  "/sys/kernel/iommu_groups/0" },
		{ REASON_AMD_UNLISTED, add_amd_iommu, NO_OFFSET,
		  "/sys/bus/pci/devices/0000:00:00.2" },
	};

	(void)state;
	assert_checks(NULL, sound, rows, sizeof(rows) / sizeof(rows[0]));
}

/* Judges the host, asserts what came of a check of any host, and drops the host. */
static const struct finding *check(struct made_host *made, enum reason reason,
				   enum outcome outcome)
{
	const struct finding *finding;

	judge_made(made);
	finding = find_finding(made, reason, NULL);
	assert_int_equal(finding->outcome, outcome);
	return finding;
}

static void what_cannot_be_read_is_not_called_sound(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	set_unreadable(&made->host.kernel.command_line.fact, EACCES);
	set_unreadable(&made->host.iommu.groups_read.fact, EACCES);
	deny_table(made, "DMAR", EACCES);
	assert_int_equal(check(made, REASON_TABLE_FAULT, OUTCOME_UNKNOWN)->evidence[0].error,
			 EACCES);
	assert_int_equal(check(made, REASON_OPTION_VAIN, OUTCOME_UNKNOWN)->evidence[0].error,
			 EACCES);
	assert_int_equal(check(made, REASON_NO_IOMMU_GROUPS, OUTCOME_UNKNOWN)->evidence[0].error,
			 EACCES);
	/* What is seen all the same is told. */
	table_cut_short(made);
	check(made, REASON_TABLE_FAULT, OUTCOME_FAIL);
	noiommu_group(made);
	check(made, REASON_NO_IOMMU_GROUPS, OUTCOME_FAIL);
	drop_host(made);
}

static void an_iommu_of_amd_is_unlisted_only_where_tables_can_be_seen(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_amd_iommu(made);
	set_unreadable(&made->host.iommu.tables_listed.fact, EACCES);
	check(made, REASON_AMD_UNLISTED, OUTCOME_UNKNOWN);
	flag_set(&made->host.iommu.tables_listed, false, "/sys/firmware/acpi/tables");
	check(made, REASON_AMD_UNLISTED, OUTCOME_UNKNOWN);
	flag_set(&made->host.iommu.tables_listed, true, "/sys/firmware/acpi/tables");
	flag_set(&made->host.virtualization.firmware_hidden, true, "/proc/self/mountinfo");
	check(made, REASON_AMD_UNLISTED, OUTCOME_UNKNOWN);
	flag_set(&made->host.virtualization.firmware_hidden, false, "/proc/self/mountinfo");
	check(made, REASON_AMD_UNLISTED, OUTCOME_FAIL);
	set_unreadable(&made->host.pci_read.fact, EACCES);
	check(made, REASON_AMD_UNLISTED, OUTCOME_UNKNOWN);
	deny_table(made, "IVRS", EACCES);
	check(made, REASON_AMD_UNLISTED, OUTCOME_NOT_APPLICABLE);
	drop_host(made);

	made = make_host(ARCH_ARM);
	check(made, REASON_AMD_UNLISTED, OUTCOME_NOT_APPLICABLE);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iort_checks),
		cmocka_unit_test(without_an_smmu_no_root_complex_needs_one),
		cmocka_unit_test(viot_checks),
		cmocka_unit_test(without_pci_the_virtio_iommu_is_not_called_missing),
		cmocka_unit_test(host_checks),
		cmocka_unit_test(what_cannot_be_read_is_not_called_sound),
		cmocka_unit_test(an_iommu_of_amd_is_unlisted_only_where_tables_can_be_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
