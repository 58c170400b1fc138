#include "lab/gc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/packed.h"
#include "lab/store_parts.h"

/* Rows that are read at once. */
#define PAGE 5000

/* A set of numbers of rows, which begin with 1 and are dense. */
struct used {
	unsigned char *bits;
	int64_t n;
};

static bool has(const struct used *used, int64_t id)
{
	return id > 0 && id <= used->n && used->bits[id / 8] & 1 << id % 8;
}

static void add(struct used *used, int64_t id)
{
	if (id > 0 && id <= used->n)
		used->bits[id / 8] |= (unsigned char)(1 << id % 8);
}

/* ---- statements ---- */

/* A statement with one parameter, or none that it has. */
static int run_with(struct store *store, const char *text, int64_t parameter)
{
	struct sql_statement *statement;
	int error = sql_prepare(store->sql, text, &statement);

	if (error)
		return error;
	if (strstr(text, "$1"))
		sql_bind(statement, 1, parameter);
	return sql_run(statement);
}

static int number_of(struct store *store, const char *text, int64_t *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, text, &get);

	if (!found)
		found = sql_step(get);
	if (found <= 0)
		return found ? found : -EIO;
	*ret = sql_number(get, 0);
	sql_reset(get);
	return 0;
}

/* How many rows of a table a statement removes. */
static int remove_rows(struct store *store, const char *count, const char *text,
		       int64_t parameter, int64_t *ret)
{
	int64_t before = 0, after = 0;
	int error = number_of(store, count, &before);

	if (!error)
		error = run_with(store, text, parameter);
	if (!error)
		error = number_of(store, count, &after);
	*ret += before - after;
	return error;
}

/* ---- what is used ---- */

static int used_new(struct store *store, const char *last, struct used *ret)
{
	int error = number_of(store, last, &ret->n);

	if (error)
		return error;
	ret->bits = calloc(1, (size_t)ret->n / 8 + 1);
	return ret->bits ? 0 : store_fail(store, -ENOMEM, "out of memory");
}

/* Marks the numbers in the second column of a query, which gives rows behind $1 by their
 * first; of all, or of those whose id is marked already. */
static int mark(struct store *store, const char *query, bool only_used, struct used *used)
{
	struct sql_statement *get;
	int64_t last = 0, before;
	int found;

	do {
		before = last;
		found = sql_prepare(store->sql, query, &get);
		if (found)
			return found;
		sql_bind(get, 1, last);
		sql_bind(get, 2, PAGE);
		while ((found = sql_step(get)) > 0) {
			size_t size;
			const unsigned char *at = sql_bytes(get, 1, &size), *end = at + size;
			uint64_t number;

			last = sql_number(get, 0);
			if (only_used && !has(used, last))
				continue;
			while (packed_next(&at, end, &number))
				add(used, (int64_t)number);
		}
	} while (!found && last != before);
	return found;
}

static int put_unused(struct store *store, const char *ids, const struct used *used)
{
	struct sql_statement *get;
	struct buffer unused = { .data = NULL };
	struct sql_bulk *bulk;
	int found = sql_prepare(store->sql, ids, &get);

	while (!found && (found = sql_step(get)) > 0) {
		int64_t id = sql_number(get, 0);

		if (!has(used, id))
			buffer_add(&unused, &id, sizeof(id));
		found = 0;
	}
	if (!found)
		found = sql_stage_begin(store->sql, "unused", "id {INT}", &bulk);
	if (!found) {
		for (size_t i = 0; i < unused.size / sizeof(int64_t); i++)
			sql_put(bulk, ((const int64_t *)(const void *)unused.data)[i]);
		found = sql_stage_end(bulk, "unused");
	}
	buffer_free(&unused);
	return found;
}

/* ---- what is removed ---- */

