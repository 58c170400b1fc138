/* The index of the hosts of a batch. */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "lab/indexer.h"
#include "lab/members.h"
#include "lab/writer_parts.h"

/* The document of what came in; to be put. */
static struct json_object *document_of(const struct incoming *incoming, struct arena *arena)
{
	struct json_object *document = json_object_new_object();
	struct json_tokener *tokener = json_tokener_new_ex(DOCUMENT_DEPTH);
	char *names = arena_print(arena, "%s", incoming->names), *name;

	for (size_t i = 0; (name = strsep(&names, "\n")) && i < incoming->n_sections; i++) {
		const struct section *section = &incoming->sections[i];
		const char *text = section->own ? incoming->own : section->text;

		json_tokener_reset(tokener);
		json_object_object_add(document, name,
				       json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1));
	}
	json_tokener_free(tokener);
	return document;
}

static int index_host(struct writer *writer, struct batch_host *host)
{
	const struct incoming *incoming = &writer->documents[host->latest].incoming;
	struct json_object *document = document_of(incoming, &writer->arena);
	int error = indexer_add(writer->indexer, host->number, document);

	json_object_put(document);
	host->indexed = host->body;
	return error;
}

int write_index(struct writer *writer)
{
	int error = 0;

	indexer_begin(writer->indexer);
	for (size_t i = 0; !error && i < writer->n_hosts; i++) {
		struct batch_host *host = &writer->hosts[i];

		if (host->latest == NONE || host->indexed == host->body ||
		    strcmp(writer->documents[host->latest].incoming.schema, DOCUMENT_SCHEMA))
			continue;
		error = index_host(writer, host);
	}
	return error ? error : indexer_write(writer->indexer);
}
