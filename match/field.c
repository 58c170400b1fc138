#include "match/field.h"

#include <json-c/json.h>
#include <string.h>

#include "scanner/arena.h"

static enum presence find_member(struct json_object *object, const char *name,
				 struct json_object **ret)
{
	struct json_object *unknown;

	if (!json_object_is_type(object, json_type_object))
		return IS_NULL;
	bool has = json_object_object_get_ex(object, name, ret);
	if (has && *ret)
		return IS_THERE;
	if (json_object_object_get_ex(object, "unknown", &unknown) &&
	    json_object_is_type(unknown, json_type_object) &&
	    json_object_object_get_ex(unknown, name, NULL))
		return IS_UNKNOWN;
	return has ? IS_NULL : IS_UNKNOWN;
}

enum presence field_find(struct json_object *object, const char *path, struct arena *arena,
			 struct json_object **ret)
{
	enum presence presence = object ? IS_THERE : IS_NULL;

	*ret = object;
	while (*path && presence == IS_THERE) {
		size_t length = strcspn(path, ".");

		presence = find_member(*ret, path[length] ?
				       arena_print(arena, "%.*s", (int)length, path) : path, ret);
		path += length + (path[length] == '.');
	}
	return presence;
}

const char *field_shown(struct json_object *value, enum presence presence)
{
	static const char *const words[] = { [IS_NULL] = "null", [IS_UNKNOWN] = "unknown" };

	return presence == IS_THERE ? json_object_get_string(value) : words[presence];
}
