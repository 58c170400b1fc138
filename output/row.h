/* Tables of what a format prints: a name there, the place in the document, and what
 * kind of value stands there. */
#pragma once

#include <stddef.h>

#include "output/kinds.h"

struct json_object;

struct row {
	const char *name; /* in the format; in a tree its place: "cpu.model-name" */
	const char *path; /* in the document; the first part is the section; "": all of it */
	const char *sections; /* what of "" is read, spaces between; NULL for other paths */
	/* The value of what stands at path, which is not null, to be put; NULL when that
	 * does not tell it. */
	struct json_object *(*value)(struct json_object *found);
	const char *meaning; /* NULL where the format shows none */
};

struct rows {
	const struct row *rows;
	size_t n;
};

/* The row without a meaning, one of several sections, and all rows of an array. */
#define ROW(place, source, kind) { .name = place, .path = source, .value = kind_##kind }
#define ROW_OF(place, names, kind) \
	{ .name = place, .path = "", .sections = names, .value = kind_##kind }
#define ROWS(array) { .rows = array, .n = sizeof(array) / sizeof((array)[0]) }

/* The row's value, to be put; NULL when the document does not tell it. */
struct json_object *row_value(const struct row *row, struct json_object *document);

/* The values that are told, each at its row's place, as one object to be put. */
struct json_object *rows_tree(const struct rows *rows, struct json_object *document);

/* Such an object for each element of an array that tells any; an array to be put. */
struct json_object *rows_list(const struct rows *rows, struct json_object *array);
