#include "tests/unit/table_asserts.h"

#include "acpi/dmar.h"

enum { LENGTH_AT = 4, CHECKSUM_AT = 9 };

static void fewer_bytes_than_a_header_are_one_fault(void **state)
{
	static const uint8_t bytes[ACPI_HEADER_LENGTH] = "DMAR";
	struct acpi_table t;

	(void)state;
	for (size_t size = 0; size < sizeof(bytes); size++) {
		assert_int_equal(acpi_table_parse(bytes, size, &t), 0);
		assert_int_equal(t.n_items, 0);
		assert_only_fault(&t, ACPI_HEADER_SHORT, 0);
		acpi_table_free(&t);
	}
}

static void samples_are_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_samples; i++) {
		struct build b = samples[i].build();
		struct acpi_table t = build_parse(&b);

		assert_sound(&t);
		assert_true(t.checksum_ok);
		assert_int_equal(t.end, b.size);
		free_both(&t, &b);
	}
}

static void wrong_checksum_is_a_fault_and_the_rest_is_read(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t;

	(void)state;
	build_finish(&b);
	b.bytes[CHECKSUM_AT]++;
	assert_int_equal(acpi_table_parse(b.bytes, b.size, &t), 0);
	assert_only_fault(&t, ACPI_CHECKSUM, 0);
	assert_false(t.checksum_ok);
	assert_int_equal(t.faults[0].value, 1);
	assert_count(&t, &dmar_drhd, 2);
	free_both(&t, &b);
}

static void length_below_the_header_keeps_the_header_only(void **state)
{
	static const uint32_t lengths[] = { 0, 1, ACPI_HEADER_LENGTH - 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct build b = sample_dmar();
		struct acpi_table t;

		build_finish(&b);
		build_set(&b, LENGTH_AT, 4, lengths[i]);
		assert_int_equal(acpi_table_parse(b.bytes, b.size, &t), 0);
		assert_fault(&t, ACPI_LENGTH_SHORT, LENGTH_AT);
		assert_int_equal(t.n_items, 1);
		free_both(&t, &b);
	}
}

static void length_below_the_tables_own_header_is_a_fault(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t;

	(void)state;
	b.size = DMAR_FIRST - 2;
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_LENGTH_SHORT, LENGTH_AT);
	assert_int_equal(t.n_items, 1);
	free_both(&t, &b);
}

static void table_cut_short_is_read_as_far_as_it_goes(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t;

	(void)state;
	build_finish(&b);
	assert_int_equal(acpi_table_parse(b.bytes, b.size - 1, &t), 0);
	assert_fault(&t, ACPI_TRUNCATED, LENGTH_AT);
	assert_fault(&t, ACPI_STRUCTURE_LONG, b.size - 8);
	assert_int_equal(count_faults(&t, ACPI_CHECKSUM, 0), 0);
	assert_false(t.checksum_ok);
	assert_count(&t, &dmar_drhd, 2);
	assert_count(&t, &dmar_sidp, 1);
	free_both(&t, &b);
}

static void length_of_four_gigabytes_is_truncated(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t;

	(void)state;
	build_finish(&b);
	build_set(&b, LENGTH_AT, 4, UINT32_MAX);
	assert_int_equal(acpi_table_parse(b.bytes, b.size, &t), 0);
	assert_only_fault(&t, ACPI_TRUNCATED, LENGTH_AT);
	assert_int_equal(t.end, b.size);
	free_both(&t, &b);
}

static void bytes_behind_the_table_are_not_its_own(void **state)
{
	struct build b = sample_dmar();
	size_t size;
	struct acpi_table t;

	(void)state;
	build_finish(&b);
	size = b.size;
	ADD(&b, U32(0xffffffff));
	assert_int_equal(acpi_table_parse(b.bytes, b.size, &t), 0);
	assert_sound(&t);
	assert_int_equal(t.end, size);
	assert_int_equal(acpi_number(&t, size, 1), 0);
	free_both(&t, &b);
}

static void other_signatures_keep_their_body_as_bytes(void **state)
{
	struct build b = sample_other();
	struct acpi_table t = build_parse(&b);

	(void)state;
	assert_null(t.kind);
	assert_int_equal(t.n_items, 2);
	assert_true(t.items[1].layout->raw);
	assert_int_equal(t.items[1].offset, ACPI_HEADER_LENGTH);
	assert_int_equal(t.items[1].length, b.size - ACPI_HEADER_LENGTH);
	free_both(&t, &b);
}

static void numbers_are_little_endian_and_end_with_the_table(void **state)
{
	struct build b = sample_other();
	struct acpi_table t = build_parse(&b);

	(void)state;
	assert_int_equal(acpi_number(&t, 36, 4), 0x7ffe0000);
	assert_int_equal(acpi_number(&t, 38, 2), 0x7ffe);
	assert_int_equal(acpi_number(&t, t.end - 1, 1), 0);
	assert_int_equal(acpi_number(&t, t.end - 1, 2), 0);
	assert_int_equal(acpi_number(&t, SIZE_MAX, 8), 0);
	free_both(&t, &b);
}

static void kinds_are_found_by_signature(void **state)
{
	size_t n;
	const struct acpi_kind *kinds = acpi_kinds(&n);

	(void)state;
	assert_true(n >= 5);
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(acpi_kind_find(kinds[i].signature), &kinds[i]);
	assert_null(acpi_kind_find("FACP"));
	assert_null(acpi_kind_find("dmar"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fewer_bytes_than_a_header_are_one_fault),
		cmocka_unit_test(samples_are_sound),
		cmocka_unit_test(wrong_checksum_is_a_fault_and_the_rest_is_read),
		cmocka_unit_test(length_below_the_header_keeps_the_header_only),
		cmocka_unit_test(length_below_the_tables_own_header_is_a_fault),
		cmocka_unit_test(table_cut_short_is_read_as_far_as_it_goes),
		cmocka_unit_test(length_of_four_gigabytes_is_truncated),
		cmocka_unit_test(bytes_behind_the_table_are_not_its_own),
		cmocka_unit_test(other_signatures_keep_their_body_as_bytes),
		cmocka_unit_test(numbers_are_little_endian_and_end_with_the_table),
		cmocka_unit_test(kinds_are_found_by_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
