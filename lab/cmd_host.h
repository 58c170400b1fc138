/* What the commands about one host share. */
#pragma once

#include <stdbool.h>

#include "scanner/cmd.h"

struct change;
struct lab_options;
struct page;
struct scans;
struct store;

/* Runs `run` on the scans of the host that the first argument names. There are no more than
 * `most` arguments. An exit code; *failure says why. */
int lab_run_on_host(const struct lab_options *options, int most,
		    int (*run)(const struct lab_options *options, struct store *store,
			       struct scans *scans, struct failure *failure),
		    struct failure *failure);

/* Whether output is for a terminal, whose user has not asked for none (no-color.org). */
bool lab_wants_colour(const struct lab_options *options);

/* The colour of a change on a page, of those of its ink. */
const char *change_ink(const struct page *page, const struct change *change);
