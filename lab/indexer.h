/* Makes the index of hosts: values of fields, the hosts that have each, and the values
 * that each host has. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct json_object;
struct indexer;
struct numbering;
struct store;

/* Lives as long as the store and the numbering. NULL: out of memory. */
struct indexer *indexer_new(struct store *store, struct numbering *numbering);
void indexer_free(struct indexer *indexer);

/* Within a transaction: begins anew. */
void indexer_begin(struct indexer *indexer);
/* This is what the host is now; it is added once. 0 or -errno. */
int indexer_add(struct indexer *indexer, int64_t host, struct json_object *document);
/* Writes it all. 0 or -errno. */
int indexer_write(struct indexer *indexer);
