#include "lab/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/indexer.h"
#include "lab/writer_parts.h"

/* A batch is full with so many documents, or so many bytes of them: the longer the batch, the
 * fewer syncs and look-ups; but it is held in memory, and lost when the machine goes down. */
#define BATCH_DOCUMENTS 1000
#define BATCH_BYTES ((size_t)64 * 1024 * 1024)

int writer_open(struct store *store, const struct writer_listener *listener,
		struct writer **ret)
{
	struct writer *writer = calloc(1, sizeof(*writer));
	int error = 0;

	if (!writer)
		return store_fail(store, -ENOMEM, "out of memory");
	*writer = (struct writer){ .store = store, .listener = *listener,
				   .digester = digester_new() };
	numbering_open(store->sql, &writer->numbering);
	writer->indexer = indexer_new(store, &writer->numbering);
	if (!writer->digester || !writer->indexer)
		error = store_fail(store, -ENOMEM, "out of memory");
	if (!error)
		error = write_rebuild(writer);
	if (error)
		writer_close(writer);
	else
		*ret = writer;
	return error;
}

void writer_close(struct writer *writer)
{
	if (!writer)
		return;
	indexer_free(writer->indexer);
	numbering_close(&writer->numbering);
	digester_free(writer->digester);
	arena_free(&writer->arena);
	free(writer);
}

/* ---- the batch ---- */

static void *keep(struct arena *arena, const void *bytes, size_t size)
{
	return memcpy(arena_alloc(arena, size + 1), bytes, size);
}

static char *keep_text(struct arena *arena, const char *text)
{
	return keep(arena, text, strlen(text));
}

static size_t keep_sections(struct writer *writer, const struct incoming *from,
			    struct incoming *to)
{
	size_t n_bytes = 0;

	to->sections = keep(&writer->arena, from->sections,
			    from->n_sections * sizeof(*from->sections));
	for (size_t i = 0; i < to->n_sections; i++) {
		struct section *section = &to->sections[i];

		if (section->own)
			continue;
		section->text = keep(&writer->arena, section->text, section->size);
		n_bytes += section->size;
	}
	return n_bytes;
}

int writer_add(struct writer *writer, const struct incoming *incoming)
{
	return writer_replace(writer, incoming, 0);
}

int writer_replace(struct writer *writer, const struct incoming *incoming, int64_t scan)
{
	struct arena *arena = &writer->arena;
	struct batch_document *document = arena_add(arena, writer->documents, writer->n_documents);
	struct incoming *kept = &document->incoming;

	document->replaced = scan;
	*kept = *incoming;
	kept->source = keep_text(arena, incoming->source);
	kept->host = keep_text(arena, incoming->host);
	kept->own = keep_text(arena, incoming->own);
	kept->schema = keep_text(arena, incoming->schema);
	kept->names = keep_text(arena, incoming->names);
	if (incoming->capture)
		kept->capture = keep(arena, incoming->capture, incoming->capture_size);
	writer->n_bytes += incoming->capture_size + keep_sections(writer, incoming, kept);
	if (writer->n_documents < BATCH_DOCUMENTS && writer->n_bytes < BATCH_BYTES)
		return 0;
	return writer_flush(writer);
}

static void tell(struct writer *writer)
{
	for (size_t i = 0; i < writer->n_documents; i++)
		writer->listener.told(writer->listener.context,
				      &writer->documents[i].incoming,
				      writer->documents[i].written);
}

static void forget_batch(struct writer *writer)
{
	arena_free(&writer->arena);
	writer->documents = NULL;
	writer->hosts = NULL;
	writer->n_documents = writer->n_hosts = writer->n_bytes = 0;
}

static int write_batch(struct writer *writer)
{
	static int (*const steps[])(struct writer *) = {
		write_known, write_bodies, write_find_hosts, write_scans, write_index,
		write_hosts,
	};
	int error = numbering_begin(&writer->numbering);

	for (size_t i = 0; !error && i < sizeof(steps) / sizeof(steps[0]); i++)
		error = steps[i](writer);
	return error ? error : numbering_end(&writer->numbering);
}

int writer_flush(struct writer *writer)
{
	int error, end_error;

	if (!writer->n_documents)
		return 0;
	error = sql_begin_write(writer->store->sql);
	if (!error) {
		error = write_batch(writer);
		end_error = sql_end(writer->store->sql, !error);
		error = error ? error : end_error;
	}
	if (error)
		numbering_forget(&writer->numbering);
	else
		tell(writer);
	forget_batch(writer);
	return error;
}
