/* Hosts, their scans, and the documents of these. */
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/members.h"
#include "lab/store_document.h"
#include "lab/store_parts.h"

/* Rows that are read at once: a callback may use the store, and no list is too long. */
#define PAGE 1000

/* ---- hosts ---- */

struct host_page {
	struct store_host hosts[PAGE];
	char *names[PAGE];
	size_t n;
};

static int read_page(struct store *store, int64_t after, struct host_page *page)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT id, name, scan, time, n_scans FROM hosts"
				" WHERE id > $1 ORDER BY id LIMIT $2", &get);

	page->n = 0;
	if (found)
		return found;
	sql_bind(get, 1, after);
	sql_bind(get, 2, PAGE);
	while ((found = sql_step(get)) > 0) {
		struct store_host *host = &page->hosts[page->n];

		page->names[page->n] = strdup(sql_text(get, 1));
		*host = (struct store_host){
			.number = sql_number(get, 0), .name = page->names[page->n],
			.scan = sql_number(get, 2), .time = sql_number(get, 3),
			.n_scans = sql_number(get, 4),
		};
		page->n++;
		if (!host->name)
			return -ENOMEM;
	}
	return found;
}

int store_hosts(struct store *store, int (*each)(void *, const struct store_host *),
		void *context)
{
	struct host_page *page = malloc(sizeof(*page));
	int64_t last = 0;
	int result = page ? 0 : -ENOMEM;

	while (!result) {
		result = read_page(store, last, page);
		for (size_t i = 0; i < page->n; i++) {
			last = page->hosts[i].number;
			if (!result)
				result = each(context, &page->hosts[i]);
			free(page->names[i]);
		}
		if (page->n < PAGE)
			break;
	}
	free(page);
	return result;
}

int store_last_host(struct store *store, int64_t *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT COALESCE(MAX(id), 0) FROM hosts", &get);

	if (!found)
		found = sql_step(get);
	if (found <= 0)
		return found ? found : -EIO;
	*ret = sql_number(get, 0);
	sql_reset(get);
	return 0;
}

int store_host_named(struct store *store, const char *name, struct store_host *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT id, scan, time, n_scans FROM hosts"
				" WHERE name = $1", &get);

	if (found)
		return found;
	sql_bind_text(get, 1, name);
	found = sql_step(get);
	if (found <= 0)
		return found ? found : store_fail(store, -ENOENT, "no host is called %s", name);
	*ret = (struct store_host){ .number = sql_number(get, 0), .name = name,
				    .scan = sql_number(get, 1), .time = sql_number(get, 2),
				    .n_scans = sql_number(get, 3) };
	sql_reset(get);
	return 0;
}

/* ---- scans ---- */

struct scan_row {
	struct store_scan scan;
	char id[UUID_TEXT];
	char *version, *schema;
};

struct scan_page {
	struct scan_row rows[PAGE];
	size_t n;
};

/* What the scan says of itself: which labscan it was. */
static char *version_of(const char *own)
{
	struct json_object *object = json_tokener_parse(own), *version;
	char *ret = NULL;

	if (json_object_is_type(object, json_type_object) &&
	    json_object_object_get_ex(object, "version", &version) && version)
		ret = strdup(json_object_get_string(version));
	json_object_put(object);
	return ret ? ret : strdup("");
}

static int take_row(struct sql_statement *get, struct scan_page *page)
{
	struct scan_row *row = &page->rows[page->n++];
	size_t size;
	const void *uuid = sql_bytes(get, 1, &size);

	*row = (struct scan_row){ .version = NULL };
	if (size != UUID_SIZE)
		return -EBADMSG;
	uuid_print(uuid, row->id);
	row->version = version_of(sql_text(get, 6));
	row->schema = strdup(sql_text(get, 7));
	row->scan = (struct store_scan){
		.number = sql_number(get, 0), .id = row->id, .host = sql_number(get, 2),
		.time = sql_number(get, 3), .body = sql_number(get, 4),
		.capture = sql_number(get, 5), .version = row->version,
		.schema = row->schema,
	};
	return row->version && row->schema ? 0 : -ENOMEM;
}

#define SCAN_COLUMNS \
	"SELECT s.id, s.uuid, s.host, s.time, s.body, s.capture, s.own, l.doc_schema" \
	" FROM scans s JOIN bodies b ON b.id = s.body JOIN layouts l ON l.id = b.layout"

/* The page behind `last`, which is at the start {0, INT64_MAX} for a host. */
static int read_scans(struct store *store, int64_t host, const struct store_scan *last,
		      struct scan_page *page)
{
	struct sql_statement *get;
	int found;

	if (host)
		found = sql_prepare(store->sql, SCAN_COLUMNS
				    " WHERE s.host = $1 AND (s.time < $2 OR (s.time = $2 AND s.id < $3))"
				    " ORDER BY s.time DESC, s.id DESC LIMIT $4", &get);
	else
		found = sql_prepare(store->sql, SCAN_COLUMNS
				    " WHERE s.id > $1 ORDER BY s.id LIMIT $2", &get);
	page->n = 0;
	if (found)
		return found;
	sql_bind(get, 1, host ? host : last->number);
	if (host) {
		sql_bind(get, 2, last->time);
		sql_bind(get, 3, last->number);
	}
	sql_bind(get, host ? 4 : 2, PAGE);
	while ((found = sql_step(get)) > 0) {
		int error = take_row(get, page);

		if (error) {
			sql_reset(get);
			return error;
		}
	}
	return found;
}

int store_scans(struct store *store, int64_t host,
		int (*each)(void *, const struct store_scan *), void *context)
{
	struct scan_page *page = malloc(sizeof(*page));
	struct store_scan last = { .number = host ? INT64_MAX : 0, .time = INT64_MAX };
	int result = page ? 0 : -ENOMEM;

	while (!result) {
		result = read_scans(store, host, &last, page);
		for (size_t i = 0; i < page->n; i++) {
			last = page->rows[i].scan;
			if (!result)
				result = each(context, &page->rows[i].scan);
			free(page->rows[i].version);
			free(page->rows[i].schema);
		}
		if (page->n < PAGE)
			break;
	}
	free(page);
	return result;
}

int store_scan_named(struct store *store, const char *id, struct store_scan *ret)
{
	struct sql_statement *get;
	uint8_t uuid[UUID_SIZE];
	int found;

	if (uuid_read(id, uuid))
		return store_fail(store, -ENOENT, "%s is no id of a scan", id);
	found = sql_prepare(store->sql, "SELECT id, host, time, body, capture FROM scans"
			    " WHERE uuid = $1", &get);
	if (found)
		return found;
	sql_bind_bytes(get, 1, uuid, sizeof(uuid));
	found = sql_step(get);
	if (found <= 0)
		return found ? found : store_fail(store, -ENOENT, "no scan has the id %s", id);
	*ret = (struct store_scan){ .number = sql_number(get, 0), .id = id,
				    .host = sql_number(get, 1), .time = sql_number(get, 2),
				    .body = sql_number(get, 3), .capture = sql_number(get, 4) };
	sql_reset(get);
	return 0;
}
