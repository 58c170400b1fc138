/* PostgreSQL, by libpq. All tables are in a schema of their own, labdb, so that the
 * database can be one that others use, too. */
#include <endian.h>
#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/buffer.h"
#include "lab/sql_driver.h"

#define MOST_PARAMETERS 8
#define BINARY 1
#define TEXT 0
/* How much COPY sends at once. */
#define COPY_BYTES ((size_t)256 * 1024)

struct postgresql {
	struct sql sql;
	PGconn *conn;
	unsigned n_statements; /* they are named by their numbers */
};

struct pg_statement {
	struct sql_statement statement;
	char name[16];
	int n_parameters;
	char *values[MOST_PARAMETERS];
	int sizes[MOST_PARAMETERS], formats[MOST_PARAMETERS];
	PGresult *result; /* NULL: has not run */
	int row;
};

struct pg_bulk {
	struct sql_bulk bulk;
	struct buffer data;
	int at, n; /* columns */
};

static const struct sql_word words[] = {
	{ "KEY", "bigint PRIMARY KEY" },
	{ "INT", "bigint" },
	{ "BYTES", "bytea" },
	{ "ROWS", "" },
	{ "CLUSTERED", "" },
	{ "IN 1", "= ANY($1::bigint[])" },
	{ "EMPTY", "TRUNCATE" },
	{ "ANALYZE", "ANALYZE" },
	{ "CHECK", "SELECT 'ok'" }, /* it has checksums and tools of its own */
	{ "COMPACT", "" }, /* autovacuum does */
	{ "POSTGRESQL", "" },
	{ NULL, NULL },
};

static PGconn *conn_of(struct sql *sql)
{
	return ((struct postgresql *)sql)->conn;
}

static struct pg_statement *own(struct sql_statement *statement)
{
	return (struct pg_statement *)statement;
}

/* ---- errors ---- */

/* By its SQLSTATE, or the class of it (PostgreSQL, appendix A). */
static const struct {
	const char *state;
	int error;
} states[] = {
	{ "08", -EPIPE }, { "23505", -EEXIST }, { "25006", -EROFS }, { "28", -EACCES },
	{ "40", -EAGAIN }, { "42501", -EACCES }, { "53100", -ENOSPC }, { "53200", -ENOMEM },
	{ "54", -EFBIG }, { "55P03", -EAGAIN }, { "57P", -EPIPE }, { "58030", -EIO },
	{ "XX001", -EBADMSG }, { "XX002", -EBADMSG },
};

static int errno_of(const struct sql *sql, const PGresult *result)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;

	for (size_t i = 0; state && i < sizeof(states) / sizeof(states[0]); i++)
		if (!strncmp(state, states[i].state, strlen(states[i].state)))
			return states[i].error;
	return PQstatus(((const struct postgresql *)sql)->conn) == CONNECTION_OK ? -EIO : -EPIPE;
}

/* libpq's own messages are of several lines. */
static int fail(struct sql *sql, const PGresult *result)
{
	const char *why = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	char *line = strdup(why ? why : PQerrorMessage(conn_of(sql)));
	int error = errno_of(sql, result);

	if (!line)
		return -ENOMEM;
	for (char *c = line; *c; c++)
		if (*c == '\n' || *c == '\t')
			*c = c[1] ? ' ' : '\0';
	sql_fail(sql, error, line);
	free(line);
	return error;
}

/* ---- the database ---- */

static int exec(struct sql *sql, const char *text)
{
	PGresult *result = PQexec(conn_of(sql), text);
	ExecStatusType status = PQresultStatus(result);
	int error = 0;

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		error = fail(sql, result);
	PQclear(result);
	return error;
}

static void close_db(struct sql *sql)
{
	PQfinish(conn_of(sql));
	free(sql);
}

static int has_schema(struct sql *sql, bool *ret)
{
	PGresult *result = PQexec(conn_of(sql), "SELECT to_regnamespace('labdb') IS NOT NULL");
	int error = PQresultStatus(result) == PGRES_TUPLES_OK ? 0 : fail(sql, result);

	*ret = !error && !strcmp(PQgetvalue(result, 0, 0), "t");
	PQclear(result);
	return error;
}

/* Who may not make schemas can use one that was made for him. */
static int set_up(struct sql *sql, bool write)
{
	bool is_there;
	int error = has_schema(sql, &is_there);

	if (!error && write && !is_there)
		error = exec(sql, "CREATE SCHEMA IF NOT EXISTS labdb");
	return error ? error : exec(sql, "SET search_path = labdb;"
				    " SET client_min_messages = warning;"
				    " SET synchronous_commit = on");
}

