/* The verdict on a host's IOMMU: each state, and each reason for it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

#define TABLE(signature) "/sys/firmware/acpi/tables/" signature

/* Judges, asserts the verdict and its family, and drops the host. */
static void check(struct made_host *made, enum iommu_state state, enum reason reason,
		  const char *family)
{
	assert_iommu(made, state, reason);
	if (family)
		assert_string_equal(made->judgement.iommu.family, family);
	else
		assert_null(made->judgement.iommu.family);
	drop_host(made);
}

/* ---- in use ---- */

static void devices_behind_a_unit_are_translated(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_sound_dmar(made);
	add_unit(made, "dmar0", 0xfed90000, 1);
	add_group(made, NULL, "DMA-FQ");
	assert_iommu(made, IOMMU_ENABLED, REASON_TRANSLATING);
	assert_evidence(&made->judgement.iommu, "/sys/class/iommu/dmar0", NO_OFFSET);
	assert_evidence(&made->judgement.iommu, TABLE("DMAR"), NO_OFFSET);
	assert_string_equal(made->judgement.iommu.table, "DMAR");
	assert_int_equal(made->judgement.iommu.described, ANSWER_YES);
	check(made, IOMMU_ENABLED, REASON_TRANSLATING, "intel");
}

static void identity_domains_everywhere_are_told(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_unit(made, "ivhd0", 0, 2);
	add_group(made, NULL, "identity");
	assert_iommu(made, IOMMU_ENABLED, REASON_IDENTITY);
	add_group(made, NULL, "DMA");
	check(made, IOMMU_ENABLED, REASON_TRANSLATING, "amd");
}

static void a_units_name_tells_its_family(void **state)
{
	static const struct {
		const char *unit, *family;
	} rows[] = {
		{ "dmar0", "intel" }, { "ivhd1", "amd" },
		{ "smmu3.0x0000000009050000", "arm" }, { "smmu.0x000000002b400000", "arm" },
		{ "0000:00:05.0", "virtio" }, { "virtio-mmio.0", "virtio" },
		{ "a003e00.virtio_mmio", "virtio" }, { "riscv-iommu@3010000.iommu", "riscv" },
		{ "iommu-phb0000", "power" }, { "s390-iommu.00000001", "z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made_host *made = make_host(ARCH_UNKNOWN);

		add_unit(made, rows[i].unit, 0, 1);
		check(made, IOMMU_ENABLED, REASON_TRANSLATING, rows[i].family);
	}
}

static void a_device_with_an_iommu_is_enough(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	flag_set(&add_pci(made, 0, 2, 0, CLASS_GRAPHICS)->iommu, true, "iommu");
	check(made, IOMMU_ENABLED, REASON_TRANSLATING, NULL);
}

static void groups_are_enough_where_the_kernel_shows_no_units(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_group(made, NULL, "DMA");
	flag_set(&made->host.iommu.class_read, false, "/sys/class/iommu");
	check(made, IOMMU_ENABLED, REASON_TRANSLATING, NULL);

	made = make_host(ARCH_POWER);
	add_group(made, "domain0-pe1", NULL);
	check(made, IOMMU_ENABLED, REASON_TRANSLATING, "power");
}

static void groups_of_vfio_without_iommu_are_none(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_group(made, "vfio-noiommu", NULL);
	flag_set(&made->host.iommu.class_read, false, "/sys/class/iommu");
	check(made, IOMMU_ABSENT, REASON_NO_TABLE, NULL);
}

static void an_idle_unit_is_ready(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);

	(void)state;
	add_driver(made, add_table(made, "IORT", sample_iort()), "/sys/bus/platform/drivers/x");
	add_unit(made, "smmu3.0x0000000009050000", 0, 0);
	check(made, IOMMU_ENABLED, REASON_READY, "arm");
}

/* What the table alone would ask for has no place beside a unit that works. */
static void an_idle_unit_needs_no_option(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_sound_dmar(made);
	add_unit(made, "dmar0", 0xfed90000, 0);
	assert_iommu(made, IOMMU_ENABLED, REASON_READY);
	assert_null(made->judgement.iommu.add_option);
	drop_host(made);
}

/* Root complex, named component and RMR: none maps to an SMMU. */
static struct build iort_unmapped(void)
{
	struct build b = build_start("IORT", 0);

	ADD(&b, U32(2), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(4), U16(60), U8(0), U32(0), U32(0), U32(0), ZERO(44));
	ADD(&b, U8(2), U16(32), U8(0), U32(0), U32(0), U32(0), ZERO(16));
	return b;
}

static void a_unit_that_firmware_maps_nothing_to_is_off(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);

	(void)state;
	add_table(made, "IORT", iort_unmapped());
	add_unit(made, "smmu3.0x0000000009050000", 0, 0);
	assert_iommu(made, IOMMU_OFF, REASON_NO_DEVICE);
	assert_int_equal(made->judgement.iommu.described, ANSWER_YES);
	drop_host(made);
}

