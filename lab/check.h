/* Whether the database is what it was made to be. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct store;

struct check_listener {
	void *context;
	void (*damaged)(void *context, const char *what); /* in words, a fault each */
	void (*progress)(void *context, const char *table, int64_t id); /* now and then */
};

/* Reads all of it. *ret_documents: faults in what was imported; *ret_index: in the index,
 * which is made of that. 0, or -errno when it could not be read at all. */
int check_run(struct store *store, const struct check_listener *listener,
	      size_t *ret_documents, size_t *ret_index);
