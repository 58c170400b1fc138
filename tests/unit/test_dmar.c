#include "tests/unit/table_asserts.h"

#include "acpi/dmar.h"

/* In the sample: the first DRHD's scopes stand at 64 and 72. */
enum { FIRST_SCOPE = DMAR_FIRST + 16, LENGTH_AT = 2 };

static void every_structure_is_decoded(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = build_parse(&b);
	struct dmar_header header;
	struct dmar_drhd drhd;
	struct dmar_rmrr rmrr;
	struct dmar_atsr atsr;
	struct dmar_rhsa rhsa;
	struct dmar_andd andd;
	struct dmar_satc satc;
	struct dmar_sidp sidp;

	(void)state;
	acpi_decode(&t, &t.items[0], &header);
	assert_int_equal(header.revision, 1);
	assert_int_equal(header.host_address_width, 38);
	assert_int_equal(header.flags, DMAR_INTR_REMAP | DMAR_PLATFORM_OPT_IN);
	decode_first(&t, &dmar_drhd, &drhd);
	assert_int_equal(drhd.segment, 1);
	assert_int_equal(drhd.size, 4);
	assert_int_equal(drhd.base, 0xfed90000);
	decode_first(&t, &dmar_rmrr, &rmrr);
	assert_int_equal(rmrr.base, 0x7b800000);
	assert_int_equal(rmrr.limit, 0x7fffffff);
	decode_first(&t, &dmar_atsr, &atsr);
	assert_int_equal(atsr.flags, DMAR_ATSR_ALL_PORTS);
	decode_first(&t, &dmar_rhsa, &rhsa);
	assert_int_equal(rhsa.base, 0xfed91000);
	assert_int_equal(rhsa.proximity, 1);
	decode_first(&t, &dmar_andd, &andd);
	assert_int_equal(andd.device_number, 1);
	decode_first(&t, &dmar_satc, &satc);
	assert_int_equal(satc.flags, DMAR_SATC_ATC_REQUIRED);
	decode_first(&t, &dmar_sidp, &sidp);
	assert_int_equal(sidp.segment, 0);
	assert_count(&t, &dmar_scope, 8);
	free_both(&t, &b);
}

static void scopes_belong_to_their_structure(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = build_parse(&b);
	const struct acpi_item *drhd = acpi_next(&t, &t.items[0], &dmar_drhd, NULL);
	const struct acpi_item *scope = acpi_next(&t, drhd, &dmar_scope, NULL);
	struct dmar_scope decoded;
	struct dmar_hop hop;

	(void)state;
	acpi_decode(&t, scope, &decoded);
	assert_int_equal(decoded.type, DMAR_SCOPE_ENDPOINT);
	scope = acpi_next(&t, drhd, &dmar_scope, scope);
	acpi_decode(&t, scope, &decoded);
	assert_int_equal(decoded.type, DMAR_SCOPE_BRIDGE);
	assert_int_equal(decoded.start_bus, 0x80);
	assert_true(dmar_hop(&t, scope, 1, &hop));
	assert_int_equal(hop.device, 4);
	assert_int_equal(hop.function, 1);
	assert_false(dmar_hop(&t, scope, 2, &hop));
	assert_false(dmar_hop(&t, scope, SIZE_MAX, &hop));
	assert_null(acpi_next(&t, drhd, NULL, scope));
	drhd = acpi_next(&t, &t.items[0], &dmar_drhd, drhd);
	assert_non_null(drhd);
	assert_null(acpi_next(&t, &t.items[0], &dmar_drhd, drhd));
	free_both(&t, &b);
}

static void unknown_structures_are_kept_without_a_fault(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = build_parse(&b);
	const struct acpi_item *item = find_item(&t, &dmar_unknown);

	(void)state;
	assert_sound(&t);
	assert_int_equal(item->offset, b.size - 8);
	assert_int_equal(item->length, 8);
	free_both(&t, &b);
}

static void length_of_zero_ends_the_walk(void **state)
{
	struct build b = sample_dmar();
	size_t second = DMAR_FIRST + b.bytes[DMAR_FIRST + LENGTH_AT];
	struct acpi_table t = parse_changed(&b, second + LENGTH_AT, 2, 0);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_ZERO, second);
	assert_count(&t, &dmar_drhd, 1);
	free_both(&t, &b);
}

static void length_below_the_structure_header_ends_the_walk(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = parse_changed(&b, DMAR_FIRST + LENGTH_AT, 2, 3);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_SHORT, DMAR_FIRST);
	assert_int_equal(t.n_items, 1);
	free_both(&t, &b);
}