static void an_idle_unit_with_a_table_for_root_only_is_unknown_and_described(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);

	(void)state;
	deny_table(made, "IORT", EACCES);
	add_unit(made, "smmu3.0x0000000009050000", 0, 0);
	assert_iommu(made, IOMMU_UNKNOWN, REASON_NO_PERMISSION);
	assert_int_equal(made->judgement.iommu.described, ANSWER_YES);
	drop_host(made);
}

/* ---- between us and the host ---- */

static void xen_owns_the_iommu(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_sound_ivrs(made);
	text_set(&made->host.virtualization.xen_role, "dom0", "/proc/xen/capabilities");
	assert_iommu(made, IOMMU_HIDDEN, REASON_XEN);
	assert_int_equal(made->judgement.iommu.described, ANSWER_UNKNOWN);
	assert_evidence(&made->judgement.iommu, "/proc/xen/capabilities", NO_OFFSET);
	drop_host(made);

	made = make_host(ARCH_X86);
	text_set(&made->host.iommu.xmar, "RMAD", TABLE("RMAD"));
	assert_iommu(made, IOMMU_HIDDEN, REASON_XEN);
	assert_evidence(&made->judgement.iommu, TABLE("RMAD"), NO_OFFSET);
	drop_host(made);
}

static void the_kernel_of_kdump_tells_nothing(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_sound_dmar(made);
	flag_set(&made->host.kernel.crash_kernel, true, "/proc/vmcore");
	assert_iommu(made, IOMMU_UNKNOWN, REASON_CRASH_KERNEL);
	assert_evidence(&made->judgement.iommu, "/proc/vmcore", NO_OFFSET);
	drop_host(made);
}

static void a_container_hides_the_tables(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	flag_set(&made->host.virtualization.firmware_hidden, true, "/proc/self/mountinfo");
	check(made, IOMMU_HIDDEN, REASON_MASKED, NULL);
}

static void tables_that_cannot_be_listed_are_unknown(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	set_unreadable(&made->host.iommu.tables_listed.fact, EACCES);
	assert_iommu(made, IOMMU_UNKNOWN, REASON_UNREADABLE);
	assert_int_equal(made->judgement.iommu.described, ANSWER_UNKNOWN);
	assert_int_equal(made->judgement.iommu.evidence[0].error, EACCES);
	drop_host(made);
}

static void without_acpi_or_sysfs_it_is_unknown(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	flag_set(&made->host.iommu.tables_listed, false, "/sys/firmware/acpi/tables");
	assert_iommu(made, IOMMU_UNKNOWN, REASON_NO_ACPI);
	assert_null(made->judgement.iommu.remove_option);
	set_command_line(made, "acpi=off");
	assert_iommu(made, IOMMU_UNKNOWN, REASON_NO_ACPI);
	assert_string_equal(made->judgement.iommu.remove_option, "acpi=off");
	flag_set(&made->host.iommu.class_read, false, "/sys/class/iommu");
	check(made, IOMMU_UNKNOWN, REASON_NO_SYSFS, NULL);
}

static void a_table_for_root_only_is_unknown(void **state)
{
	static const int errors[] = { EACCES, EPERM };

	(void)state;
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		struct made_host *made = make_host(ARCH_X86);

		deny_table(made, "DMAR", errors[i]);
		assert_iommu(made, IOMMU_UNKNOWN, REASON_NO_PERMISSION);
		assert_int_equal(made->judgement.iommu.described, ANSWER_UNKNOWN);
		check(made, IOMMU_UNKNOWN, REASON_NO_PERMISSION, "intel");
	}
}

static void a_table_that_fails_to_be_read_is_unknown(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	deny_table(made, "IVRS", EIO);
	check(made, IOMMU_UNKNOWN, REASON_UNREADABLE, "amd");
}

/* ---- absent ---- */

static void no_table_is_no_iommu(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	assert_iommu(made, IOMMU_ABSENT, REASON_NO_TABLE);
	assert_int_equal(made->judgement.iommu.described, ANSWER_NO);
	drop_host(made);
}

static void in_a_guest_it_is_the_hypervisor_that_gives_none(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	text_set(&made->host.virtualization.hypervisor, "kvm", "cpuid");
	assert_iommu(made, IOMMU_ABSENT, REASON_GUEST);
	assert_evidence(&made->judgement.iommu, "cpuid", NO_OFFSET);
	drop_host(made);
}

static void an_iort_without_smmu_is_no_iommu(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = build_start("IORT", 0);

	(void)state;
	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(0), U16(24), U8(0), U32(0), U32(0), U32(0), U32(1), U32(0));
	add_table(made, "IORT", b);
	check(made, IOMMU_ABSENT, REASON_NO_UNIT, "arm");
}

/* An ITS of this length, and an SMMU after it. */
static struct build iort_broken_off(uint16_t length)
{
	struct build b = build_start("IORT", 0);

	ADD(&b, U32(2), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(0), U16(length), U8(0), U32(0), U32(0), U32(0), U32(1), U32(0));
	ADD(&b, U8(4), U16(60), U8(0), U32(0), U32(0), U32(0), ZERO(44));
	return b;
}

