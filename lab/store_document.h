/* Documents out of their parts. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;
struct members;
struct store;

/* The members of the document that has the body `body`, with `own` as its "scan". All in the
 * arena. -EBADMSG when the database is damaged. */
int store_members(struct store *store, int64_t body, const char *own, struct arena *arena,
		  struct members *ret);

/* The document of members as compact JSON, in the arena. */
char *members_text(const struct members *members, struct arena *arena, size_t *ret_size);
