#include "output/roster.h"

#include <stdlib.h>

#include "scanner/arena.h"
#include "scanner/str.h"

static int by_name(const void *a, const void *b)
{
	return str_natural(((const struct entry *)a)->name,
			   ((const struct entry *)b)->name);
}

void roster_add(struct roster *roster, struct arena *arena, const char *name, void *what)
{
	if (name)
		*arena_add(arena, roster->entries, roster->n) =
			(struct entry){ name, what };
}

void roster_close(struct roster *roster)
{
	size_t n = 0;

	if (roster->n)
		qsort(roster->entries, roster->n, sizeof(*roster->entries), by_name);
	for (size_t i = 0; i < roster->n; i++)
		if (!n || by_name(&roster->entries[n - 1], &roster->entries[i]))
			roster->entries[n++] = roster->entries[i];
	roster->n = n;
}

void *roster_find(const struct roster *roster, const char *name)
{
	const struct entry key = { .name = name };
	const struct entry *found = NULL;

	if (name && roster->n)
		found = bsearch(&key, roster->entries, roster->n, sizeof(key), by_name);
	return found ? found->what : NULL;
}
