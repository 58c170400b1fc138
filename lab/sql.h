/* One SQL for two databases: SQLite in a file, PostgreSQL by its socket.
 *
 * Statements are written once, in what both understand; parameters are $1, $2, ... What
 * differs stands in one driver (lab/sql_sqlite.c, lab/sql_postgresql.c), or in its words
 * that sql_script puts in place of {WORD}.
 * Values are integers of 64 bits, UTF-8 text without NUL, bytes, or NULL. Calls return 0 or
 * -errno: -EAGAIN when another writer had the database for too long, -ENOSPC when there is
 * no room, -EBADMSG when the database is damaged, -EROFS when it may not be written, -EPIPE
 * when the server is gone, -EIO for what else failed; sql_error says it in words. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sql;
struct sql_statement;

/* Opens `url`: sqlite:PATH or postgresql://... . With `create` a file that is not there is
 * made. On an error *error says why, to be freed. */
int sql_open(const char *url, bool write, bool create, struct sql **ret, char **error);
void sql_close(struct sql *sql);

/* What failed last, in the words of the database; "" for nothing. */
const char *sql_error(const struct sql *sql);

/* Runs statements that give no rows. */
int sql_script(struct sql *sql, const char *text);

/* Whether there is such a table; for NULL, any at all. */
int sql_has_table(struct sql *sql, const char *name, bool *ret);

/* ---- transactions ---- */

/* For a reader: all that it reads until sql_end is of one moment. */
int sql_begin_read(struct sql *sql);
/* For the writer, of which there is one at a time: waits for another. */
int sql_begin_write(struct sql *sql);
/* Ends it: what was written is on the disk, or with `keep` false was never there. */
int sql_end(struct sql *sql, bool keep);

/* ---- statements ---- */

/* {WORD}s are those of the driver; `id {IN 1}` asks for the numbers that sql_bind_list gave
 * the parameter 1. `text` has to live as long as the database is open: statements are kept for their next
 * use, by its address. */
int sql_prepare(struct sql *sql, const char *text, struct sql_statement **ret);

/* Parameters, counted from 1. Bytes are copied or used before sql_step returns. */
void sql_bind(struct sql_statement *statement, int at, int64_t number);
void sql_bind_text(struct sql_statement *statement, int at, const char *text);
void sql_bind_bytes(struct sql_statement *statement, int at, const void *bytes, size_t size);
void sql_bind_list(struct sql_statement *statement, int at, const int64_t *numbers, size_t n);

/* The next row: 1; none: 0; or -errno. After anything but 1 the statement is ready to be
 * bound and run again. */
int sql_step(struct sql_statement *statement);
/* Gives up the rows that are left. */
void sql_reset(struct sql_statement *statement);

/* Columns, counted from 0; what they return lives until the next step or reset. NULL is
 * 0 and empty. */
int64_t sql_number(struct sql_statement *statement, int column);
const char *sql_text(struct sql_statement *statement, int column);
const void *sql_bytes(struct sql_statement *statement, int column, size_t *ret_size);

/* Runs a statement for its effect: no parameters, or all bound. */
int sql_run(struct sql_statement *statement);

/* ---- many rows ---- */

/* Adds rows to a table: put each value of a row in the order of `columns`, which are
 * "name name ...". No other statement may run until sql_bulk_end. Errors of the puts are
 * kept for sql_bulk_end. */
struct sql_bulk;
int sql_bulk_begin(struct sql *sql, const char *table, const char *columns,
		   struct sql_bulk **ret);
void sql_put(struct sql_bulk *bulk, int64_t number);
void sql_put_null(struct sql_bulk *bulk);
void sql_put_text(struct sql_bulk *bulk, const char *text);
void sql_put_bytes(struct sql_bulk *bulk, const void *bytes, size_t size);
int sql_bulk_end(struct sql_bulk *bulk);

/* The same for a temporary table, that is made when it is not there, and holds these rows
 * alone: to look up what they say, or to change others by them, in one statement. `columns`
 * as in "name TYPE, name TYPE". */
int sql_stage_begin(struct sql *sql, const char *table, const char *columns,
		    struct sql_bulk **ret);
int sql_stage_end(struct sql_bulk *bulk, const char *table);
