#include "lab/store_rows.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/packed.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"

struct stored_value {
	int64_t id;
	int64_t kind; /* enum stored_kind */
	const unsigned char *bytes;
	size_t size;
	struct json_object *json; /* NULL: not made yet, or null */
};

struct reading {
	struct store *store;
	struct arena *arena;
	struct store_rows *rows;
	size_t *places; /* of the fields among the facts of a host */
	size_t n_fields;
	bool current;   /* the index: else it tells nothing */
	int64_t **ids;  /* of the values: of each row one for each field; NULL: it has none */
};

struct ids {
	int64_t *items;
	size_t n;
};

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static int compare_values(const void *a, const void *b)
{
	return compare_ids(&((const struct stored_value *)a)->id,
			   &((const struct stored_value *)b)->id);
}

static void add_id(struct arena *arena, struct ids *ids, int64_t id)
{
	*arena_add(arena, ids->items, ids->n) = id;
}

/* ---- facts ---- */

static size_t place_of(const char *field)
{
	size_t i = 0;

	while (field_name(i) && strcmp(field_name(i), field) != 0)
		i++;
	return i;
}

/* Facts stand in the order of the fields. */
static void take_facts(struct reading *reading, const unsigned char *bytes, size_t size,
		       struct ids *all)
{
	const unsigned char *end = bytes + size;
	int64_t *ids = arena_alloc(reading->arena, reading->n_fields * sizeof(*ids));
	uint64_t id;

	for (size_t place = 0; packed_next(&bytes, end, &id); place++)
		for (size_t i = 0; i < reading->n_fields; i++)
			if (reading->places[i] == place)
				ids[i] = (int64_t)id;
	for (size_t i = 0; i < reading->n_fields; i++)
		add_id(reading->arena, all, ids[i]);
	reading->ids[reading->rows->n] = ids;
}

static int read_facts(struct reading *reading, const struct hosts *of, struct ids *all)
{
	struct ids hosts = { .items = NULL };
	struct sql_statement *get;
	int found = sql_prepare(reading->store->sql,
				"SELECT h.id, h.name, f.field_values FROM hosts h"
				" LEFT JOIN facts f ON f.host = h.id AND h.body = h.indexed"
				" WHERE h.id {IN 1} ORDER BY h.id", &get);

	for (int64_t host = hosts_next(of, 0); host >= 0; host = hosts_next(of, host + 1))
		add_id(reading->arena, &hosts, host);
	reading->ids = arena_alloc(reading->arena, hosts.n * sizeof(int64_t *));
	reading->rows->rows = arena_alloc(reading->arena, hosts.n * sizeof(struct store_row));
	if (found)
		return found;
	sql_bind_list(get, 1, hosts.items, hosts.n);
	while ((found = sql_step(get)) > 0 && reading->rows->n < hosts.n) {
		struct store_row *row = &reading->rows->rows[reading->rows->n];
		size_t size;
		const void *facts = sql_bytes(get, 2, &size);

		row->host = sql_number(get, 0);
		row->name = arena_print(reading->arena, "%s", sql_text(get, 1));
		if (size && reading->current)
			take_facts(reading, facts, size, all);
		reading->rows->n++;
	}
	return found;
}

/* ---- values ---- */

static struct stored_value *value_of(struct store_rows *rows, int64_t id)
{
	struct stored_value key = { .id = id };

	return bsearch(&key, rows->values, rows->n_values, sizeof(key), compare_values);
}

