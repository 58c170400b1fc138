#include "lab/find_print.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/cmd.h"
#include "lab/store_rows.h"
#include "match/near.h"
#include "output/json.h"
#include "output/keys.h"
#include "output/page.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* A column is no wider: a command line would leave no room for others. */
#define WIDEST 60

#define GAP "  "

/* ---- which keys ---- */

static bool refuse_key(const char *key, struct arena *arena, struct failure *failure)
{
	const char **names = NULL, *near;
	size_t n = 0;

	for (size_t i = 0; i < keys.n; i++)
		*arena_add(arena, names, n) = keys.rows[i].name;
	near = near_name(key, names, n, arena);
	*failure = (struct failure){
		.what = "there is no such key",
		.detail = strdup(arena_print(arena, "%s%s%s%s",
					     str_keep(arena, key, strlen(key)),
					     near ? "; did you mean " : "", near ? near : "",
					     near ? "?" : "")),
		.remedy = "labscan-scan(8) lists the keys",
	};
	return false;
}

static bool add_key(struct find_table *table, const char *key, struct arena *arena,
		    struct failure *failure)
{
	size_t n = table->n;

	if (!key_find(key))
		return refuse_key(key, arena, failure);
	*arena_add(arena, table->keys, n) = key;
	*arena_add(arena, table->fields, table->n) = arena_print(arena, "key:%s", key);
	return true;
}

bool find_table_read(const struct lab_options *options, struct arena *arena,
		     struct find_table *ret, struct failure *failure)
{
	char *columns = arena_print(arena, "%s", options->columns ? options->columns : ""), *key;

	*ret = (struct find_table){ .n = 0 };
	while ((key = strsep(&columns, ",")))
		if (*key && !add_key(ret, key, arena, failure))
			return false;
	ret->n_columns = ret->n;
	if (!options->sort)
		return true;
	ret->sorted = true;
	ret->backwards = *options->sort == '-';
	return add_key(ret, options->sort + ret->backwards, arena, failure);
}

/* ---- the order ---- */

static bool is_number(struct json_object *value)
{
	enum json_type type = json_object_get_type(value);

	return type == json_type_int || type == json_type_double || type == json_type_boolean;
}

/* Numbers first, by size; all else as text. */
static int compare_values(struct json_object *a, struct json_object *b)
{
	bool a_number = is_number(a), b_number = is_number(b);

	if (a_number && b_number) {
		double left = json_object_get_double(a), right = json_object_get_double(b);

		return (left > right) - (left < right);
	}
	if (a_number != b_number)
		return a_number ? -1 : 1;
	return str_natural(json_object_get_string(a), json_object_get_string(b));
}

/* Hosts without a value come last, whichever way the others go. */
static int compare_rows(const void *a, const void *b, void *context)
{
	const struct find_table *table = context;
	const struct store_row *left = a, *right = b;
	int order = 0;

	if (table->sorted) {
		const struct store_cell *x = &left->cells[table->n - 1];
		const struct store_cell *y = &right->cells[table->n - 1];

		order = (x->value == NULL) - (y->value == NULL);
		if (!order && x->value)
			order = compare_values(x->value, y->value) * (table->backwards ? -1 : 1);
	}
	return order ? order : str_natural(left->name, right->name);
}

/* ---- as text ---- */

/* As --format kv has it, but safe for a terminal. */
static const char *scalar_text(struct json_object *value, struct arena *arena)
{
	const char *text = json_object_get_string(value);

	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "1" : "0";
	return text ? str_keep(arena, text, strlen(text)) : "";
}

static const char *value_text(struct json_object *value, struct arena *arena)
{
	const char **texts = NULL;
	size_t n = 0;

	if (!json_object_is_type(value, json_type_array))
		return scalar_text(value, arena);
	for (size_t i = 0; i < json_object_array_length(value); i++)
		*arena_add(arena, texts, n) =
			scalar_text(json_object_array_get_idx(value, i), arena);
	return n ? str_join(arena, texts, n, " ") : "";
}

static const char *cell_text(const struct store_cell *cell, struct arena *arena)
{
	if (cell->state == FIELD_UNTOLD)
		return "?";
	return cell->value ? value_text(cell->value, arena) : "-";
}

static void print_line(const struct page *page, const char *const *cells, const size_t *widths,
		       size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		page_cell(page, cells[i], widths[i]);
		fputs(GAP, page->out);
	}
	fprintf(page->out, "%s\n", cells[n - 1]);
}

static void print_text(const struct find_table *table, const struct store_rows *rows,
		       struct arena *arena, FILE *out)
{
	struct page page = page_new(NULL, arena, false, out);
	size_t n = table->n_columns + 1;
	size_t *widths = arena_alloc(arena, n * sizeof(*widths));
	const char **cells = arena_alloc(arena, (rows->n + 1) * n * sizeof(*cells));

	cells[0] = "HOST";
	for (size_t i = 1; i < n; i++)
		cells[i] = table->keys[i - 1];
	for (size_t r = 0; r < rows->n; r++) {
		const char *name = rows->rows[r].name;

		cells[(r + 1) * n] = str_keep(arena, name, strlen(name));
		for (size_t i = 1; i < n; i++)
			cells[(r + 1) * n + i] = cell_text(&rows->rows[r].cells[i - 1], arena);
	}
	for (size_t r = 0; r <= rows->n; r++)
		for (size_t i = 0; i < n; i++)
			widths[i] = page_width(cells[r * n + i], widths[i], WIDEST);
	/* Names alone are for programs, too: without a heading. */
	for (size_t r = n == 1; r <= rows->n; r++)
		print_line(&page, cells + r * n, widths, n);
}

/* ---- as JSON ---- */

static void print_json(const struct find_table *table, const struct store_rows *rows,
		       const char *answer, FILE *out)
{
	for (size_t r = 0; r < rows->n; r++) {
		struct json_object *line = json_object_new_object();
		struct json_object *unknown = json_object_new_array();

		json_object_object_add(line, "host", json_object_new_string(rows->rows[r].name));
		json_object_object_add(line, "answer", json_object_new_string(answer));
		for (size_t i = 0; i < table->n_columns; i++) {
			const struct store_cell *cell = &rows->rows[r].cells[i];

			json_object_object_add(line, table->keys[i], json_object_get(cell->value));
			if (cell->state == FIELD_UNTOLD)
				json_object_array_add(unknown,
						      json_object_new_string(table->keys[i]));
		}
		if (json_object_array_length(unknown))
			json_object_object_add(line, "unknown", json_object_get(unknown));
		json_print(line, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, out);
		fputc('\n', out);
		json_object_put(unknown);
		json_object_put(line);
	}
}

int find_table_print(const struct find_table *table, struct store *store,
		     const struct hosts *hosts, bool json, const char *answer, FILE *out)
{
	struct arena arena = { NULL };
	struct store_rows rows;
	int error = store_rows(store, hosts, table->fields, table->n, &arena, &rows);

	if (!error) {
		if (rows.n)
			qsort_r(rows.rows, rows.n, sizeof(*rows.rows), compare_rows,
				(void *)table);
		if (json)
			print_json(table, &rows, answer, out);
		else
			print_text(table, &rows, &arena, out);
	}
	store_rows_free(&rows);
	arena_free(&arena);
	return error;
}
