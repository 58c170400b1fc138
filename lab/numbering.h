/* The numbers of what is stored, by digest: those that there are, and new ones.
 *
 * Only the one writer gives out numbers, so it counts itself: rows are made with all their
 * numbers before the first of them goes to the database. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/digest.h"

struct sql;

/* Tables whose rows have numbers. */
enum numbered {
	N_HOSTS, N_SCANS, N_LAYOUTS, N_BODIES, N_SECTIONS, N_CAPTURES, N_FIELDS, N_VALUES,
	N_NUMBERED
};

struct numbering {
	struct sql *sql;
	int64_t last[N_NUMBERED];    /* that was given out */
	int64_t written[N_NUMBERED]; /* the same, as the database has it */
	struct digest_map *known[N_NUMBERED]; /* across batches; NULL: not by digest */
	char *generation; /* of the database, when these were true; NULL: never */
};

void numbering_open(struct sql *sql, struct numbering *ret);
void numbering_close(struct numbering *numbering);

/* Within a transaction, at its start and its end. */
int numbering_begin(struct numbering *numbering);
int numbering_end(struct numbering *numbering);
/* What was given out in a transaction that failed is not there. */
void numbering_forget(struct numbering *numbering);

/* Looks up those of the digests that are not known yet. */
int numbering_look_up(struct numbering *numbering, enum numbered table,
		      const struct digest *digests, size_t n);
/* Of what was looked up: the number, or a new one; *ret_new says which. */
int64_t numbering_of(struct numbering *numbering, enum numbered table,
		     const struct digest *digest, bool *ret_new);
/* A new number. */
int64_t numbering_next(struct numbering *numbering, enum numbered table);
