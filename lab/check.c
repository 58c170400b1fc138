#include "lab/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/check_parts.h"
#include "lab/members.h"
#include "lab/packed.h"
#include "scanner/tree.h"

#define PAGE 2000

void check_fault(struct check *check, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	check->n_faults++;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	check->listener->damaged(check->listener->context, text ? text : format);
	free(text);
}

int check_rows(struct check *check, const char *table, const char *query,
	       void (*row)(struct check *check, struct sql_statement *get))
{
	struct sql_statement *get;
	int64_t last = 0, before;
	int found;

	do {
		before = last;
		found = sql_prepare(check->store->sql, query, &get);
		if (found)
			return found;
		sql_bind(get, 1, last);
		sql_bind(get, 2, PAGE);
		while ((found = sql_step(get)) > 0) {
			last = sql_number(get, 0);
			row(check, get);
		}
		check->listener->progress(check->listener->context, table, last);
	} while (!found && last != before);
	return found;
}

/* ---- what has a digest ---- */

static bool take_digest(struct sql_statement *get, int column, struct digest *ret)
{
	size_t size;
	const void *bytes = sql_bytes(get, column, &size);

	if (size != DIGEST_SIZE)
		return false;
	memcpy(ret->bytes, bytes, size);
	return true;
}

static bool is_digest_of(struct check *check, const struct digest *digest, const void *bytes,
			 size_t size)
{
	struct digest real = digest_of(check->digester, bytes, size);

	return !memcmp(&real, digest, sizeof(real));
}

static void check_section(struct check *check, struct sql_statement *get)
{
	int64_t id = sql_number(get, 0);
	struct digest digest;
	size_t packed_size, size;
	const void *packed = sql_bytes(get, 2, &packed_size);
	const char *text;

	if (id > check->last_section)
		return; /* came after the check began */
	if (take_digest(get, 1, &digest) &&
	    !unpack(check->store->packer, packed, packed_size, DOCUMENT_SIZE, &text, &size) &&
	    is_digest_of(check, &digest, text, size))
		check->sections[id] = digest;
	else
		check_fault(check, "section %" PRId64 " is not what was stored", id);
}

static void check_capture(struct check *check, struct sql_statement *get)
{
	struct digest digest;
	size_t size;
	const void *bytes = sql_bytes(get, 2, &size);

	if (!take_digest(get, 1, &digest) || !is_digest_of(check, &digest, bytes, size))
		check_fault(check, "capture %" PRId64 " is not what was stored", sql_number(get, 0));
}

static void check_layout(struct check *check, struct sql_statement *get)
{
	int64_t id = sql_number(get, 0);
	const char *schema = sql_text(get, 2), *names = sql_text(get, 3);
	struct digest digest, real;

	digest_add(check->digester, schema, strlen(schema) + 1);
	digest_add(check->digester, names, strlen(names));
	real = digest_end(check->digester);
	if (id > check->last_layout)
		return;
	if (take_digest(get, 1, &digest) && !memcmp(&real, &digest, sizeof(real)))
		check->layouts[id] = digest;
	else
		check_fault(check, "layout %" PRId64 " is not what was stored", id);
}

static bool is_known(const struct digest *digests, int64_t last, int64_t id)
{
	static const struct digest none;

	return id > 0 && id <= last && memcmp(&digests[id], &none, sizeof(none));
}

/* Its digest is made of those of its layout and sections, so it tells whether they are
 * the ones that it came with. */
static bool is_body(struct check *check, struct sql_statement *get, const struct digest *digest)
{
	int64_t layout = sql_number(get, 2);
	size_t size;
	const unsigned char *at = sql_bytes(get, 3, &size), *end = at + size;
	struct digest real;
	bool sound = is_known(check->layouts, check->last_layout, layout);
	uint64_t section;

	if (sound)
		digest_add(check->digester, check->layouts[layout].bytes, DIGEST_SIZE);
	while (packed_next(&at, end, &section)) {
		if (!section)
			continue;
		if (is_known(check->sections, check->last_section, (int64_t)section))
			digest_add(check->digester, check->sections[section].bytes, DIGEST_SIZE);
		else
			sound = false;
	}
	real = digest_end(check->digester);
	return sound && at == end && !memcmp(&real, digest, sizeof(real));
}

static void check_body(struct check *check, struct sql_statement *get)
{
	int64_t id = sql_number(get, 0);
	struct digest digest;

	if (id > check->last_body)
		return;
	if (take_digest(get, 1, &digest) && is_body(check, get, &digest))
		check->bodies[id] = 1;
	else
		check_fault(check, "document %" PRId64 " lacks sections, or is not what was stored",
			    id);
}

/* ---- scans and hosts ---- */

