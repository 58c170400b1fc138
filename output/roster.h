/* Names of things, to find these by: fill it, close it, then look up. */
#pragma once

#include <stddef.h>

struct arena;

struct roster {
	struct entry {
		const char *name;
		void *what;
	} *entries;
	size_t n;
};

/* The name is borrowed; NULL: nothing is added. The entries live in the arena. */
void roster_add(struct roster *roster, struct arena *arena, const char *name, void *what);

/* Sorts the entries in natural order; of those of one name one is kept. */
void roster_close(struct roster *roster);

/* What was added under that name; NULL when nothing was, or for a name of NULL. */
void *roster_find(const struct roster *roster, const char *name);
