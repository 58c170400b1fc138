/* Hosts, and what they have for some fields of the index: rows of a table for people. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "lab/fields.h"
#include "lab/hosts.h"

struct arena;
struct json_object;
struct store;

struct store_cell {
	enum field_state state;
	struct json_object *value; /* of a told one; the rows' */
};

struct store_row {
	int64_t host;
	const char *name;
	struct store_cell *cells; /* one for each field */
};

struct store_rows {
	struct store_row *rows; /* by the hosts' numbers */
	size_t n;
	struct stored_value *values;
	size_t n_values;
};

/* The rows of these hosts. `fields` are names of lab/fields.h. All in the arena but for the
 * cells' values, for which store_rows_free is to be called, also after an error. 0 or -errno. */
int store_rows(struct store *store, const struct hosts *of, const char *const *fields,
	       size_t n_fields, struct arena *arena, struct store_rows *ret);
void store_rows_free(struct store_rows *rows);
