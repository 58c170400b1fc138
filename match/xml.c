#include "match/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/library.h"
#include "scanner/str.h"

/* More than any job has. */
#define MOST_ELEMENTS 65536
#define MOST_ATTRIBUTES 64
#define MOST_BYTES (4 << 20)

/* Of what libxml2 hands a start of an element per attribute (startElementNsSAX2Func). */
enum { ATTRIBUTE_NAME, ATTRIBUTE_PREFIX, ATTRIBUTE_URI, ATTRIBUTE_VALUE, ATTRIBUTE_END,
       ATTRIBUTE_PARTS };

#define FUNCTIONS(F)                                                             \
	F(xmlCreatePushParserCtxt) F(xmlCtxtUseOptions) F(xmlParseChunk)         \
	F(xmlStopParser) F(xmlSAX2GetLineNumber) F(xmlCtxtGetLastError)          \
	F(xmlFreeParserCtxt)

struct job {
	xmlParserCtxtPtr context;
	struct arena *arena;
	struct xml_element *root, *open;
	size_t n_elements;
	const char *why;
	unsigned line;
	FUNCTIONS(LIBRARY_MEMBER)
};

static bool load(struct job *job)
{
	const struct library_function functions[] = {
#define F(f) { .name = #f, .member = &job->f },
		FUNCTIONS(F)
#undef F
	};

	return library_load(&library_xml, functions, sizeof(functions) / sizeof(functions[0]),
			    job->arena, &job->why) == 0;
}

static unsigned line_of(struct job *job)
{
	int line = job->xmlSAX2GetLineNumber(job->context);

	return line > 0 ? (unsigned)line : 0;
}

/* The first reason stays. */
static void refuse(struct job *job, const char *why)
{
	if (!job->why) {
		job->why = why;
		job->line = line_of(job);
	}
	job->xmlStopParser(job->context);
}

/* Clean, with the blanks at both ends, which count where values are compared. */
static const char *keep(struct arena *arena, const char *bytes, size_t size)
{
	size_t first = 0, last = size;

	while (first < size && bytes[first] == ' ')
		first++;
	while (last > first && bytes[last - 1] == ' ')
		last--;
	return arena_print(arena, "%*s%s%*s", (int)first, "",
			   str_keep(arena, bytes + first, last - first), (int)(size - last), "");
}

static const char *full_name(struct arena *arena, const xmlChar *name, const xmlChar *uri)
{
	const char *local = (const char *)name, *space = (const char *)uri;

	local = str_keep(arena, local, strlen(local));
	if (!space)
		return local;
	return arena_print(arena, "{%s}%s", str_keep(arena, space, strlen(space)), local);
}

static void add_attributes(struct job *job, struct xml_element *element, size_t n,
			   const xmlChar **parts)
{
	element->attributes = arena_alloc(job->arena, n * sizeof(*element->attributes));
	element->n_attributes = n;
	for (size_t i = 0; i < n; i++, parts += ATTRIBUTE_PARTS) {
		const xmlChar *value = parts[ATTRIBUTE_VALUE];

		element->attributes[i] = (struct xml_attribute){
			.name = full_name(job->arena, parts[ATTRIBUTE_NAME], parts[ATTRIBUTE_URI]),
			.value = keep(job->arena, (const char *)value,
				      (size_t)(parts[ATTRIBUTE_END] - value)),
		};
	}
}

static void link_element(struct job *job, struct xml_element *element)
{
	struct xml_element *parent = job->open;

	element->parent = parent;
	if (!parent)
		job->root = element;
	else if (parent->last)
		parent->last->next = element;
	else
		parent->first = element;
	if (parent)
		parent->last = element;
	job->open = element;
}

