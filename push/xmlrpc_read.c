/* Answers, by the pull parser of libxml2: its tree would be built of whatever a server
 * sends, this takes the few elements of XML-RPC and ends at the first other one. */
#include <errno.h>
#include <json-c/json.h>
#include <libxml/xmlreader.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "push/xmlrpc.h"
#include "scanner/arena.h"
#include "scanner/library.h"
#include "scanner/str.h"

#define FUNCTIONS(F)                                                                  \
	F(xmlReaderForMemory) F(xmlFreeTextReader) F(xmlTextReaderRead)               \
	F(xmlTextReaderNodeType) F(xmlTextReaderConstLocalName)                       \
	F(xmlTextReaderConstValue) F(xmlTextReaderIsEmptyElement)

/* Elements that hold one another, three for each struct or array. */
#define MAX_DEPTH 64

enum element {
	RESPONSE, PARAMS, PARAM, FAULT, VALUE, ARRAY, DATA, STRUCT, MEMBER, NAME,
	INT, BOOLEAN, DOUBLE, STRING, NIL,
	N_ELEMENTS,
	DOCUMENT = N_ELEMENTS, /* what holds the first one */
};

#define IN(element) (1U << (element))

static const struct {
	const char *name;
	enum element element;
	unsigned parents;
} rows[] = {
	{ "methodResponse", RESPONSE, IN(DOCUMENT) },
	{ "params", PARAMS, IN(RESPONSE) },
	{ "fault", FAULT, IN(RESPONSE) },
	{ "param", PARAM, IN(PARAMS) },
	{ "value", VALUE, IN(PARAM) | IN(FAULT) | IN(DATA) | IN(MEMBER) },
	{ "array", ARRAY, IN(VALUE) },
	{ "data", DATA, IN(ARRAY) },
	{ "struct", STRUCT, IN(VALUE) },
	{ "member", MEMBER, IN(STRUCT) },
	{ "name", NAME, IN(MEMBER) },
	{ "int", INT, IN(VALUE) },
	{ "i4", INT, IN(VALUE) },
	{ "i8", INT, IN(VALUE) },
	{ "boolean", BOOLEAN, IN(VALUE) },
	{ "double", DOUBLE, IN(VALUE) },
	{ "string", STRING, IN(VALUE) },
	{ "base64", STRING, IN(VALUE) },
	{ "dateTime.iso8601", STRING, IN(VALUE) },
	{ "nil", NIL, IN(VALUE) },
};

/* An element that is not ended yet. */
struct frame {
	enum element element;
	bool has;                 /* made is there, which may be NULL: nil */
	struct json_object *made;
	const char *name;         /* of a member */
};

struct xmlrpc_parser {
	FUNCTIONS(LIBRARY_MEMBER)
};

struct reader {
	const struct xmlrpc_parser *parser;
	xmlTextReaderPtr xml;
	struct arena *arena;
	struct frame frames[MAX_DEPTH];
	size_t depth;
	char *text; /* of the element that began last */
	size_t length;
	const char *why;
};

int xmlrpc_load(struct arena *arena, const struct xmlrpc_parser **ret, const char **ret_why)
{
	struct xmlrpc_parser *parser = arena_alloc(arena, sizeof(*parser));
	const struct library_function functions[] = {
#define F(f) { .name = #f, .member = &parser->f },
		FUNCTIONS(F)
#undef F
	};

	*ret = parser;
	return library_load(&library_xml, functions, sizeof(functions) / sizeof(functions[0]),
			    arena, ret_why);
}

static int refuse(struct reader *reader, const char *why)
{
	reader->why = why;
	return -EBADMSG;
}

static struct frame *top(struct reader *reader)
{
	return reader->depth ? &reader->frames[reader->depth - 1] : NULL;
}

static int begin(struct reader *reader, const char *name)
{
	struct frame *parent = top(reader);
	enum element inside = parent ? parent->element : DOCUMENT;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].name, name) || !(rows[i].parents & IN(inside)))
			continue;
		/* One value each; a second one of an answer is no answer to this call. */
		if (parent && parent->has && inside != DATA && inside != STRUCT &&
		    rows[i].element != NAME)
			return refuse(reader, "it has two values where one belongs");
		if (reader->depth == MAX_DEPTH)
			return refuse(reader, "it is nested too deep");
		struct frame *frame = &reader->frames[reader->depth++];
		*frame = (struct frame){ .element = rows[i].element };
		if (frame->element == DATA)
			frame->made = json_object_new_array();
		if (frame->element == STRUCT)
			frame->made = json_object_new_object();
		frame->has = frame->made != NULL;
		reader->length = 0;
		return 0;
	}
	return refuse(reader, arena_print(reader->arena, "<%s> does not belong there",
					  str_keep(reader->arena, name, strlen(name))));
}

