/* KEY=VALUE, for lab systems and for shells: each line can be sourced by a POSIX
 * shell and gives back the value exactly, whatever a device calls itself. */
#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/format.h"
#include "output/keys.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Characters that mean nothing to a shell inside a word. */
static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789_@%+:,./-";

static void print_quoted(const char *value, FILE *out)
{
	if (value[0] && !value[strspn(value, plain)]) {
		fputs(value, out);
		return;
	}
	fputc('\'', out);
	for (; *value; value++) {
		/* A quote ends the quoting, stands escaped, and begins it again. */
		if (*value == '\'')
			fputs("'\\''", out);
		else
			fputc(*value, out);
	}
	fputc('\'', out);
}

/* The value as text: 1 and 0 for flags, spaces between the elements of a list. */
static const char *text_of(struct arena *arena, struct json_object *value)
{
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "1" : "0";
	if (!json_object_is_type(value, json_type_array))
		return json_object_get_string(value);
	size_t n = document_count(value, "");
	const char **texts = arena_alloc(arena, n * sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = json_object_get_string(document_element(value, "", i));
	return str_join(arena, texts, n, " ");
}

static bool print_key(const struct row *key, struct json_object *document, bool nul, FILE *out)
{
	struct json_object *value = row_value(key, document);
	struct arena arena = { 0 };

	if (!value)
		return false;
	const char *text = text_of(&arena, value);
	fprintf(out, "%s=", key->name);
	if (nul) {
		fputs(text, out);
		fputc('\0', out);
	} else {
		print_quoted(text, out);
		fputc('\n', out);
	}
	arena_free(&arena);
	json_object_put(value);
	return true;
}

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	int missing = 0;

	for (int i = 0; i < request->n_keys; i++)
		missing += !print_key(key_find(request->keys[i]), document, request->nul, out);
	for (size_t i = 0; !request->n_keys && i < keys.n; i++)
		print_key(&keys.rows[i], document, request->nul, out);
	return missing;
}

const struct format format_kv = {
	.name = "kv",
	.summary = "KEY=VALUE lines that a POSIX shell can source",
	.rows = &keys,
	.takes_keys = true,
	.takes_nul = true,
	.print = print,
};
