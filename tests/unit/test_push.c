/* Where scans go, when they are tried again, and what labs' answers mean. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "push/entry.h"
#include "push/retry.h"
#include "push/xmlrpc.h"
#include "scanner/arena.h"

static void urls_say_what_the_lab_takes(void **state)
{
	static const struct {
		const char *url, *http; /* NULL: refused */
		bool beaker, confidential;
	} rows[] = {
		{ "beaker+http://lc:8000/server", "http://lc:8000/server", true, false },
		{ "beaker+https://lc/RPC2", "https://lc/RPC2", true, true },
		{ "https://lab/scans?x=1", "https://lab/scans?x=1", false, true },
		{ "http://lab", "http://lab", false, false },
		{ "http://localhost:1/", "http://localhost:1/", false, true },
		{ "http://127.0.0.1", "http://127.0.0.1", false, true },
		{ "http://[::1]:1/", "http://[::1]:1/", false, true },
		{ "http://[::12]:1/", "http://[::12]:1/", false, false },
		{ "http://127.0.0.1.example.com/", "http://127.0.0.1.example.com/", false, false },
		{ "http://lab/@", "http://lab/@", false, false },
		{ "http://user:secret@lab/", NULL, false, false },
		{ "http://", NULL, false, false },
		{ "http:///path", NULL, false, false },
		{ "http://lab:65535/", "http://lab:65535/", false, false },
		{ "http://lab:65536/", NULL, false, false },
		{ "http://lab:80a/", NULL, false, false },
		{ "http://lab:80:80", NULL, false, false },
		{ "http://lab:-1?", NULL, false, false },
		{ "http://[::1]80/", NULL, false, false },
		{ "http://lab/ HTTP/1.1\r\nX: y", NULL, false, false },
		{ "ftp://lab/", NULL, false, false },
		{ "beaker+ftp://lab/", NULL, false, false },
		{ "lab.example.com", NULL, false, false },
		{ "", NULL, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { .chunks = NULL };
		struct target target;
		const char *why = NULL;

		assert_int_equal(target_parse(rows[i].url, &arena, &target, &why),
				 rows[i].http != NULL);
		if (rows[i].http) {
			assert_string_equal(target.url, rows[i].http);
			assert_int_equal(target.beaker, rows[i].beaker);
			assert_int_equal(target.confidential, rows[i].confidential);
		} else {
			assert_non_null(why);
		}
		arena_free(&arena);
	}
}

