/* The rows of diff.def: what places of a document are called in words. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum diff_unit {
	UNIT_text, UNIT_words, UNIT_flag, UNIT_link, UNIT_bytes, UNIT_khz, UNIT_mbps, UNIT_hex,
	UNIT_identity, UNIT_verdict, UNIT_list,
};

struct diff_row {
	const char *place;  /* "disks[].size_bytes" */
	enum diff_unit unit;
	const char *words;  /* "size"; of a list: one of it, "disk" */
	/* Of a list. Each key is a word of fields with + between them, the surest first. */
	const char *many, *keys;
	bool common;             /* what is in it is the same in other hosts */
	const char *name, *more; /* fields to call it by, the first that is known */
};

/* All rows, in the order of what matters more. */
const struct diff_row *diff_rows(size_t *ret_n);

/* The row of a place; NULL when it has none. */
const struct diff_row *diff_row_find(const char *place);

/* The rank of what has no row: after all that have. */
size_t diff_rank(const struct diff_row *row);

/* The places that a change at `place` is a part of, one at a time, from *next (0 at first)
 * on; "" when it is a detail. NULL at the end. */
const char *diff_part_of(const char *place, size_t *next);
