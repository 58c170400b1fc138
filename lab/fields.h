/* What is indexed of a document, so that hosts can be found without reading theirs.
 *
 * Requirements look at views of a host (lab/view.h). A field is a member of a view with all
 * that is in it, "tmt:cpu"; of the keys, of which there are many, each is one: "key:VENDOR",
 * "beaker:key.VENDOR". There are as few as can be: each costs each host a fact, and the hosts
 * of a fleet have few values for a whole member, too.
 *
 * What no scan ever tells is no field. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/view.h"

struct arena;
struct json_object;

enum field_state {
	FIELD_TOLD,
	FIELD_NULL,   /* the host has none */
	FIELD_UNTOLD, /* the document could not tell */
};

/* What a host has for a field. */
struct field {
	const char *name; /* "beaker:disk"; lives as long as the program */
	enum field_state state;
	/* Told: canonical JSON, the same bytes for the same value; or of a list, that of each
	 * element in the list's order, of which there may be none. */
	bool is_list;
	const char *value;
	const char **elements;
	size_t n_elements;
};

/* All fields of a document, which is an object: always the same ones in the same order. In
 * the arena. */
struct field *fields_of(struct json_object *document, struct arena *arena, size_t *ret_n);

/* The name of the field number `i`, from 0, in that order; NULL beyond the last. */
const char *field_name(size_t i);

/* Changes with the fields and with the program that makes them: an index that was made
 * with another one has to be made anew. */
uint64_t fields_version(void);
