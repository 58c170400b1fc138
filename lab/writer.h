/* Puts documents into the database, in batches that are there as a whole or not at all. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct incoming;
struct store;
struct writer;

/* What became of a document. */
enum written {
	WRITTEN_NEW,
	WRITTEN_KNOWN,   /* the scan was there already */
	WRITTEN_REFUSED, /* another document has its id */
	WRITTEN_AGAIN,   /* the scan has another document now */
	N_WRITTEN
};

/* Who is told what a writer does. */
struct writer_listener {
	void *context;
	/* Once a batch is on the disk, for each of its documents in their order. */
	void (*told)(void *context, const struct incoming *incoming, enum written written);
	/* So many more hosts were indexed anew; may be NULL. */
	void (*indexed)(void *context, size_t n);
};

/* The index is built anew by the next writer_open. 0 or -errno. */
int writer_forget_index(struct store *store);

/* The store has to be open to be written. Its index is built anew when it was made with other
 * fields. 0 or -errno. */
int writer_open(struct store *store, const struct writer_listener *listener,
		struct writer **ret);
/* Forgets what no flush has written. */
void writer_close(struct writer *writer);

/* Adds a document, of which it makes a copy; a full batch is written. 0 or -errno, then the
 * whole batch was not written. */
int writer_add(struct writer *writer, const struct incoming *incoming);
/* The same for a document that takes the place of what the scan with that number has; or
 * is known when it is no other one. */
int writer_replace(struct writer *writer, const struct incoming *incoming, int64_t scan);
/* Writes what was added. */
int writer_flush(struct writer *writer);