/* Errors are told where they are met. */
static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

static int open_db(const char *url, bool write, bool create, struct sql **ret, char **error)
{
	static const char *const keywords[] = { "dbname", "client_encoding",
						"fallback_application_name", NULL };
	const char *const values[] = { url, "UTF8", "labdb", NULL };
	struct postgresql *postgresql = calloc(1, sizeof(*postgresql));
	int failed;

	(void)create; /* a database is made by its administrator */
	if (!postgresql)
		return -ENOMEM;
	postgresql->sql.driver = &sql_postgresql;
	postgresql->conn = PQconnectdbParams(keywords, values, 1);
	PQsetNoticeProcessor(postgresql->conn, ignore_notice, NULL);
	if (PQstatus(postgresql->conn) != CONNECTION_OK)
		failed = fail(&postgresql->sql, NULL);
	else
		failed = set_up(&postgresql->sql, write);
	if (failed) {
		*error = strdup(sql_error(&postgresql->sql));
		sql_close(&postgresql->sql);
		return failed;
	}
	*ret = &postgresql->sql;
	return 0;
}

/* ---- statements ---- */

static int prepare(struct sql *sql, const char *text, struct sql_statement **ret)
{
	struct pg_statement *statement = calloc(1, sizeof(*statement));
	PGresult *result;
	int error = 0;

	if (!statement)
		return sql_fail(sql, -ENOMEM, "out of memory");
	snprintf(statement->name, sizeof(statement->name), "s%u",
		 ((struct postgresql *)sql)->n_statements++);
	result = PQprepare(conn_of(sql), statement->name, text, 0, NULL);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		error = fail(sql, result);
	PQclear(result);
	if (error)
		free(statement);
	else
		*ret = &statement->statement;
	return error;
}

static void reset(struct sql_statement *statement)
{
	PQclear(own(statement)->result);
	own(statement)->result = NULL;
}

static void finalize(struct sql_statement *statement)
{
	reset(statement);
	for (int i = 0; i < MOST_PARAMETERS; i++)
		free(own(statement)->values[i]);
	free(statement);
}

/* Out of memory leaves a NULL, which no column of ours takes. */
static void set(struct sql_statement *statement, int at, const void *bytes, size_t size,
		int format)
{
	struct pg_statement *to = own(statement);
	char *value = malloc(size + 1);

	if (value) {
		memcpy(value, bytes, size);
		value[size] = '\0';
	}
	free(to->values[at - 1]);
	to->values[at - 1] = value;
	to->sizes[at - 1] = (int)size;
	to->formats[at - 1] = format;
	if (to->n_parameters < at)
		to->n_parameters = at;
}

static void bind(struct sql_statement *statement, int at, int64_t number)
{
	uint64_t bytes = htobe64((uint64_t)number);

	set(statement, at, &bytes, sizeof(bytes), BINARY);
}

static void bind_text(struct sql_statement *statement, int at, const char *text)
{
	set(statement, at, text, strlen(text), TEXT);
}

static void bind_bytes(struct sql_statement *statement, int at, const void *bytes, size_t size)
{
	set(statement, at, bytes, size, BINARY);
}

