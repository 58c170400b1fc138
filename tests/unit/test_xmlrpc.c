/* XML-RPC: calls as they are to be, and as Python reads them; answers of all kinds. */
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

#include "push/xmlrpc.h"
#include "scanner/arena.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	     "<methodCall><methodName>push</methodName><params><param>"
#define TAIL "</param></params></methodCall>\n"

/* A call with the one parameter `json`; takes *ret's memory from malloc. */
static int write_json(const char *json, char **ret)
{
	struct json_object *value = json_tokener_parse(json);
	size_t size;
	FILE *out = open_memstream(ret, &size);

	assert_non_null(out);
	int error = xmlrpc_write_call(out, "push", &value, 1);
	fclose(out);
	json_object_put(value);
	return error;
}

static void call_is(const char *json, const char *expected)
{
	char *text;

	assert_int_equal(write_json(json, &text), 0);
	assert_memory_equal(text, HEAD, strlen(HEAD));
	assert_string_equal(text + strlen(text) - strlen(TAIL), TAIL);
	text[strlen(text) - strlen(TAIL)] = '\0';
	assert_string_equal(text + strlen(HEAD), expected);
	free(text);
}

static void scalars_have_their_types(void **state)
{
	(void)state;
	call_is("0", "<value><int>0</int></value>");
	call_is("-2147483648", "<value><int>-2147483648</int></value>");
	call_is("2147483647", "<value><int>2147483647</int></value>");
	call_is("true", "<value><boolean>1</boolean></value>");
	call_is("false", "<value><boolean>0</boolean></value>");
	call_is("null", "<value><nil/></value>");
	call_is("3600.0", "<value><double>3600</double></value>");
	call_is("1417.781", "<value><double>1417.781</double></value>");
	call_is("0.30000000000000004", "<value><double>0.30000000000000004</double></value>");
}

static void text_is_escaped(void **state)
{
	(void)state;
	call_is("\"\"", "<value><string></string></value>");
	call_is("\"<&>]]> \\r\\n\\t \\u00e9 \\ud83d\\ude00\"",
		"<value><string>&lt;&amp;&gt;]]&gt; &#13;\n\t \xc3\xa9 \xf0\x9f\x98\x80</string></value>");
	call_is("{\"<\": 1}",
		"<value><struct><member><name>&lt;</name><value><int>1</int></value></member></struct></value>");
}

static void trees_nest(void **state)
{
	(void)state;
	call_is("[]", "<value><array><data></data></array></value>");
	call_is("{}", "<value><struct></struct></value>");
	call_is("{\"a\": [1, {\"b\": []}], \"c\": \"d\"}",
		"<value><struct>"
		"<member><name>a</name><value><array><data><value><int>1</int></value>"
		"<value><struct><member><name>b</name><value><array><data></data></array></value></member>"
		"</struct></value></data></array></value></member>"
		"<member><name>c</name><value><string>d</string></value></member>"
		"</struct></value>");
}

static void what_xmlrpc_cannot_say_is_refused(void **state)
{
	static const struct {
		const char *json;
		int error;
	} rows[] = {
		{ "2147483648", -ERANGE },
		{ "-2147483649", -ERANGE },
		{ "{\"a\": [9223372036854775807]}", -ERANGE },
		{ "1e999", -ERANGE },
		{ "\"\\u0001\"", -EILSEQ },
		{ "\"\\u0000\"", -EILSEQ },
		{ "\"\\ufffe\"", -EILSEQ },
		{ "{\"\\u001b\": 1}", -EILSEQ },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *text;

		assert_int_equal(write_json(rows[i].json, &text), rows[i].error);
		free(text);
	}
}

static void depth_is_bounded(void **state)
{
	struct json_object *value = json_object_new_array();
	FILE *out = fopen("/dev/null", "w");

	(void)state;
	assert_non_null(out);
	for (int i = 0; i < 1000; i++) {
		struct json_object *around = json_object_new_array();

		json_object_array_add(around, value);
		value = around;
	}
	assert_int_equal(xmlrpc_write_call(out, "push", &value, 1), -ELOOP);
	fclose(out);
	json_object_put(value);
}

/* What Python's xmlrpc.client makes of a call, as JSON. */
static void python_reads_calls(void **state)
{
	static const char json[] =
		"{ \"a\": [ 1, -5, true, null, 1417.781 ], \"b\": { \"<c>\": \"&\\u00e9 ]]>\", \"d\": [ ] }, "
		"\"e\": \"\" }";
	char read[sizeof(json)] = "", path[] = "/tmp/labscan-call-XXXXXX", *text;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write_json(json, &text), 0);
	FILE *file = fdopen(fd, "w");
	assert_int_equal(fputs(text, file) < 0 || fclose(file), 0);
	free(text);
	char *command;
	assert_true(asprintf(&command,
			     "python3 -c 'import json, sys, xmlrpc.client as x\n"
			     "(value,), method = x.loads(open(sys.argv[1], \"rb\").read())\n"
			     "assert method == \"push\"\n"
			     "print(json.dumps(value), end=\"\")' %s", path) > 0);
	FILE *python = popen(command, "r");
	assert_non_null(python);
	size_t size = fread(read, 1, sizeof(read) - 1, python);
	assert_int_equal(pclose(python), 0);
	free(command);
	remove(path);

	struct json_object *sent = json_tokener_parse(json), *got = json_tokener_parse(read);
	assert_true(size > 0);
	assert_true(json_object_equal(sent, got));
	json_object_put(sent);
	json_object_put(got);
}

/* ---- answers ---- */

