#include "output/shape.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

const struct document_path document_paths[] = {
#define PATH(place, type) { .path = place, .kind = PATH_##type },
#include "output/document_paths.def"
#undef PATH
};

const size_t n_document_paths = sizeof(document_paths) / sizeof(document_paths[0]);

static const char element[] = "[]";

static bool is_element(const char *path)
{
	return strncmp(path, element, strlen(element)) == 0;
}

/* The member that the path goes through first; NULL when it is not there or null. Moves the
 * path behind it. */
static struct json_object *through(struct json_object *object, const char **path)
{
	char name[64];
	size_t length = strcspn(*path, ".[");
	struct json_object *ret = NULL;

	if (length < sizeof(name) && json_object_is_type(object, json_type_object)) {
		memcpy(name, *path, length);
		name[length] = '\0';
		json_object_object_get_ex(object, name, &ret);
	}
	*path += length + ((*path)[length] == '.');
	return ret;
}

/* Texts, numbers and flags can be read as each other. */
static bool is_kind(struct json_object *value, enum path_kind kind)
{
	enum json_type type = json_object_get_type(value);

	if (kind == PATH_OBJECT)
		return type == json_type_object;
	if (kind == PATH_LIST)
		return type == json_type_array;
	return type != json_type_object && type != json_type_array;
}

/* No deeper than the paths are. NOLINTNEXTLINE(misc-no-recursion) */
static bool fits(struct json_object *value, const char *path, enum path_kind kind)
{
	if (!*path)
		return is_kind(value, kind);
	if (!is_element(path)) {
		value = through(value, &path);
		return !value || fits(value, path, kind);
	}
	path += strlen(element);
	path += *path == '.';
	/* What is no list another path tells. */
	for (size_t i = 0; json_object_is_type(value, json_type_array) &&
			   i < json_object_array_length(value); i++) {
		struct json_object *one = json_object_array_get_idx(value, i);

		if (!one || !fits(one, path, kind))
			return false;
	}
	return true;
}

const char *document_misshapen(struct json_object *document)
{
	for (size_t i = 0; i < n_document_paths; i++)
		if (!fits(document, document_paths[i].path, document_paths[i].kind))
			return document_paths[i].path;
	return NULL;
}
