#include "match/peers.h"

#include <string.h>

#include "scanner/arena.h"

struct search {
	const bool *fits;
	size_t n_elements;
	size_t *element_of; /* a part */
	size_t *part_of;    /* an element */
	bool *seen;         /* elements, in this search */
};

/* Kuhn's augmenting path: takes an element that is free, or one whose part can have
 * another. No deeper than there are parts. NOLINTNEXTLINE(misc-no-recursion) */
static bool find(struct search *search, size_t part)
{
	for (size_t e = 0; e < search->n_elements; e++) {
		if (!search->fits[part * search->n_elements + e] || search->seen[e])
			continue;
		search->seen[e] = true;
		if (search->part_of[e] != PEER_NONE && !find(search, search->part_of[e]))
			continue;
		search->part_of[e] = part;
		search->element_of[part] = e;
		return true;
	}
	return false;
}

void peers_assign(const bool *fits, size_t n_parts, size_t n_elements, struct arena *arena,
		  size_t *ret)
{
	struct search search = {
		.fits = fits,
		.n_elements = n_elements,
		.element_of = ret,
		.part_of = arena_alloc(arena, n_elements * sizeof(size_t)),
		.seen = arena_alloc(arena, n_elements * sizeof(bool)),
	};

	for (size_t e = 0; e < n_elements; e++)
		search.part_of[e] = PEER_NONE;
	for (size_t part = 0; part < n_parts; part++)
		ret[part] = PEER_NONE;
	for (size_t part = 0; part < n_parts; part++) {
		memset(search.seen, 0, n_elements * sizeof(bool));
		find(&search, part);
	}
}
