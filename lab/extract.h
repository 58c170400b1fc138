/* What is indexed of a document, by digest: this is most of the work of making an index, and
 * asks no database, so that several can do it at once. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/digest.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"

struct json_object;
struct parsed;

/* A value on its way to its number. Its bytes are kept unless its number is known. */
struct value {
	struct digest digest;
	int64_t field;
	enum stored_kind kind;
	const void *bytes;
	size_t size;
};

/* What a host has for a field. A list becomes a value when its elements have numbers. */
struct host_value {
	struct value value;
	bool is_list;
	size_t first, n; /* its elements are these of the host's */
};

struct extracted {
	struct host_value *values; /* one for each field */
	struct value *elements;
	size_t n_elements;
};

/* One for each who works at the same time as others. */
struct extractor {
	struct arena arena; /* of what was extracted */
	struct digester *digester;
	struct parsed *parsed;
	const struct digest_map *known; /* values that have numbers; nobody may add meanwhile */
	const int64_t *fields, *element_fields; /* the numbers of fields, in their order */
};

struct value extract_value(struct extractor *extractor, int64_t field, enum stored_kind kind,
			   const void *bytes, size_t size);

/* *ret is in the extractor's arena. */
void extract(struct extractor *extractor, struct json_object *document, struct extracted *ret);
