/* The flat keys of an inventory, and where in the document their values stand. */
#pragma once

#include "output/row.h"

struct format_request;

extern const struct rows keys;

/* NULL when there is none of that name. */
const struct row *key_find(const char *name);

/* The requested keys that have a value, as members in lower case of one object to be put:
 * numbers, flags and lists are those of JSON. *ret_missing: how many have none. */
struct json_object *keys_object(struct json_object *document,
				const struct format_request *request, int *ret_missing);
