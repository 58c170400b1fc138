#include "output/keys.h"

#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#include "output/format.h"
#include "scanner/arena.h"

static const struct row table[] = {
#define KEY(key, place, kind, words) \
	{ .name = #key, .path = place, .value = kind_##kind, .meaning = words },
#include "output/keys.def"
#undef KEY
};

const struct rows keys = ROWS(table);

const struct row *key_find(const char *name)
{
	for (size_t i = 0; i < keys.n; i++)
		if (!strcmp(keys.rows[i].name, name))
			return &keys.rows[i];
	return NULL;
}

static bool add_key(struct json_object *object, const struct row *key,
		    struct json_object *document)
{
	struct json_object *value = row_value(key, document);
	struct arena arena = { 0 };

	if (!value)
		return false;
	char *name = arena_print(&arena, "%s", key->name);
	for (char *c = name; *c; c++)
		*c = (char)tolower(*c);
	json_object_object_add(object, name, value);
	arena_free(&arena);
	return true;
}

struct json_object *keys_object(struct json_object *document,
				const struct format_request *request, int *ret_missing)
{
	struct json_object *object = json_object_new_object();
	int missing = 0;

	for (int i = 0; i < request->n_keys; i++)
		missing += !add_key(object, key_find(request->keys[i]), document);
	for (size_t i = 0; !request->n_keys && i < keys.n; i++)
		add_key(object, &keys.rows[i], document);
	*ret_missing = missing;
	return object;
}