static void start_element(void *data, const xmlChar *name, const xmlChar *prefix,
			  const xmlChar *uri, int n_namespaces, const xmlChar **namespaces,
			  int n_attributes, int n_defaulted, const xmlChar **attributes)
{
	struct job *job = data;
	unsigned depth = job->open ? job->open->depth + 1 : 0;

	(void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
	if (job->why)
		return;
	if (depth >= XML_DEPTH || ++job->n_elements > MOST_ELEMENTS) {
		refuse(job, depth >= XML_DEPTH ? "elements are nested too deep" :
						 "it has too many elements");
		return;
	}
	struct xml_element *element = arena_alloc(job->arena, sizeof(*element));

	element->name = full_name(job->arena, name, uri);
	element->line = line_of(job);
	element->depth = depth;
	add_attributes(job, element, (size_t)n_attributes, attributes);
	link_element(job, element);
}

static void end_element(void *data, const xmlChar *name, const xmlChar *prefix,
			const xmlChar *uri)
{
	struct job *job = data;

	(void)name, (void)prefix, (void)uri;
	if (!job->why)
		job->open = job->open->parent;
}

/* Comes before the parts of the document type, which may define entities, are read. */
static void document_type(void *data, const xmlChar *name, const xmlChar *public_id,
			  const xmlChar *system_id)
{
	(void)name, (void)public_id, (void)system_id;
	refuse(data, "it has a document type, which could define entities");
}

static void tell_error(struct job *job)
{
	const xmlError *error = job->xmlCtxtGetLastError(job->context);
	const char *words = error && error->message ? error->message : "it is not XML";

	if (job->why)
		return;
	job->why = str_keep(job->arena, words, strcspn(words, "\n"));
	job->line = error && error->line > 0 ? (unsigned)error->line : 0;
}

/* ---- what libxml2 is not to see ---- */

/* Past the next `mark`, or the end. */
static const char *past(const char *at, const char *end, const char *mark)
{
	const char *found = memmem(at, (size_t)(end - at), mark, strlen(mark));

	return found ? found + strlen(mark) : end;
}

/* Past a tag; counts the values in it. */
static const char *past_tag(const char *at, const char *end, size_t *ret_values)
{
	char quote = '\0';

	for (*ret_values = 0; at < end && (quote || *at != '>'); at++) {
		if (quote) {
			quote = *at == quote ? '\0' : quote;
		} else if (*at == '"' || *at == '\'') {
			quote = *at;
			++*ret_values;
		}
	}
	return at;
}

/* Whether an element has more attributes than any should: libxml2 takes the time of their
 * number squared. Right for all that libxml2 gets through: it stops where the file is no
 * XML, or has a document type. */
static bool has_crowd(const char *at, const char *end)
{
	size_t values = 0;

	while (at < end && values <= MOST_ATTRIBUTES) {
		size_t left = (size_t)(end - at);

		if (*at != '<')
			at++;
		else if (left > 3 && !memcmp(at, "<!--", 4))
			at = past(at + 4, end, "-->");
		else if (left > 8 && !memcmp(at, "<![CDATA[", 9))
			at = past(at, end, "]]>");
		else if (left > 1 && at[1] == '?')
			at = past(at, end, "?>");
		else
			at = past_tag(at, end, &values);
	}
	return values > MOST_ATTRIBUTES;
}

static void parse(struct job *job, const char *data, size_t size)
{
	xmlSAXHandler handler = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = document_type,
		.startElementNs = start_element,
		.endElementNs = end_element,
	};

	if (size > MOST_BYTES) {
		job->why = "it is too large";
		return;
	}
	if (memchr(data, '\0', size) || has_crowd(data, data + size)) {
		job->why = memchr(data, '\0', size) ? "it is not UTF-8; iconv makes it so" :
						      "an element has too many attributes";
		return;
	}
	job->context = job->xmlCreatePushParserCtxt(&handler, job, NULL, 0, NULL);
	if (!job->context) {
		job->why = "out of memory";
		return;
	}
	/* UTF-8, whatever it says: another encoding could hide attributes from has_crowd. */
	job->xmlCtxtUseOptions(job->context, XML_PARSE_NONET | XML_PARSE_NOERROR |
						     XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	if (job->xmlParseChunk(job->context, data, (int)size, 1) || !job->root)
		tell_error(job);
	job->xmlFreeParserCtxt(job->context);
}

struct xml_element *xml_read(const char *data, size_t size, struct arena *arena,
			     const char **ret_why, unsigned *ret_line)
{
	struct job job = { .arena = arena };

	if (load(&job))
		parse(&job, data, size);
	*ret_why = job.why;
	*ret_line = job.line;
	return job.why ? NULL : job.root;
}

const char *xml_attribute(const struct xml_element *element, const char *name)
{
	for (size_t i = 0; i < element->n_attributes; i++)
		if (!strcmp(element->attributes[i].name, name))
			return element->attributes[i].value;
	return NULL;
}

bool xml_is(const struct xml_element *element, const char *name)
{
	return !strcmp(element->name, name);
}
