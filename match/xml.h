/* An XML file as a tree of elements. Text between them is left out. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The deepest that elements may be nested; as deep as a tree of requirements may be, less
 * what one element can become in it. */
#define XML_DEPTH 56

struct xml_attribute {
	const char *name, *value; /* clean text (str_keep), but blanks stay */
};

struct xml_element {
	const char *name; /* "{URI}local" in a namespace, as in no other language */
	struct xml_attribute *attributes;
	size_t n_attributes;
	struct xml_element *parent, *first, *last, *next;
	unsigned line, depth;
};

/* Reads it with libxml2, which is loaded for that. Files with a document type are refused,
 * and with it all entities but XML's own five; nothing else is read. NULL when it is not
 * well-formed, too deep or too large: *ret_why and *ret_line (0: none) tell. All in the
 * arena. */
struct xml_element *xml_read(const char *data, size_t size, struct arena *arena,
			     const char **ret_why, unsigned *ret_line);

/* The value of an attribute; NULL when the element does not have it. */
const char *xml_attribute(const struct xml_element *element, const char *name);

bool xml_is(const struct xml_element *element, const char *name);
