#include "output/row.h"

#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "scanner/arena.h"

struct json_object *row_value(const struct row *row, struct json_object *document)
{
	struct json_object *found = document_find(document, row->path);

	return found ? row->value(found) : NULL;
}

/* The object that is the member `name`; made when it is not there. */
static struct json_object *branch(struct json_object *tree, const char *name)
{
	struct json_object *found;

	if (!json_object_object_get_ex(tree, name, &found)) {
		found = json_object_new_object();
		json_object_object_add(tree, name, found);
	}
	return found;
}

static void place(struct json_object *tree, const char *name, struct json_object *value)
{
	struct arena arena = { 0 };

	for (size_t length; name[length = strcspn(name, ".")]; name += length + 1)
		tree = branch(tree, arena_print(&arena, "%.*s", (int)length, name));
	json_object_object_add(tree, name, value);
	arena_free(&arena);
}

struct json_object *rows_tree(const struct rows *rows, struct json_object *document)
{
	struct json_object *tree = json_object_new_object();

	for (size_t i = 0; i < rows->n; i++) {
		struct json_object *value = row_value(&rows->rows[i], document);

		if (value)
			place(tree, rows->rows[i].name, value);
	}
	return tree;
}

struct json_object *rows_list(const struct rows *rows, struct json_object *array)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < document_count(array, ""); i++) {
		struct json_object *tree = rows_tree(rows, document_element(array, "", i));

		if (json_object_object_length(tree))
			json_object_array_add(list, tree);
		else
			json_object_put(tree);
	}
	return list;
}
