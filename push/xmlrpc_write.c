#include <errno.h>
#include <json-c/json.h>
#include <json-c/json_visit.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "push/xmlrpc.h"
#include "scanner/str.h"

/* Deeper than any struct of a lab's. */
#define MAX_DEPTH 32

struct writer {
	FILE *out;
	unsigned depth;
	int error;
};

/* The length of the character of XML 1.0 (2.2) at `s`, 0 when there is none. */
static size_t character(const char *s, size_t left)
{
	size_t length = str_character(s, left);

	if (length == 1)
		return *s >= ' ' || *s == '\t' || *s == '\n' || *s == '\r';
	/* Neither U+FFFE nor U+FFFF. */
	if (length == 3 && (!memcmp(s, "\xef\xbf\xbe", 3) || !memcmp(s, "\xef\xbf\xbf", 3)))
		return 0;
	return length;
}

static int write_text(FILE *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size;) {
		size_t n = character(text + i, size - i);

		if (!n)
			return -EILSEQ;
		switch (text[i]) {
		case '&': fputs("&amp;", out); break;
		case '<': fputs("&lt;", out); break;
		case '>': fputs("&gt;", out); break; /* "]]>" may not stand in text */
		case '\r': fputs("&#13;", out); break; /* a reader would make it \n */
		default: fwrite(text + i, 1, n, out);
		}
		i += n;
	}
	return 0;
}

static int write_number(FILE *out, struct json_object *number)
{
	int64_t value = json_object_get_int64(number);

	/* Servers of Python refuse to pass on what has more. */
	if (value < INT32_MIN || value > INT32_MAX)
		return -ERANGE;
	fprintf(out, "<int>%d</int>", (int)value);
	return 0;
}

/* With the fewest digits that read back as the same value. */
static int write_double(FILE *out, double value)
{
	enum { DIGITS_KEPT = 15, DIGITS_EXACT = 17 };
	char text[32]; /* sign, 17 digits, point, exponent */

	if (!isfinite(value))
		return -ERANGE;
	for (int digits = DIGITS_KEPT; digits <= DIGITS_EXACT; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value))
			break;
	}
	fprintf(out, "<double>%s</double>", text);
	return 0;
}

static int write_string(FILE *out, struct json_object *string)
{
	fputs("<string>", out);
	int error = write_text(out, json_object_get_string(string),
			       (size_t)json_object_get_string_len(string));
	fputs("</string>", out);
	return error;
}

static int write_scalar(FILE *out, struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_boolean:
		fprintf(out, "<boolean>%d</boolean>", json_object_get_boolean(value) != 0);
		return 0;
	case json_type_int:
		return write_number(out, value);
	case json_type_double:
		return write_double(out, json_object_get_double(value));
	case json_type_string:
		return write_string(out, value);
	default:
		fputs("<nil/>", out);
		return 0;
	}
}

/* Called by json-c for each value, and once more at the end of those that hold others. */
static int visit(struct json_object *value, int flags, struct json_object *parent,
		 const char *key, size_t *index, void *context)
{
	struct writer *writer = context;
	bool array = json_object_is_type(value, json_type_array);
	bool holds = array || json_object_is_type(value, json_type_object);

	(void)parent, (void)index;
	if (flags & JSON_C_VISIT_SECOND) {
		fputs(array ? "</data></array></value>" : "</struct></value>", writer->out);
		writer->depth--;
	} else {
		if (key) {
			fputs("<member><name>", writer->out);
			writer->error = write_text(writer->out, key, strlen(key));
			fputs("</name>", writer->out);
		}
		fputs("<value>", writer->out);
		if (holds && writer->depth++ == MAX_DEPTH)
			writer->error = -ELOOP;
		else if (holds)
			fputs(array ? "<array><data>" : "<struct>", writer->out);
		else if (!writer->error)
			writer->error = write_scalar(writer->out, value);
		if (!holds)
			fputs("</value>", writer->out);
	}
	if (key && (!holds || (flags & JSON_C_VISIT_SECOND)))
		fputs("</member>", writer->out);
	return writer->error ? JSON_C_VISIT_RETURN_ERROR : JSON_C_VISIT_RETURN_CONTINUE;
}

int xmlrpc_write_call(FILE *out, const char *method, struct json_object *const *params,
		      size_t n_params)
{
	struct writer writer = { .out = out };

	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<methodCall><methodName>%s</methodName><params>", method);
	for (size_t i = 0; i < n_params && !writer.error; i++) {
		fputs("<param>", out);
		json_c_visit(params[i], 0, visit, &writer);
		fputs("</param>", out);
	}
	fputs("</params></methodCall>\n", out);
	return writer.error ? writer.error : ferror(out) ? -EIO : 0;
}
