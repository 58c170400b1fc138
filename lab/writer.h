/* Puts documents into the database, in batches that are there as a whole or not at all. */
#pragma once

#include <stddef.h>

struct incoming;
struct store;
struct writer;

/* What became of a document. */
enum written {
	WRITTEN_NEW,
	WRITTEN_KNOWN,   /* the scan was there already */
	WRITTEN_REFUSED, /* another document has its id */
	N_WRITTEN
};

/* Called once a batch is on the disk, for each of its documents in their order. */
typedef void (*writer_told)(void *context, const struct incoming *incoming,
			    enum written written);

/* The store has to be open to be written. 0 or -errno. */
int writer_open(struct store *store, writer_told told, void *context, struct writer **ret);
/* Forgets what no flush has written. */
void writer_close(struct writer *writer);

/* Adds a document, of which it makes a copy; a full batch is written. 0 or -errno, then the
 * whole batch was not written. */
int writer_add(struct writer *writer, const struct incoming *incoming);
/* Writes what was added. */
int writer_flush(struct writer *writer);
