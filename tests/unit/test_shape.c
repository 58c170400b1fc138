/* What is taken for a document, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include <json-c/json.h>

#include "output/shape.h"

static void assert_wrong_at(const char *text, const char *path)
{
	struct json_object *document = json_tokener_parse(text);
	const char *found = document_misshapen(document);

	if (path)
		assert_string_equal(found, path);
	else
		assert_null(found);
	json_object_put(document);
}

static void documents_of_samples_can_be_read(void **state)
{
	glob_t files;

	(void)state;
	assert_int_equal(glob("samples/*.json", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		struct json_object *document = json_object_from_file(files.gl_pathv[i]);

		assert_non_null(document);
		assert_null(document_misshapen(document));
		json_object_put(document);
	}
	globfree(&files);
}

static void what_is_missing_or_null_can_be_read(void **state)
{
	(void)state;
	assert_wrong_at("{}", NULL);
	assert_wrong_at("{\"cpu\": null, \"disks\": null, \"firmware\": {\"tpms\": null}}", NULL);
	assert_wrong_at("{\"disks\": [], \"more\": [{}]}", NULL);
	assert_wrong_at("{\"disks\": [{\"mounts\": null, \"size_bytes\": \"1\"}]}", NULL);
}

static void another_kind_of_value_is_told(void **state)
{
	(void)state;
	assert_wrong_at("{\"cpu\": []}", "cpu");
	assert_wrong_at("{\"cpu\": 5}", "cpu");
	assert_wrong_at("{\"disks\": {}}", "disks");
	assert_wrong_at("{\"disks\": \"\"}", "disks");
	assert_wrong_at("{\"disks\": [{}, null]}", "disks[]");
	assert_wrong_at("{\"disks\": [{}, 3]}", "disks[]");
	assert_wrong_at("{\"cpu\": {\"flags\": [\"a\", []]}}", "cpu.flags[]");
	assert_wrong_at("{\"cpu\": {\"vendor\": [\"a\"]}}", "cpu.vendor");
	assert_wrong_at("{\"disks\": [{\"mounts\": {}}]}", "disks[].mounts");
	assert_wrong_at("{\"groups\": [{\"joins\": [{\"evidence\": [0]}]}]}",
			"groups[].joins[].evidence[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_of_samples_can_be_read),
		cmocka_unit_test(what_is_missing_or_null_can_be_read),
		cmocka_unit_test(another_kind_of_value_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
