/* Requirements: truths, what is unknown, lists, and how values compare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-c/json.h>
#include <string.h>

#include "match/asker.h"
#include "match/requirement.h"
#include "scanner/arena.h"

/* Of which fields are true, false, null and unknown when compared with 1. */
#define HOST                                                                         \
	"{\"t\": 1, \"f\": 0, \"n\": null, \"u\": null, \"unknown\": {\"u\": \"why\"}," \
	" \"sub\": {\"t\": 1}, \"nothing\": null, \"none\": [], \"flags\": [\"a\", \"B\"]," \
	" \"rows\": [{\"x\": 1, \"y\": 2}, {\"x\": 2, \"y\": 1}, {\"x\": null, \"y\": \"7\"}]}"

static struct arena arena;
static struct json_object *host;

static int start(void **state)
{
	(void)state;
	host = json_tokener_parse(HOST);
	return host ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	json_object_put(host);
	arena_free(&arena);
	return 0;
}

static struct requirement *compare(const char *field, enum requirement_op op,
				   struct requirement_value value)
{
	struct requirement *ret = requirement_new(&arena, REQUIRE_COMPARE);

	ret->field = field;
	ret->op = op;
	ret->value = value;
	return ret;
}

static struct requirement *is_one(const char *field)
{
	return compare(field, OP_EQUAL,
		       (struct requirement_value){ .kind = VALUE_INTEGER, .integer = 1 });
}

static struct requirement *whole(enum requirement_kind kind, const char *field,
				 struct requirement *a, struct requirement *b)
{
	struct requirement *ret = requirement_new(&arena, kind);

	ret->field = field;
	if (a)
		requirement_add(&arena, ret, a);
	if (b)
		requirement_add(&arena, ret, b);
	return ret;
}

static unsigned ask(struct requirement *requirement, struct json_object *of)
{
	struct asker asker = { .arena = &arena, .left = ASKER_WORK };

	return requirement_ask(requirement, of, &asker);
}

#define assert_truth(requirement, expected) \
	assert_int_equal(ask(requirement, host), expected)

enum { F = MAY_BE_FALSE, N = MAY_BE_NULL, T = MAY_BE_TRUE };

static void truths_combine_as_sql_has_them(void **state)
{
	static const char *const fields[] = { "f", "n", "t", "u" };
	static const unsigned and[4][4] = {
		{ F, F, F, F }, { F, N, N, F | N }, { F, N, T, F | N | T }, { F, F | N, F | N | T, F | N | T },
	};
	static const unsigned or[4][4] = {
		{ F, N, T, F | N | T }, { N, N, T, N | T }, { T, T, T, T }, { F | N | T, N | T, T, F | N | T },
	};
	static const unsigned not[4] = { T, N, F, F | N | T };

	(void)state;
	for (size_t a = 0; a < 4; a++) {
		for (size_t b = 0; b < 4; b++) {
			assert_truth(whole(REQUIRE_ALL, NULL, is_one(fields[a]), is_one(fields[b])), and[a][b]);
			assert_truth(whole(REQUIRE_ANY, NULL, is_one(fields[a]), is_one(fields[b])), or[a][b]);
		}
		assert_truth(whole(REQUIRE_NOT, NULL, is_one(fields[a]), NULL), not[a]);
	}
}

static void what_requires_nothing_counts_for_nothing(void **state)
{
	struct requirement *nothing = requirement_new(&arena, REQUIRE_NOTHING);

	(void)state;
	assert_truth(nothing, 0);
	assert_truth(whole(REQUIRE_NOT, NULL, nothing, NULL), 0);
	assert_truth(whole(REQUIRE_ANY, NULL, nothing, is_one("f")), F);
	assert_truth(whole(REQUIRE_ALL, NULL, nothing, is_one("t")), T);
	assert_int_equal(requirement_answer(0), ANSWER_MATCHES);
}

static void only_what_is_true_for_certain_matches(void **state)
{
	(void)state;
	assert_int_equal(requirement_answer(T), ANSWER_MATCHES);
	assert_int_equal(requirement_answer(N), ANSWER_DIFFERS);
	assert_int_equal(requirement_answer(F | N), ANSWER_DIFFERS);
	assert_int_equal(requirement_answer(F | T), ANSWER_UNTOLD);
}

static void fields_are_paths(void **state)
{
	(void)state;
	assert_truth(is_one("sub.t"), T);
	assert_truth(is_one("nothing.t"), N);
	assert_truth(is_one("sub.other"), F | N | T);
	assert_truth(whole(REQUIRE_NULL, "nothing", NULL, NULL), T);
	assert_truth(whole(REQUIRE_NULL, "sub", NULL, NULL), F);
	assert_truth(whole(REQUIRE_NULL, "u", NULL, NULL), F | T);
}

static void one_element_has_to_meet_all_parts(void **state)
{
	(void)state;
	assert_truth(whole(REQUIRE_ELEMENT, "rows", is_one("x"), NULL), T);
	assert_truth(whole(REQUIRE_ELEMENT, "rows", is_one("x"), is_one("y")), F);
	assert_truth(whole(REQUIRE_ELEMENT, "rows", NULL, NULL), T);
	assert_truth(whole(REQUIRE_ELEMENT, "none", NULL, NULL), F);
	assert_truth(whole(REQUIRE_ELEMENT, "nothing", NULL, NULL), F);
	assert_truth(whole(REQUIRE_ELEMENT, "u", is_one("x"), NULL), F | T);
	assert_truth(whole(REQUIRE_ELEMENT, "rows", is_one("z"), NULL), F | T);
}

static unsigned aggregated(enum aggregate aggregate, const char *list, const char *member,
			   int64_t value)
{
	struct requirement *ret = is_one(list);

	ret->aggregate = aggregate;
	ret->member = member;
	ret->value.integer = value;
	return ask(ret, host);
}

