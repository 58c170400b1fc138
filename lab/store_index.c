/* The index as find asks for it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/fields.h"
#include "lab/index.h"
#include "lab/store_parts.h"
#include "lab/store_sections.h"
#include "scanner/arena.h"

struct context {
	struct store *store;
	bool current; /* the index was made with the fields that this program knows */
	struct store_sections *sections;
};

static const enum field_state states[] = {
	[STORED_TOLD] = FIELD_TOLD, [STORED_LIST] = FIELD_TOLD,
	[STORED_NULL] = FIELD_NULL, [STORED_UNTOLD] = FIELD_UNTOLD,
};

static int find_field(void *context, const char *name, int64_t *ret)
{
	const struct context *index = context;
	struct sql_statement *get;

	if (store_sections_has_name(name))
		return store_sections_field(index->sections, name, ret);
	if (!index->current)
		return -ENOENT;
	int found = sql_prepare(index->store->sql, "SELECT id FROM fields WHERE name = $1", &get);
	if (found)
		return found;
	sql_bind_text(get, 1, name);
	found = sql_step(get);
	if (found <= 0)
		return found ? found : -ENOENT;
	*ret = sql_number(get, 0);
	sql_reset(get);
	return 0;
}

#define VALUES "SELECT id, kind, bytes FROM field_values"

static int prepare_values(struct store *store, int64_t field, const struct index_texts *texts,
			  struct sql_statement **ret)
{
	/* What is no plain text has no key. */
	int error = sql_prepare(store->sql, !texts ? VALUES " WHERE field = $1" :
				VALUES " WHERE field = $2 AND text_key {IN 1} UNION ALL "
				VALUES " WHERE field = $2 AND text_key IS NULL", ret);

	if (error)
		return error;
	sql_bind(*ret, texts ? 2 : 1, field);
	if (texts)
		sql_bind_list(*ret, 1, texts->keys, texts->n);
	return 0;
}

static int each_value(void *context, int64_t field, const struct index_texts *texts,
		      int (*each)(void *, const struct index_value *), void *each_context)
{
	const struct context *index = context;
	struct sql_statement *get;

	/* Sections are no plain texts, or few. */
	if (store_sections_has(field))
		return store_sections_values(index->sections, field, each, each_context);
	int found = prepare_values(index->store, field, texts, &get);
	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		struct index_value value = { .id = sql_number(get, 0) };
		int64_t kind = sql_number(get, 1);
		int result = -EBADMSG;

		value.bytes = sql_bytes(get, 2, &value.size);
		value.is_list = kind == STORED_LIST;
		if (kind >= STORED_TOLD && kind <= STORED_UNTOLD) {
			value.state = states[kind];
			result = each(each_context, &value);
		}
		if (result) {
			sql_reset(get);
			return result;
		}
	}
	return found;
}

static int add_postings(void *context, int64_t field, const int64_t *values, size_t n,
			struct hosts *ret)
{
	const struct context *index = context;
	struct sql_statement *get;

	if (store_sections_has(field))
		return store_sections_postings(index->sections, field, values, n, ret);
	int found = sql_prepare(index->store->sql, "SELECT chunk, hosts FROM postings"
				" WHERE value {IN 1}", &get);
	if (found)
		return found;
	sql_bind_list(get, 1, values, n);
	while ((found = sql_step(get)) > 0) {
		size_t size;
		const void *hosts = sql_bytes(get, 1, &size);
		int error = hosts_add_packed(ret, sql_number(get, 0) * HOSTS_CHUNK, hosts, size);

		if (error) {
			sql_reset(get);
			return store_fail(index->store, error, "the index is damaged: see labdb check");
		}
	}
	return found;
}

/* ---- which hosts there are ---- */

int store_index_current(struct store *store, bool *ret)
{
	char *version, now[24];
	int error = store_setting(store, "index", &version);

	if (error)
		return error;
	snprintf(now, sizeof(now), "%" PRIu64, fields_version());
	*ret = version && !strcmp(version, now);
	free(version);
	return 0;
}

static int add_hosts(struct store *store, const char *query, struct hosts *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, query, &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0)
		hosts_add(ret, sql_number(get, 0));
	return found;
}

/* Of a hundred thousand hosts none is read when none was ever removed: then there are as many
 * as numbers. */
static int add_all_hosts(struct store *store, int64_t last, struct hosts *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT COUNT(*) FROM hosts", &get);

	if (!found)
		found = sql_step(get);
	if (found < 0)
		return found;
	bool is_dense = sql_number(get, 0) == last;
	sql_reset(get);
	if (!is_dense)
		return add_hosts(store, "SELECT id FROM hosts", ret);
	for (int64_t host = 1; host <= last; host++)
		hosts_add(ret, host);
	return 0;
}

static int read_hosts(struct store *store, bool current, int64_t last, struct index_source *ret)
{
	int error = add_all_hosts(store, last, &ret->all);

	if (!current)
		hosts_copy(&ret->bare, &ret->all);
	return error || !current ? error :
	       add_hosts(store, "SELECT id FROM hosts WHERE body <> indexed", &ret->bare);
}

int store_index(struct store *store, struct arena *arena, struct index_source *ret)
{
	struct context *context = arena_alloc(arena, sizeof(*context));
	int64_t last;
	int error = store_last_host(store, &last);

	context->store = store;
	context->sections = store_sections_new(store, arena);
	if (!error)
		error = store_index_current(store, &context->current);
	if (error)
		return error;
	*ret = (struct index_source){
		.context = context,
		.all = hosts_new(arena, last + 1),
		.bare = hosts_new(arena, last + 1),
		.field = find_field,
		.values = each_value,
		.postings = add_postings,
	};
	return read_hosts(store, context->current, last, ret);
}

int store_begin(struct store *store)
{
	return sql_begin_read(store->sql);
}

void store_end(struct store *store)
{
	sql_end(store->sql, true);
}