static void structure_shorter_than_its_type_is_kept_without_what_it_lacks(void **state)
{
	struct build b = build_start("DMAR", 1);
	struct acpi_table t;
	struct dmar_drhd drhd;

	(void)state;
	ADD(&b, U8(38), U8(0), ZERO(10));
	ADD(&b, U16(0), U16(12), U8(1), U8(0), U16(7), U32(0xfed90000));
	ADD(&b, U16(3), U16(20), U32(0), U64(0xfed90000), U32(1));
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_STRUCTURE_SHORT, DMAR_FIRST);
	decode_first(&t, &dmar_drhd, &drhd);
	assert_int_equal(drhd.segment, 7);
	assert_int_equal(drhd.base, 0);
	assert_count(&t, &dmar_rhsa, 1);
	free_both(&t, &b);
}

static void length_past_the_end_ends_the_walk(void **state)
{
	struct build b = sample_dmar();
	size_t last = b.size - 8;
	struct acpi_table t = parse_changed(&b, last + LENGTH_AT, 2, 9);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_LONG, last);
	assert_int_equal(t.faults[0].value, 9);
	assert_int_equal(t.faults[0].limit, 8);
	assert_null(find_item(&t, &dmar_unknown));
	assert_count(&t, &dmar_sidp, 1);
	free_both(&t, &b);
}

static void bytes_too_few_for_a_header_are_left_over(void **state)
{
	struct build b = sample_dmar();
	size_t at = ADD(&b, U8(0), U8(0), U8(0));
	struct acpi_table t = build_parse(&b);

	(void)state;
	assert_only_fault(&t, ACPI_TRAILING, at);
	free_both(&t, &b);
}

static void scope_of_length_zero_ends_the_scopes_of_its_structure_only(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = parse_changed(&b, FIRST_SCOPE + 1, 1, 0);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_ZERO, FIRST_SCOPE);
	assert_count(&t, &dmar_drhd, 2);
	assert_count(&t, &dmar_scope, 6);
	free_both(&t, &b);
}

static void scope_past_its_structure_is_left_out(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = parse_changed(&b, FIRST_SCOPE + 1, 1, 19);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_LONG, FIRST_SCOPE);
	assert_count(&t, &dmar_scope, 6);
	free_both(&t, &b);
}

static void path_of_half_a_pair_is_a_fault(void **state)
{
	struct build b = build_start("DMAR", 1);
	size_t path;
	struct acpi_table t;

	(void)state;
	ADD(&b, U8(38), U8(0), ZERO(10));
	ADD(&b, U16(2), U16(17), U32(0));
	path = ADD(&b, U8(1), U8(9), U16(0), U8(0), U8(0)) + 6;
	ADD(&b, U8(1), U8(0), U8(2));
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_PATH_ODD, path);
	free_both(&t, &b);
}

static void name_without_an_end_is_a_fault_and_stays_inside(void **state)
{
	struct build b = build_start("DMAR", 1);
	size_t length;
	struct acpi_table t;
	const struct acpi_item *andd;
	const char *name;

	(void)state;
	ADD(&b, U8(38), U8(0), ZERO(10));
	ADD(&b, U16(4), U16(16), ZERO(3), U8(1), TEXT(8, "\\_SB.ABC"));
	ADD(&b, U16(4), U16(8), ZERO(3), U8(2));
	t = build_parse(&b);
	assert_fault(&t, ACPI_TEXT_OPEN, DMAR_FIRST + 8);
	assert_fault(&t, ACPI_TEXT_OPEN, DMAR_FIRST + 16 + 8);
	andd = find_item(&t, &dmar_andd);
	name = acpi_chars(&t, andd, &andd->layout->fields[andd->layout->n_fields - 1], &length);
	assert_int_equal(length, 8);
	assert_memory_equal(name, "\\_SB.ABC", length);
	free_both(&t, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_structure_is_decoded),
		cmocka_unit_test(scopes_belong_to_their_structure),
		cmocka_unit_test(unknown_structures_are_kept_without_a_fault),
		cmocka_unit_test(length_of_zero_ends_the_walk),
		cmocka_unit_test(length_below_the_structure_header_ends_the_walk),
		cmocka_unit_test(structure_shorter_than_its_type_is_kept_without_what_it_lacks),
		cmocka_unit_test(length_past_the_end_ends_the_walk),
		cmocka_unit_test(bytes_too_few_for_a_header_are_left_over),
		cmocka_unit_test(scope_of_length_zero_ends_the_scopes_of_its_structure_only),
		cmocka_unit_test(scope_past_its_structure_is_left_out),
		cmocka_unit_test(path_of_half_a_pair_is_a_fault),
		cmocka_unit_test(name_without_an_end_is_a_fault_and_stays_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
