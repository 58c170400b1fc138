/* What is looked for: an expression, and files that require something; all of them are to be
 * met. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "lab/find.h"
#include "lab/view.h"
#include "match/requirement.h"

struct arena;
struct failure;
struct json_object;
struct lab_options;

struct find_query {
	const char *path; /* of the file, for messages; NULL: it is an expression */
	enum view view;
	struct requirements requirements;
};

struct find_queries {
	struct find_query items[N_VIEWS];
	size_t n; /* 0: any host is looked for */
};

/* Reads what the options ask for. All in the arena. False: *failure says why. */
bool find_queries_read(const struct lab_options *options, struct arena *arena,
		       struct find_queries *ret, struct failure *failure);

/* The hosts that meet them; of several recipes or guests in a file, one. 0 or -errno. */
int find_queries_run(const struct find_queries *queries, const struct index_source *source,
		     struct arena *arena, struct found *ret);

/* Asks them about the host of a document, and prints what they come to, each part. */
enum requirement_answer find_queries_explain(const struct find_queries *queries,
					     struct json_object *document,
					     struct arena *arena, FILE *out);

/* What their authors may not expect, a line each. */
void find_queries_warn(const struct find_queries *queries, FILE *out);
