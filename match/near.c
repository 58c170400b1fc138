#include "match/near.h"

#include <string.h>

#include "scanner/arena.h"
#include "scanner/str.h"

/* Nobody means a key by a name as long. */
#define LONGEST 64

/* A name of so many letters may have one mistake, of twice as many two. */
#define LETTERS_A_MISTAKE 3

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: Levenshtein's distance with swaps of neighbours. */
static size_t distance(const char *a, const char *b, struct arena *arena)
{
	size_t n = strlen(a), m = strlen(b), width = m + 1;
	size_t *d = arena_alloc(arena, (n + 1) * width * sizeof(*d));

	for (size_t i = 0; i <= n; i++)
		d[i * width] = i;
	for (size_t j = 0; j <= m; j++)
		d[j] = j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			size_t *here = &d[i * width + j];

			*here = least(least(here[-1] + 1, here[-(ptrdiff_t)width] + 1),
				      here[-(ptrdiff_t)width - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				*here = least(*here, d[(i - 2) * width + j - 2] + 1);
		}
	}
	return d[n * width + m];
}

const char *near_name(const char *name, const char *const *names, size_t n,
		      struct arena *arena)
{
	const char *nearest = NULL;
	size_t length = strlen(name), best = length / LETTERS_A_MISTAKE;

	if (!length || length > LONGEST)
		return NULL;
	if (!best)
		best = 1;
	for (size_t i = 0; i < n; i++) {
		size_t mistakes = distance(name, names[i], arena);

		if (mistakes <= best && mistakes < length && (!nearest || mistakes < best)) {
			nearest = names[i];
			best = mistakes;
		}
	}
	for (size_t i = 0; !nearest && i < n; i++)
		if (str_starts(names[i], name) || str_starts(name, names[i]))
			nearest = names[i];
	return nearest;
}
