#include "tests/unit/table_asserts.h"

#include "acpi/ivrs.h"

enum { FIRST_ENTRY = IVRS_FIRST + 24, BLOCK_LENGTH_AT = 2 };

/* A table of one IVHD of type 40h whose entries the caller adds. */
static struct build start_ivhd(void)
{
	struct build b = build_start("IVRS", 2);

	ADD(&b, U32(0), ZERO(8));
	ADD(&b, U8(IVRS_IVHD_40), U8(0), U16(0), U16(2), U16(0x40), U64(0xfd300000), U16(0),
	    U16(0), U32(0), U64(0), U64(0));
	return b;
}

static struct acpi_table parse_ivhd(struct build *b)
{
	build_length(b, IVRS_FIRST, BLOCK_LENGTH_AT, 2);
	return build_parse(b);
}

static void every_block_is_decoded(void **state)
{
	struct build b = sample_ivrs();
	struct acpi_table t = build_parse(&b);
	struct ivrs_header header;
	struct ivrs_ivhd ivhd;
	struct ivrs_ivmd ivmd;

	(void)state;
	decode_first(&t, &ivrs_header, &header);
	assert_int_equal(header.ivinfo, 0x00203043);
	decode_first(&t, &ivrs_ivhd_10, &ivhd);
	assert_int_equal(ivhd.type, IVRS_IVHD_10);
	assert_int_equal(ivhd.base, 0xfd300000);
	assert_int_equal(ivhd.features, 0x80048f6e);
	assert_int_equal(ivhd.attributes, 0);
	assert_int_equal(ivhd.efr, 0);
	decode_first(&t, &ivrs_ivhd_11, &ivhd);
	assert_int_equal(ivhd.type, IVRS_IVHD_11);
	assert_int_equal(ivhd.features, 0);
	assert_int_equal(ivhd.attributes, 0x80048f6e);
	assert_int_equal(ivhd.efr, 0x206d73ef22254ade);
	assert_int_equal(ivhd.efr2, 1);
	assert_count(&t, &ivrs_ivhd_11, 2);
	assert_count(&t, &ivrs_ivmd, 3);
	decode_first(&t, &ivrs_ivmd, &ivmd);
	assert_int_equal(ivmd.type, IVRS_IVMD_ALL);
	assert_int_equal(ivmd.start, 0x71300000);
	assert_int_equal(ivmd.mem_length, 0x26000);
	assert_count(&t, &ivrs_unknown, 1);
	free_both(&t, &b);
}

static void every_entry_is_decoded(void **state)
{
	struct build b = sample_ivrs();
	struct acpi_table t = build_parse(&b);
	struct ivhd_entry entry;
	struct ivhd_alias alias;
	struct ivhd_extended extended;
	struct ivhd_special special;
	struct ivhd_hid hid;

	(void)state;
	/* Six of the eleven entries in each of three IVHDs have no fields of their own. */
	assert_count(&t, &ivhd_entry, 18);
	decode_first(&t, &ivhd_entry, &entry);
	assert_int_equal(entry.type, IVHD_PAD4);
	assert_count(&t, &ivhd_alias, 6);
	decode_first(&t, &ivhd_alias, &alias);
	assert_int_equal(alias.devid, 0x18);
	assert_int_equal(alias.source_devid, 0xa5);
	decode_first(&t, &ivhd_extended, &extended);
	assert_int_equal(extended.ext, 0x80000000);
	decode_first(&t, &ivhd_special, &special);
	assert_int_equal(special.handle, 33);
	assert_int_equal(special.source_devid, 0xa0);
	assert_int_equal(special.variety, IVHD_VARIETY_IOAPIC);
	assert_count(&t, &ivhd_hid, 3);
	decode_first(&t, &ivhd_hid, &hid);
	assert_int_equal(hid.devid, 0xa5);
	assert_int_equal(hid.uid_format, IVHD_UID_STRING);
	assert_int_equal(hid.uid_length, 9);
	free_both(&t, &b);
}

static void block_of_length_zero_ends_the_walk(void **state)
{
	struct build b = sample_ivrs();
	struct acpi_table t = parse_changed(&b, IVRS_FIRST + BLOCK_LENGTH_AT, 2, 0);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_ZERO, IVRS_FIRST);
	assert_int_equal(t.n_items, 1);
	free_both(&t, &b);
}