static void lists_are_counted_and_added_up(void **state)
{
	(void)state;
	assert_int_equal(aggregated(VALUE_COUNT, "rows", NULL, 3), T);
	assert_int_equal(aggregated(VALUE_COUNT, "none", NULL, 0), T);
	assert_int_equal(aggregated(VALUE_SUM, "rows", "x", 3), T);
	assert_int_equal(aggregated(VALUE_SUM, "rows", "y", 10), T);
	assert_int_equal(aggregated(VALUE_SUM, "none", "x", 0), N);
	assert_int_equal(aggregated(VALUE_SUM, "rows", "z", 0), F | N | T);
	assert_int_equal(aggregated(VALUE_SUM, "u", "x", 0), F | N | T);
}

static bool holds(const char *found, enum requirement_op op, enum value_kind kind,
		  const char *wanted)
{
	struct json_object *one = json_object_new_object();

	json_object_object_add(one, "field", json_object_new_string(found));
	unsigned truth = ask(
		compare("field", op, (struct requirement_value){ .kind = kind, .text = wanted }),
		one);
	json_object_put(one);
	return truth == MAY_BE_TRUE;
}

static void folded_text_has_no_case_and_no_end(void **state)
{
	(void)state;
	assert_true(holds("Abc  ", OP_EQUAL, VALUE_FOLDED, "aBC"));
	assert_false(holds("Abc", OP_EQUAL, VALUE_TEXT, "abc"));
	assert_false(holds(" abc", OP_EQUAL, VALUE_FOLDED, "abc"));
	assert_true(holds("abc\t", OP_LESS, VALUE_FOLDED, "abc")); /* a tab is before a blank */
	assert_true(holds("ab_", OP_MORE, VALUE_FOLDED, "abz"));
	assert_true(holds("ab_", OP_LESS, VALUE_TEXT, "abz"));
}

static void like_takes_patterns_of_sql(void **state)
{
	(void)state;
	assert_true(holds("", OP_LIKE, VALUE_FOLDED, "%"));
	assert_false(holds("", OP_LIKE, VALUE_FOLDED, "_"));
	assert_true(holds("aXbXc", OP_LIKE, VALUE_FOLDED, "%x%X%"));
	assert_true(holds("aaab", OP_LIKE, VALUE_FOLDED, "%aab"));
	assert_false(holds("aaa", OP_LIKE, VALUE_FOLDED, "%aab"));
	assert_true(holds("a%", OP_LIKE, VALUE_FOLDED, "a\\%"));
	assert_false(holds("ab", OP_LIKE, VALUE_FOLDED, "a\\%"));
	assert_true(holds("a\\", OP_LIKE, VALUE_FOLDED, "a\\"));
	assert_true(holds("\u00e9t\u00e9", OP_LIKE, VALUE_FOLDED, "_t_"));
	assert_false(holds("abc", OP_LIKE, VALUE_FOLDED, "abc "));
}

/* Whatever the work stops at: what was told with all of it stays possible. */
static void too_little_work_gives_no_wrong_answer(void **state)
{
	struct requirement *peers = whole(REQUIRE_PEERS, "rows", is_one("x"), is_one("y"));
	struct requirement *element = whole(REQUIRE_ELEMENT, "rows", is_one("y"), is_one("x"));
	struct requirement *like = compare("flags", OP_LIKE, (struct requirement_value){
		.kind = VALUE_FOLDED, .text = "%a%b" });
	struct requirement *root = whole(REQUIRE_ANY, NULL,
		whole(REQUIRE_NOT, NULL, element, is_one("t")), whole(REQUIRE_ALL, NULL, peers,
		whole(REQUIRE_ELEMENT, "flags", like, NULL)));
	struct requirement *parts[] = { root, peers, element, like };

	(void)state;
	for (size_t part = 0; part < sizeof(parts) / sizeof(parts[0]); part++) {
		unsigned all = ask(parts[part], host);

		assert_true(all);
		for (size_t left = 0; left < 2000; left++) {
			struct asker asker = { .arena = &arena, .left = left };
			unsigned truth = requirement_ask(parts[part], host, &asker);

			assert_int_equal(truth & all, all);
			assert_true(left || truth == (F | N | T));
		}
		struct asker asker = { .arena = &arena, .left = 4000 };
		assert_int_equal(requirement_ask(parts[part], host, &asker), all);
	}
}

static void what_is_long_is_shown_in_part(void **state)
{
	char text[200] = "";

	(void)state;
	for (size_t i = 0; i < 90; i++)
		strcat(text, "\u00e9");
	assert_string_equal(requirement_shown(&arena, "short"), "short");
	assert_int_equal(strlen(requirement_shown(&arena, text)), 123);
	assert_memory_equal(requirement_shown(&arena, text), text, 120);
	text[0] = 'x';
	text[1] = 'x';
	memmove(text + 1, text + 2, 170);
	assert_int_equal(strlen(requirement_shown(&arena, text)), 122);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truths_combine_as_sql_has_them),
		cmocka_unit_test(what_requires_nothing_counts_for_nothing),
		cmocka_unit_test(only_what_is_true_for_certain_matches),
		cmocka_unit_test(fields_are_paths),
		cmocka_unit_test(one_element_has_to_meet_all_parts),
		cmocka_unit_test(lists_are_counted_and_added_up),
		cmocka_unit_test(folded_text_has_no_case_and_no_end),
		cmocka_unit_test(like_takes_patterns_of_sql),
		cmocka_unit_test(too_little_work_gives_no_wrong_answer),
		cmocka_unit_test(what_is_long_is_shown_in_part),
	};

	return cmocka_run_group_tests(tests, start, end);
}
