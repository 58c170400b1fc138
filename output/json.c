#include "output/json.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "output/format.h"

/* What JSON's strings may have raw and YAML's may not (1.1, 5.1 Character Set), or takes
 * for the end of a line (5.4), and the bytes that these begin with in UTF-8. */
#define FIRST_BYTES "\x7f\xc2\xe2\xef"

static bool is_special(unsigned c)
{
	return (c >= 0x7f && c < 0xa0) ||     /* DEL, and C1 with NEL */
	       c == 0x2028 || c == 0x2029 ||  /* line and paragraph separators */
	       c == 0xfeff ||                 /* byte order mark */
	       c == 0xfffe || c == 0xffff;    /* no characters */
}

/* The character that begins with one of FIRST_BYTES; *ret_size: its bytes. */
static unsigned character(const char *text, size_t *ret_size)
{
	const unsigned char *bytes = (const unsigned char *)text;

	if (bytes[0] < 0x80 || !bytes[1]) {
		*ret_size = 1;
		return bytes[0];
	}
	if (bytes[0] < 0xe0 || !bytes[2]) {
		*ret_size = 2;
		return (bytes[0] & 0x1fu) << 6 | (bytes[1] & 0x3fu);
	}
	*ret_size = 3;
	return (bytes[0] & 0xfu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
}

/* Such characters can stand in strings only, so the text needs no parsing. */
void json_print(struct json_object *value, int flags, FILE *out)
{
	const char *text = json_object_to_json_string_ext(
		value, flags | JSON_C_TO_STRING_NOSLASHESCAPE);

	while (*text) {
		size_t size = strcspn(text, FIRST_BYTES);

		fwrite(text, 1, size, out);
		text += size;
		if (!*text)
			break;
		unsigned c = character(text, &size);
		if (is_special(c))
			fprintf(out, "\\u%04x", c);
		else
			fwrite(text, 1, size, out);
		text += size;
	}
}

void json_print_lines(struct json_object *value, FILE *out)
{
	json_print(value, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED, out);
	fputc('\n', out);
}

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	(void)request; /* keys have chosen the sections already */
	json_print_lines(document, out);
	return 0;
}

const struct format format_json = {
	.name = "json",
	.summary = "the whole document, with the source of each fact (schema labscan/1)",
	.names = true,
	.takes_keys = true,
	.print = print,
};
