/* The scans of one host, and which of them a word of the command line means. */
#pragma once

#include <stddef.h>

#include "lab/store.h"
#include "scanner/arena.h"
#include "scanner/cmd.h"

struct scans {
	struct arena arena;
	struct store_host host;
	struct store_scan *items; /* the newest first; their texts are in the arena */
	size_t n;
};

/* Reads the scans of the host of that name. EXIT_YES; EXIT_NO when there is no such host,
 * EXIT_CANNOT when the store fails; *failure then says why. scans_free in any case. */
int scans_read(struct scans *scans, struct store *store, const char *host,
	       struct failure *failure);
void scans_free(struct scans *scans);

/* The number of the scan that `word` means: its id or how that begins, or a date, for the
 * newest that is not later. False when there is none, or several; *failure says so. */
bool scans_choose(struct scans *scans, const char *word, size_t *ret, struct failure *failure);
