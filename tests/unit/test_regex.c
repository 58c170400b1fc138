/* Regular expressions are Python's, whatever does the work. What is expected is what
 * Python 3.11 says of the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "match/asker.h"
#include "match/regex.h"
#include "scanner/arena.h"

static enum regex_answer ask(const char *pattern, const char *text)
{
	struct arena arena = { .chunks = NULL };
	const char *why = "";
	struct regexes *regexes = regexes_new(&arena, &why);

	if (!regexes)
		fail_msg("%s", why);
	const struct regex *regex = regex_new(regexes, pattern, &why);
	if (!regex)
		fail_msg("%s: %s", pattern, why);
	struct asker asker = { .arena = &arena, .left = ASKER_WORK };
	enum regex_answer answer = regex_match(regex, text, &asker);
	arena_free(&arena);
	return answer;
}

static void refuses(const char *pattern, const char *says)
{
	struct arena arena = { .chunks = NULL };
	const char *why = "";
	struct regexes *regexes = regexes_new(&arena, &why);

	assert_non_null(regexes);
	assert_null(regex_new(regexes, pattern, &why));
	if (!strstr(why, says))
		fail_msg("%s: %s", pattern, why);
	arena_free(&arena);
}

#define MATCHES(pattern, text) assert_int_equal(ask(pattern, text), REGEX_MATCHES)
#define DIFFERS(pattern, text) assert_int_equal(ask(pattern, text), REGEX_DIFFERS)

static void an_expression_is_anchored_at_the_beginning_only(void **state)
{
	(void)state;
	MATCHES("b", "bc");
	DIFFERS("b", "abc");
	DIFFERS("a|c", "bc");
	MATCHES("", "x");
}

static void the_end_is_where_python_has_it(void **state)
{
	(void)state;
	MATCHES("a$", "a\n");
	DIFFERS("a\\Z", "a\n");
	MATCHES("a\\Z", "a");
	DIFFERS("a.b", "a\nb");
	MATCHES("a.b", "a\rb");
}

static void characters_are_those_of_unicode(void **state)
{
	(void)state;
	MATCHES("^.$", "\xc3\xa4");
	MATCHES("\\w\\d\\s", "\xc3\xa4\xd9\xa3\xe2\x80\x83");
	MATCHES("(?i)\xc3\x84", "\xc3\xa4");
	MATCHES("\\xe4\\u00e4\\U000000e4", "\xc3\xa4\xc3\xa4\xc3\xa4");
	/* What is no UTF-8 is no match, and nothing worse. */
	DIFFERS("a.b", "a\xff" "b");
}

static void letters_mean_what_they_do_in_python(void **state)
{
	(void)state;
	DIFFERS("\\v", "\n");
	MATCHES("\\v", "\v");
	MATCHES("a{,2}b", "aab");
	DIFFERS("a{,2}b", "aaab");
	MATCHES("[[:a]]", "a]");
	MATCHES("[]a]", "]");
	MATCHES("[\\b]", "\b");
	MATCHES("(?P<x>a)(?P=x)", "aa");
	MATCHES("(a)?b(?(1)c|d)", "bd");
}

static void what_python_does_not_know_is_refused(void **state)
{
	static const char *const patterns[] = {
		"\\h", "\\K", "\\R", "\\Qa\\E", "[\\h]", "[\\A]", "(?R)", "(?1)", "(?&x)",
		"(?<x>a)", "(?'x'a)", "(?|a|b)", "(?C1)", "(?P>x)", "(?J)", "(?(R)a)", "(*F)",
		"\\x1", "\\u12", "(?", "a(?",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		refuses(patterns[i], "");
	refuses("\\h", "Python's re has no \\h");
	refuses("a\\", "ends with a backslash");
	refuses("[a", "has no end");
	refuses("(a", "parenthesis");
	refuses("a**", "");
}

static void too_much_work_is_no_answer(void **state)
{
	char text[64];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(ask("(a+a+)+[%!]", text), REGEX_GAVE_UP);
}

static void there_is_a_bound_of_expressions_and_of_their_length(void **state)
{
	struct arena arena = { .chunks = NULL };
	const char *why;
	struct regexes *regexes = regexes_new(&arena, &why);
	char text[REGEX_BYTES + 2];

	(void)state;
	assert_non_null(regexes);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_null(regex_new(regexes, text, &why));
	text[REGEX_BYTES] = '\0';
	for (int i = 0; i < REGEX_MOST; i++)
		assert_non_null(regex_new(regexes, text, &why));
	assert_null(regex_new(regexes, "a", &why));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_expression_is_anchored_at_the_beginning_only),
		cmocka_unit_test(the_end_is_where_python_has_it),
		cmocka_unit_test(characters_are_those_of_unicode),
		cmocka_unit_test(letters_mean_what_they_do_in_python),
		cmocka_unit_test(what_python_does_not_know_is_refused),
		cmocka_unit_test(too_much_work_is_no_answer),
		cmocka_unit_test(there_is_a_bound_of_expressions_and_of_their_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
