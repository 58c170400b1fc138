/* Answers of labs: what is read can be written again, unless it is more than a call can say. */
#include <assert.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "push/xmlrpc.h"
#include "scanner/arena.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(struct json_object *value)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert(out);
	int error = xmlrpc_write_call(out, "push", &value, 1);
	fclose(out);
	assert(error == 0 || error == -ERANGE || error == -EILSEQ || error == -ELOOP);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char head[] = "<methodResponse><params><param>";
	struct arena arena = { NULL };
	struct xmlrpc_answer answer;
	const struct xmlrpc_parser *parser;
	const char *why;

	if (xmlrpc_load(&arena, &parser, &why))
		abort();
	/* Half of the inputs begin where values do. */
	char *text = arena_print(&arena, "%s%.*s", size % 2 ? head : "", (int)size,
				 (const char *)data);
	if (xmlrpc_read_answer(parser, text, strlen(text), &arena, &answer, &why) == 0) {
		write_again(answer.value);
		json_object_put(answer.value);
	}
	arena_free(&arena);
	return 0;
}