static void check_scan(struct check *check, struct sql_statement *get)
{
	int64_t id = sql_number(get, 0), body = sql_number(get, 1);

	if (body <= 0 || body > check->last_body || !check->bodies[body])
		check_fault(check, "scan %" PRId64 " has no document", id);
	if (!sql_number(get, 2))
		check_fault(check, "scan %" PRId64 " is of no host", id);
	if (sql_number(get, 3) && !sql_number(get, 4))
		check_fault(check, "scan %" PRId64 " lacks its capture", id);
}

static void check_host(struct check *check, struct sql_statement *get)
{
	const char *name = sql_text(get, 1);

	if (sql_number(get, 2) != sql_number(get, 3))
		check_fault(check, "host %s has %" PRId64 " scans, and is said to have %" PRId64,
			    name, sql_number(get, 3), sql_number(get, 2));
	if (!sql_number(get, 4))
		check_fault(check, "the latest scan of host %s is not there, or not its latest", name);
}

/* Scans before hosts, what they are made of before them: all is read in one moment. */
static int check_documents(struct check *check)
{
	static const struct {
		const char *table, *query;
		void (*row)(struct check *check, struct sql_statement *get);
	} steps[] = {
		{ "sections", "SELECT id, hash, bytes FROM sections WHERE id > $1"
		  " ORDER BY id LIMIT $2", check_section },
		{ "layouts", "SELECT id, hash, doc_schema, names FROM layouts WHERE id > $1"
		  " ORDER BY id LIMIT $2", check_layout },
		{ "documents", "SELECT id, hash, layout, sections FROM bodies WHERE id > $1"
		  " ORDER BY id LIMIT $2", check_body },
		{ "captures", "SELECT id, hash, bytes FROM captures WHERE id > $1"
		  " ORDER BY id LIMIT $2", check_capture },
		{ "scans", "SELECT s.id, s.body, h.id, s.capture, c.id FROM scans s"
		  " LEFT JOIN hosts h ON h.id = s.host LEFT JOIN captures c ON c.id = s.capture"
		  " WHERE s.id > $1 ORDER BY s.id LIMIT $2", check_scan },
		{ "hosts", "SELECT h.id, h.name, h.n_scans,"
		  " (SELECT COUNT(*) FROM scans s WHERE s.host = h.id),"
		  " (SELECT COUNT(*) FROM scans s WHERE s.id = h.scan AND s.host = h.id"
		  " AND s.body = h.body AND s.time = h.time AND NOT EXISTS (SELECT 1 FROM scans n"
		  " WHERE n.host = h.id AND n.time > h.time))"
		  " FROM hosts h WHERE h.id > $1 ORDER BY h.id LIMIT $2", check_host },
	};
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(steps) / sizeof(steps[0]); i++)
		error = check_rows(check, steps[i].table, steps[i].query, steps[i].row);
	return error;
}

/* ---- all ---- */

/* What the database says of itself. */
static int check_file(struct check *check)
{
	struct sql_statement *get;
	int found = sql_prepare(check->store->sql, "{CHECK}", &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0)
		if (strcmp(sql_text(get, 0), "ok"))
			check_fault(check, "%s", sql_text(get, 0));
	return found;
}

static int learn_last(struct check *check)
{
	struct sql_statement *get;
	int found = sql_prepare(check->store->sql, "SELECT"
				" (SELECT COALESCE(MAX(id), 0) FROM sections),"
				" (SELECT COALESCE(MAX(id), 0) FROM layouts),"
				" (SELECT COALESCE(MAX(id), 0) FROM bodies)", &get);

	if (!found)
		found = sql_step(get);
	if (found <= 0)
		return found ? found : -EIO;
	check->last_section = sql_number(get, 0);
	check->last_layout = sql_number(get, 1);
	check->last_body = sql_number(get, 2);
	sql_reset(get);
	check->sections = calloc((size_t)check->last_section + 1, sizeof(*check->sections));
	check->layouts = calloc((size_t)check->last_layout + 1, sizeof(*check->layouts));
	check->bodies = calloc((size_t)check->last_body + 1, 1);
	return check->sections && check->layouts && check->bodies ? 0 : -ENOMEM;
}

static int check_all(struct check *check, size_t *ret_documents, size_t *ret_index)
{
	int error = check_file(check);

	if (!error)
		error = learn_last(check);
	if (!error)
		error = check_documents(check);
	*ret_documents = check->n_faults;
	if (!error)
		error = check_index(check);
	*ret_index = check->n_faults - *ret_documents;
	return error;
}

int check_run(struct store *store, const struct check_listener *listener,
	      size_t *ret_documents, size_t *ret_index)
{
	struct check check = { .store = store, .listener = listener,
			       .digester = digester_new() };
	int error = check.digester ? sql_begin_read(store->sql) : -ENOMEM;

	*ret_documents = *ret_index = 0;
	if (!error) {
		error = check_all(&check, ret_documents, ret_index);
		sql_end(store->sql, true);
	}
	free(check.sections);
	free(check.layouts);
	free(check.bodies);
	arena_free(&check.arena);
	digester_free(check.digester);
	return error;
}
