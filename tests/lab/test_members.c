/* The members of a document are found as a parser would find them. */
#include <errno.h>
#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lab/members.h"

/* Reads the text from a buffer that ends where it does, so that a sanitizer sees more. */
static int read(const char *text, struct members *ret, char **ret_out, const char **ret_why)
{
	size_t size = strlen(text), used;
	char *copy = malloc(size ? size : 1);
	int error;

	for (size_t i = 0; i < size; i++)
		copy[i] = text[i];
	*ret_out = malloc(size ? size : 1);
	error = members_read(copy, size, *ret_out, ret, &used, ret_why);
	if (!error)
		assert_true(used <= size);
	free(copy);
	return error;
}

static void assert_error(const char *text, int expected)
{
	struct members members;
	const char *why = NULL;
	char *out;

	assert_int_equal(read(text, &members, &out, &why), expected);
	if (expected == -EBADMSG)
		assert_non_null(why);
	free(out);
}

static void assert_member(const struct members *members, size_t i, const char *name,
			  const char *text)
{
	assert_string_equal(members->items[i].name, name);
	assert_string_equal(members->items[i].text, text);
	assert_int_equal(members->items[i].size, strlen(text));
}

static void test_white_space_is_left_out(void **state)
{
	struct members members;
	const char *why;
	char *out;

	(void)state;
	assert_int_equal(read(" {\n\t\"a\" : { \"b\" : [ 1 , 2.5e-3 ] } ,\r\n\"c\":\"d \\\" e\", \"f\": null }",
			      &members, &out, &why), 0);
	assert_int_equal(members.n, 3);
	assert_member(&members, 0, "a", "{\"b\":[1,2.5e-3]}");
	assert_member(&members, 1, "c", "\"d \\\" e\"");
	assert_member(&members, 2, "f", "null");
	assert_ptr_equal(members_find(&members, "c"), &members.items[1]);
	assert_null(members_find(&members, "g"));
	free(out);
}

static void test_words_stay_apart(void **state)
{
	struct members members;
	const char *why;
	char *out;

	(void)state;
	assert_int_equal(read("{\"a\":[1 2],\"b\":tru e}", &members, &out, &why), 0);
	assert_member(&members, 0, "a", "[1 2]");
	assert_member(&members, 1, "b", "tru e");
	free(out);
}

static void test_every_beginning_of_a_document_asks_for_more(void **state)
{
	static const char text[] = "{\"a\":{\"b\":[1,\"\\u0041\\\\\"]},\"c\":-1}";

	(void)state;
	for (size_t size = 0; size < strlen(text); size++) {
		char *start = strndup(text, size);

		assert_error(start, -EAGAIN);
		free(start);
	}
	assert_error(text, 0);
}

static void test_what_is_no_object_is_refused(void **state)
{
	static const char *const texts[] = {
		"[]", "1", "{}", "{1:2}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
		"{\"a\":1,\"a\":2}", "{\"\\u0061\":1}", "{\"\xc3\xa4\":1}", "{\"a\":'b'}", "{\"a\":/**/1}",
		"{\"a\":\"\x01\"}", "{\"a\":]}", "{\"a\" 1}", "{\"a\":1;}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_error(texts[i], -EBADMSG);
}

/* What is taken can be parsed as a part, and as a whole. */
static void test_nesting_is_no_deeper_than_a_parser_takes(void **state)
{
	(void)state;
	for (size_t depth = 1; depth < (size_t)2 * DOCUMENT_DEPTH; depth++) {
		char text[8 * DOCUMENT_DEPTH] = "{\"a\":", *out;
		struct json_tokener *tokener = json_tokener_new_ex(DOCUMENT_DEPTH);
		struct members members;
		const char *why;

		memset(text + strlen(text), '[', depth);
		memset(text + strlen(text), ']', depth);
		strcat(text, "}");
		if (!read(text, &members, &out, &why)) {
			struct json_object *object = json_tokener_parse_ex(tokener, text, -1);

			assert_non_null(object);
			json_object_put(object);
		} else {
			assert_true(depth > DOCUMENT_DEPTH / 2);
		}
		free(out);
		json_tokener_free(tokener);
	}
}

static void test_there_are_only_so_many_members(void **state)
{
	char *text = malloc((size_t)16 * (DOCUMENT_MEMBERS + 2)), *at = text;

	(void)state;
	for (size_t n = DOCUMENT_MEMBERS; n <= DOCUMENT_MEMBERS + 1; n++) {
		at = text;
		for (size_t i = 0; i < n; i++)
			at += sprintf(at, "%c\"m%zu\":1", i ? ',' : '{', i);
		strcpy(at, "}");
		assert_error(text, n > DOCUMENT_MEMBERS ? -EBADMSG : 0);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_white_space_is_left_out),
		cmocka_unit_test(test_words_stay_apart),
		cmocka_unit_test(test_every_beginning_of_a_document_asks_for_more),
		cmocka_unit_test(test_what_is_no_object_is_refused),
		cmocka_unit_test(test_nesting_is_no_deeper_than_a_parser_takes),
		cmocka_unit_test(test_there_are_only_so_many_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