static int add_text(struct reader *reader, const char *more)
{
	size_t size = strlen(more);
	char *text = realloc(reader->text, reader->length + size + 1);

	if (!text)
		return -ENOMEM;
	memcpy(text + reader->length, more, size + 1);
	reader->text = text;
	reader->length += size;
	return 0;
}

/* The value of an element that holds text alone. */
static int make_scalar(struct reader *reader, struct frame *frame)
{
	const char *text = reader->length ? reader->text : "";
	char *end = NULL;

	errno = 0;
	switch (frame->element) {
	case INT:
		frame->made = json_object_new_int64(strtoll(text, &end, 10));
		break;
	case DOUBLE:
		frame->made = json_object_new_double(strtod(text, &end));
		break;
	case BOOLEAN:
		frame->made = json_object_new_boolean(text[0] == '1');
		end = (char *)text + (text[0] == '0' || text[0] == '1');
		break;
	default:
		frame->made = json_object_new_string(text);
	}
	frame->has = true;
	if (end && (end == text || end[strspn(end, " \t\r\n")] || errno))
		return refuse(reader, "it has a number that is none");
	return 0;
}

/* Gives what an element made to the one that holds it. */
static int give(struct reader *reader, struct frame *frame, struct frame *parent)
{
	struct json_object *made = frame->made;

	if (frame->element == NAME) {
		parent->name = arena_print(reader->arena, "%s", json_object_get_string(made));
		return 0;
	}
	if (!frame->has)
		return refuse(reader, "it lacks a value");
	if (frame->element == MEMBER && !frame->name)
		return refuse(reader, "it has a member without a name");
	frame->made = NULL;
	if (parent->element == DATA)
		json_object_array_add(parent->made, made);
	else if (parent->element == STRUCT)
		json_object_object_add(parent->made, frame->name, made);
	else
		parent->made = made;
	parent->has = true;
	return 0;
}

static int end(struct reader *reader, struct xmlrpc_answer *answer)
{
	struct frame *frame = top(reader);
	int error = 0;

	if (frame->element == NIL)
		frame->has = true;
	else if (frame->element >= NAME || (frame->element == VALUE && !frame->has))
		error = make_scalar(reader, frame);
	if (!error && frame->element == RESPONSE) {
		if (!frame->has)
			return refuse(reader, "it lacks a value");
		answer->value = frame->made;
		frame->made = NULL;
	} else if (!error) {
		answer->fault |= frame->element == FAULT;
		error = give(reader, frame, frame - 1);
	}
	json_object_put(frame->made);
	frame->made = NULL;
	reader->depth--;
	return error;
}

static int take_node(struct reader *reader, struct xmlrpc_answer *answer)
{
	const struct xmlrpc_parser *parser = reader->parser;
	int error;

	switch (parser->xmlTextReaderNodeType(reader->xml)) {
	case XML_READER_TYPE_ELEMENT:
		error = begin(reader, (const char *)parser->xmlTextReaderConstLocalName(reader->xml));
		if (!error && parser->xmlTextReaderIsEmptyElement(reader->xml))
			error = end(reader, answer);
		return error;
	case XML_READER_TYPE_END_ELEMENT:
		return end(reader, answer);
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
	case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
		return add_text(reader, (const char *)parser->xmlTextReaderConstValue(reader->xml));
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		return refuse(reader, "it has a DTD or entities, which no XML-RPC has");
	default: /* comments, white space between elements */
		return 0;
	}
}

static int read_nodes(struct reader *reader, struct xmlrpc_answer *answer)
{
	int more, error = 0;

	while (!error && (more = reader->parser->xmlTextReaderRead(reader->xml)) == 1)
		error = take_node(reader, answer);
	if (!error && more < 0)
		error = refuse(reader, "it is no XML");
	return error;
}

int xmlrpc_read_answer(const struct xmlrpc_parser *parser, const char *bytes, size_t size,
		       struct arena *arena, struct xmlrpc_answer *ret, const char **ret_why)
{
	struct reader reader = { .parser = parser, .arena = arena };
	struct xmlrpc_answer answer = { .value = NULL };
	int error = size > INT32_MAX ? refuse(&reader, "it is too large") : 0;

	if (!error) {
		reader.xml = parser->xmlReaderForMemory(bytes, (int)size, NULL, NULL,
							XML_PARSE_NONET | XML_PARSE_NOERROR |
							XML_PARSE_NOWARNING);
		error = reader.xml ? read_nodes(&reader, &answer) : -ENOMEM;
	}
	for (size_t i = 0; i < reader.depth; i++)
		json_object_put(reader.frames[i].made);
	free(reader.text);
	if (reader.xml)
		parser->xmlFreeTextReader(reader.xml);
	if (error)
		json_object_put(answer.value);
	else
		*ret = answer;
	*ret_why = reader.why;
	return error;
}
