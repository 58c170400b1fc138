#include "lab/postings.h"

#include <stdlib.h>
#include <string.h>

#include "lab/hosts.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"

/* The hosts of a chunk that have a value, as the database has them. */
struct old_chunk {
	int64_t value, chunk;
	const void *hosts;
	size_t size;
};

struct rewriting {
	struct store *store;
	struct arena *arena;
	struct posting_change *changes;
	size_t n_changes;
	int64_t last_old;
	struct old_chunk *old; /* sorted */
	size_t n_old;
};

static int64_t chunk_of(const struct posting_change *change)
{
	return change->host / HOSTS_CHUNK;
}

static int compare(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_changes(const void *a, const void *b)
{
	const struct posting_change *left = a, *right = b;
	int order = compare(left->value, right->value);

	return order ? order : compare(left->host, right->host);
}

static int compare_old(const void *a, const void *b)
{
	const struct old_chunk *left = a, *right = b;
	int order = compare(left->value, right->value);

	return order ? order : compare(left->chunk, right->chunk);
}

/* Where the changes of the next value and chunk end. */
static size_t end_of(const struct rewriting *to, size_t start)
{
	const struct posting_change *changes = to->changes;
	size_t end = start;

	while (end < to->n_changes && changes[end].value == changes[start].value &&
	       chunk_of(&changes[end]) == chunk_of(&changes[start]))
		end++;
	return end;
}

/* ---- what is there ---- */

static int want_chunks(struct rewriting *to)
{
	struct sql_bulk *bulk;
	int error = sql_stage_begin(to->store->sql, "wanted_chunks", "value {INT}, chunk {INT}",
				    &bulk);

	if (error)
		return error;
	for (size_t at = 0; at < to->n_changes; at = end_of(to, at)) {
		if (to->changes[at].value > to->last_old)
			continue;
		sql_put(bulk, to->changes[at].value);
		sql_put(bulk, chunk_of(&to->changes[at]));
	}
	return sql_stage_end(bulk, "wanted_chunks");
}

static int read_old(struct rewriting *to)
{
	struct sql_statement *get;
	int found = sql_prepare(to->store->sql, "SELECT p.value, p.chunk, p.hosts"
				" FROM wanted_chunks w CROSS JOIN postings p"
				" WHERE p.value = w.value AND p.chunk = w.chunk", &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		struct old_chunk *old = arena_add(to->arena, to->old, to->n_old);
		const void *hosts = sql_bytes(get, 2, &old->size);

		old->value = sql_number(get, 0);
		old->chunk = sql_number(get, 1);
		old->hosts = memcpy(arena_alloc(to->arena, old->size), hosts, old->size);
	}
	if (to->n_old)
		qsort(to->old, to->n_old, sizeof(*to->old), compare_old);
	return found;
}

/* ---- what is there then ---- */

/* Makes the set of the changes from `start` to `end`, of one value and chunk. */
static int change(struct rewriting *to, size_t start, size_t end, struct hosts *set)
{
	const struct posting_change *first = &to->changes[start];
	struct old_chunk key = { .value = first->value, .chunk = chunk_of(first) };
	const struct old_chunk *old = to->n_old ?
		bsearch(&key, to->old, to->n_old, sizeof(*to->old), compare_old) : NULL;
	int error = 0;

	hosts_clear(set);
	if (old)
		error = hosts_add_packed(set, 0, old->hosts, old->size);
	for (size_t i = start; i < end; i++) {
		int64_t host = to->changes[i].host % HOSTS_CHUNK;

		if (to->changes[i].has)
			hosts_add(set, host);
		else
			hosts_remove(set, host);
	}
	return error;
}

static int put_new(struct rewriting *to)
{
	struct hosts set = hosts_new(to->arena, HOSTS_CHUNK);
	unsigned char packed[HOSTS_PACKED];
	struct sql_bulk *bulk;
	int error = sql_bulk_begin(to->store->sql, "postings", "value chunk hosts", &bulk);

	if (error)
		return error;
	for (size_t at = 0; !error && at < to->n_changes;) {
		size_t end = end_of(to, at), size;

		error = change(to, at, end, &set);
		size = hosts_pack(&set, packed);
		if (size) {
			sql_put(bulk, to->changes[at].value);
			sql_put(bulk, chunk_of(&to->changes[at]));
			sql_put_bytes(bulk, packed, size);
		}
		at = end;
	}
	if (error)
		store_fail(to->store, error, "the index is damaged: see labdb check");
	int end_error = sql_bulk_end(bulk);
	return error ? error : end_error;
}

int postings_write(struct store *store, struct posting_change *changes, size_t n,
		   int64_t last_old, struct arena *arena)
{
	struct rewriting to = { .store = store, .arena = arena, .changes = changes,
				.n_changes = n, .last_old = last_old };
	int error;

	if (!n)
		return 0;
	qsort(changes, n, sizeof(*changes), compare_changes);
	error = want_chunks(&to);
	if (!error)
		error = read_old(&to);
	if (!error)
		error = sql_script(store->sql, "DELETE FROM postings WHERE (value, chunk) IN"
				   " (SELECT value, chunk FROM wanted_chunks)");
	return error ? error : put_new(&to);
}
