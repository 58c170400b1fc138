#include "lab/sql.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/buffer.h"
#include "lab/sql_driver.h"
#include "scanner/str.h"

static const struct {
	const char *start;
	const struct sql_driver *driver;
} schemes[] = {
	{ "sqlite:", &sql_sqlite },
	{ "postgresql://", &sql_postgresql },
	{ "postgres://", &sql_postgresql },
};

int sql_open(const char *url, bool write, bool create, struct sql **ret, char **error)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (str_starts(url, schemes[i].start))
			return schemes[i].driver->open(url, write, create, ret, error);
	*error = strdup("a database is sqlite:PATH or postgresql://HOST/NAME");
	return -EINVAL;
}

void sql_close(struct sql *sql)
{
	if (!sql)
		return;
	while (sql->statements) {
		struct sql_statement *first = sql->statements;

		sql->statements = first->next;
		sql->driver->finalize(first);
	}
	free(sql->error);
	sql->driver->close(sql);
}

const char *sql_error(const struct sql *sql)
{
	return sql->error ? sql->error : "";
}

int sql_fail(struct sql *sql, int error, const char *text)
{
	free(sql->error);
	sql->error = strdup(text);
	return error;
}

/* ---- words ---- */

static const char *word_find(const struct sql_driver *driver, const char *word, size_t size)
{
	for (const struct sql_word *row = driver->words; row->word; row++)
		if (strlen(row->word) == size && !strncmp(row->word, word, size))
			return row->text;
	return NULL;
}

static void put_script(const struct sql_driver *driver, const char *text, FILE *out)
{
	while (*text) {
		size_t plain = strcspn(text, "{");
		const char *end = strchr(text + plain, '}'), *word = NULL;

		fwrite(text, 1, plain, out);
		text += plain;
		if (!end)
			break;
		word = word_find(driver, text + 1, (size_t)(end - text) - 1);
		if (word)
			fputs(word, out);
		text = end + 1;
	}
	fputs(text, out);
}

/* The text with the driver's words, to be freed; NULL: out of memory. */
static char *worded(struct sql *sql, const char *text)
{
	char *script = NULL;
	size_t size;
	FILE *out = open_memstream(&script, &size);

	if (!out)
		return NULL;
	put_script(sql->driver, text, out);
	if (fclose(out)) {
		free(script);
		return NULL;
	}
	return script;
}

int sql_script(struct sql *sql, const char *text)
{
	char *script = worded(sql, text);
	int error = script ? sql->driver->exec(sql, script)
			   : sql_fail(sql, -ENOMEM, "out of memory");

	free(script);
	return error;
}

int sql_has_table(struct sql *sql, const char *name, bool *ret)
{
	struct sql_statement *tables;
	int found = sql_prepare(sql, sql->driver->tables, &tables);

	*ret = false;
	if (found)
		return found;
	while ((found = sql_step(tables)) > 0)
		if (!name || !strcmp(sql_text(tables, 0), name))
			*ret = true;
	return found;
}

int sql_begin_read(struct sql *sql)
{
	return sql_script(sql, sql->driver->begin_read);
}

int sql_begin_write(struct sql *sql)
{
	return sql_script(sql, sql->driver->begin_write);
}

int sql_end(struct sql *sql, bool keep)
{
	if (keep) {
		int error = sql->driver->exec(sql, "COMMIT");

		if (!error)
			return 0;
		/* What failed is of more use than whether the end of it did. */
		char *why = strdup(sql_error(sql));

		sql->driver->exec(sql, "ROLLBACK");
		sql_fail(sql, error, why ? why : "");
		free(why);
		return error;
	}
	return sql->driver->exec(sql, "ROLLBACK");
}

/* ---- statements ---- */

int sql_prepare(struct sql *sql, const char *text, struct sql_statement **ret)
{
	for (struct sql_statement *known = sql->statements; known; known = known->next)
		if (known->said == text) {
			sql_reset(known);
			*ret = known;
			return 0;
		}
	char *script = worded(sql, text);
	int error = script ? sql->driver->prepare(sql, script, ret)
			   : sql_fail(sql, -ENOMEM, "out of memory");
	free(script);
	if (error)
		return error;
	(*ret)->sql = sql;
	(*ret)->said = text;
	(*ret)->next = sql->statements;
	sql->statements = *ret;
	return 0;
}

void sql_bind(struct sql_statement *statement, int at, int64_t number)
{
	statement->sql->driver->bind(statement, at, number);
}

