/* Changes of which hosts have which value. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct store;

struct posting_change {
	int64_t value, host;
	bool has; /* from now on; else no more */
};

/* Writes the changes, in any order, which it sorts. Values above `last_old` have no host
 * in the database yet. 0 or -errno. */
int postings_write(struct store *store, struct posting_change *changes, size_t n,
		   int64_t last_old, struct arena *arena);
