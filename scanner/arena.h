/* Memory that lives as long as one scan: taken piece by piece, freed at once.
 *
 * Out of memory ends the program with exit code 2: nothing that a scanner of a
 * host could still do then would be worth its code. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct arena {
	struct arena_chunk *chunks;
};

/* Zeroed memory, aligned for any type. Never NULL; lives until arena_free. */
void *arena_alloc(struct arena *arena, size_t size);

/* Gives back the end of the newest allocation: `kept` of its bytes remain. */
void arena_trim(struct arena *arena, void *newest, size_t kept);

/* A formatted string. Never NULL. */
char *arena_print(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_print_args(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Frees everything; the arena can be used again. */
void arena_free(struct arena *arena);

/* Room for one element more in an array of `n`, which may move. For arena_add. */
void *arena_room(struct arena *arena, void *items, size_t n, size_t size);

/* Appends a zeroed element to the array `items` of `n` elements; gives its address. */
#define arena_add(arena, items, n) \
	((items) = arena_room(arena, items, n, sizeof(*(items))), &(items)[(n)++])
