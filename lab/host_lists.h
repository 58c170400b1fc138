/* What a host has several of, for people: disks, networks, ... as tables. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct json_object;

struct host_list {
	const char *title;            /* "Disks" */
	const char *const *headings;  /* n_columns of them */
	size_t n_columns;
	const char **cells;           /* row by row; "" for what is not told */
	size_t n_rows;
	const char *error;            /* why it could not be read; NULL when it could */
};

/* The tables that are not empty, or could not be read; *ret_n of them. The document has to
 * be clean (lab/clean.h). They live in the arena and borrow from the document. */
struct host_list *host_lists(struct arena *arena, struct json_object *document, size_t *ret_n);
