#include "tests/unit/table_asserts.h"

#include "acpi/madt.h"

enum { FIRST = 44, LENGTH_AT = 1 };

static void every_structure_is_found(void **state)
{
	struct build b = sample_madt();
	struct acpi_table t = build_parse(&b);
	struct madt_header header;
	struct madt_ioapic ioapic;

	(void)state;
	decode_first(&t, &madt_header, &header);
	assert_int_equal(header.local_apic_address, 0xfee00000);
	assert_int_equal(header.flags, 1);
	decode_first(&t, &madt_ioapic, &ioapic);
	assert_int_equal(ioapic.id, 2);
	assert_int_equal(ioapic.address, 0xfec00000);
	assert_int_equal(ioapic.gsi_base, 24);
	assert_count(&t, &madt_local_apic, 1);
	assert_count(&t, &madt_override, 1);
	assert_count(&t, &madt_local_nmi, 1);
	assert_count(&t, &madt_x2apic, 1);
	assert_count(&t, &madt_unknown, 1);
	free_both(&t, &b);
}

static void structure_of_length_zero_ends_the_walk(void **state)
{
	struct build b = sample_madt();
	struct acpi_table t = parse_changed(&b, FIRST + 8 + LENGTH_AT, 1, 0);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_ZERO, FIRST + 8);
	assert_count(&t, &madt_local_apic, 1);
	assert_null(find_item(&t, &madt_ioapic));
	free_both(&t, &b);
}

static void structure_shorter_than_its_type_is_kept(void **state)
{
	struct build b = build_start("APIC", 6);
	struct acpi_table t;
	struct madt_ioapic ioapic;

	(void)state;
	ADD(&b, U32(0xfee00000), U32(1), U8(1), U8(8), U8(2), U8(0), U32(0xfec00000));
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_STRUCTURE_SHORT, FIRST);
	decode_first(&t, &madt_ioapic, &ioapic);
	assert_int_equal(ioapic.address, 0xfec00000);
	assert_int_equal(ioapic.gsi_base, 0);
	free_both(&t, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_structure_is_found),
		cmocka_unit_test(structure_of_length_zero_ends_the_walk),
		cmocka_unit_test(structure_shorter_than_its_type_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
