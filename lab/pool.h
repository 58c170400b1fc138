/* Values of a page, each kept once: texts and lists of others. Hosts of one model share
 * nearly all that is told of them. */
#pragma once

#include <stddef.h>
#include <stdio.h>

struct arena;
struct pool;

/* Lives in the arena, as all that is put into it. */
struct pool *pool_new(struct arena *arena);

/* The number of a text, or of a list of such numbers: the same for the same. Numbers of
 * what is in a list are below that of the list. `text` may be NULL: as "". */
size_t pool_text(struct pool *pool, const char *text);
size_t pool_list(struct pool *pool, const size_t *items, size_t n);

/* A list in the making, in an arena that may go before the pool does. Begins with
 * { .arena = ... }. */
struct pool_items {
	struct arena *arena;
	size_t *items;
	size_t n;
};

void pool_add(struct pool_items *list, size_t item);
void pool_add_text(struct pool *pool, struct pool_items *list, const char *text);
size_t pool_close(struct pool *pool, const struct pool_items *list);

/* All of it as one array of JSON, by number, which can stand in a script of HTML. */
void pool_print(const struct pool *pool, FILE *out);
