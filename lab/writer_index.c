/* The index of the hosts of a batch. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "lab/indexer.h"
#include "lab/parsed.h"
#include "lab/writer_parts.h"

/* The document of what came in; to be put. */
static struct json_object *document_of(const void *source, struct parsed *parsed)
{
	const struct incoming *incoming = source;
	struct arena arena = { .chunks = NULL };
	struct json_object *document = json_object_new_object();
	char *names = arena_print(&arena, "%s", incoming->names), *name;

	for (size_t i = 0; (name = strsep(&names, "\n")) && i < incoming->n_sections; i++) {
		const struct section *section = &incoming->sections[i];
		struct json_object *value = section->own ?
			parsed_once(parsed, incoming->own, strlen(incoming->own)) :
			parsed_get(parsed, &section->digest, section->text, section->size);

		json_object_object_add(document, name, value);
	}
	arena_free(&arena);
	return document;
}

/* Whether the index is to know what the batch has of the host. */
static bool is_indexed(const struct writer *writer, const struct batch_host *host)
{
	return host->latest != NONE && host->indexed != host->body &&
	       !strcmp(writer->documents[host->latest].incoming.schema, DOCUMENT_SCHEMA);
}

int write_index(struct writer *writer)
{
	struct index_job *jobs = arena_alloc(&writer->arena, writer->n_hosts * sizeof(*jobs));
	size_t n = 0;
	int error;

	for (size_t i = 0; i < writer->n_hosts; i++) {
		struct batch_host *host = &writer->hosts[i];

		if (!is_indexed(writer, host))
			continue;
		jobs[n++] = (struct index_job){
			.host = host->number,
			.source = &writer->documents[host->latest].incoming,
		};
		host->indexed = host->body;
	}
	indexer_begin(writer->indexer);
	error = indexer_add(writer->indexer, jobs, n, document_of);
	return error ? error : indexer_write(writer->indexer);
}