static int read_values(struct reading *reading, struct ids *ids)
{
	struct store_rows *rows = reading->rows;
	struct sql_statement *get;
	int found = sql_prepare(reading->store->sql, "SELECT id, kind, bytes FROM field_values"
				" WHERE id {IN 1}", &get);
	size_t n = 0;

	if (found || !ids->n)
		return found;
	qsort(ids->items, ids->n, sizeof(*ids->items), compare_ids);
	for (size_t i = 0; i < ids->n; i++)
		if (!n || ids->items[n - 1] != ids->items[i])
			ids->items[n++] = ids->items[i];
	sql_bind_list(get, 1, ids->items, n);
	while ((found = sql_step(get)) > 0) {
		size_t size;
		const void *bytes = sql_bytes(get, 2, &size);
		unsigned char *copy = arena_alloc(reading->arena, size + 1);

		if (size)
			memcpy(copy, bytes, size);
		*arena_add(reading->arena, rows->values, rows->n_values) = (struct stored_value){
			.id = sql_number(get, 0), .kind = sql_number(get, 1),
			.bytes = copy, .size = size,
		};
	}
	if (rows->n_values)
		qsort(rows->values, rows->n_values, sizeof(*rows->values), compare_values);
	return found;
}

/* The elements of the lists that were read. */
static int read_elements(struct reading *reading)
{
	struct ids ids = { .items = NULL };

	for (size_t i = 0; i < reading->rows->n_values; i++) {
		const struct stored_value *list = &reading->rows->values[i];
		const unsigned char *at = list->bytes;
		uint64_t id;

		while (list->kind == STORED_LIST && packed_next(&at, list->bytes + list->size, &id))
			add_id(reading->arena, &ids, (int64_t)id);
	}
	return read_values(reading, &ids);
}

static struct json_object *list_of(struct store_rows *rows, const struct stored_value *list)
{
	struct json_object *ret = json_object_new_array();
	const unsigned char *at = list->bytes;
	uint64_t id;

	while (packed_next(&at, list->bytes + list->size, &id)) {
		const struct stored_value *element = value_of(rows, (int64_t)id);

		json_object_array_add(ret, element ? json_object_get(element->json) : NULL);
	}
	return ret;
}

/* Lists are made once their elements are. */
static void make_values(struct store_rows *rows)
{
	for (size_t i = 0; i < rows->n_values; i++)
		if (rows->values[i].kind == STORED_TOLD)
			rows->values[i].json =
				json_tokener_parse((const char *)rows->values[i].bytes);
	for (size_t i = 0; i < rows->n_values; i++)
		if (rows->values[i].kind == STORED_LIST)
			rows->values[i].json = list_of(rows, &rows->values[i]);
}

static struct store_cell cell_of(struct store_rows *rows, const int64_t *id)
{
	const struct stored_value *value = id ? value_of(rows, *id) : NULL;

	if (!value || value->kind == STORED_UNTOLD)
		return (struct store_cell){ .state = FIELD_UNTOLD };
	if (value->kind == STORED_NULL)
		return (struct store_cell){ .state = FIELD_NULL };
	return (struct store_cell){ .state = FIELD_TOLD, .value = value->json };
}

int store_rows(struct store *store, const struct hosts *of, const char *const *fields,
	       size_t n_fields, struct arena *arena, struct store_rows *ret)
{
	struct reading reading = { .store = store, .arena = arena, .rows = ret,
				   .n_fields = n_fields };
	struct ids ids = { .items = NULL };
	bool current;
	int error = store_index_current(store, &current);

	*ret = (struct store_rows){ .rows = NULL };
	reading.places = arena_alloc(arena, n_fields * sizeof(*reading.places));
	for (size_t i = 0; i < n_fields; i++)
		reading.places[i] = place_of(fields[i]);
	reading.current = current;
	if (!error)
		error = read_facts(&reading, of, &ids);
	if (!error)
		error = read_values(&reading, &ids);
	if (!error)
		error = read_elements(&reading);
	if (error)
		return error;
	make_values(ret);
	for (size_t i = 0; i < ret->n; i++) {
		struct store_row *row = &ret->rows[i];

		row->cells = arena_alloc(arena, n_fields * sizeof(*row->cells));
		for (size_t j = 0; j < n_fields; j++)
			row->cells[j] = cell_of(ret, reading.ids[i] ? &reading.ids[i][j] : NULL);
	}
	return 0;
}

void store_rows_free(struct store_rows *rows)
{
	for (size_t i = 0; i < rows->n_values; i++)
		json_object_put(rows->values[i].json);
}
