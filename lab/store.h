/* The lab's database: hosts, their scans, the documents of these, and the index that
 * hosts are found by. It knows nothing of what is looked for (find) and how it is shown.
 *
 * Calls return 0 or -errno as lab/sql.h has it; store_error then says it in words. What a
 * callback is given lives until it returns; a callback that does not return 0 ends the
 * walk, whose result is that value. Callbacks may call the store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json_object;
struct store;

/* Opens the database at `url`, sqlite:PATH or postgresql://... . To be written, it is made
 * when there is none, and brought up to date when an older labdb made it. On an error
 * *error, to be freed, says why and what to do. */
int store_open(const char *url, bool write, struct store **ret, char **error);
void store_close(struct store *store);

/* What failed last, in words. */
const char *store_error(const struct store *store);

/* ---- hosts and scans ---- */

struct store_host {
	int64_t number;  /* dense from 1, never that of another host */
	const char *name;
	int64_t scan;    /* the latest: its number, */
	int64_t time;    /* and when that was, in seconds since 1970, UTC */
	int64_t n_scans;
};

/* By number. */
int store_hosts(struct store *store, int (*each)(void *context, const struct store_host *host),
		void *context);
/* How many there may be: no number is above. */
int store_last_host(struct store *store, int64_t *ret);
/* -ENOENT when there is none of that name. `name` of what is returned is the one given. */
int store_host_named(struct store *store, const char *name, struct store_host *ret);

struct store_scan {
	int64_t number;
	int64_t host;
	const char *id;      /* a UUID */
	int64_t time;
	const char *version; /* of the labscan that made the document */
	const char *schema;  /* of the document */
	int64_t body;        /* all but "scan" of the document; equal for an unchanged host */
	int64_t capture;     /* what it was made from; 0: no capture is kept */
};

/* Scans of a host, the newest first; of all hosts for 0, then in the order of import. */
int store_scans(struct store *store, int64_t host,
		int (*each)(void *context, const struct store_scan *scan), void *context);
/* -ENOENT when there is none of that id. `id` of what is returned is the one given, version
 * and schema are NULL. */
int store_scan_named(struct store *store, const char *id, struct store_scan *ret);

/* The document of a scan, whole, as it was imported; to be put. */
int store_document(struct store *store, int64_t scan, struct json_object **ret);
/* The same as compact JSON, with its size; to be freed. */
int store_document_text(struct store *store, int64_t scan, char **ret, size_t *ret_size);

/* ---- the index ---- */

/* Where find looks hosts up (lab/index.h). It is of one moment when the store is within
 * store_begin and store_end. In the arena. */
struct index_source;
int store_index(struct store *store, struct arena *arena, struct index_source *ret);

/* What is read from here on is of one moment, until store_end. */
int store_begin(struct store *store);
void store_end(struct store *store);
