/* KEY=VALUE, for lab systems and for shells: each line can be sourced by a POSIX
 * shell and gives back the value exactly, whatever a device calls itself. */
#include <stdlib.h>
#include <string.h>

#include "output/format.h"
#include "output/keys.h"

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

static bool print_key(const struct key *key, struct json_object *document, bool nul, FILE *out)
{
	char *value = key_value(key, document);

	if (!value)
		return false;
	fprintf(out, "%s=", key->name);
	if (nul) {
		fputs(value, out);
		fputc('\0', out);
	} else {
		print_quoted(value, out);
		fputc('\n', out);
	}
	free(value);
	return true;
}

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	int missing = 0;

	for (int i = 0; i < request->n_keys; i++)
		missing += !print_key(key_find(request->keys[i]), document, request->nul, out);
	for (size_t i = 0; !request->n_keys && i < n_keys; i++)
		print_key(&keys[i], document, request->nul, out);
	return missing;
}

const struct format format_kv = {
	.name = "kv",
	.summary = "KEY=VALUE lines that a POSIX shell can source",
	.keys_alone = true,
	.takes_nul = true,
	.print = print,
};
