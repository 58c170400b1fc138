/* Text from outside made safe, numbers, lists, lines and order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "scanner/arena.h"
#include "scanner/str.h"
#include "tests/unit/arena_state.h"

#define assert_kept(bytes, expected) \
	assert_string_equal(str_keep(*state, bytes, sizeof(bytes) - 1), expected)

static void keep_trims_white_space_at_both_ends(void **state)
{
	assert_kept(" \t QEMU HARDDISK \n", "QEMU HARDDISK");
	assert_kept("  \n", "");
	assert_kept("", "");
}

static void keep_ends_at_the_first_nul(void **state)
{
	assert_kept("linux,kvm\0second", "linux,kvm");
}

static void keep_passes_utf8_of_every_length(void **state)
{
	assert_kept("\xc2\xb5SD", "\xc2\xb5SD");
	assert_kept("\xe2\x82\xac", "\xe2\x82\xac");
	assert_kept("\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80");
	assert_kept("\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf");
}

static void keep_escapes_control_bytes(void **state)
{
	assert_kept("a\x1b[31mb", "a\\x1b[31mb");
	assert_kept("a\nb", "a\\x0ab");
	assert_kept("a\x7f" "b", "a\\x7fb");
	assert_kept("a\xc2\x9b" "b", "a\\xc2\\x9bb"); /* C1: CSI in UTF-8 */
}

