#include <json-c/json.h>

#include "match/expression.h"
#include "match/field.h"
#include "output/document.h"
#include "output/keys.h"
#include "scanner/arena.h"

static void put_unknown(struct json_object *object, const char *name)
{
	struct json_object *unknown;

	if (!json_object_object_get_ex(object, "unknown", &unknown)) {
		unknown = json_object_new_object();
		json_object_object_add(object, "unknown", unknown);
	}
	json_object_object_add(unknown, name, NULL);
}

/* Whether a list has an element of which something could not be read. */
static bool has_untold(struct json_object *list)
{
	for (size_t i = 0; i < document_count(list, ""); i++)
		if (document_find(document_element(list, "", i), "unknown"))
			return true;
	return false;
}

/* Whether the document does not tell the value of a key that it has none for. */
static bool is_untold(const struct row *key, struct json_object *document,
		      struct arena *arena)
{
	struct json_object *found = document_find(document, key->path);

	/* Of all that is null it alone says that it cannot be told, with or without a file
	 * that was to blame. */
	if (key == key_find("VIRT_IOMMU"))
		return true;
	if (!found)
		return field_find(document, key->path, arena, &found) == IS_UNKNOWN;
	/* A state that is no answer; and what is made of a list whose elements tell nothing of
	 * it, as there is none, or as they have none. */
	return !json_object_is_type(found, json_type_array) || has_untold(found);
}

static struct json_object *keys_of(struct json_object *document)
{
	struct json_object *ret = json_object_new_object();
	struct arena arena = { NULL };

	for (size_t i = 0; i < keys.n; i++) {
		const struct row *key = &keys.rows[i];
		struct json_object *value = row_value(key, document);

		if (!value && is_untold(key, document, &arena))
			put_unknown(ret, key->name);
		else
			json_object_object_add(ret, key->name, value);
	}
	arena_free(&arena);
	return ret;
}

struct json_object *expression_host(struct json_object *document)
{
	struct json_object *ret = json_object_new_object();

	/* A section has always something in it: null is one that could not be read. */
	json_object_object_foreach(document, name, value)
		if (value)
			json_object_object_add(ret, name, json_object_get(value));
	json_object_object_add(ret, EXPRESSION_KEYS, keys_of(document));
	return ret;
}