void sql_bind_text(struct sql_statement *statement, int at, const char *text)
{
	statement->sql->driver->bind_text(statement, at, text);
}

void sql_bind_bytes(struct sql_statement *statement, int at, const void *bytes, size_t size)
{
	statement->sql->driver->bind_bytes(statement, at, bytes, size);
}

void sql_bind_list(struct sql_statement *statement, int at, const int64_t *numbers, size_t n)
{
	const struct sql_driver *driver = statement->sql->driver;
	struct buffer list = { .data = NULL };
	char text[32];

	buffer_text(&list, driver->list_start);
	for (size_t i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "%s%" PRId64, i ? "," : "", numbers[i]);
		buffer_text(&list, text);
	}
	buffer_text(&list, driver->list_end);
	buffer_add(&list, "", 1);
	driver->bind_text(statement, at, list.data);
	buffer_free(&list);
}

int sql_step(struct sql_statement *statement)
{
	return statement->sql->driver->step(statement);
}

void sql_reset(struct sql_statement *statement)
{
	statement->sql->driver->reset(statement);
}

int sql_run(struct sql_statement *statement)
{
	int found = sql_step(statement);

	if (found > 0)
		sql_reset(statement);
	return found < 0 ? found : 0;
}

int64_t sql_number(struct sql_statement *statement, int column)
{
	return statement->sql->driver->number(statement, column);
}

const char *sql_text(struct sql_statement *statement, int column)
{
	return statement->sql->driver->text(statement, column);
}

const void *sql_bytes(struct sql_statement *statement, int column, size_t *ret_size)
{
	return statement->sql->driver->bytes(statement, column, ret_size);
}

/* ---- many rows ---- */

int sql_bulk_begin(struct sql *sql, const char *table, const char *columns,
		   struct sql_bulk **ret)
{
	return sql->driver->bulk_begin(sql, table, columns, ret);
}

void sql_put(struct sql_bulk *bulk, int64_t number)
{
	bulk->sql->driver->put(bulk, number);
}

void sql_put_null(struct sql_bulk *bulk)
{
	bulk->sql->driver->put_null(bulk);
}

void sql_put_text(struct sql_bulk *bulk, const char *text)
{
	bulk->sql->driver->put_text(bulk, text);
}

void sql_put_bytes(struct sql_bulk *bulk, const void *bytes, size_t size)
{
	bulk->sql->driver->put_bytes(bulk, bytes, size);
}

int sql_bulk_end(struct sql_bulk *bulk)
{
	return bulk->sql->driver->bulk_end(bulk);
}

/* "name name" of "name TYPE, name TYPE". */
static void put_names(const char *columns, FILE *out)
{
	for (const char *at = columns; at; at = strchr(at, ',')) {
		at += strspn(at, ", ");
		fprintf(out, "%s%.*s", at > columns ? " " : "", (int)strcspn(at, " "), at);
	}
}

/* Runs "before TABLE after". */
static int run_on(struct sql *sql, const char *before, const char *table, const char *after)
{
	char *text = NULL;
	int error;

	if (asprintf(&text, "%s %s %s", before, table, after) < 0)
		return sql_fail(sql, -ENOMEM, "out of memory");
	error = sql_script(sql, text);
	free(text);
	return error;
}

int sql_stage_begin(struct sql *sql, const char *table, const char *columns,
		    struct sql_bulk **ret)
{
	char *names = NULL, *definition = NULL;
	size_t size;
	FILE *out = open_memstream(&names, &size);
	int error = -ENOMEM;

	if (out) {
		put_names(columns, out);
		error = fclose(out) ? -ENOMEM : 0;
	}
	if (error || asprintf(&definition, "(%s)", columns) < 0)
		error = sql_fail(sql, -ENOMEM, "out of memory");
	if (!error)
		error = run_on(sql, "CREATE TEMPORARY TABLE IF NOT EXISTS", table, definition);
	if (!error)
		error = run_on(sql, "{EMPTY}", table, "");
	if (!error)
		error = sql_bulk_begin(sql, table, names, ret);
	free(names);
	free(definition);
	return error;
}

int sql_stage_end(struct sql_bulk *bulk, const char *table)
{
	struct sql *sql = bulk->sql;
	int error = sql_bulk_end(bulk);

	return error ? error : run_on(sql, "{ANALYZE}", table, "");
}
