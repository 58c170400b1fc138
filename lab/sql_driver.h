/* What lab/sql.c asks of a database. Calls are those of lab/sql.h by the same names. */
#pragma once

#include "lab/sql.h"

struct sql_word {
	const char *word, *text; /* what stands for {WORD} in a script */
};

struct sql_driver {
	const struct sql_word *words; /* ends with a row without a word */
	const char *begin_read, *begin_write; /* scripts */
	const char *tables; /* gives the names of the tables there are */
	const char *list_start, *list_end; /* what encloses the text of a list of numbers */
	int (*open)(const char *url, bool write, bool create, struct sql **ret, char **error);
	void (*close)(struct sql *sql);
	int (*exec)(struct sql *sql, const char *text);
	int (*prepare)(struct sql *sql, const char *text, struct sql_statement **ret);
	void (*finalize)(struct sql_statement *statement);
	void (*bind)(struct sql_statement *, int at, int64_t number);
	void (*bind_text)(struct sql_statement *, int at, const char *text);
	void (*bind_bytes)(struct sql_statement *, int at, const void *bytes, size_t size);
	int (*step)(struct sql_statement *);
	void (*reset)(struct sql_statement *);
	int64_t (*number)(struct sql_statement *, int column);
	const char *(*text)(struct sql_statement *, int column);
	const void *(*bytes)(struct sql_statement *, int column, size_t *ret_size);
	int (*bulk_begin)(struct sql *, const char *table, const char *columns,
			  struct sql_bulk **ret);
	void (*put)(struct sql_bulk *, int64_t number);
	void (*put_null)(struct sql_bulk *);
	void (*put_text)(struct sql_bulk *, const char *text);
	void (*put_bytes)(struct sql_bulk *, const void *bytes, size_t size);
	int (*bulk_end)(struct sql_bulk *);
};

extern const struct sql_driver sql_sqlite, sql_postgresql;

/* What each driver's own begin with. */
struct sql {
	const struct sql_driver *driver;
	struct sql_statement *statements;
	char *error; /* NULL: none */
};

struct sql_statement {
	struct sql *sql;
	const char *said; /* the text that it was prepared from, by its address */
	struct sql_statement *next;
};

struct sql_bulk {
	struct sql *sql;
	int error;
};

/* Keeps what failed, for sql_error; returns `error`. */
int sql_fail(struct sql *sql, int error, const char *text);
