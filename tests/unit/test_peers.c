/* Peers, each of which is another thing of the host's: compared with trying all ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "match/peers.h"
#include "scanner/arena.h"

enum { PARTS = 3, ELEMENTS = 3, BITS = PARTS * ELEMENTS };

static size_t n_assigned(const bool *fits, size_t n_parts, size_t n_elements)
{
	struct arena arena = { .chunks = NULL };
	size_t element[PARTS + 1], n = 0;

	peers_assign(fits, n_parts, n_elements, &arena, element);
	for (size_t part = 0; part < n_parts; part++) {
		if (element[part] == PEER_NONE)
			continue;
		n++;
		assert_true(element[part] < n_elements);
		assert_true(fits[part * n_elements + element[part]]);
		for (size_t other = 0; other < part; other++)
			assert_true(element[other] != element[part]);
	}
	arena_free(&arena);
	return n;
}

/* The most that any way gives, with `taken` bits of elements that are not free.
 * No deeper than there are parts. NOLINTNEXTLINE(misc-no-recursion) */
static size_t most(const bool *fits, size_t part, unsigned taken)
{
	if (part == PARTS)
		return 0;
	size_t best = most(fits, part + 1, taken);
	for (size_t e = 0; e < ELEMENTS; e++) {
		if (!fits[part * ELEMENTS + e] || taken & 1U << e)
			continue;
		size_t with = 1 + most(fits, part + 1, taken | 1U << e);
		if (with > best)
			best = with;
	}
	return best;
}

static void as_many_parts_as_can_get_an_element(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < 1U << BITS; bits++) {
		bool fits[BITS];

		for (size_t i = 0; i < BITS; i++)
			fits[i] = bits & 1U << i;
		assert_int_equal(n_assigned(fits, PARTS, ELEMENTS), most(fits, 0, 0));
	}
}

static void nothing_can_be_had_of_nothing(void **state)
{
	(void)state;
	assert_int_equal(n_assigned(NULL, PARTS, 0), 0);
	assert_int_equal(n_assigned(NULL, 0, ELEMENTS), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_parts_as_can_get_an_element),
		cmocka_unit_test(nothing_can_be_had_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
