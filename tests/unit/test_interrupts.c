/* The verdict on interrupt remapping of x86. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acpi/dmar.h"
#include "acpi/ivrs.h"
#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

enum { FLAGS_AT = 37, FIRST_IOAPIC_AT = 44, SECOND_IOAPIC_AT = 56, SOUTHBRIDGE = 0xa0 };

/* A DMAR whose unit has the I/O APIC 2. */
static struct build dmar(uint8_t flags)
{
	struct build b = build_start("DMAR", 1);
	size_t at;

	ADD(&b, U8(38), U8(flags), ZERO(10));
	at = ADD(&b, U16(0), U16(0), U8(DMAR_DRHD_INCLUDE_PCI_ALL), U8(0), U16(0),
		 U64(0xfed90000));
	ADD(&b, U8(DMAR_SCOPE_IOAPIC), U8(8), U16(0), U8(2), U8(0xf0), U8(0x1f), U8(0));
	build_length(&b, at, 2, 2);
	return b;
}

static void add_ioapic_entry(struct build *b, uint8_t id, uint16_t devid)
{
	ADD(b, U8(IVHD_SPECIAL), U16(0), U8(0), U8(id), U16(devid), U8(IVHD_VARIETY_IOAPIC));
}

/* An IVRS with one I/O APIC at a function. */
static struct build ivrs(uint8_t id, uint16_t devid)
{
	struct build b = build_start("IVRS", 2);
	size_t at;

	ADD(&b, U32(0), ZERO(8));
	at = ADD(&b, U8(IVRS_IVHD_10), U8(0), U16(0), U16(2), U16(0x40), U64(0xfd300000), U16(0),
		 U16(0), U32(0));
	ADD(&b, U8(IVHD_ALL), U16(0), U8(0));
	add_ioapic_entry(&b, id, devid);
	build_length(&b, at, 2, 2);
	return b;
}

static void add_ivrs(struct made_host *made, uint8_t id, uint16_t devid)
{
	add_table(made, "IVRS", ivrs(id, devid));
	add_pci(made, 0, 0, 2, 0x080600);
}

/* A MADT of I/O APICs; the first one's interrupts begin at 0. */
static struct build madt(uint8_t first, int second)
{
	struct build b = build_start("APIC", 6);

	ADD(&b, U32(0xfee00000), U32(1));
	ADD(&b, U8(1), U8(12), U8(first), U8(0), U32(0xfec00000), U32(0));
	if (second >= 0)
		ADD(&b, U8(1), U8(12), U8((uint8_t)second), U8(0), U32(0xfec01000), U32(24));
	return b;
}

/* A host whose kernel does not remap interrupts. */
static struct made_host *unremapped(void)
{
	struct made_host *made = make_host(ARCH_X86);

	set_interrupts(made, false);
	return made;
}

static void chips_named_ir_are_remapped_interrupts(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	set_interrupts(made, true);
	assert_interrupts(made, IOMMU_ENABLED, REASON_IR_ON);
	assert_evidence(&made->judgement.interrupts, "/proc/interrupts", NO_OFFSET);
	drop_host(made);
}

static void interrupts_that_cannot_be_read_are_unknown(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	set_unreadable(&made->host.iommu.interrupt_remapping.fact, EACCES);
	assert_interrupts(made, IOMMU_UNKNOWN, REASON_UNREADABLE);
	assert_int_equal(made->judgement.interrupts.evidence[0].error, EACCES);
	drop_host(made);
}

static void only_x86_is_judged(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);

	(void)state;
	judge_made(made);
	assert_false(made->judgement.interrupts_judged);
	drop_host(made);
}

static void an_option_switches_it_off(void **state)
{
	static const char *const lines[] = { "intremap=off", "nointremap" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct made_host *made = unremapped();

		add_table(made, "DMAR", dmar(DMAR_INTR_REMAP));
		set_command_line(made, lines[i]);
		assert_interrupts(made, IOMMU_OFF, REASON_OPTION);
		assert_string_equal(made->judgement.interrupts.remove_option, lines[i]);
		drop_host(made);
	}
}

static void without_a_table_there_is_none(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	assert_interrupts(made, IOMMU_ABSENT, REASON_IR_NO_TABLE);
	drop_host(made);
}

static void where_tables_cannot_be_seen_it_cannot_be_told(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	flag_set(&made->host.virtualization.firmware_hidden, true, "/proc/self/mountinfo");
	flag_set(&made->host.iommu.tables_listed, false, "/sys/firmware/acpi/tables");
	assert_interrupts(made, IOMMU_HIDDEN, REASON_MASKED);
	drop_host(made);

	made = make_host(ARCH_X86);
	set_unreadable(&made->host.iommu.tables_listed.fact, EACCES);
	assert_interrupts(made, IOMMU_UNKNOWN, REASON_UNREADABLE);
	drop_host(made);
}

static void a_table_for_root_only_leaves_the_reason_open(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	deny_table(made, "DMAR", EACCES);
	assert_interrupts(made, IOMMU_OFF, REASON_NO_PERMISSION);
	drop_host(made);
}

static void a_table_shorter_than_a_header_is_a_fault(void **state)
{
	struct made_host *made = unremapped();
	struct build b = { 0 };

	(void)state;
	ADD(&b, TEXT(8, "DMAR"));
	add_raw_table(made, "DMAR", b);
	assert_interrupts(made, IOMMU_BROKEN, REASON_TABLE_FAULT);
	drop_host(made);
}

