/* How the hosts that were found are printed. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "lab/hosts.h"

struct arena;
struct failure;
struct lab_options;
struct store;

/* Which columns and which order: keys of output/keys.h. */
struct find_table {
	const char **keys;   /* "VENDOR": the columns, then what is sorted by */
	const char **fields; /* "key:VENDOR" */
	size_t n;
	size_t n_columns;
	bool sorted;         /* by the last of the keys */
	bool backwards;
};

/* Reads --columns and --sort. All in the arena. False: *failure says why. */
bool find_table_read(const struct lab_options *options, struct arena *arena,
		     struct find_table *ret, struct failure *failure);

/* Prints the hosts, a line each: as text, or as JSON with what they are an answer to. 0 or
 * -errno of the store. */
int find_table_print(const struct find_table *table, struct store *store,
		     const struct hosts *hosts, bool json, const char *answer, FILE *out);
