/* The flat keys of an inventory, and where in the document their values stand. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct json_object;

struct key {
	const char *name;
	const char *path; /* in the document; the first part is the section */
	/* Prints the value of what stands at path, which is not null. */
	bool (*print)(struct json_object *found, FILE *out);
	const char *meaning;
};

extern const struct key keys[];
extern const size_t n_keys;

/* NULL when there is none of that name. */
const struct key *key_find(const char *name);

/* The key's value as text, to be freed; NULL when the document does not tell it. */
char *key_value(const struct key *key, struct json_object *document);
