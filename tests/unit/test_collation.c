/* Text as utf8_general_ci compares it: tests/sample/match-sql.t asks MariaDB; here is what
 * MariaDB is not asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "match/collation.h"

static int order(const char *a, const char *b)
{
	size_t left = SIZE_MAX;

	return collation_order(a, b, &left);
}

static void letters_have_no_case_and_no_accent(void **state)
{
	(void)state;
	assert_true(collation_same("\u00c9t\u00e9", "eTE  "));
	assert_true(collation_same("Stra\u00dfe", "STRASE"));
	assert_true(collation_same("\u0451", "\u0415"));
	assert_true(collation_same("\u0461", "\u0460")); /* of pairs, the last row that has some */
	assert_false(collation_same("\u0463", "\u0460"));
	assert_false(collation_same("a\u0301", "a"));
	assert_int_equal(order("\u00e9", "f"), -1);
	assert_int_equal(order("\u65e5", "\u672c"), -1);
}

static bool same_key(const char *a, const char *b)
{
	return collation_key(a, strlen(a)) == collation_key(b, strlen(b));
}

static void texts_that_are_the_same_have_the_same_key(void **state)
{
	(void)state;
	assert_true(same_key("\u00c9t\u00e9", "eTE  "));
	assert_true(same_key("a b", "A B"));
	assert_true(same_key("", "   "));
	assert_true(same_key("a\xff", "A\xff"));
	assert_false(same_key("a b", "ab"));
	assert_false(same_key("ab", "ba"));
	assert_false(same_key("a\xff", "a\xfe"));
	assert_int_equal(collation_key("host-1 and more", 6), collation_key("HOST-1", 6));
}

/* A document may hold anything. */
static void what_is_no_utf8_is_the_same_as_itself_only(void **state)
{
	static const char *const broken[] = { "a\xff", "a\x80", "a\xc3", "a\xe2\x82", "a\xc3(" };

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		size_t left = SIZE_MAX;

		assert_true(collation_same(broken[i], broken[i]));
		assert_int_equal(order(broken[i], "a\uffee"), 1);
		assert_false(collation_same(broken[i], i ? broken[i - 1] : broken[4]));
		assert_true(collation_like(broken[i], "_%", &left));
	}
}

static void work_has_a_bound(void **state)
{
	size_t left = 10;

	(void)state;
	collation_order("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", &left);
	assert_int_equal(left, 0);
	left = 10;
	collation_like("aaaaaaaaaaaaaaaaaaaa", "%a%a%a%b", &left);
	assert_int_equal(left, 0);
	left = 10;
	assert_true(collation_like("aaa", "%", &left));
	assert_true(left > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_have_no_case_and_no_accent),
		cmocka_unit_test(texts_that_are_the_same_have_the_same_key),
		cmocka_unit_test(what_is_no_utf8_is_the_same_as_itself_only),
		cmocka_unit_test(work_has_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