#define ANSWER(value) "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n" value \
		      "\n</param>\n</params>\n</methodResponse>\n"

/* As xmlrpc_read_answer, with libxml2 loaded. */
static int read_answer(const char *text, size_t size, struct arena *arena,
		       struct xmlrpc_answer *answer, const char **why)
{
	const struct xmlrpc_parser *parser;

	if (xmlrpc_load(arena, &parser, why))
		fail_msg("%s", *why);
	*why = NULL;
	return xmlrpc_read_answer(parser, text, size, arena, answer, why);
}

static void answer_is(const char *text, bool fault, const char *expected)
{
	struct arena arena = { .chunks = NULL };
	struct xmlrpc_answer answer;
	const char *why = NULL;

	if (read_answer(text, strlen(text), &arena, &answer, &why))
		fail_msg("%s: %s", text, why);
	assert_int_equal(answer.fault, fault);
	assert_string_equal(answer.value ? json_object_to_json_string_ext(
						   answer.value, JSON_C_TO_STRING_PLAIN) : "null",
			    expected);
	json_object_put(answer.value);
	arena_free(&arena);
}

static void answers_have_their_types(void **state)
{
	(void)state;
	answer_is(ANSWER("<value><int>0</int></value>"), false, "0");
	answer_is(ANSWER("<value>\n<i4> 7 </i4>\n</value>"), false, "7");
	answer_is(ANSWER("<value><i8>-9223372036854775808</i8></value>"), false,
		  "-9223372036854775808");
	answer_is(ANSWER("<value><boolean>1</boolean></value>"), false, "true");
	answer_is(ANSWER("<value><nil/></value>"), false, "null");
	answer_is(ANSWER("<value>bare &lt;text&#33;</value>"), false, "\"bare <text!\"");
	answer_is(ANSWER("<value/>"), false, "\"\"");
	answer_is(ANSWER("<value><string/></value>"), false, "\"\"");
	answer_is(ANSWER("<value><string><![CDATA[a<b]]>c<!-- d --></string></value>"), false,
		  "\"a<bc\"");
	answer_is(ANSWER("<value><array><data><value><int>0</int></value>"
			 "<value>You must</value><value><nil/></value></data></array></value>"),
		  false, "[0,\"You must\",null]");
	answer_is(ANSWER("<value><struct><member><name>a</name><value><struct/></value></member>"
			 "<member><value>c</value><name>b</name></member></struct></value>"),
		  false, "{\"a\":{},\"b\":\"c\"}");
	answer_is("<methodResponse><fault><value><struct><member><name>faultCode</name>"
		  "<value><int>1</int></value></member><member><name>faultString</name>"
		  "<value>boom</value></member></struct></value></fault></methodResponse>",
		  true, "{\"faultCode\":1,\"faultString\":\"boom\"}");
}

static void refused(const char *text, size_t size)
{
	struct arena arena = { .chunks = NULL };
	struct xmlrpc_answer answer;
	const char *why = NULL;

	if (read_answer(text, size, &arena, &answer, &why) != -EBADMSG)
		fail_msg("is taken: %.*s", (int)size, text);
	assert_non_null(why);
	arena_free(&arena);
}

static void other_answers_are_refused(void **state)
{
	static const char *const answers[] = {
		"", "hello", "<html/>", "<methodResponse/>", "<methodResponse><params/></methodResponse>",
		"<methodResponse><params><param/></params></methodResponse>",
		"<methodCall><methodName>a</methodName></methodCall>",
		ANSWER("<value><int></int></value>"),
		ANSWER("<value><int>0x</int></value>"),
		ANSWER("<value><int>99999999999999999999</int></value>"),
		ANSWER("<value><boolean>true</boolean></value>"),
		ANSWER("<value><int>0</int><int>0</int></value>"),
		ANSWER("<value><int>0</int></value><value><int>0</int></value>"),
		ANSWER("<value><int>0</int></value></param><param><value><int>0</int></value>"),
		ANSWER("<int>0</int>"),
		ANSWER("<value><array><value><int>0</int></value></array></value>"),
		ANSWER("<value><struct><member><value>a</value></member></struct></value>"),
		ANSWER("<value><struct><member><name>a</name></member></struct></value>"),
		ANSWER("<value><int>0</int></value>") "<methodResponse/>",
		"<!DOCTYPE m [<!ENTITY a 'b'>]>" "<methodResponse><params><param><value>&a;</value>"
		"</param></params></methodResponse>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		refused(answers[i], strlen(answers[i]));
}

static void half_an_answer_is_none(void **state)
{
	static const char whole[] =
		ANSWER("<value><struct><member><name>a</name><value><array><data><value><i4>1</i4>"
		       "</value></data></array></value></member></struct></value>");
	const size_t end = strlen(whole) - 1; /* the last newline may be missing */

	(void)state;
	answer_is(whole, false, "{\"a\":[1]}");
	for (size_t size = 0; size < end; size++)
		refused(whole, size);
}

static void nesting_is_bounded(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	fputs("<methodResponse><params><param>", out);
	for (int i = 0; i < 10000; i++)
		fputs("<value><array><data>", out);
	fclose(out);
	refused(text, size);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_have_their_types),
		cmocka_unit_test(text_is_escaped),
		cmocka_unit_test(trees_nest),
		cmocka_unit_test(what_xmlrpc_cannot_say_is_refused),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(python_reads_calls),
		cmocka_unit_test(answers_have_their_types),
		cmocka_unit_test(other_answers_are_refused),
		cmocka_unit_test(half_an_answer_is_none),
		cmocka_unit_test(nesting_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
