/* Makes the index of hosts: values of fields, the hosts that have each, and the values
 * that each host has. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct json_object;
struct indexer;
struct numbering;
struct parsed;
struct store;

/* Lives as long as the store and the numbering. NULL: out of memory. */
struct indexer *indexer_new(struct store *store, struct numbering *numbering);
void indexer_free(struct indexer *indexer);

/* Within a transaction: begins anew. */
void indexer_begin(struct indexer *indexer);
/* These are the hosts that there is something new of, each once. `document` makes the
 * document of a source, to be put and not to be changed; several call it at once, each with
 * its own `parsed`. 0 or -errno. */
struct index_job {
	int64_t host;
	const void *source;
};
int indexer_add(struct indexer *indexer, const struct index_job *jobs, size_t n,
		struct json_object *(*document)(const void *source, struct parsed *parsed));
/* Writes it all. 0 or -errno. */
int indexer_write(struct indexer *indexer);
