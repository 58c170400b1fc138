/* SQLite: a database in a file, by the program itself. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/sql_driver.h"

/* How long a writer waits for another, and a reader for the moment in which nobody may
 * read. */
#define BUSY_MS (5 * 60 * 1000)
#define CACHE_KIB 65536

struct sqlite {
	struct sql sql;
	sqlite3 *db;
	bool write;
};

struct sqlite_statement {
	struct sql_statement statement;
	sqlite3_stmt *stmt;
	int bound; /* the first error of a bind */
};

struct sqlite_bulk {
	struct sql_bulk bulk;
	sqlite3_stmt *stmt;
	int at, n;
};

static const struct sql_word words[] = {
	{ "KEY", "INTEGER PRIMARY KEY" },
	{ "INT", "INTEGER" },
	{ "BYTES", "BLOB" },
	{ "ROWS", "STRICT" },
	{ "CLUSTERED", "STRICT, WITHOUT ROWID" },
	{ "IN 1", "IN (SELECT value FROM json_each($1))" },
	{ "EMPTY", "DELETE FROM" },
	{ "COMPACT", "VACUUM" },
	{ "ANALYZE", "--" }, /* the order of a CROSS JOIN is that of its tables */
	{ "CHECK", "PRAGMA integrity_check" },
	{ "POSTGRESQL", "--" },
	{ NULL, NULL },
};

static sqlite3 *db_of(struct sql *sql)
{
	return ((struct sqlite *)sql)->db;
}

static sqlite3_stmt *stmt_of(struct sql_statement *statement)
{
	return ((struct sqlite_statement *)statement)->stmt;
}

/* ---- errors ---- */

static int errno_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK: return 0;
	case SQLITE_BUSY: case SQLITE_LOCKED: return -EAGAIN;
	case SQLITE_FULL: return -ENOSPC;
	case SQLITE_CORRUPT: case SQLITE_NOTADB: return -EBADMSG;
	case SQLITE_READONLY: return -EROFS;
	case SQLITE_NOMEM: return -ENOMEM;
	case SQLITE_CONSTRAINT: return -EEXIST;
	case SQLITE_TOOBIG: return -EFBIG;
	case SQLITE_CANTOPEN: return -ENOENT;
	case SQLITE_PERM: case SQLITE_AUTH: return -EACCES;
	default: return -EIO;
	}
}

static int fail(struct sql *sql, int code)
{
	return sql_fail(sql, errno_of(code), sqlite3_errmsg(db_of(sql)));
}

/* ---- the database ---- */

