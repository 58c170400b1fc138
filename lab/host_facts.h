/* What a host is, for people: the facts of its document that have a name in diff.def. */
#pragma once

#include <stddef.h>

struct arena;
struct json_object;

struct host_fact {
	const char *section; /* "Processor" */
	const char *name;    /* "CPU speed" */
	const char *value;   /* "2.4 GHz"; NULL: it could not be read */
	const char *source;  /* the file that says so; NULL: not told */
	const char *error;   /* of one that could not be read */
};

struct host_facts {
	struct host_fact *items;
	size_t n;
};

/* Section by section. What a host has not got is left out. Lives in the arena, and
 * borrows from the document, which has to be clean (lab/clean.h). */
struct host_facts host_facts(struct arena *arena, struct json_object *document);
