/* The scans of a batch, and the hosts that they are of. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/writer_parts.h"

/* ---- which hosts ---- */

static struct digest name_digest(struct writer *writer, const char *name)
{
	return digest_of(writer->digester, name, strlen(name));
}

/* One of each; *documents know theirs. */
static void collect_hosts(struct writer *writer, struct digest_map *places)
{
	for (size_t i = 0; i < writer->n_documents; i++) {
		struct batch_document *document = &writer->documents[i];
		struct digest digest;
		int64_t at;

		if (!is_written(document))
			continue;
		digest = name_digest(writer, document->incoming.host);
		at = digest_map_find(places, &digest);
		if (!at) {
			arena_add(&writer->arena, writer->hosts, writer->n_hosts)->latest = NONE;
			at = (int64_t)writer->n_hosts;
			digest_map_set(places, &digest, at);
		}
		document->host = (size_t)at - 1;
	}
}

static int want_names(struct writer *writer)
{
	struct sql_bulk *bulk;
	int error = sql_stage_begin(writer->store->sql, "wanted_names", "name TEXT", &bulk);
	size_t next = 0;

	if (error)
		return error;
	/* Hosts are in the order of their first documents. */
	for (size_t i = 0; i < writer->n_documents; i++)
		if (is_written(&writer->documents[i]) &&
		    writer->documents[i].host == next) {
			sql_put_text(bulk, writer->documents[i].incoming.host);
			next++;
		}
	return sql_stage_end(bulk, "wanted_names");
}

static int read_hosts(struct writer *writer, const struct digest_map *places)
{
	struct sql_statement *get;
	int found = sql_prepare(writer->store->sql, "SELECT h.name, h.id, h.scan, h.time,"
				" h.n_scans, h.body, h.indexed FROM wanted_names w CROSS JOIN hosts h"
				" WHERE h.name = w.name", &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		struct digest digest = name_digest(writer, sql_text(get, 0));
		int64_t at = digest_map_find(places, &digest);

		if (at)
			writer->hosts[at - 1] = (struct batch_host){
				.number = sql_number(get, 1), .scan = sql_number(get, 2),
				.time = sql_number(get, 3), .n_scans = sql_number(get, 4),
				.body = sql_number(get, 5), .indexed = sql_number(get, 6),
				.latest = NONE,
			};
	}
	return found;
}

int write_find_hosts(struct writer *writer)
{
	struct digest_map *places = digest_map_new();
	int error;

	collect_hosts(writer, places);
	error = want_names(writer);
	if (!error)
		error = read_hosts(writer, places);
	digest_map_free(places);
	for (size_t i = 0; !error && i < writer->n_hosts; i++) {
		struct batch_host *host = &writer->hosts[i];

		if (host->number)
			continue;
		host->number = numbering_next(&writer->numbering, N_HOSTS);
		host->time = INT64_MIN;
		host->is_new = true;
	}
	return error;
}

/* ---- scans ---- */

/* The later one by its time is the latest; of two of one time that which came last. */
static void count_scan(struct writer *writer, size_t at)
{
	const struct batch_document *document = &writer->documents[at];
	struct batch_host *host = &writer->hosts[document->host];

	host->n_scans++;
	if (document->incoming.time < host->time)
		return;
	host->time = document->incoming.time;
	host->scan = document->scan;
	host->body = document->body;
	host->latest = at;
}

static int write_captures(struct writer *writer, int64_t *captures)
{
	struct digest *digests = arena_alloc(&writer->arena, writer->n_documents * sizeof(*digests));
	struct sql_bulk *bulk;
	size_t n = 0;
	int error;

	for (size_t i = 0; i < writer->n_documents; i++) {
		const struct incoming *incoming = &writer->documents[i].incoming;

		if (incoming->capture && writer->documents[i].written == WRITTEN_NEW)
			digests[n++] = digest_of(writer->digester, incoming->capture,
						 incoming->capture_size);
	}
	if (!n)
		return 0;
	error = numbering_look_up(&writer->numbering, N_CAPTURES, digests, n);
	if (!error)
		error = sql_bulk_begin(writer->store->sql, "captures", "id hash bytes", &bulk);
	if (error)
		return error;
	n = 0;
	for (size_t i = 0; i < writer->n_documents; i++) {
		const struct incoming *incoming = &writer->documents[i].incoming;
		bool is_new;

		if (!incoming->capture || writer->documents[i].written != WRITTEN_NEW)
			continue;
		captures[i] = numbering_of(&writer->numbering, N_CAPTURES, &digests[n], &is_new);
		if (is_new) {
			sql_put(bulk, captures[i]);
			sql_put_bytes(bulk, digests[n].bytes, DIGEST_SIZE);
			sql_put_bytes(bulk, incoming->capture, incoming->capture_size);
		}
		n++;
	}
	return sql_bulk_end(bulk);
}

