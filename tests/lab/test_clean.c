/* Documents from outside are made fit to be shown, and quantities and dates to be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <json-c/json.h>

#include "lab/clean.h"
#include "lab/date.h"
#include "lab/units.h"
#include "scanner/arena.h"

static void becomes(const char *before, const char *after)
{
	struct json_object *document = json_tokener_parse(before);

	assert_non_null(document);
	clean_document(document);
	assert_string_equal(json_object_to_json_string_ext(document, JSON_C_TO_STRING_PLAIN), after);
	json_object_put(document);
}

static void texts_have_no_control_bytes(void **state)
{
	(void)state;
	becomes("{\"a\":{\"b\":[\"x\",\"\\u001b[2J\",\"\\u0000\"]}}",
		"{\"a\":{\"b\":[\"x\",\"\\\\x1b[2J\",\"\"]}}");
	becomes("{\"a\":\" caf\xc3\xa9\"}", "{\"a\":\"caf\xc3\xa9\"}");
	becomes("{\"a\\u001b\":1,\"b\":{\"\\n\":2,\"c\":3}}", "{\"b\":{\"c\":3}}");
}

static void what_pages_rely_on_is_there_or_all_of_it_goes(void **state)
{
	const char *good = "{\"iommu\":{\"state\":\"off\",\"reason\":\"r\",\"explanation\":\"e\","
			   "\"evidence\":[{\"path\":\"p\",\"value\":\"v\"}]}}";

	(void)state;
	becomes(good, good);
	becomes("{\"iommu\":{\"state\":\"off\"},\"cpu\":{}}", "{\"cpu\":{}}");
	becomes("{\"iommu\":{\"state\":\"off\",\"reason\":\"r\",\"explanation\":\"e\","
		"\"evidence\":[{\"path\":\"p\"}]}}", "{}");
	becomes("{\"disks\":[null]}", "{}");
	becomes("{\"disks\":5,\"net\":{}}", "{}");
	becomes("{\"pci\":[{\"address\":\"a\"}],\"devices\":[]}", "{\"pci\":[{\"address\":\"a\"}]}");
	becomes("[1]", "[1]");
}

static void quantities_have_units(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(unit_bytes(&arena, 0), "0 bytes");
	assert_string_equal(unit_bytes(&arena, 1023), "1023 bytes");
	assert_string_equal(unit_bytes(&arena, 1024), "1 KiB");
	assert_string_equal(unit_bytes(&arena, UINT64_C(68719476736)), "64 GiB");
	assert_string_equal(unit_bytes(&arena, 1536), "1.5 KiB");
	assert_string_equal(unit_bytes(&arena, UINT64_MAX), "15.9 EiB");
	assert_string_equal(unit_hertz(&arena, 2450000), "2.4 GHz");
	assert_string_equal(unit_bits(&arena, 10000), "10 Gbit/s");
	arena_free(&arena);
}

static void dates_are_read_and_written(void **state)
{
	struct arena arena = { 0 };
	int64_t seconds;

	(void)state;
	assert_true(date_read("2026-11-21", &seconds));
	assert_int_equal(seconds, 1795219200);
	assert_string_equal(date_text(&arena, seconds, true), "2026-11-21 00:00");
	assert_true(date_read("2026-11-21T20:08:01Z", &seconds));
	assert_string_equal(date_exact(&arena, seconds), "2026-11-21T20:08:01Z");
	assert_string_equal(date_text(&arena, seconds, false), "2026-11-21");
	assert_string_equal(date_text(&arena, INT64_MAX, false), "?");
	for (const char *const *bad = (const char *const[]){ "", "yesterday", "2026-11-21x",
							     "2026-13-01", NULL }; *bad; bad++)
		assert_false(date_read(*bad, &seconds));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_have_no_control_bytes),
		cmocka_unit_test(what_pages_rely_on_is_there_or_all_of_it_goes),
		cmocka_unit_test(quantities_have_units),
		cmocka_unit_test(dates_are_read_and_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
