/* What the parts of the lab's page share. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "lab/diff.h"
#include "scanner/arena.h"

struct json_object;
struct pool;
struct report_host;

/* The columns of the fleet's table. */
enum report_column {
#define COLUMN(id, heading, note) COLUMN_##id,
#include "lab/report_columns.def"
#undef COLUMN
	N_COLUMNS
};

struct report_row {
	const char *name;
	struct {
		const char *text;
		const char *sort; /* what it is sorted by, when it is not the text; NULL */
	} cells[N_COLUMNS];
	size_t record;            /* in the pool */
};

/* Hosts with the same finding, or the same change. */
struct report_group {
	const char *id;           /* the same for the same */
	const char *severity;     /* of a finding: "error", ... */
	const char *words;
	const char *remedy;       /* NULL: none is known */
	size_t rank;
	size_t n_hosts;
	/* An entry for each, or several where one has something to say of several things. */
	const char **hosts;
	const char **notes;       /* what it says; NULL: no more */
	size_t n;
};

struct report_groups {
	struct report_group *items;
	size_t n;
	struct json_object *numbers; /* of items, by id */
};

struct report {
	struct arena arena;
	struct pool *pool;
	int64_t since;
	struct report_row *rows;
	size_t n;
	struct report_groups findings, changes;
};

/* The group of that id, which is made when there is none, and a host in it. What is given
 * is copied. */
void report_group_add(struct report *report, struct report_groups *groups,
		      const struct report_group *like, const char *host, const char *note);

/* The findings of a host; adds the words "finding=..." that a search finds it by. */
void report_find(struct report *report, const char *host, struct json_object *document,
		 struct arena *arena, const char ***words, size_t *n_words);

/* The row of a host in the fleet's table. */
void report_fill_row(struct report *report, struct report_row *row,
		     const struct report_host *host);

/* All that is told of a host, as a list in the pool; report.js reads it. */
size_t report_record(struct report *report, const struct report_host *host,
		     const struct changes *changes, const char *const *words,
		     size_t n_words, struct arena *arena);

/* The picture of a host's devices, as a list in the pool. */
size_t report_topology(struct pool *pool, struct json_object *document, struct arena *arena);

/* The style and script of the page, which the Makefile makes of lab/report.css, .js. */
extern const char report_css[], report_js[];