static int exec(struct sql *sql, const char *text)
{
	int code = sqlite3_exec(db_of(sql), text, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : fail(sql, code);
}

/* The last writer leaves one plain file: in the mode WAL, who may not write to its directory
 * could not read it either. */
static void leave_wal(struct sqlite *sqlite)
{
	sqlite3_busy_timeout(sqlite->db, 0);
	sqlite3_exec(sqlite->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
}

static void close_db(struct sql *sql)
{
	struct sqlite *sqlite = (struct sqlite *)sql;

	if (sqlite->write)
		leave_wal(sqlite);
	sqlite3_close(sqlite->db);
	free(sql);
}

/* Readers do not wait for the writer in the mode WAL, which with FULL syncs each commit. */
static int prepare_db(struct sqlite *sqlite, bool write)
{
	static const char read_set_up[] =
		"PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;";
	static const char write_set_up[] =
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;";
	int error;
	char cache[64];

	sqlite3_extended_result_codes(sqlite->db, 1);
	sqlite3_busy_timeout(sqlite->db, BUSY_MS);
	snprintf(cache, sizeof(cache), "PRAGMA cache_size = -%d;", CACHE_KIB);
	error = exec(&sqlite->sql, read_set_up);
	if (!error)
		error = exec(&sqlite->sql, cache);
	if (!error && write)
		error = exec(&sqlite->sql, write_set_up);
	return error;
}

/* SQLite says but that it cannot open a file; the system has the reason. */
static int fail_to_open(struct sqlite *sqlite, int code)
{
	int error = sqlite3_system_errno(sqlite->db);

	if ((code & 0xff) == SQLITE_CANTOPEN && error)
		return sql_fail(&sqlite->sql, -error, strerror(error));
	return fail(&sqlite->sql, code);
}

/* "" and ":memory:" are databases that nobody ever sees again. */
static bool is_file(const char *path)
{
	return path[0] && path[0] != ':';
}

static int open_db(const char *url, bool write, bool create, struct sql **ret, char **error)
{
	const char *path = url + strlen("sqlite:");
	struct sqlite *sqlite = calloc(1, sizeof(*sqlite));
	int flags = write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
	int failed;

	if (!is_file(path)) {
		free(sqlite);
		*error = strdup("no file is named");
		return -EINVAL;
	}
	if (!sqlite)
		return -ENOMEM;
	sqlite->sql.driver = &sql_sqlite;
	sqlite->write = write;
	if (create)
		flags |= SQLITE_OPEN_CREATE;
	int code = sqlite3_open_v2(path, &sqlite->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK)
		failed = fail_to_open(sqlite, code);
	else
		failed = prepare_db(sqlite, write);
	if (failed) {
		*error = strdup(sql_error(&sqlite->sql));
		sql_close(&sqlite->sql);
		return failed;
	}
	*ret = &sqlite->sql;
	return 0;
}

/* ---- statements ---- */

static int prepare(struct sql *sql, const char *text, struct sql_statement **ret)
{
	struct sqlite_statement *statement = calloc(1, sizeof(*statement));

	if (!statement)
		return sql_fail(sql, -ENOMEM, "out of memory");
	int code = sqlite3_prepare_v3(db_of(sql), text, -1, SQLITE_PREPARE_PERSISTENT,
				      &statement->stmt, NULL);
	if (code != SQLITE_OK) {
		free(statement);
		return fail(sql, code);
	}
	*ret = &statement->statement;
	return 0;
}

static void finalize(struct sql_statement *statement)
{
	sqlite3_finalize(stmt_of(statement));
	free(statement);
}

/* SQLite numbers parameters as it meets them; $3 is but a name for it. */
static int place(struct sql_statement *statement, int at)
{
	char name[16];

	snprintf(name, sizeof(name), "$%d", at);
	return sqlite3_bind_parameter_index(stmt_of(statement), name);
}

static void bound(struct sql_statement *statement, int code)
{
	struct sqlite_statement *own = (struct sqlite_statement *)statement;

	if (!own->bound)
		own->bound = code;
}

static void bind(struct sql_statement *statement, int at, int64_t number)
{
	bound(statement, sqlite3_bind_int64(stmt_of(statement), place(statement, at), number));
}

static void bind_text(struct sql_statement *statement, int at, const char *text)
{
	bound(statement, sqlite3_bind_text(stmt_of(statement), place(statement, at), text, -1,
					   SQLITE_TRANSIENT));
}

static void bind_bytes(struct sql_statement *statement, int at, const void *bytes, size_t size)
{
	bound(statement, sqlite3_bind_blob64(stmt_of(statement), place(statement, at),
					     size ? bytes : "", size, SQLITE_TRANSIENT));
}

static void reset(struct sql_statement *statement)
{
	sqlite3_reset(stmt_of(statement));
	((struct sqlite_statement *)statement)->bound = SQLITE_OK;
}

static int step(struct sql_statement *statement)
{
	int code = ((struct sqlite_statement *)statement)->bound;
	int failed = 0;

	if (code == SQLITE_OK)
		code = sqlite3_step(stmt_of(statement));
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		failed = fail(statement->sql, code);
	reset(statement);
	return failed;
}

static int64_t number(struct sql_statement *statement, int column)
{
	return sqlite3_column_int64(stmt_of(statement), column);
}

static const char *text(struct sql_statement *statement, int column)
{
	const char *found = (const char *)sqlite3_column_text(stmt_of(statement), column);

	return found ? found : "";
}

static const void *bytes(struct sql_statement *statement, int column, size_t *ret_size)
{
	const void *found = sqlite3_column_blob(stmt_of(statement), column);

	*ret_size = (size_t)sqlite3_column_bytes(stmt_of(statement), column);
	return found ? found : "";
}

/* ---- many rows ---- */

/* INSERT INTO table (a, b) VALUES (?, ?), of "a b". */
static char *insert_text(const char *table, const char *columns, int *ret_n)
{
	char *insert = NULL;
	size_t size;
	FILE *out = open_memstream(&insert, &size);

	*ret_n = 1;
	if (!out)
		return NULL;
	fprintf(out, "INSERT INTO %s (", table);
	for (const char *c = columns; *c; c++) {
		*ret_n += *c == ' ';
		fputc(*c == ' ' ? ',' : *c, out);
	}
	fputs(") VALUES (?", out);
	for (int i = 1; i < *ret_n; i++)
		fputs(",?", out);
	fputc(')', out);
	if (fclose(out)) {
		free(insert);
		return NULL;
	}
	return insert;
}

static int bulk_begin(struct sql *sql, const char *table, const char *columns,
		      struct sql_bulk **ret)
{
	struct sqlite_bulk *bulk = calloc(1, sizeof(*bulk));
	char *insert = bulk ? insert_text(table, columns, &bulk->n) : NULL;
	int code = SQLITE_NOMEM;

	if (insert)
		code = sqlite3_prepare_v2(db_of(sql), insert, -1, &bulk->stmt, NULL);
	free(insert);
	if (code != SQLITE_OK) {
		free(bulk);
		return fail(sql, code);
	}
	bulk->bulk.sql = sql;
	*ret = &bulk->bulk;
	return 0;
}

/* A value was bound to the next parameter; with the last one the row is whole. */
static void put_done(struct sql_bulk *bulk, int code)
{
	struct sqlite_bulk *own = (struct sqlite_bulk *)bulk;

	if (code == SQLITE_OK && ++own->at == own->n) {
		own->at = 0;
		code = sqlite3_step(own->stmt);
		code = code == SQLITE_DONE ? sqlite3_reset(own->stmt) : code;
	}
	if (code != SQLITE_OK && !bulk->error)
		bulk->error = fail(bulk->sql, code);
}

static void put(struct sql_bulk *bulk, int64_t value)
{
	struct sqlite_bulk *own = (struct sqlite_bulk *)bulk;

	if (!bulk->error)
		put_done(bulk, sqlite3_bind_int64(own->stmt, own->at + 1, value));
}

static void put_null(struct sql_bulk *bulk)
{
	struct sqlite_bulk *own = (struct sqlite_bulk *)bulk;

	if (!bulk->error)
		put_done(bulk, sqlite3_bind_null(own->stmt, own->at + 1));
}

static void put_text(struct sql_bulk *bulk, const char *value)
{
	struct sqlite_bulk *own = (struct sqlite_bulk *)bulk;

	if (!bulk->error)
		put_done(bulk, sqlite3_bind_text(own->stmt, own->at + 1, value, -1,
						 SQLITE_TRANSIENT));
}

static void put_bytes(struct sql_bulk *bulk, const void *value, size_t size)
{
	struct sqlite_bulk *own = (struct sqlite_bulk *)bulk;

	if (!bulk->error)
		put_done(bulk, sqlite3_bind_blob64(own->stmt, own->at + 1, size ? value : "",
						   size, SQLITE_TRANSIENT));
}

static int bulk_end(struct sql_bulk *bulk)
{
	int error = bulk->error;

	sqlite3_finalize(((struct sqlite_bulk *)bulk)->stmt);
	free(bulk);
	return error;
}

const struct sql_driver sql_sqlite = {
	.words = words,
	.begin_read = "BEGIN",
	.begin_write = "BEGIN IMMEDIATE",
	.tables = "SELECT name FROM sqlite_schema WHERE type = 'table'",
	.list_start = "[",
	.list_end = "]",
	.open = open_db,
	.close = close_db,
	.exec = exec,
	.prepare = prepare,
	.finalize = finalize,
	.bind = bind,
	.bind_text = bind_text,
	.bind_bytes = bind_bytes,
	.step = step,
	.reset = reset,
	.number = number,
	.text = text,
	.bytes = bytes,
	.bulk_begin = bulk_begin,
	.put = put,
	.put_null = put_null,
	.put_text = put_text,
	.put_bytes = put_bytes,
	.bulk_end = bulk_end,
};
