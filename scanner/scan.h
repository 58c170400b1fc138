/* One scan from the root to the document. */
#pragma once

#include <stdbool.h>

#include "arch/judgement.h"
#include "scanner/collect.h"
#include "scanner/host.h"

struct failure;
struct json_object;

struct scan {
	struct arena arena;
	struct root root;
	struct host host;
	struct judgement judgement;
	struct json_object *document;
};

/* Opens the root, collects what is wanted, judges it, and makes the document of the
 * wanted sections. False when the root cannot be opened; *failure says why. Call
 * scan_free after a scan that was run. */
bool scan_run(struct scan *scan, const char *root, const struct wants *wants,
	      struct failure *failure);
void scan_free(struct scan *scan);

/* Says on standard error, once, what only root may read and what else failed. */
void scan_tell_problems(const struct scan *scan);