static void waits_double_and_are_spread(void **state)
{
	static const unsigned longest[] = { 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	const struct outcome down = { .delivery = LATER };
	unsigned wait;

	(void)state;
	for (unsigned retry = 0; retry < sizeof(longest) / sizeof(longest[0]); retry++) {
		assert_true(retry_wait_ms(&down, retry, 0, &wait));
		assert_int_equal(wait, longest[retry] / 2);
		assert_true(retry_wait_ms(&down, retry, longest[retry] / 2, &wait));
		assert_int_equal(wait, longest[retry]);
		for (unsigned random = UINT32_MAX; random > 9999; random /= 3) {
			assert_true(retry_wait_ms(&down, retry, random, &wait));
			assert_in_range(wait, longest[retry] / 2, longest[retry]);
		}
	}
	assert_true(retry_wait_ms(&down, UINT32_MAX, 0, &wait));
	assert_int_equal(wait, 15000);
}

static void labs_say_when_to_come_back(void **state)
{
	unsigned wait;

	(void)state;
	assert_true(retry_wait_ms(&(struct outcome){ .retry_after_seconds = 60 }, 0, 0, &wait));
	assert_int_equal(wait, 60000);
	assert_true(retry_wait_ms(&(struct outcome){ .retry_after_seconds = 1 }, 5, 0, &wait));
	assert_int_equal(wait, 15000);
	assert_false(retry_wait_ms(&(struct outcome){ .retry_after_seconds = 61 }, 0, 0, &wait));
	assert_false(retry_wait_ms(&(struct outcome){ .retry_after_seconds = UINT32_MAX }, 0, 0,
				   &wait));
}

static void statuses_say_who_is_to_act(void **state)
{
	static const struct {
		unsigned status;
		enum delivery delivery;
	} rows[] = {
		{ 100, FAILED }, { 200, DELIVERED }, { 201, DELIVERED }, { 204, DELIVERED },
		{ 301, REFUSED }, { 304, REFUSED }, { 400, REFUSED }, { 401, REFUSED }, { 408, REFUSED },
		{ 404, REFUSED }, { 409, REFUSED }, { 429, LATER }, { 500, FAILED }, { 501, FAILED },
		{ 502, LATER }, { 503, LATER }, { 504, LATER }, { 505, FAILED }, { 0, FAILED },
	};
	struct arena arena = { .chunks = NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct http_answer answer = { .end = HTTP_ANSWERED, .status = rows[i].status,
						    .body = "no \x1b[1m", .size = 7 };
		struct outcome outcome = outcome_of_http(&answer, &arena);

		assert_int_equal(outcome.delivery, rows[i].delivery);
		if (outcome.delivery != DELIVERED)
			assert_null(strchr(outcome.why, '\x1b'));
	}
	assert_int_equal(outcome_of_http(&(struct http_answer){ .end = HTTP_BROKEN }, &arena).delivery, LATER);
	assert_int_equal(outcome_of_http(&(struct http_answer){ .end = HTTP_FAILED }, &arena).delivery,
			 UNREACHABLE);
	arena_free(&arena);
}

static void faults_are_explained(void **state)
{
	static const struct {
		const char *fault, *words;
	} rows[] = {
		{ "&lt;class 'bkr.common.bexceptions.BX'&gt;:No such system a.b", "administrator must add it" },
		{ "&lt;type 'exceptions.KeyError'&gt;:'modelName'", "wants a field" },
		{ "&lt;type 'exceptions.ValueError'&gt;:No such arch", "does not know a value" },
		{ "something else", "push: something else" },
		{ "\xc2\x9b", "\\xc2\\x9b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { .chunks = NULL };
		const char *body = arena_print(
			&arena, "<methodResponse><fault><value><struct><member><name>faultString</name>"
				"<value>%s</value></member></struct></value></fault></methodResponse>",
			rows[i].fault);
		const struct http_answer answer = { .end = HTTP_ANSWERED, .status = 200, .body = body,
						    .size = strlen(body) };
		const struct xmlrpc_parser *parser;
		const char *why;

		assert_int_equal(xmlrpc_load(&arena, &parser, &why), 0);
		struct outcome outcome = outcome_of_call(parser, "push", &answer, &arena);

		assert_int_equal(outcome.delivery, REFUSED);
		assert_non_null(strstr(outcome.why, rows[i].words));
		arena_free(&arena);
	}
}

static void entries_read_as_written(void **state)
{
	struct arena arena = { .chunks = NULL };
	const struct entry entry = { .id = "1", .url = "http://a/\"\n", .ca = "/\xc3\xa9" };
	struct entry read;
	const char *line = entry_write(&entry, &arena);

	(void)state;
	assert_null(strchr(line, '\n'));
	assert_true(entry_read(line, &arena, &read));
	assert_string_equal(read.id, entry.id);
	assert_string_equal(read.url, entry.url);
	assert_string_equal(read.ca, entry.ca);
	assert_null(read.fqdn);
	assert_null(read.token);
	assert_false(entry_read("{\"id\": \"1\"}", &arena, &read));
	assert_false(entry_read("[]", &arena, &read));
	assert_false(entry_read("{", &arena, &read));
	assert_false(entry_read("{\"id\": \"1\", \"url\": null}", &arena, &read));
	arena_free(&arena);
}

static void tokens_hold_one_word(void **state)
{
	static const struct {
		const char *set, *token; /* NULL: none */
		int error;
	} rows[] = {
		{ "abc.DEF-1_2~3+/=", "abc.DEF-1_2~3+/=", 0 }, { " a\n", "a", 0 }, { "", NULL, 0 },
		{ "a b", NULL, -EBADMSG }, { "a\r\nX: y", NULL, -EBADMSG },
		{ "\xc3\xa9", NULL, -EBADMSG }, { " ", NULL, -EBADMSG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = { .chunks = NULL };
		const char *token;

		setenv("LABSCAN_TOKEN", rows[i].set, 1);
		assert_int_equal(token_read(NULL, &arena, &token), rows[i].error);
		if (rows[i].token)
			assert_string_equal(token, rows[i].token);
		else
			assert_null(token);
		arena_free(&arena);
	}
	unsetenv("LABSCAN_TOKEN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_say_what_the_lab_takes),
		cmocka_unit_test(waits_double_and_are_spread),
		cmocka_unit_test(labs_say_when_to_come_back),
		cmocka_unit_test(statuses_say_who_is_to_act),
		cmocka_unit_test(faults_are_explained),
		cmocka_unit_test(entries_read_as_written),
		cmocka_unit_test(tokens_hold_one_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
