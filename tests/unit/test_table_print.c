/* What tables look like as JSON and as text. */
#include "tests/unit/table_asserts.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/table.h"

enum { DRHD_BASE = DMAR_FIRST + 8, OEM_ID = 10 };

static char *text_of(const struct acpi_table *table)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	table_text(table, out);
	fclose(out);
	return text;
}

/* The value at a path such as "nodes/1/ctx/0", as JSON. */
static const char *json_at(struct json_object *root, const char *path)
{
	char *steps = strdup(path), *rest = steps;
	const char *step;
	struct json_object *at = root;

	assert_non_null(steps);
	while ((step = strsep(&rest, "/"))) {
		if (json_object_is_type(at, json_type_array))
			at = json_object_array_get_idx(at, strtoul(step, NULL, 10));
		else if (!json_object_object_get_ex(at, step, &at))
			fail_msg("no %s in %s", step, path);
	}
	free(steps);
	return json_object_to_json_string_ext(at, JSON_C_TO_STRING_NOSLASHESCAPE);
}

#define assert_json(json, path, value) assert_string_equal(json_at(json, path), value)
#define assert_text(text, part) assert_non_null(strstr(text, part))

static void json_has_values_names_and_places(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = build_parse(&b);
	struct json_object *json = table_json(&t);

	(void)state;
	assert_json(json, "sig", "\"DMAR\"");
	assert_json(json, "checksum_ok", "true");
	assert_json(json, "oem_id", "\"LABSCN\"");
	assert_json(json, "subtables/0/kind", "\"DRHD\"");
	assert_json(json, "subtables/0/off", "48");
	assert_json(json, "subtables/0/base", "4275634176");
	assert_json(json, "subtables/0/scopes/1/path", "[[3,0],[4,1]]");
	assert_json(json, "subtables/5/device_name", "\"\\\\_SB.PCI0.I2C0\"");
	assert_json(json, "subtables/3/scopes", "[]");
	assert_json(json, "subtables/8/kind", "\"UNKNOWN\"");
	assert_json(json, "subtables/8/bytes", "\"09000800efbeadde\"");
	assert_json(json, "faults", "[]");
	json_object_put(json);
	free_both(&t, &b);
}

static void json_numbers_are_exact_to_the_last_bit(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = parse_changed(&b, DRHD_BASE, 8, UINT64_MAX);
	struct json_object *json = table_json(&t);

	(void)state;
	assert_json(json, "subtables/0/base", "18446744073709551615");
	json_object_put(json);
	free_both(&t, &b);
}

static void json_of_arrays_and_parts_apart(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = build_parse(&b);
	struct json_object *json = table_json(&t);

	(void)state;
	assert_json(json, "nodes/0/its_ids", "[0,1]");
	assert_json(json, "nodes/0/mappings", "[]");
	assert_json(json, "nodes/1/nsgirpt", "65");
	assert_json(json, "nodes/1/ctx", "[97,4294967394]");
	assert_json(json, "nodes/1/pmu", "[99]");
	assert_json(json, "nodes/1/mappings/0/output_ref", "48");
	assert_json(json, "nodes/3/name", "\"\\\\_SB.DEV0\"");
	json_object_put(json);
	free_both(&t, &b);
}

static void json_of_hardware_and_unique_ids(void **state)
{
	struct build b = sample_ivrs();
	struct acpi_table t = build_parse(&b);
	struct json_object *json = table_json(&t);

	(void)state;
	assert_json(json, "blocks/2/entries/11/hid", "\"AMDI0020\"");
	assert_json(json, "blocks/2/entries/11/cid", "\"0000000000000000\"");
	assert_json(json, "blocks/2/entries/11/uid", "\"\\\\_SB.FUR0\"");
	assert_json(json, "blocks/2/entries/12/cid", "\"PNP0D40\"");
	assert_json(json, "blocks/2/entries/12/uid", "\"258\"");
	assert_null(strstr(json_at(json, "blocks/2/entries/13"), "\"uid\""));
	json_object_put(json);
	free_both(&t, &b);
}

static void json_faults_name_rule_place_and_values(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t = parse_changed(&b, DMAR_FIRST + 2, 2, 0);
	struct json_object *json = table_json(&t);

	(void)state;
	assert_json(json, "faults/0/rule", "\"acpi-length-zero\"");
	assert_json(json, "faults/0/offset", "48");
	assert_non_null(strstr(json_at(json, "faults/0/text"), "structure of length 0:"));
	assert_json(json, "subtables", "[]");
	json_object_put(json);
	free_both(&t, &b);
}

