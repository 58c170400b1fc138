/* What the files of the check share, and nobody else. */
#pragma once

#include "lab/check.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"

struct check {
	struct store *store;
	const struct check_listener *listener;
	struct digester *digester;
	struct arena arena;
	size_t n_faults;
	/* By number: digest of a section or layout; a body's number where there is one. */
	struct digest *sections, *layouts;
	unsigned char *bodies;
	int64_t last_section, last_layout, last_body;
};

/* Says a fault, and counts it. */
void check_fault(struct check *check, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Calls `row` for each row of a query that gives those behind $1, by their first column,
 * no more than $2. 0 or -errno. */
int check_rows(struct check *check, const char *table, const char *query,
	       void (*row)(struct check *check, struct sql_statement *get));

/* Whether the index says what the documents do: 0 or -errno. */
int check_index(struct check *check);