static int run(struct pg_statement *statement)
{
	struct sql *sql = statement->statement.sql;
	ExecStatusType status;

	statement->row = -1;
	statement->result = PQexecPrepared(conn_of(sql), statement->name,
					   statement->n_parameters,
					   (const char *const *)statement->values,
					   statement->sizes, statement->formats, BINARY);
	status = PQresultStatus(statement->result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ?
		0 : fail(sql, statement->result);
}

static int step(struct sql_statement *statement)
{
	struct pg_statement *to = own(statement);
	int error = to->result ? 0 : run(to);

	if (!error && ++to->row < PQntuples(to->result))
		return 1;
	reset(statement);
	return error;
}

/* An integer of any size, or a boolean; NULL is 0. */
static int64_t number(struct sql_statement *statement, int column)
{
	const struct pg_statement *from = own(statement);
	const char *bytes = PQgetvalue(from->result, from->row, column);
	int size = PQgetlength(from->result, from->row, column);
	uint64_t value = size && bytes[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < size; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return (int64_t)value;
}

static const char *text(struct sql_statement *statement, int column)
{
	return PQgetvalue(own(statement)->result, own(statement)->row, column);
}

static const void *bytes(struct sql_statement *statement, int column, size_t *ret_size)
{
	*ret_size = (size_t)PQgetlength(own(statement)->result, own(statement)->row, column);
	return PQgetvalue(own(statement)->result, own(statement)->row, column);
}

/* ---- many rows: COPY, in its binary format ---- */

static const char copy_start[] = "PGCOPY\n\377\r\n\0" "\0\0\0\0" "\0\0\0\0";

static int bulk_begin(struct sql *sql, const char *table, const char *columns,
		      struct sql_bulk **ret)
{
	struct pg_bulk *bulk = calloc(1, sizeof(*bulk));
	struct buffer copy = { .data = NULL };
	PGresult *result;
	int error = 0;

	if (!bulk)
		return sql_fail(sql, -ENOMEM, "out of memory");
	bulk->n = 1;
	buffer_text(&copy, "COPY ");
	buffer_text(&copy, table);
	buffer_text(&copy, " (");
	for (const char *c = columns; *c; c++) {
		bulk->n += *c == ' ';
		buffer_add(&copy, *c == ' ' ? "," : c, 1);
	}
	buffer_add(&copy, ") FROM STDIN (FORMAT binary)", sizeof(") FROM STDIN (FORMAT binary)"));
	result = PQexec(conn_of(sql), copy.data);
	if (PQresultStatus(result) != PGRES_COPY_IN)
		error = fail(sql, result);
	PQclear(result);
	buffer_free(&copy);
	if (error) {
		free(bulk);
		return error;
	}
	bulk->bulk.sql = sql;
	buffer_add(&bulk->data, copy_start, sizeof(copy_start) - 1);
	*ret = &bulk->bulk;
	return 0;
}

static void send(struct pg_bulk *bulk)
{
	struct sql *sql = bulk->bulk.sql;

	if (!bulk->bulk.error &&
	    PQputCopyData(conn_of(sql), bulk->data.data, (int)bulk->data.size) != 1)
		bulk->bulk.error = fail(sql, NULL);
	bulk->data.size = 0;
}

static void put_value(struct sql_bulk *bulk, const void *value, size_t size, int32_t told)
{
	struct pg_bulk *to = (struct pg_bulk *)bulk;
	uint16_t n = htobe16((uint16_t)to->n);
	uint32_t length = htobe32((uint32_t)told);

	if (bulk->error)
		return;
	if (to->at == 0)
		buffer_add(&to->data, &n, sizeof(n));
	buffer_add(&to->data, &length, sizeof(length));
	buffer_add(&to->data, value, size);
	to->at = (to->at + 1) % to->n;
	if (to->data.size >= COPY_BYTES)
		send(to);
}

static void put(struct sql_bulk *bulk, int64_t value)
{
	uint64_t encoded = htobe64((uint64_t)value);

	put_value(bulk, &encoded, sizeof(encoded), sizeof(encoded));
}

static void put_null(struct sql_bulk *bulk)
{
	put_value(bulk, "", 0, -1);
}

static void put_bytes(struct sql_bulk *bulk, const void *value, size_t size)
{
	put_value(bulk, value, size, (int32_t)size);
}

static void put_text(struct sql_bulk *bulk, const char *value)
{
	put_bytes(bulk, value, strlen(value));
}

/* All results have to be taken before the connection can be used again. */
static int end_copy(struct sql *sql, const char *error)
{
	PGresult *result;
	int failed = 0;

	if (PQputCopyEnd(conn_of(sql), error) != 1)
		failed = fail(sql, NULL);
	while ((result = PQgetResult(conn_of(sql)))) {
		if (PQresultStatus(result) != PGRES_COMMAND_OK && !failed)
			failed = fail(sql, result);
		PQclear(result);
	}
	return failed;
}

static int bulk_end(struct sql_bulk *bulk)
{
	struct pg_bulk *from = (struct pg_bulk *)bulk;
	const uint16_t trailer = UINT16_MAX;
	int error;

	buffer_add(&from->data, &trailer, sizeof(trailer));
	send(from);
	error = end_copy(bulk->sql, bulk->error ? "could not be sent" : NULL);
	error = bulk->error ? bulk->error : error;
	buffer_free(&from->data);
	free(bulk);
	return error;
}

const struct sql_driver sql_postgresql = {
	.words = words,
	.begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	/* The lock goes with the transaction. What a batch looks up is to be looked up by index,
	 * row by row, in the order that the statements say: tables that grow as fast as here
	 * have statistics that are of no use. */
	.begin_write = "BEGIN; SET LOCAL lock_timeout = '5min';"
		" SELECT pg_advisory_xact_lock(7809644658);"
		" SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
		" SET LOCAL join_collapse_limit = 1",
	.tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'labdb'",
	.list_start = "{",
	.list_end = "}",
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