static void json_does_not_judge_the_checksum_of_half_a_table(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t;
	struct json_object *json;

	(void)state;
	build_finish(&b);
	assert_int_equal(acpi_table_parse(b.bytes, b.size - 1, &t), 0);
	json = table_json(&t);
	assert_json(json, "checksum_ok", "null");
	json_object_put(json);
	free_both(&t, &b);
}

static void json_of_too_few_bytes_has_the_fault_only(void **state)
{
	struct acpi_table t;
	struct json_object *json;

	(void)state;
	assert_int_equal(acpi_table_parse((const uint8_t *)"DMAR", 4, &t), 0);
	json = table_json(&t);
	assert_int_equal(json_object_object_length(json), 1);
	assert_json(json, "faults/0/rule", "\"acpi-header-short\"");
	json_object_put(json);
	acpi_table_free(&t);
}

static void text_spells_out_flags_types_and_references(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = build_parse(&b);
	char *text = text_of(&t);

	(void)state;
	assert_text(text, "IORT: IO Remapping Table, 672 bytes, sound\n");
	assert_text(text, "(MMU-500)");
	assert_text(text, "(COHACC override, HTTU override 0, DeviceID mapping index valid)");
	assert_text(text, "Output Reference 0x0030 (ITS Group)");
	assert_text(text, "NSgCfgIrpt Flags              0x00000001 (edge)");
	assert_text(text, "(GSIV 98, edge)");
	free(text);
	free_both(&t, &b);
}

static void text_marks_faults_and_dumps_what_is_unknown(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t;
	char *text;

	(void)state;
	build_finish(&b);
	b.bytes[9]++;
	assert_int_equal(acpi_table_parse(b.bytes, b.size, &t), 0);
	text = text_of(&t);
	assert_text(text, "bytes, 1 fault\n");
	assert_text(text, "!! 0x0000  acpi-checksum: the bytes add up to 0x01, not to 0x00\n");
	assert_text(text, "09 00 08 00 ef be ad de                          |........|\n");
	assert_text(text, "PCI Sub-hierarchy      Type 0x02  Length 10 ");
	assert_text(text, "Path 03.0 > 04.1\n");
	free(text);
	free_both(&t, &b);
}

static void hostile_text_reaches_nobody_raw(void **state)
{
	struct build b = sample_dmar();
	struct acpi_table t;
	struct json_object *json;
	char *text;

	(void)state;
	/* In the OEM id blanks stand for it; in the name of the ANDD it is escaped. */
	memcpy(b.bytes + OEM_ID, "\x1b[2J\xff\n", 6);
	for (size_t i = 0; i + 4 < b.size; i++)
		if (!memcmp(b.bytes + i, "_SB.", 4))
			memcpy(b.bytes + i, "\x1b\xc3\x28\x80", 4);
	t = build_parse(&b);
	json = table_json(&t);
	text = text_of(&t);
	assert_json(json, "oem_id", "\" [2J  \"");
	assert_json(json, "subtables/5/device_name", "\"\\\\\\\\x1b\\\\xc3(\\\\x80PCI0.I2C0\"");
	assert_text(text, "OEM ID                         [2J  \n");
	assert_text(text, "\\\\x1b\\xc3(\\x80PCI0.I2C0\n");
	assert_null(strchr(text, '\x1b'));
	free(text);
	json_object_put(json);
	free_both(&t, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_values_names_and_places),
		cmocka_unit_test(json_numbers_are_exact_to_the_last_bit),
		cmocka_unit_test(json_of_arrays_and_parts_apart),
		cmocka_unit_test(json_of_hardware_and_unique_ids),
		cmocka_unit_test(json_faults_name_rule_place_and_values),
		cmocka_unit_test(json_does_not_judge_the_checksum_of_half_a_table),
		cmocka_unit_test(json_of_too_few_bytes_has_the_fault_only),
		cmocka_unit_test(text_spells_out_flags_types_and_references),
		cmocka_unit_test(text_marks_faults_and_dumps_what_is_unknown),
		cmocka_unit_test(hostile_text_reaches_nobody_raw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
