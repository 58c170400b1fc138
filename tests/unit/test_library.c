/* What is said of a library that is missing, or too old, and what is found in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>

#include "scanner/arena.h"
#include "scanner/library.h"
#include "tests/unit/arena_state.h"

/* Every program here has it loaded. */
static const struct library libc = {
	.names = (const char *const[]){ "libc.so.0", "libc.so.6", NULL },
	.package = "libc6",
};

static void the_first_name_that_is_there_is_loaded(void **state)
{
	int (*find)(int) = NULL;
	const struct library_function functions[] = {
		{ .name = "toupper", .member = &find },
	};
	const char *why = NULL;

	assert_int_equal(library_load(&libc, functions, 1, *state, &why), 0);
	assert_null(why);
	assert_int_equal(find('a'), 'A');
}

static void a_library_that_is_missing_is_told_with_its_package(void **state)
{
	const struct library none = {
		.names = (const char *const[]){ "libnone.so.7", "libnone.so.8", NULL },
		.package = "libnone7",
	};
	const char *why = NULL;

	assert_int_equal(library_load(&none, NULL, 0, *state, &why), -ELIBACC);
	assert_string_equal(why, "this needs libnone.so.7, which is not installed (Debian has "
				 "it in the package libnone7)");
}

static void a_function_that_is_missing_is_told(void **state)
{
	int (*find)(int) = NULL;
	const struct library_function functions[] = {
		{ .name = "of_a_later_version", .member = &find },
	};
	const char *why = NULL;

	assert_int_equal(library_load(&libc, functions, 1, *state, &why), -ELIBBAD);
	assert_string_equal(why, "libc.so.0 is too old: it lacks of_a_later_version");
}

static void a_function_may_be_missing_that_is_optional(void **state)
{
	int (*find)(int) = (int (*)(int))1;
	const struct library_function functions[] = {
		{ .name = "of_a_later_version", .member = &find, .optional = true },
	};
	const char *why = NULL;

	assert_int_equal(library_load(&libc, functions, 1, *state, &why), 0);
	assert_null(find);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_name_that_is_there_is_loaded),
		cmocka_unit_test(a_library_that_is_missing_is_told_with_its_package),
		cmocka_unit_test(a_function_that_is_missing_is_told),
		cmocka_unit_test(a_function_may_be_missing_that_is_optional),
	};

	return cmocka_run_group_tests(tests, start_arena, end_arena);
}
