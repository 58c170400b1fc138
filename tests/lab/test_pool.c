/* Texts and lists stand in a page once, and nothing in them can end the script that they
 * stand in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "lab/pool.h"
#include "scanner/arena.h"

/* More than there are slots at first. */
#define MANY 20000

static void the_same_is_kept_once(void **state)
{
	struct arena arena = { 0 };
	struct pool *pool = pool_new(&arena);
	size_t a = pool_text(pool, "a"), b = pool_text(pool, "b");

	(void)state;
	assert_int_not_equal(a, b);
	assert_int_equal(pool_text(pool, "a"), a);
	assert_int_equal(pool_text(pool, NULL), pool_text(pool, ""));
	size_t ab = pool_list(pool, (size_t[]){ a, b }, 2);

	assert_int_equal(pool_list(pool, (size_t[]){ a, b }, 2), ab);
	assert_int_not_equal(pool_list(pool, (size_t[]){ b, a }, 2), ab);
	assert_int_not_equal(pool_list(pool, NULL, 0), pool_text(pool, ""));
	assert_true(ab > a && ab > b);
	arena_free(&arena);
}

static void it_grows(void **state)
{
	struct arena arena = { 0 };
	struct pool *pool = pool_new(&arena);
	char text[32];

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "%zu", i);
		assert_int_equal(pool_text(pool, text), i);
	}
	for (size_t i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "%zu", i);
		assert_int_equal(pool_text(pool, text), i);
	}
	arena_free(&arena);
}

static void what_is_printed_can_stand_in_a_script(void **state)
{
	struct arena arena = { 0 };
	struct pool *pool = pool_new(&arena);
	struct pool_items list = { .arena = &arena };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	pool_add_text(pool, &list, "</script><!--&\"\\");
	pool_add_text(pool, &list, "\xc3\xa9\x01");
	pool_close(pool, &list);
	pool_print(pool, out);
	fclose(out);
	assert_string_equal(text, "[\"\\u003c/script\\u003e\\u003c!--\\u0026\\\"\\\\\",\n"
				  "\"\xc3\xa9\\u0001\",\n[0,1]]\n");
	free(text);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_is_kept_once),
		cmocka_unit_test(it_grows),
		cmocka_unit_test(what_is_printed_can_stand_in_a_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
