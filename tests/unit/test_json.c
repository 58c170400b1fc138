/* JSON that readers of YAML take, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/json.h"

static void assert_printed(const char *text, const char *expected)
{
	struct json_object *string = json_object_new_string(text);
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	assert_non_null(out);
	json_print(string, JSON_C_TO_STRING_PLAIN, out);
	fclose(out);
	assert_string_equal(got, expected);
	free(got);
	json_object_put(string);
}

static void what_yaml_has_not_is_written_by_number(void **state)
{
	(void)state;
	assert_printed("a\x7f" "b", "\"a\\u007fb\"");
	assert_printed("\xc2\x80 \xc2\x85 \xc2\x9f", "\"\\u0080 \\u0085 \\u009f\"");
	assert_printed("\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"");
	assert_printed("\xef\xbb\xbf", "\"\\ufeff\"");
	assert_printed("\xef\xbf\xbe\xef\xbf\xbf", "\"\\ufffe\\uffff\"");
}

static void what_yaml_has_is_left_as_it_is(void **state)
{
	(void)state;
	assert_printed("a/b", "\"a/b\"");
	assert_printed("\xc2\xa0\xc3\xa9", "\"\xc2\xa0\xc3\xa9\"");
	assert_printed("\xe2\x80\xa7\xe2\x82\xac", "\"\xe2\x80\xa7\xe2\x82\xac\"");
	assert_printed("\xef\xbf\xbd", "\"\xef\xbf\xbd\"");
	assert_printed("\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"");
}

static void bytes_that_end_early_are_not_read_beyond(void **state)
{
	(void)state;
	assert_printed("\xc2", "\"\xc2\"");
	assert_printed("\xef\xbf", "\"\xef\xbf\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_yaml_has_not_is_written_by_number),
		cmocka_unit_test(what_yaml_has_is_left_as_it_is),
		cmocka_unit_test(bytes_that_end_early_are_not_read_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
