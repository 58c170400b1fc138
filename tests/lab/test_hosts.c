/* Sets of hosts, and how they are kept as bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/hosts.h"
#include "lab/packed.h"
#include "scanner/arena.h"

#define N 40000 /* over two chunks */

static struct arena arena;

static int end(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

/* The multiples of `step`. */
static struct hosts multiples(int64_t step, int64_t n)
{
	struct hosts set = hosts_new(&arena, n);

	for (int64_t host = 0; host < n; host += step)
		hosts_add(&set, host);
	return set;
}

static void a_set_has_what_was_added(void **state)
{
	struct hosts set = multiples(3, N);

	(void)state;
	for (int64_t host = 0; host < N; host++)
		assert_int_equal(hosts_have(&set, host), host % 3 == 0);
	assert_int_equal(hosts_count(&set), (N + 2) / 3);
	hosts_remove(&set, 9);
	assert_false(hosts_have(&set, 9));
	hosts_clear(&set);
	assert_int_equal(hosts_count(&set), 0);
}

static void hosts_that_cannot_be_are_in_no_set(void **state)
{
	struct hosts set = hosts_new(&arena, 64);

	(void)state;
	hosts_add(&set, -1);
	hosts_add(&set, 64);
	hosts_remove(&set, 64);
	assert_int_equal(hosts_count(&set), 0);
	assert_false(hosts_have(&set, -1));
	assert_false(hosts_have(&set, INT64_MAX));
}

static void sets_are_put_together(void **state)
{
	struct hosts two = multiples(2, N), three = multiples(3, N), set = hosts_new(&arena, N);

	(void)state;
	hosts_copy(&set, &two);
	hosts_and(&set, &three);
	assert_int_equal(hosts_count(&set), (N + 5) / 6);
	hosts_copy(&set, &two);
	hosts_or(&set, &three);
	assert_int_equal(hosts_count(&set), (N + 1) / 2 + (N + 2) / 3 - (N + 5) / 6);
	hosts_without(&set, &two);
	for (int64_t host = 0; host < N; host++)
		assert_int_equal(hosts_have(&set, host), host % 3 == 0 && host % 2);
}

static void a_set_is_walked_in_order(void **state)
{
	struct hosts set = multiples(1009, N);
	int64_t expected = 0;

	(void)state;
	for (int64_t host = hosts_next(&set, 0); host >= 0; host = hosts_next(&set, host + 1)) {
		assert_int_equal(host, expected);
		expected += 1009;
	}
	assert_true(expected >= N);
	assert_int_equal(hosts_next(&set, set.n), -1);
}

/* Packs a chunk and takes it out again, as the second one of a larger set. */
static size_t through_bytes(const struct hosts *chunk)
{
	unsigned char bytes[HOSTS_PACKED];
	size_t size = hosts_pack(chunk, bytes);
	struct hosts set = hosts_new(&arena, INT64_C(2) * HOSTS_CHUNK);

	assert_int_equal(hosts_add_packed(&set, HOSTS_CHUNK, bytes, size), 0);
	for (int64_t host = 0; host < HOSTS_CHUNK; host++) {
		assert_false(hosts_have(&set, host));
		assert_int_equal(hosts_have(&set, host + HOSTS_CHUNK), hosts_have(chunk, host));
	}
	return size;
}

static void chunks_come_back_from_bytes(void **state)
{
	struct hosts empty = hosts_new(&arena, HOSTS_CHUNK), one = hosts_new(&arena, HOSTS_CHUNK);
	struct hosts last = hosts_new(&arena, HOSTS_CHUNK);

	(void)state;
	assert_int_equal(through_bytes(&empty), 0);
	hosts_add(&one, 5);
	assert_int_equal(through_bytes(&one), 1);
	hosts_add(&last, HOSTS_CHUNK - 1);
	assert_int_equal(through_bytes(&last), 2);
	for (int64_t step = 1; step < 200; step++) {
		struct hosts some = multiples(step, HOSTS_CHUNK);

		assert_true(through_bytes(&some) <= HOSTS_PACKED);
	}
}

static void random_chunks_come_back_from_bytes(void **state)
{
	(void)state;
	srand(1);
	for (int i = 0; i < 200; i++) {
		struct hosts some = hosts_new(&arena, HOSTS_CHUNK);

		for (int n = rand() % 3000; n; n--)
			hosts_add(&some, rand() % HOSTS_CHUNK);
		through_bytes(&some);
	}
}

static void hosts_that_came_since_are_left_out(void **state)
{
	struct hosts all = multiples(1, HOSTS_CHUNK), few = hosts_new(&arena, 64);
	unsigned char bytes[HOSTS_PACKED];
	size_t size = hosts_pack(&all, bytes);

	(void)state;
	assert_int_equal(size, HOSTS_PACKED);
	assert_int_equal(hosts_add_packed(&few, 0, bytes, size), 0);
	assert_int_equal(hosts_count(&few), 64);
	assert_int_equal(hosts_add_packed(&few, HOSTS_CHUNK, bytes, size), 0);
	assert_int_equal(hosts_count(&few), 64);
}

static void bytes_that_are_no_chunk_are_told(void **state)
{
	struct hosts set = hosts_new(&arena, HOSTS_CHUNK);
	static const unsigned char cut[] = { 0x80 }, beyond[] = { 0x80, 0x80, 0x01 };
	static const unsigned char long_number[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
						     0xff, 0xff, 0xff, 0x01 };
	unsigned char large[HOSTS_PACKED + 1] = { 0 };

	(void)state;
	assert_int_equal(hosts_add_packed(&set, 0, cut, sizeof(cut)), -EBADMSG);
	assert_int_equal(hosts_add_packed(&set, 0, beyond, sizeof(beyond)), -EBADMSG);
	assert_int_equal(hosts_add_packed(&set, 0, long_number, sizeof(long_number)), -EBADMSG);
	assert_int_equal(hosts_add_packed(&set, 0, large, sizeof(large)), -EBADMSG);
	assert_int_equal(hosts_add_packed(&set, 1, cut, 0), -EBADMSG);
	assert_int_equal(hosts_count(&set), 0);
}

static void numbers_come_back_from_bytes(void **state)
{
	static const int64_t ids[] = { 0, 1, 127, 128, 16383, 16384, INT64_MAX, 5 };
	size_t size;
	const unsigned char *at = packed_ids(&arena, ids, sizeof(ids) / sizeof(*ids), &size);
	const unsigned char *after = at + size;
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		assert_true(packed_next(&at, after, &number));
		assert_int_equal(number, ids[i]);
	}
	assert_ptr_equal(at, after);
	assert_false(packed_next(&at, after, &number));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_has_what_was_added),
		cmocka_unit_test(hosts_that_cannot_be_are_in_no_set),
		cmocka_unit_test(sets_are_put_together),
		cmocka_unit_test(a_set_is_walked_in_order),
		cmocka_unit_test(chunks_come_back_from_bytes),
		cmocka_unit_test(random_chunks_come_back_from_bytes),
		cmocka_unit_test(hosts_that_came_since_are_left_out),
		cmocka_unit_test(bytes_that_are_no_chunk_are_told),
		cmocka_unit_test(numbers_come_back_from_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