static void an_iort_that_breaks_off_before_an_smmu_is_broken(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);

	(void)state;
	add_table(made, "IORT", iort_broken_off(0x1000));
	check(made, IOMMU_BROKEN, REASON_TABLE_LENGTH, "arm");
	made = make_host(ARCH_ARM);
	add_table(made, "IORT", iort_broken_off(0));
	check(made, IOMMU_BROKEN, REASON_ENDLESS, "arm");
}

static void z_and_power_have_one_for_each_pci_function(void **state)
{
	static const struct {
		enum arch arch;
		const char *family;
	} rows[] = { { ARCH_Z, "z" }, { ARCH_POWER, "power" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made_host *made = make_host(rows[i].arch);

		check(made, IOMMU_ABSENT, REASON_NO_PCI, rows[i].family);
		made = make_host(rows[i].arch);
		add_pci(made, 0, 0, 0, CLASS_GRAPHICS);
		check(made, IOMMU_OFF, REASON_NOT_IN_USE, rows[i].family);
		made = make_host(rows[i].arch);
		set_unreadable(&made->host.pci_read.fact, EACCES);
		check(made, IOMMU_UNKNOWN, REASON_UNREADABLE, rows[i].family);
		made = make_host(rows[i].arch);
		set_unreadable(&made->host.pci_read.fact, ENOENT);
		check(made, IOMMU_UNKNOWN, REASON_NO_SYSFS, rows[i].family);
	}
}

/* ---- healthy ---- */

static struct made_host *healthy_host(void)
{
	struct made_host *made = make_host(ARCH_X86);

	add_sound_dmar(made);
	add_unit(made, "dmar0", 0xfed90000, 1);
	set_interrupts(made, true);
	return made;
}

static void assert_healthy(struct made_host *made, enum answer answer)
{
	judge_made(made);
	assert_int_equal(judgement_healthy(&made->judgement), answer);
	drop_host(made);
}

static void healthy_is_on_remapped_and_without_errors(void **state)
{
	struct made_host *made = healthy_host();

	(void)state;
	assert_healthy(made, ANSWER_YES);

	made = healthy_host();
	set_interrupts(made, false);
	assert_healthy(made, ANSWER_NO);

	made = healthy_host();
	set_unreadable(&made->host.iommu.interrupt_remapping.fact, EACCES);
	assert_healthy(made, ANSWER_UNKNOWN);

	made = healthy_host();
	set_command_line(made, "amd_iommu=on"); /* in vain: a warning */
	assert_healthy(made, ANSWER_YES);

	/* A virtio-iommu that is not there: an error. */
	made = healthy_host();
	add_table(made, "VIOT", sample_viot());
	assert_healthy(made, ANSWER_NO);
}

static void healthy_cannot_be_told_of_what_is_hidden_or_unknown(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	text_set(&made->host.iommu.xmar, "RMAD", TABLE("RMAD"));
	assert_healthy(made, ANSWER_UNKNOWN);
	made = make_host(ARCH_X86);
	deny_table(made, "DMAR", EACCES);
	assert_healthy(made, ANSWER_UNKNOWN);
	made = make_host(ARCH_X86);
	assert_healthy(made, ANSWER_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(devices_behind_a_unit_are_translated),
		cmocka_unit_test(identity_domains_everywhere_are_told),
		cmocka_unit_test(a_units_name_tells_its_family),
		cmocka_unit_test(a_device_with_an_iommu_is_enough),
		cmocka_unit_test(groups_are_enough_where_the_kernel_shows_no_units),
		cmocka_unit_test(groups_of_vfio_without_iommu_are_none),
		cmocka_unit_test(an_idle_unit_is_ready),
		cmocka_unit_test(an_idle_unit_needs_no_option),
		cmocka_unit_test(a_unit_that_firmware_maps_nothing_to_is_off),
		cmocka_unit_test(
			an_idle_unit_with_a_table_for_root_only_is_unknown_and_described),
		cmocka_unit_test(xen_owns_the_iommu),
		cmocka_unit_test(the_kernel_of_kdump_tells_nothing),
		cmocka_unit_test(a_container_hides_the_tables),
		cmocka_unit_test(tables_that_cannot_be_listed_are_unknown),
		cmocka_unit_test(without_acpi_or_sysfs_it_is_unknown),
		cmocka_unit_test(a_table_for_root_only_is_unknown),
		cmocka_unit_test(a_table_that_fails_to_be_read_is_unknown),
		cmocka_unit_test(no_table_is_no_iommu),
		cmocka_unit_test(in_a_guest_it_is_the_hypervisor_that_gives_none),
		cmocka_unit_test(an_iort_without_smmu_is_no_iommu),
		cmocka_unit_test(an_iort_that_breaks_off_before_an_smmu_is_broken),
		cmocka_unit_test(z_and_power_have_one_for_each_pci_function),
		cmocka_unit_test(healthy_is_on_remapped_and_without_errors),
		cmocka_unit_test(healthy_cannot_be_told_of_what_is_hidden_or_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
