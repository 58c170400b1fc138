/* Who asks a host: memory for the answers, and how much work they may take. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Enough for a thousand devices that are asked for on a host with a thousand, and done in a
 * second. A unit is about a character that is compared. */
#define ASKER_WORK ((size_t)40 << 20)

struct asker {
	struct arena *arena;
	size_t left; /* work; what is asked when there is none cannot be told */
	bool brief;  /* what does not change the answer need not be asked */
};

/* Takes it off what is left. False when that was less; then nothing is left. */
static inline bool asker_spend(struct asker *asker, size_t work)
{
	bool enough = work < asker->left;

	asker->left = enough ? asker->left - work : 0;
	return enough;
}