static void a_refused_table_remaps_nothing(void **state)
{
	struct made_host *made = unremapped();
	struct build b = dmar(DMAR_INTR_REMAP);

	(void)state;
	build_set(&b, DMAR_FIRST + 8, 8, 0);
	add_table(made, "DMAR", b);
	assert_interrupts(made, IOMMU_BROKEN, REASON_BASE_ZERO);
	assert_evidence(&made->judgement.interrupts, "/sys/firmware/acpi/tables/DMAR", DMAR_FIRST);
	drop_host(made);

	made = unremapped();
	add_table(made, "IVRS", ivrs(2, SOUTHBRIDGE)); /* its PCI function is not there */
	assert_interrupts(made, IOMMU_BROKEN, REASON_FUNCTION_MISSING);
	drop_host(made);
}

static void a_dmar_without_the_flag_does_not_offer_it(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	add_table(made, "DMAR", dmar(0));
	assert_interrupts(made, IOMMU_UNSUPPORTED, REASON_IR_NOT_CLAIMED);
	assert_evidence(&made->judgement.interrupts, "/sys/firmware/acpi/tables/DMAR", FLAGS_AT);
	drop_host(made);
}

/* parse_ioapics_under_ir() */
static void a_dmar_has_to_list_each_ioapic(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	add_table(made, "DMAR", dmar(DMAR_INTR_REMAP));
	add_madt(made, madt(2, 3));
	assert_interrupts(made, IOMMU_BROKEN, REASON_IR_IOAPIC);
	assert_evidence(&made->judgement.interrupts, "/sys/firmware/acpi/tables/APIC",
			SECOND_IOAPIC_AT);
	drop_host(made);
}

static void a_sound_table_gives_no_reason(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	add_table(made, "DMAR", dmar(DMAR_INTR_REMAP));
	add_madt(made, madt(2, -1));
	assert_interrupts(made, IOMMU_OFF, REASON_IR_NOT_IN_USE);
	drop_host(made);

	made = unremapped();
	add_ivrs(made, 2, SOUTHBRIDGE);
	add_madt(made, madt(2, -1));
	assert_interrupts(made, IOMMU_OFF, REASON_IR_NOT_IN_USE);
	drop_host(made);
}

/* Interrupt remapping of VT-d is apart from DMA remapping: the option for that is no
 * reason. AMD's goes with it (amd_iommu_prepare). */
static void only_amd_loses_it_with_the_iommu(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	add_table(made, "DMAR", dmar(DMAR_INTR_REMAP));
	set_command_line(made, "intel_iommu=off");
	assert_interrupts(made, IOMMU_OFF, REASON_IR_NOT_IN_USE);
	drop_host(made);

	made = unremapped();
	add_ivrs(made, 2, SOUTHBRIDGE);
	set_command_line(made, "amd_iommu=off");
	assert_interrupts(made, IOMMU_OFF, REASON_OPTION);
	set_command_line(made, "iommu=off");
	assert_interrupts(made, IOMMU_OFF, REASON_OPTION);
	drop_host(made);
}

/* check_ioapic_information() */
static void an_ivrs_has_to_list_the_southbridges_ioapic(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	add_ivrs(made, 2, 0x00a5);
	add_madt(made, madt(2, -1));
	assert_interrupts(made, IOMMU_BROKEN, REASON_IR_IOAPIC);
	assert_evidence(&made->judgement.interrupts, "/sys/firmware/acpi/tables/APIC",
			FIRST_IOAPIC_AT);
	drop_host(made);
}

static void an_ioapic_missing_from_the_ivrs_counts_only_behind_the_southbridges(void **state)
{
	struct made_host *made = unremapped();

	(void)state;
	add_ivrs(made, 2, SOUTHBRIDGE);
	add_madt(made, madt(2, 3));
	assert_interrupts(made, IOMMU_BROKEN, REASON_IR_IOAPIC);
	assert_evidence(&made->judgement.interrupts, "/sys/firmware/acpi/tables/APIC",
			SECOND_IOAPIC_AT);
	drop_host(made);

	made = unremapped();
	add_ivrs(made, 2, SOUTHBRIDGE);
	add_madt(made, madt(3, 2));
	assert_interrupts(made, IOMMU_OFF, REASON_IR_NOT_IN_USE);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chips_named_ir_are_remapped_interrupts),
		cmocka_unit_test(interrupts_that_cannot_be_read_are_unknown),
		cmocka_unit_test(only_x86_is_judged),
		cmocka_unit_test(an_option_switches_it_off),
		cmocka_unit_test(without_a_table_there_is_none),
		cmocka_unit_test(where_tables_cannot_be_seen_it_cannot_be_told),
		cmocka_unit_test(a_table_for_root_only_leaves_the_reason_open),
		cmocka_unit_test(a_table_shorter_than_a_header_is_a_fault),
		cmocka_unit_test(a_refused_table_remaps_nothing),
		cmocka_unit_test(a_dmar_without_the_flag_does_not_offer_it),
		cmocka_unit_test(a_dmar_has_to_list_each_ioapic),
		cmocka_unit_test(a_sound_table_gives_no_reason),
		cmocka_unit_test(only_amd_loses_it_with_the_iommu),
		cmocka_unit_test(an_ivrs_has_to_list_the_southbridges_ioapic),
		cmocka_unit_test(
			an_ioapic_missing_from_the_ivrs_counts_only_behind_the_southbridges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
