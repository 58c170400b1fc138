/* The kernel's command line, as lib/cmdline.c and its users read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "arch/kernel.h"
#include "scanner/arena.h"

/* Parses `line` and checks its options against `expected`, "name=value" each, a name
 * alone when it has no value. NULL ends the list. */
static void check_options(const char *line, const char *const *expected)
{
	struct arena arena = { 0 };
	struct kernel_options options;
	size_t n = 0;

	kernel_options_parse(&arena, line, &options);
	for (; expected[n]; n++) {
		const struct kernel_option *option = &options.options[n];

		assert_true(n < options.n);
		assert_string_equal(option->value ? arena_print(&arena, "%s=%s", option->name,
								option->value) :
						    option->name,
				    expected[n]);
	}
	assert_int_equal(options.n, n);
	arena_free(&arena);
}

#define OPTIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void options_are_split_at_white_space(void **state)
{
	(void)state;
	check_options("  quiet\tintel_iommu=on\n", OPTIONS("quiet", "intel_iommu=on"));
}

static void an_empty_line_has_no_options(void **state)
{
	(void)state;
	check_options(" \n", (const char *const[]){ NULL });
}

static void quotes_protect_spaces_and_are_taken_off(void **state)
{
	(void)state;
	check_options("a=\"b c\" \"d=e f\" g", OPTIONS("a=b c", "d=e f", "g"));
}

static void a_quote_without_its_end_runs_to_the_end(void **state)
{
	(void)state;
	check_options("a=\"b c", OPTIONS("a=b c"));
}

static void what_follows_a_bare_double_dash_is_for_init(void **state)
{
	(void)state;
	check_options("quiet -- iommu=off", OPTIONS("quiet"));
}

static void a_value_may_hold_equals_signs(void **state)
{
	(void)state;
	check_options("root=UUID=1", OPTIONS("root=UUID=1"));
}

static void names_take_dash_and_underscore_for_one(void **state)
{
	(void)state;
	assert_true(kernel_name_equal("intel-iommu", "intel_iommu"));
	assert_false(kernel_name_equal("intel_iommu", "intel_iommux"));
	assert_false(kernel_name_equal("Intel_iommu", "intel_iommu"));
}

static void releases_are_compared_by_number(void **state)
{
	(void)state;
	assert_true(kernel_is_since("6.6.0-1-amd64", 6, 6));
	assert_true(kernel_is_since("6.12+", 6, 6));
	assert_true(kernel_is_since("7.0", 6, 6));
	assert_false(kernel_is_since("6.5.13", 6, 6));
	assert_false(kernel_is_since("5.14.0-503.el9", 6, 6));
	assert_true(kernel_is_since("mine", 6, 6));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_split_at_white_space),
		cmocka_unit_test(an_empty_line_has_no_options),
		cmocka_unit_test(quotes_protect_spaces_and_are_taken_off),
		cmocka_unit_test(a_quote_without_its_end_runs_to_the_end),
		cmocka_unit_test(what_follows_a_bare_double_dash_is_for_init),
		cmocka_unit_test(a_value_may_hold_equals_signs),
		cmocka_unit_test(names_take_dash_and_underscore_for_one),
		cmocka_unit_test(releases_are_compared_by_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