static int remove_scans(struct store *store, const struct gc_request *request,
			struct gc_result *ret)
{
	static const char count[] = "SELECT COUNT(*) FROM scans";
	int error = remove_rows(store, count, "DELETE FROM scans WHERE time < $1"
				" AND id NOT IN (SELECT scan FROM hosts)", request->before,
				&ret->scans);

	if (!error && request->keep > 0)
		error = remove_rows(store, count, "DELETE FROM scans WHERE id IN (SELECT id FROM"
				    " (SELECT id, ROW_NUMBER() OVER (PARTITION BY host"
				    " ORDER BY time DESC, id DESC) AS place FROM scans) AS ranked"
				    " WHERE place > $1)", request->keep, &ret->scans);
	if (!error && ret->scans)
		error = sql_script(store->sql, "UPDATE hosts SET n_scans ="
				   " (SELECT COUNT(*) FROM scans WHERE host = hosts.id)");
	return error;
}

static int remove_bodies(struct store *store, struct gc_result *ret)
{
	int error = remove_rows(store, "SELECT COUNT(*) FROM bodies", "DELETE FROM bodies WHERE id IN"
				" (SELECT id FROM bodies EXCEPT SELECT body FROM scans)", 0,
				&ret->bodies);

	if (!error)
		error = remove_rows(store, "SELECT COUNT(*) FROM captures",
				    "DELETE FROM captures WHERE id IN"
				    " (SELECT id FROM captures EXCEPT SELECT capture FROM scans)", 0,
				    &ret->captures);
	if (!error)
		error = sql_script(store->sql, "DELETE FROM layouts WHERE id IN"
				   " (SELECT id FROM layouts EXCEPT SELECT layout FROM bodies)");
	return error;
}

static int remove_sections(struct store *store, struct gc_result *ret)
{
	struct used used = { .bits = NULL };
	int error = used_new(store, "SELECT COALESCE(MAX(id), 0) FROM sections", &used);

	if (!error)
		error = mark(store, "SELECT id, sections FROM bodies WHERE id > $1"
			     " ORDER BY id LIMIT $2", false, &used);
	if (!error)
		error = put_unused(store, "SELECT id FROM sections", &used);
	if (!error)
		error = remove_rows(store, "SELECT COUNT(*) FROM sections", "DELETE FROM sections"
				    " WHERE id IN (SELECT id FROM unused)", 0, &ret->sections);
	free(used.bits);
	return error;
}

#define LIST "1"
_Static_assert(STORED_LIST == 1, "LIST");

static int remove_values(struct store *store, struct gc_result *ret)
{
	struct used used = { .bits = NULL };
	int error = used_new(store, "SELECT COALESCE(MAX(id), 0) FROM field_values", &used);

	if (!error)
		error = mark(store, "SELECT host, field_values FROM facts WHERE host > $1"
			     " ORDER BY host LIMIT $2", false, &used);
	if (!error)
		error = mark(store, "SELECT id, bytes FROM field_values WHERE id > $1 AND kind = " LIST
			     " ORDER BY id LIMIT $2", true, &used);
	if (!error)
		error = put_unused(store, "SELECT id FROM field_values", &used);
	if (!error)
		error = remove_rows(store, "SELECT COUNT(*) FROM field_values",
				    "DELETE FROM field_values WHERE id IN (SELECT id FROM unused)", 0,
				    &ret->values);
	free(used.bits);
	return error;
}

int gc_run(struct store *store, const struct gc_request *request, struct gc_result *ret)
{
	int error = sql_begin_write(store->sql), end_error;

	*ret = (struct gc_result){ .scans = 0 };
	if (error)
		return error;
	error = remove_scans(store, request, ret);
	if (!error)
		error = remove_bodies(store, ret);
	if (!error)
		error = remove_sections(store, ret);
	if (!error)
		error = remove_values(store, ret);
	if (!error)
		error = store_removed(store);
	end_error = sql_end(store->sql, !error);
	error = error ? error : end_error;
	return error ? error : sql_script(store->sql, "{COMPACT}");
}
