/* The values that hosts have for a field, and what a requirement comes to for each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/view.h"
#include "scanner/arena.h"

struct find_element;
struct json_object;
struct index_source;
struct requirement;

struct find_answer {
	int64_t id;     /* of the value */
	unsigned truth; /* MAY_BE_ bits */
};

struct find_list {
	int64_t id;
	const unsigned char *elements; /* packed ids */
	size_t size;
};

struct find_values {
	const struct index_source *source;
	const char *path; /* of the field in its view: "cpu", "key.VENDOR" */
	bool is_section;  /* of the document */
	bool exists;      /* in the source; it has no values else */
	int64_t field;    /* there */
	struct find_answer *answers; /* for values that are no lists */
	size_t n_answers;
	unsigned untold;             /* the truth for hosts that have no value */
	unsigned rest;               /* for those whose value was not looked at; 0: there is none */
	struct find_list *lists;     /* are to be asked about, by find_lists_ask */
	size_t n_lists;
	struct find_element *elements;
	size_t n_elements;
	size_t *places; /* of elements, to find them by id */
	size_t n_places;
	struct arena *arena;
	struct arena scratch; /* of some questions, until there were many */
	struct json_object *host_with_text; /* NULL: not needed yet */
	unsigned asked;
	size_t left; /* work that may still be done (match/asker.h) */
};

/* How many bytes of a requirement's path in a view are that of a field. */
size_t find_path_length(const char *path);

/* Asks a requirement, all of which is about the field with that path of `length` bytes,
 * about its values. All in the arena but what find_values_free frees, which has to be
 * called also after an error. 0 or -errno. */
int find_values_ask(const struct index_source *source, enum view view,
		    struct requirement *requirement, const char *path, size_t length,
		    struct arena *arena, struct find_values *ret);
void find_values_free(struct find_values *values);

/* Asks a requirement that is no group about the lists: `n_lists` truths. 0 or -errno. */
int find_lists_ask(struct find_values *values, struct requirement *requirement,
		   unsigned char *ret);
