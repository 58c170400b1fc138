#include "lab/host_lists.h"

#include <json-c/json.h>

#include "lab/diff_rows.h"
#include "lab/diff_words.h"
#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* A table where `title` is there, else a column of the table above. */
static const struct {
	const char *field, *title, *heading;
	enum diff_unit unit;
} rows[] = {
#define TABLE(list_, title_)	      { .field = list_, .title = title_ },
#define COLUMN(field_, unit_, heading_) { .field = field_, .unit = UNIT_##unit_, .heading = heading_ },
#include "lab/host_lists.def"
#undef TABLE
#undef COLUMN
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static const char *texts(struct arena *arena, struct json_object *list)
{
	const char **found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < json_object_array_length(list); i++)
		*arena_add(arena, found, n) =
			json_object_get_string(json_object_array_get_idx(list, i));
	return n ? str_join(arena, found, n, " ") : "";
}

static const char *cell(struct arena *arena, struct json_object *element, size_t row)
{
	const struct diff_row unit = { .unit = rows[row].unit };
	struct json_object *value = document_find(element, rows[row].field);

	if (!value)
		return "";
	if (json_object_is_type(value, json_type_array))
		return texts(arena, value);
	return diff_value(arena, &unit, value);
}

/* The table of rows[first]. */
static struct host_list make_list(struct arena *arena, struct json_object *document,
				  size_t first)
{
	size_t n = 0, count = document_count(document, rows[first].field);
	const char **headings;
	struct host_list list = {
		.title = rows[first].title,
		.n_rows = count,
		.error = document_text(document_find(document_find(document, "unknown"),
						     rows[first].field), "error"),
	};

	while (first + 1 + n < N_ROWS && !rows[first + 1 + n].title)
		n++;
	list.n_columns = n;
	list.headings = headings = arena_alloc(arena, n * sizeof(headings[0]));
	list.cells = arena_alloc(arena, n * count * sizeof(list.cells[0]));
	for (size_t column = 0; column < n; column++) {
		size_t row = first + 1 + column;

		headings[column] = rows[row].heading;
		for (size_t i = 0; i < count; i++)
			list.cells[i * n + column] = cell(
				arena, document_element(document, rows[first].field, i), row);
	}
	return list;
}

struct host_list *host_lists(struct arena *arena, struct json_object *document, size_t *ret_n)
{
	struct host_list *lists = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < N_ROWS; i++) {
		if (!rows[i].title)
			continue;
		struct host_list list = make_list(arena, document, i);

		if (list.n_rows || list.error)
			*arena_add(arena, lists, *ret_n) = list;
	}
	return lists;
}
