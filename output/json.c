#include <json-c/json.h>

#include "output/format.h"

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	(void)request; /* keys have chosen the sections already */
	fputs(json_object_to_json_string_ext(document, JSON_C_TO_STRING_PRETTY |
							       JSON_C_TO_STRING_SPACED |
							       JSON_C_TO_STRING_NOSLASHESCAPE),
	      out);
	fputc('\n', out);
	return 0;
}

const struct format format_json = {
	.name = "json",
	.summary = "the whole document, with the source of each fact (schema labscan/1)",
	.names = true,
	.takes_keys = true,
	.print = print,
};
