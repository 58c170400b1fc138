/* Whether what calls itself a document has the shape of one. */
#pragma once

#include <stddef.h>

struct json_object;

enum path_kind { PATH_OBJECT, PATH_LIST, PATH_TEXT, PATH_NUMBER, PATH_FLAG };

/* What may stand in a document; a path goes through a list by its elements: "disks[].size". */
struct document_path {
	const char *path;
	enum path_kind kind;
};

extern const struct document_path document_paths[];
extern const size_t n_document_paths;

/* Documents come from anywhere, and what reads them takes a list for a list. The first path
 * where one has a value of another kind: of lists and objects; texts, numbers and flags can
 * be read as each other. A value may be missing or null, but for an element of a list. NULL:
 * it can be read. */
const char *document_misshapen(struct json_object *document);
