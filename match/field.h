/* Fields of a host: paths in its JSON object. */
#pragma once

#include <stdbool.h>

struct arena;
struct json_object;

/* Null says that the host has no such value, unless its object's "unknown" names the member;
 * a member named there, or not in the object at all, is unknown. */
enum presence { IS_THERE, IS_NULL, IS_UNKNOWN };

/* Finds "a.b" in an object; "": the object itself. *ret belongs to the object. */
enum presence field_find(struct json_object *object, const char *path, struct arena *arena,
			 struct json_object **ret);

/* As text; a value that is not there as "null" or "unknown". Lives as long as the value. */
const char *field_shown(struct json_object *value, enum presence presence);
