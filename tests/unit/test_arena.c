/* Memory of one scan. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "scanner/arena.h"
#include "tests/unit/arena_state.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	unsigned char *a = arena_alloc(*state, 3), *b = arena_alloc(*state, 3);

	assert_int_equal((uintptr_t)a % _Alignof(max_align_t), 0);
	assert_int_equal((uintptr_t)b % _Alignof(max_align_t), 0);
	memset(a, 0xff, 3);
	assert_int_equal(b[0] | b[1] | b[2], 0);
}

static void a_block_larger_than_a_chunk_is_whole(void **state)
{
	const size_t size = (size_t)1024 * 1024;
	char *large = arena_alloc(*state, size);

	memset(large, 1, size);
	assert_non_null(arena_alloc(*state, 1));
}

static void trimmed_memory_is_given_again_and_zeroed(void **state)
{
	char *block = arena_alloc(*state, 1000);

	memset(block, 0xff, 1000);
	arena_trim(*state, block, 10);
	char *next = arena_alloc(*state, 900);
	assert_true(next > block && next < block + 1000);
	for (size_t i = 0; i < 900; i++)
		assert_int_equal(next[i], 0);
	assert_int_equal((unsigned char)block[9], 0xff);
}

static void add_keeps_elements_while_the_array_moves(void **state)
{
	size_t *items = NULL, n = 0;

	for (size_t i = 0; i < 1000; i++)
		*arena_add(*state, items, n) = i;
	assert_int_equal(n, 1000);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(items[i], i);
}

static void print_formats_without_a_limit(void **state)
{
	char *text = arena_print(*state, "%0*d", 100000, 7);

	assert_int_equal(strlen(text), 100000);
	assert_string_equal(text + 99998, "07");
}

static void a_freed_arena_can_be_used_again(void **state)
{
	arena_alloc(*state, 1);
	arena_free(*state);
	assert_string_equal(arena_print(*state, "%s", "again"), "again");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(memory_is_zeroed_aligned_and_apart,
						start_arena, end_arena),
		cmocka_unit_test_setup_teardown(a_block_larger_than_a_chunk_is_whole,
						start_arena, end_arena),
		cmocka_unit_test_setup_teardown(trimmed_memory_is_given_again_and_zeroed,
						start_arena, end_arena),
		cmocka_unit_test_setup_teardown(add_keeps_elements_while_the_array_moves,
						start_arena, end_arena),
		cmocka_unit_test_setup_teardown(print_formats_without_a_limit, start_arena,
						end_arena),
		cmocka_unit_test_setup_teardown(a_freed_arena_can_be_used_again, start_arena,
						end_arena),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
