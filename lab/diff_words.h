/* Changes in words. */
#pragma once

#include <stdbool.h>

struct arena;
struct diff_row;
struct change;
struct json_object;

/* A change, and what it is a change of. */
struct difference {
	const struct diff_row *row;          /* NULL: the place has none */
	const char *name;                    /* of the member */
	struct json_object *before, *after;  /* the objects that it is, or was, a member of */
	struct json_object *unread;          /* {path, error} of what cannot be read; NULL */
	bool was_unread;
	bool told_later;                     /* the later document has such a member */
};

/* What a change of a member says, without what it is of: "size 1 TiB -> 2 TiB". */
const char *diff_says(struct arena *arena, const struct difference *difference,
		      const struct change *change);

/* Whether the values differ by less than people are told of such a quantity. */
bool diff_is_fine(struct arena *arena, const struct difference *difference,
		  const struct change *change);

/* What an element of a list is called: "disk WD-123"; `more`: with what follows in
 * brackets. */
const char *diff_subject(struct arena *arena, const struct diff_row *row,
			 struct json_object *element, const char *key, bool more);

/* A value for people, clean, and not long. Lives in the arena. */
const char *diff_value(struct arena *arena, const struct diff_row *row,
		       struct json_object *value);