static void block_past_the_end_ends_the_walk(void **state)
{
	struct build b = sample_ivrs();
	struct acpi_table t = parse_changed(&b, IVRS_FIRST + BLOCK_LENGTH_AT, 2, 0xffff);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_LONG, IVRS_FIRST);
	free_both(&t, &b);
}

static void short_ivhd_is_kept_without_entries(void **state)
{
	struct build b = build_start("IVRS", 2);
	struct acpi_table t;
	struct ivrs_ivhd ivhd;

	(void)state;
	ADD(&b, U32(0), ZERO(8));
	ADD(&b, U8(IVRS_IVHD_11), U8(0), U16(24), U16(2), U16(0x40), U64(0xfd300000), U64(0));
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_STRUCTURE_SHORT, IVRS_FIRST);
	decode_first(&t, &ivrs_ivhd_11, &ivhd);
	assert_int_equal(ivhd.base, 0xfd300000);
	assert_int_equal(t.n_items, 2);
	free_both(&t, &b);
}

static void entry_without_a_length_leaves_the_rest_undecoded(void **state)
{
	static const uint8_t types[] = { 0x80, 0xbf, 0xc0, 0xef, 0xf1, 0xff };

	(void)state;
	for (size_t i = 0; i < sizeof(types); i++) {
		struct build b = sample_ivrs();
		struct acpi_table t = parse_changed(&b, FIRST_ENTRY + 4, 1, types[i]);
		const struct acpi_item *ivhd = find_item(&t, &ivrs_ivhd_10), *rest;

		assert_only_fault(&t, ACPI_ENTRY_UNKNOWN, FIRST_ENTRY + 4);
		assert_int_equal(t.faults[0].value, types[i]);
		rest = acpi_next(&t, ivhd, NULL, acpi_next(&t, ivhd, &ivhd_entry, NULL));
		assert_true(rest->layout->raw);
		assert_int_equal(rest->offset + rest->length, ivhd->offset + ivhd->length);
		assert_null(acpi_next(&t, ivhd, NULL, rest));
		assert_count(&t, &ivrs_ivhd_11, 2);
		free_both(&t, &b);
	}
}

static void unknown_types_with_a_length_are_entries(void **state)
{
	struct build b = start_ivhd();
	struct acpi_table t;

	(void)state;
	ADD(&b, U8(0x3f), U16(0), U8(0));
	ADD(&b, U8(0x7f), U16(0), U8(0), U32(0));
	t = parse_ivhd(&b);
	assert_sound(&t);
	assert_count(&t, &ivhd_entry, 2);
	free_both(&t, &b);
}

static void eight_byte_entry_cut_short_is_a_fault(void **state)
{
	struct build b = start_ivhd();
	size_t at = ADD(&b, U8(IVHD_SPECIAL), U16(0), U8(0));
	struct acpi_table t = parse_ivhd(&b);

	(void)state;
	assert_only_fault(&t, ACPI_STRUCTURE_LONG, at);
	assert_null(find_item(&t, &ivhd_special));
	free_both(&t, &b);
}

static void hid_entry_cut_short_is_a_fault_at_every_length(void **state)
{
	struct build b = sample_ivrs();
	struct acpi_table t = build_parse(&b);
	size_t hid_at = find_item(&t, &ivhd_hid)->offset;
	size_t length = find_item(&t, &ivhd_hid)->length;

	(void)state;
	acpi_table_free(&t);
	for (size_t kept = 1; kept < length; kept++) {
		struct build cut = start_ivhd();
		size_t at = cut.size;

		for (size_t i = 0; i < kept; i++)
			ADD(&cut, U8(b.bytes[hid_at + i]));
		t = parse_ivhd(&cut);
		assert_only_fault(&t, ACPI_STRUCTURE_LONG, at);
		assert_null(find_item(&t, &ivhd_hid));
		free_both(&t, &cut);
	}
	build_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_block_is_decoded),
		cmocka_unit_test(every_entry_is_decoded),
		cmocka_unit_test(block_of_length_zero_ends_the_walk),
		cmocka_unit_test(block_past_the_end_ends_the_walk),
		cmocka_unit_test(short_ivhd_is_kept_without_entries),
		cmocka_unit_test(entry_without_a_length_leaves_the_rest_undecoded),
		cmocka_unit_test(unknown_types_with_a_length_are_entries),
		cmocka_unit_test(eight_byte_entry_cut_short_is_a_fault),
		cmocka_unit_test(hid_entry_cut_short_is_a_fault_at_every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
