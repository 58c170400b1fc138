/* The index, built anew when it was made with other fields or by another labscan. Hosts are
 * indexed some at a time, so that others can write in between, and so that who is killed has
 * not worked in vain; until all are, readers do without the index. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/fields.h"
#include "lab/indexer.h"
#include "lab/parsed.h"
#include "lab/store_document.h"
#include "lab/writer_parts.h"

#define HOSTS_AT_ONCE 500

struct rebuilt_host {
	int64_t number, scan, body;
};

/* In "settings": the version that an index is being built of, and that it is of. */
#define BUILDING "index_building"
#define BUILT "index"

int writer_forget_index(struct store *store)
{
	int error = sql_begin_write(store->sql), end_error;

	if (error)
		return error;
	error = store_set(store, BUILT, "");
	if (!error)
		error = store_set(store, BUILDING, "");
	end_error = sql_end(store->sql, !error);
	return error ? error : end_error;
}

static int has_setting(struct store *store, const char *name, const char *value, bool *ret)
{
	char *found;
	int error = store_setting(store, name, &found);

	*ret = found && !strcmp(found, value);
	free(found);
	return error;
}

static int empty_index(struct writer *writer, const char *version)
{
	static const char *const scripts[] = {
		"DELETE FROM postings", "DELETE FROM facts", "DELETE FROM field_values",
		"DELETE FROM fields", "UPDATE hosts SET indexed = 0",
	};
	int error = store_set(writer->store, BUILT, "");

	for (size_t i = 0; !error && i < sizeof(scripts) / sizeof(scripts[0]); i++)
		error = sql_script(writer->store->sql, scripts[i]);
	if (!error)
		error = store_set(writer->store, BUILDING, version);
	return error ? error : store_removed(writer->store);
}

/* ---- some hosts ---- */

static int read_hosts(struct writer *writer, int64_t after, struct rebuilt_host *hosts,
		      size_t *ret_n)
{
	struct sql_statement *get;
	int found = sql_prepare(writer->store->sql, "SELECT h.id, h.scan, h.body FROM hosts h"
				" JOIN bodies b ON b.id = h.body JOIN layouts l ON l.id = b.layout"
				" WHERE h.id > $1 AND h.indexed <> h.body AND l.doc_schema = $2"
				" ORDER BY h.id LIMIT $3", &get);

	*ret_n = 0;
	if (found)
		return found;
	sql_bind(get, 1, after);
	sql_bind_text(get, 2, DOCUMENT_SCHEMA);
	sql_bind(get, 3, HOSTS_AT_ONCE);
	while ((found = sql_step(get)) > 0)
		hosts[(*ret_n)++] = (struct rebuilt_host){ .number = sql_number(get, 0),
							   .scan = sql_number(get, 1),
							   .body = sql_number(get, 2) };
	return found;
}

static struct json_object *document_of(const void *source, struct parsed *parsed)
{
	return parsed_once(parsed, source, strlen(source));
}

/* Hosts whose document cannot be read are not indexed: find looks at that itself, and says
 * so. How many jobs there are. */
static size_t read_documents(struct writer *writer, const struct rebuilt_host *hosts, size_t n,
			     struct index_job *jobs)
{
	size_t n_jobs = 0, size;
	char *text;

	for (size_t i = 0; i < n; i++)
		if (!store_document_text(writer->store, hosts[i].scan, &text, &size))
			jobs[n_jobs++] = (struct index_job){ .host = hosts[i].number, .source = text };
	return n_jobs;
}

static int set_indexed(struct writer *writer, const struct index_job *jobs, size_t n)
{
	struct sql_statement *set;
	int error = sql_prepare(writer->store->sql, "UPDATE hosts SET indexed = body"
				" WHERE id = $1", &set);

	for (size_t i = 0; !error && i < n; i++) {
		sql_bind(set, 1, jobs[i].host);
		error = sql_run(set);
	}
	return error;
}

/* *last: the host up to which all are indexed; moves on, or stays at the end. */
static int index_some(struct writer *writer, int64_t *last, size_t *ret_n)
{
	struct rebuilt_host hosts[HOSTS_AT_ONCE];
	struct index_job jobs[HOSTS_AT_ONCE];
	size_t n_jobs;
	int error = numbering_begin(&writer->numbering);

	if (!error)
		error = read_hosts(writer, *last, hosts, ret_n);
	if (error)
		return error;
	if (*ret_n)
		*last = hosts[*ret_n - 1].number;
	n_jobs = read_documents(writer, hosts, *ret_n, jobs);
	indexer_begin(writer->indexer);
	error = indexer_add(writer->indexer, jobs, n_jobs, document_of);
	if (!error)
		error = indexer_write(writer->indexer);
	if (!error)
		error = set_indexed(writer, jobs, n_jobs);
	for (size_t i = 0; i < n_jobs; i++)
		free((void *)(uintptr_t)jobs[i].source);
	return error ? error : numbering_end(&writer->numbering);
}

/* ---- all ---- */

/* Whether it has to be built; what is of no more use is removed. */
static int begin(struct writer *writer, const char *version, bool *ret)
{
	bool is_built, is_begun;
	int error = has_setting(writer->store, BUILT, version, &is_built);

	if (!error)
		error = has_setting(writer->store, BUILDING, version, &is_begun);
	*ret = !error && !is_built;
	return *ret && !is_begun ? empty_index(writer, version) : error;
}

static int build_some(struct writer *writer, const char *version, int64_t *last, bool *ret_more)
{
	size_t n = 0;
	int error = sql_begin_write(writer->store->sql), end_error;

	if (error)
		return error;
	error = begin(writer, version, ret_more);
	if (!error && *ret_more) {
		error = index_some(writer, last, &n);
		*ret_more = n > 0;
		if (!error && !n)
			error = store_set(writer->store, BUILT, version);
	}
	end_error = sql_end(writer->store->sql, !error);
	error = error ? error : end_error;
	if (error)
		numbering_forget(&writer->numbering);
	else if (n && writer->listener.indexed)
		writer->listener.indexed(writer->listener.context, n);
	return error;
}

int write_rebuild(struct writer *writer)
{
	char version[24];
	int64_t last = 0;
	bool more;
	int error;

	snprintf(version, sizeof(version), "%" PRIu64, fields_version());
	/* Most of the time it is there: to see that, nobody has to wait for the right to write. */
	error = has_setting(writer->store, BUILT, version, &more);
	more = !more;
	while (!error && more)
		error = build_some(writer, version, &last, &more);
	return error;
}