/* A scan that was judged anew: who has it as the latest has another body now. */
static int replace_scan(struct writer *writer, size_t at)
{
	const struct batch_document *document = &writer->documents[at];
	struct batch_host *host = &writer->hosts[document->host];
	struct sql_statement *set;
	int error = sql_prepare(writer->store->sql, "UPDATE scans SET body = $1, own = $2"
				" WHERE id = $3", &set);

	if (error)
		return error;
	sql_bind(set, 1, document->body);
	sql_bind_text(set, 2, document->incoming.own);
	sql_bind(set, 3, document->replaced);
	if (host->scan == document->replaced) {
		host->body = document->body;
		host->latest = at;
	}
	return sql_run(set);
}

static int replace_scans(struct writer *writer)
{
	int error = 0;

	for (size_t i = 0; !error && i < writer->n_documents; i++)
		if (writer->documents[i].written == WRITTEN_AGAIN)
			error = replace_scan(writer, i);
	return error;
}

int write_scans(struct writer *writer)
{
	int64_t *captures = arena_alloc(&writer->arena, writer->n_documents * sizeof(*captures));
	struct sql_bulk *bulk;
	int error = write_captures(writer, captures);

	if (!error)
		error = sql_bulk_begin(writer->store->sql, "scans",
				       "id uuid host time body capture own", &bulk);
	if (error)
		return error;
	for (size_t i = 0; i < writer->n_documents; i++) {
		struct batch_document *document = &writer->documents[i];

		if (document->written != WRITTEN_NEW)
			continue;
		document->scan = numbering_next(&writer->numbering, N_SCANS);
		count_scan(writer, i);
		sql_put(bulk, document->scan);
		sql_put_bytes(bulk, document->incoming.id, UUID_SIZE);
		sql_put(bulk, writer->hosts[document->host].number);
		sql_put(bulk, document->incoming.time);
		sql_put(bulk, document->body);
		if (captures[i])
			sql_put(bulk, captures[i]);
		else
			sql_put_null(bulk);
		sql_put_text(bulk, document->incoming.own);
	}
	error = sql_bulk_end(bulk);
	return error ? error : replace_scans(writer);
}

/* ---- hosts ---- */

static int put_changes(struct writer *writer)
{
	struct sql_bulk *bulk;
	int error = sql_stage_begin(writer->store->sql, "changed_hosts", "id {INT}, scan {INT},"
				    " time {INT}, n_scans {INT}, body {INT}, indexed {INT}", &bulk);

	if (error)
		return error;
	for (size_t i = 0; i < writer->n_hosts; i++) {
		const struct batch_host *host = &writer->hosts[i];

		if (host->is_new)
			continue;
		sql_put(bulk, host->number);
		sql_put(bulk, host->scan);
		sql_put(bulk, host->time);
		sql_put(bulk, host->n_scans);
		sql_put(bulk, host->body);
		sql_put(bulk, host->indexed);
	}
	return sql_stage_end(bulk, "changed_hosts");
}

static int put_new(struct writer *writer)
{
	struct sql_bulk *bulk;
	size_t next = 0;
	int error = sql_bulk_begin(writer->store->sql, "hosts",
				   "id name scan time n_scans body indexed", &bulk);

	if (error)
		return error;
	for (size_t i = 0; i < writer->n_documents; i++) {
		const struct batch_document *document = &writer->documents[i];
		const struct batch_host *host;

		if (!is_written(document) || document->host != next)
			continue;
		host = &writer->hosts[next++];
		if (!host->is_new)
			continue;
		sql_put(bulk, host->number);
		sql_put_text(bulk, document->incoming.host);
		sql_put(bulk, host->scan);
		sql_put(bulk, host->time);
		sql_put(bulk, host->n_scans);
		sql_put(bulk, host->body);
		sql_put(bulk, host->indexed);
	}
	return sql_bulk_end(bulk);
}

int write_hosts(struct writer *writer)
{
	int error = put_changes(writer);

	if (!error)
		error = sql_script(writer->store->sql, "UPDATE hosts SET scan = c.scan, time = c.time,"
				   " n_scans = c.n_scans, body = c.body, indexed = c.indexed"
				   " FROM changed_hosts c WHERE hosts.id = c.id");
	return error ? error : put_new(writer);
}
