/* What the files of the store share, and nobody else. */
#pragma once

#include "lab/buffer.h"
#include "lab/digest.h"
#include "lab/pack.h"
#include "lab/sql.h"
#include "lab/store.h"

struct store {
	struct sql *sql;
	struct packer *packer;
	struct digester *digester;
	char *error; /* what is not an error of the database; NULL: none */
	char *url;
};

/* "kind" of "field_values": what "bytes" of it are. */
enum stored_kind {
	STORED_TOLD,   /* canonical JSON */
	STORED_LIST,   /* packed numbers of its elements (lab/packed.h) */
	STORED_NULL,   /* none, as of the last one */
	STORED_UNTOLD,
};

/* Keeps what failed, for store_error; returns `error`. */
int store_fail(struct store *store, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A row of "settings"; *ret to be freed, NULL when there is none. */
int store_setting(struct store *store, const char *name, char **ret);
int store_set(struct store *store, const char *name, const char *value);

/* Rows are removed in this transaction: what other writers remember of them is void. */
int store_removed(struct store *store);

/* Whether the index was made with the fields that this program knows. */
int store_index_current(struct store *store, bool *ret);

/* Brings the tables up to date: lab/migrate.c. */
int migrate(struct store *store, const char *url, bool write);