static void keep_escapes_what_is_no_utf8(void **state)
{
	assert_kept("\xff\xfe", "\\xff\\xfe");
	assert_kept("\xc0\xaf", "\\xc0\\xaf");               /* overlong / */
	assert_kept("\xe0\x80\xaf", "\\xe0\\x80\\xaf");
	assert_kept("\xed\xa0\x80", "\\xed\\xa0\\x80");     /* a surrogate */
	assert_kept("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
	assert_kept("a\xe2\x82", "a\\xe2\\x82");             /* cut short */
}

static void number_takes_all_or_nothing(void **state)
{
	uint64_t n = 7;

	(void)state;
	assert_true(str_number(" 42\n", 10, &n));
	assert_int_equal(n, 42);
	assert_true(str_number("0x1af4", 0, &n));
	assert_int_equal(n, 0x1af4);
	assert_true(str_number("18446744073709551615", 10, &n));
	assert_true(n == UINT64_MAX);
	static const char *const wrong[] = { "", " ", "-1", "+1", "1 2", "12x", "x",
					     "18446744073709551616" };
	n = 7;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(str_number(wrong[i], 10, &n));
	assert_int_equal(n, 7);
}

static void count_list_counts_what_sysfs_lists(void **state)
{
	uint64_t n;

	(void)state;
	assert_true(str_count_list("0-3,8,10-11\n", &n));
	assert_int_equal(n, 7);
	assert_true(str_count_list("0", &n));
	assert_int_equal(n, 1);
	assert_true(str_count_list("\n", &n)); /* an empty mask */
	assert_int_equal(n, 0);
}

static void count_list_refuses_what_is_no_list(void **state)
{
	static const char *const wrong[] = { "3-1", "a", "0-", "0,,1", "0,", "-1", "0-3 4",
					     "0-18446744073709551615",
					     "99999999999999999999" };
	uint64_t n = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(str_count_list(wrong[i], &n));
	assert_int_equal(n, 7);
}

static void range_walks_a_list_to_its_end(void **state)
{
	const char *list = "0-3,8";
	uint64_t first, last;

	(void)state;
	assert_true(str_range(&list, &first, &last));
	assert_int_equal(first, 0);
	assert_int_equal(last, 3);
	assert_true(str_range(&list, &first, &last));
	assert_int_equal(first, 8);
	assert_int_equal(last, 8);
	assert_false(str_range(&list, &first, &last));
	assert_string_equal(list, "");
}

static void range_stays_in_front_of_what_is_no_range(void **state)
{
	const char *list = "1,x";
	uint64_t first, last;

	(void)state;
	assert_false(str_range(&list, &first, &last));
	assert_string_equal(list, "1,x");
}

static void natural_order_compares_numbers_as_numbers(void **state)
{
	static const char *const ordered[] = { "", "cpu", "nvme2", "nvme2n1", "nvme2n10",
					       "nvme10", "sda", "sda1", "sdb" };

	(void)state;
	for (size_t i = 0; i < sizeof(ordered) / sizeof(*ordered); i++)
		for (size_t j = 0; j < sizeof(ordered) / sizeof(*ordered); j++) {
			int order = str_natural(ordered[i], ordered[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void natural_order_is_total_with_leading_zeros(void **state)
{
	(void)state;
	assert_int_not_equal(str_natural("a01", "a1"), 0);
	assert_true((str_natural("a01", "a1") < 0) == (str_natural("a1", "a01") > 0));
	assert_true(str_natural("a01b", "a1c") < 0);
}

static void line_gives_lines_without_their_ends(void **state)
{
	char text[] = "one\n\nthree";
	char *rest = text;

	(void)state;
	assert_string_equal(str_line(&rest), "one");
	assert_string_equal(str_line(&rest), "");
	assert_string_equal(str_line(&rest), "three");
	assert_null(str_line(&rest));
}

static void split_trims_key_and_value(void **state)
{
	char line[] = "model name\t:  Xeon: 2.8  ", none[] = "no separator";

	(void)state;
	assert_string_equal(str_split(line, ':'), "Xeon: 2.8");
	assert_string_equal(line, "model name");
	assert_null(str_split(none, ':'));
}

static void starts_and_ends_compare_whole_affixes(void **state)
{
	(void)state;
	assert_true(str_starts("nvme0", "nvme"));
	assert_false(str_starts("nv", "nvme"));
	assert_true(str_ends("m5.metal", ".metal"));
	assert_false(str_ends("metal", ".metal"));
}

static void join_separates_but_does_not_end_with_the_separator(void **state)
{
	static const char *const texts[] = { "Cortex-A53", "Cortex-A72" };

	assert_string_equal(str_join(*state, texts, 2, ", "), "Cortex-A53, Cortex-A72");
	assert_string_equal(str_join(*state, texts, 1, ", "), "Cortex-A53");
	assert_string_equal(str_join(*state, texts, 0, ", "), "");
}

static void word_gives_words_between_white_space(void **state)
{
	char text[] = "\t vfio-pci  ids=1\n";
	char *rest = text;

	(void)state;
	assert_string_equal(str_word(&rest), "vfio-pci");
	assert_string_equal(str_word(&rest), "ids=1");
	assert_null(str_word(&rest));
	assert_null(str_word(&rest));
}

static void base_is_the_last_component(void **state)
{
	(void)state;
	assert_string_equal(str_base("../../virtual/iommu/dmar0"), "dmar0");
	assert_string_equal(str_base("dmar0"), "dmar0");
	assert_string_equal(str_base("/"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keep_trims_white_space_at_both_ends),
		cmocka_unit_test(keep_ends_at_the_first_nul),
		cmocka_unit_test(keep_passes_utf8_of_every_length),
		cmocka_unit_test(keep_escapes_control_bytes),
		cmocka_unit_test(keep_escapes_what_is_no_utf8),
		cmocka_unit_test(number_takes_all_or_nothing),
		cmocka_unit_test(count_list_counts_what_sysfs_lists),
		cmocka_unit_test(count_list_refuses_what_is_no_list),
		cmocka_unit_test(range_walks_a_list_to_its_end),
		cmocka_unit_test(range_stays_in_front_of_what_is_no_range),
		cmocka_unit_test(natural_order_compares_numbers_as_numbers),
		cmocka_unit_test(natural_order_is_total_with_leading_zeros),
		cmocka_unit_test(line_gives_lines_without_their_ends),
		cmocka_unit_test(split_trims_key_and_value),
		cmocka_unit_test(word_gives_words_between_white_space),
		cmocka_unit_test(base_is_the_last_component),
		cmocka_unit_test(starts_and_ends_compare_whole_affixes),
		cmocka_unit_test(join_separates_but_does_not_end_with_the_separator),
	};

	return cmocka_run_group_tests_name("str", tests, start_arena, end_arena);
}
