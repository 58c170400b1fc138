/* Expressions: tests/sample/match/expression.cases, what is told of errors, and how deep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "match/expression.h"
#include "match/match.h"
#include "scanner/arena.h"
#include "scanner/str.h"
#include "tests/unit/fixture.h"

#define FEWEST_CASES 150

static struct arena arena;
static struct json_object *host;

static int start(void **state)
{
	char *text = read_fixture("tests/sample/match/host.json");
	struct json_object *document = json_tokener_parse(text);

	(void)state;
	host = expression_host(document);
	json_object_put(document);
	free(text);
	return 0;
}

static int end(void **state)
{
	(void)state;
	json_object_put(host);
	arena_free(&arena);
	return 0;
}

static struct requirements read_text(const char *text)
{
	struct requirements ret;

	expression_read(&text, 1, &arena, &ret);
	return ret;
}

static const char *answer_to(const char *text)
{
	static const char *const words[] = {
		[ANSWER_MATCHES] = "yes", [ANSWER_DIFFERS] = "no", [ANSWER_UNTOLD] = "untold",
	};
	struct requirements read = read_text(text);

	if (read.error)
		return "error";
	assert_int_equal(read.n_hosts, 1);
	return words[match_ask(&read, host, &arena)];
}

static void each_case_has_its_answer(void **state)
{
	char *cases = read_fixture("tests/sample/match/expression.cases"), *rest = cases;
	size_t n = 0, wrong = 0;

	(void)state;
	for (char *line; (line = str_line(&rest));) {
		if (!*line || *line == '#' || str_starts(line, "rule "))
			continue;
		str_word(&line);
		const char *expected = str_word(&line), *text = line + strspn(line, " ");
		const char *got = answer_to(text);

		n++;
		if (strcmp(got, expected) != 0) {
			print_message("%s: %s, not %s\n", text, got, expected);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	assert_true(n >= FEWEST_CASES);
	free(cases);
}

static void assert_error(const char *text, const char *says)
{
	struct requirements read = read_text(text);

	assert_non_null(read.error);
	if (!strstr(read.error, says))
		fail_msg("%s: \"%s\" does not say \"%s\"", text, read.error, says);
}

static void errors_say_what_is_wrong(void **state)
{
	(void)state;
	assert_error("NR_DISK=2", "did you mean NR_DISKS?");
	assert_error("nr_disks=2", "did you mean NR_DISKS?");
	assert_error("disks.drivr=nvme", "did you mean disks.driver?");
	assert_error("disks[drivr=nvme]", "in disks[]; did you mean driver?");
	assert_error("MODEL=PowerEdge R640", "key or path R640; a value with blanks stands in quotes");
	assert_error("CPUVENDOR<3", "CPUVENDOR: it has no order");
	assert_error("NR_DISKS=a", "NR_DISKS: a: a number goes here");
	assert_error("NR_DISKS=2 or", "something is missing at its end");
	assert_error("(NR_DISKS=2", ") is missing");
	assert_error("MODEL~(", "MODEL: (: ");
	assert_error("", "something is missing");
}

static void texts_are_read_as_one(void **state)
{
	static const char *const texts[] = { "(", "NR_DISKS=2", "or", "NR_DISKS=3", ")" };
	struct requirements read;

	(void)state;
	expression_read(texts, sizeof(texts) / sizeof(texts[0]), &arena, &read);
	assert_null(read.error);
	assert_int_equal(read.hosts[0].root->kind, REQUIRE_ANY);
}

static char *repeated(const char *before, size_t n, const char *middle, const char *after)
{
	char *ret = arena_alloc(&arena, n * (strlen(before) + strlen(after)) + strlen(middle) + 1);
	char *to = ret;

	for (size_t i = 0; i < n; i++)
		to = stpcpy(to, before);
	to = stpcpy(to, middle);
	for (size_t i = 0; i < n; i++)
		to = stpcpy(to, after);
	return ret;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as it tells. */
static size_t depth_of(const struct requirement *requirement)
{
	size_t deepest = 0;

	for (size_t i = 0; i < requirement->n_parts; i++) {
		size_t depth = depth_of(requirement->parts[i]);

		deepest = depth > deepest ? depth : deepest;
	}
	return deepest + 1;
}

/* The most that is read before it is refused. */
static void trees_are_no_deeper_than_they_may_be(void **state)
{
	static const char *const nests[][3] = {
		{ "(", "NR_DISKS=2", ")" },
		{ "not (NR_ETH=1 NR_IB=1 or ", "groups.joins.evidence.path!=a,b", ")" },
		{ "not (NR_ETH=1 or NR_IB=1 ", "groups[not (id=1 or id=2 viable=1) or id=1 "
					       "joins.evidence.path!=a,b]", ")" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(nests) / sizeof(nests[0]); i++) {
		struct requirements read = { 0 };
		size_t n = 0;

		for (; n < 100 && !read.error; n++) {
			read = read_text(repeated(nests[i][0], n, nests[i][1], nests[i][2]));
			if (!read.error)
				assert_true(depth_of(read.hosts[0].root) <= REQUIREMENT_DEPTH);
		}
		assert_string_equal(read.error, "nested too deep");
		assert_true(n > 5);
	}
	assert_error(repeated("(", 100000, "", ""), "nested too deep");
	assert_string_equal(answer_to(repeated("not ", 100000, "NR_DISKS=2", "")), "yes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case_has_its_answer),
		cmocka_unit_test(errors_say_what_is_wrong),
		cmocka_unit_test(texts_are_read_as_one),
		cmocka_unit_test(trees_are_no_deeper_than_they_may_be),
	};

	return cmocka_run_group_tests(tests, start, end);
}
