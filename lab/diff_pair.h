/* Which elements of two lists are the same thing: by what tells things apart, not by
 * where they stand. */
#pragma once

#include <stddef.h>

struct arena;
struct diff_row;
struct json_object;

/* Not paired. */
#define NO_PAIR ((size_t)-1)

/* For each element of the array `before`, the number of the one in `after` that it is;
 * NO_PAIR for none. All are objects. `row` may be NULL: then what most things have for a
 * name counts. Takes n log n. Lives in the arena. */
size_t *diff_pair(struct arena *arena, const struct diff_row *row,
		  struct json_object *before, struct json_object *after);

/* The value of the first of the fields (with commas between them) that the element has, as
 * clean text; of a list its first. NULL: it has none. */
const char *diff_field(struct arena *arena, struct json_object *element, const char *fields);

/* What to call an element in a path: its name, else its number. */
const char *diff_key(struct arena *arena, const struct diff_row *row,
		     struct json_object *element, size_t number);
