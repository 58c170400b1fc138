#include "lab/indexer.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/extract.h"
#include "lab/fields.h"
#include "lab/numbering.h"
#include "lab/packed.h"
#include "lab/parallel.h"
#include "lab/parsed.h"
#include "lab/plain.h"
#include "lab/postings.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"

struct host {
	int64_t number;
	struct extracted extracted;
	const void *old;           /* packed ids, as the database has them; NULL: none */
	size_t old_size;
};

struct indexer {
	struct store *store;
	struct numbering *numbering;
	struct digester *digester;
	struct extractor extractors[PARALLEL_MOST];
	size_t n_extractors;
	struct arena arena; /* of the batch, as all below */
	size_t n_fields;
	int64_t *fields, *element_fields; /* their numbers; 0: not yet known */
	struct host *hosts;
	size_t n_hosts;
	int64_t last_old; /* number of a value that there was before */
};

struct indexer *indexer_new(struct store *store, struct numbering *numbering)
{
	struct indexer *indexer = calloc(1, sizeof(*indexer));

	if (!indexer)
		return NULL;
	*indexer = (struct indexer){ .store = store, .numbering = numbering,
				     .digester = digester_new() };
	if (indexer->digester)
		return indexer;
	free(indexer);
	return NULL;
}

void indexer_free(struct indexer *indexer)
{
	if (!indexer)
		return;
	for (size_t i = 0; i < indexer->n_extractors; i++) {
		arena_free(&indexer->extractors[i].arena);
		digester_free(indexer->extractors[i].digester);
		parsed_free(indexer->extractors[i].parsed);
	}
	arena_free(&indexer->arena);
	digester_free(indexer->digester);
	free(indexer);
}

static void forget(struct indexer *indexer)
{
	for (size_t i = 0; i < indexer->n_extractors; i++)
		arena_free(&indexer->extractors[i].arena);
	arena_free(&indexer->arena);
	indexer->n_fields = indexer->n_hosts = 0;
}

void indexer_begin(struct indexer *indexer)
{
	forget(indexer);
	indexer->last_old = indexer->numbering->last[N_VALUES];
}

/* ---- fields ---- */

static int read_fields(struct indexer *indexer, struct digest_map *numbers)
{
	struct sql_statement *get;
	int found = sql_prepare(indexer->store->sql, "SELECT id, name FROM fields", &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		const char *name = sql_text(get, 1);
		struct digest digest = digest_of(indexer->digester, name, strlen(name));

		digest_map_set(numbers, &digest, sql_number(get, 0));
	}
	return found;
}

/* The number of the field, or a new one: then it is a row of `bulk`. */
static int64_t number_field(struct indexer *indexer, const struct digest_map *numbers,
			    const char *name, struct sql_bulk *bulk)
{
	struct digest digest = digest_of(indexer->digester, name, strlen(name));
	int64_t number = digest_map_find(numbers, &digest);

	if (number)
		return number;
	number = numbering_next(indexer->numbering, N_FIELDS);
	sql_put(bulk, number);
	sql_put_text(bulk, name);
	return number;
}

static int number_fields(struct indexer *indexer)
{
	struct arena *arena = &indexer->arena;
	struct digest_map *numbers = digest_map_new();
	struct sql_bulk *bulk;
	int error = read_fields(indexer, numbers);

	if (!error)
		error = sql_bulk_begin(indexer->store->sql, "fields", "id name", &bulk);
	for (size_t i = 0; !error && i < indexer->n_fields; i++) {
		const char *name = field_name(i);

		indexer->fields[i] = number_field(indexer, numbers, name, bulk);
		indexer->element_fields[i] =
			number_field(indexer, numbers, arena_print(arena, "%s[]", name), bulk);
	}
	digest_map_free(numbers);
	return error ? error : sql_bulk_end(bulk);
}

static int learn_fields(struct indexer *indexer)
{
	struct arena *arena = &indexer->arena;

	while (field_name(indexer->n_fields))
		indexer->n_fields++;
	indexer->fields = arena_alloc(arena, indexer->n_fields * sizeof(*indexer->fields));
	indexer->element_fields = arena_alloc(arena, indexer->n_fields *
					      sizeof(*indexer->element_fields));
	return number_fields(indexer);
}

/* ---- hosts ---- */

/* Each worker has its own; the first one is that of whoever merges what they made. */
static struct extractor *extractors_new(struct indexer *indexer, size_t n)
{
	while (indexer->n_extractors < n) {
		struct extractor *extractor = &indexer->extractors[indexer->n_extractors];

		indexer->n_extractors++;
		*extractor = (struct extractor){ .digester = digester_new(),
						 .parsed = parsed_new() };
		if (!extractor->digester || !extractor->parsed)
			return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		indexer->extractors[i].known = indexer->numbering->known[N_VALUES];
		indexer->extractors[i].fields = indexer->fields;
		indexer->extractors[i].element_fields = indexer->element_fields;
	}
	return indexer->extractors;
}

/* The hosts that are extracted at once. */
struct work {
	struct indexer *indexer;
	const struct index_job *jobs;
	struct host *hosts;
	struct json_object *(*document)(const void *source, struct parsed *parsed);
};

static void extract_one(void *context, size_t worker, size_t piece)
{
	const struct work *work = context;
	const struct index_job *job = &work->jobs[piece];
	struct host *host = &work->hosts[piece];
	struct extractor *extractor = &work->indexer->extractors[worker];
	struct json_object *document = work->document(job->source, extractor->parsed);

	host->number = job->host;
	extract(extractor, document, &host->extracted);
	json_object_put(document);
}

int indexer_add(struct indexer *indexer, const struct index_job *jobs, size_t n,
		struct json_object *(*document)(const void *source, struct parsed *parsed))
{
	struct work work = { .indexer = indexer, .jobs = jobs, .document = document };
	size_t n_workers = parallel_workers(n);
	int error = n ? learn_fields(indexer) : 0;

	if (error || !n)
		return error;
	if (!extractors_new(indexer, n_workers))
		return store_fail(indexer->store, -ENOMEM, "out of memory");
	work.hosts = arena_alloc(&indexer->arena, n * sizeof(*work.hosts));
	parallel_run(n_workers, n, extract_one, &work);
	indexer->hosts = work.hosts;
	indexer->n_hosts = n;
	return 0;
}

/* ---- their numbers ---- */

struct numbered_value {
	const struct value *value;
};

static void put_value(struct sql_bulk *bulk, int64_t number, const struct value *value)
{
	sql_put(bulk, number);
	sql_put(bulk, value->field);
	sql_put(bulk, value->kind);
	sql_put_bytes(bulk, value->digest.bytes, DIGEST_SIZE);
	sql_put_bytes(bulk, value->bytes, value->size);
	if (value->kind == STORED_TOLD && plain_is(value->bytes, value->size))
		sql_put(bulk, plain_key(value->bytes, value->size));
	else
		sql_put_null(bulk);
}

/* Numbers the values, and writes those that are new. */
static int number_values(struct indexer *indexer, const struct numbered_value *values, size_t n)
{
	struct digest *digests = arena_alloc(&indexer->arena, n * sizeof(*digests));
	struct sql_bulk *bulk;
	int error;

	for (size_t i = 0; i < n; i++)
		digests[i] = values[i].value->digest;
	error = numbering_look_up(indexer->numbering, N_VALUES, digests, n);
	if (!error)
		error = sql_bulk_begin(indexer->store->sql, "field_values",
				       "id field kind hash bytes text_key", &bulk);
	if (error)
		return error;
	for (size_t i = 0; i < n; i++) {
		bool is_new;
		int64_t number = numbering_of(indexer->numbering, N_VALUES, &digests[i], &is_new);

		if (!is_new)
			continue;
		put_value(bulk, number, values[i].value);
	}
	return sql_bulk_end(bulk);
}

static int number_elements(struct indexer *indexer)
{
	struct numbered_value *values;
	size_t n = 0;

	for (size_t i = 0; i < indexer->n_hosts; i++)
		n += indexer->hosts[i].extracted.n_elements;
	values = arena_alloc(&indexer->arena, n * sizeof(*values));
	n = 0;
	for (size_t i = 0; i < indexer->n_hosts; i++)
		for (size_t k = 0; k < indexer->hosts[i].extracted.n_elements; k++)
			values[n++].value = &indexer->hosts[i].extracted.elements[k];
	return number_values(indexer, values, n);
}

static int64_t number_of(struct indexer *indexer, const struct value *value)
{
	return digest_map_find(indexer->numbering->known[N_VALUES], &value->digest);
}

/* A list is the numbers of its elements, which have theirs by now. */
static void make_list(struct indexer *indexer, int64_t field, const struct extracted *extracted,
		      struct host_value *list)
{
	struct buffer packed = { .data = NULL };

	for (size_t i = 0; i < list->n; i++)
		buffer_number(&packed, (uint64_t)number_of(indexer,
							   &extracted->elements[list->first + i]));
	list->value = extract_value(&indexer->extractors[0], field, STORED_LIST,
				    packed.data ? packed.data : "", packed.size);
	buffer_free(&packed);
}

static int number_hosts(struct indexer *indexer)
{
	size_t n = indexer->n_hosts * indexer->n_fields;
	struct numbered_value *values = arena_alloc(&indexer->arena, n * sizeof(*values));

	n = 0;
	for (size_t i = 0; i < indexer->n_hosts; i++)
		for (size_t k = 0; k < indexer->n_fields; k++) {
			const struct extracted *extracted = &indexer->hosts[i].extracted;
			struct host_value *value = &extracted->values[k];

			if (value->is_list)
				make_list(indexer, indexer->fields[k], extracted, value);
			values[n++].value = &value->value;
		}
	return number_values(indexer, values, n);
}

/* ---- facts ---- */

static int compare_hosts(const void *a, const void *b)
{
	const struct host *left = a, *right = b;

	return left->number < right->number ? -1 : left->number > right->number;
}

static void keep_old(struct indexer *indexer, struct sql_statement *get)
{
	struct host key = { .number = sql_number(get, 0) };
	struct host *host = bsearch(&key, indexer->hosts, indexer->n_hosts, sizeof(*host),
				    compare_hosts);
	size_t size;
	const void *old = sql_bytes(get, 1, &size);

	if (!host)
		return;
	host->old = memcpy(arena_alloc(&indexer->arena, size + 1), old, size);
	host->old_size = size;
}

/* The facts of these hosts that there are. */
static int read_old(struct indexer *indexer)
{
	int64_t *numbers = arena_alloc(&indexer->arena, indexer->n_hosts * sizeof(*numbers));
	struct sql_statement *get;
	int found;

	qsort(indexer->hosts, indexer->n_hosts, sizeof(*indexer->hosts), compare_hosts);
	for (size_t i = 0; i < indexer->n_hosts; i++)
		numbers[i] = indexer->hosts[i].number;
	found = sql_prepare(indexer->store->sql, "SELECT host, field_values FROM facts"
			    " WHERE host {IN 1}", &get);
	if (found)
		return found;
	sql_bind_list(get, 1, numbers, indexer->n_hosts);
	while ((found = sql_step(get)) > 0)
		keep_old(indexer, get);
	if (found)
		return found;
	found = sql_prepare(indexer->store->sql, "DELETE FROM facts WHERE host {IN 1}", &get);
	if (found)
		return found;
	sql_bind_list(get, 1, numbers, indexer->n_hosts);
	return sql_run(get);
}

struct changes {
	struct posting_change *items;
	size_t n;
};

static void change(struct indexer *indexer, struct changes *changes, int64_t host,
		   int64_t value, bool has)
{
	*arena_add(&indexer->arena, changes->items, changes->n) =
		(struct posting_change){ .value = value, .host = host, .has = has };
}

/* What is new of a host. Facts stand in the order of the fields, old ones as new ones. */
static void compare(struct indexer *indexer, const struct host *host, struct buffer *packed,
		    struct changes *changes)
{
	const unsigned char *old = host->old, *end = old ? old + host->old_size : NULL;

	packed->size = 0;
	for (size_t i = 0; i < indexer->n_fields; i++) {
		int64_t value = number_of(indexer, &host->extracted.values[i].value);
		uint64_t before;
		bool had = old && packed_next(&old, end, &before);

		buffer_number(packed, (uint64_t)value);
		if (had && (int64_t)before == value)
			continue;
		if (had)
			change(indexer, changes, host->number, (int64_t)before, false);
		change(indexer, changes, host->number, value, true);
	}
}

static int write_facts(struct indexer *indexer)
{
	struct buffer packed = { .data = NULL };
	struct changes changes = { .items = NULL };
	struct sql_bulk *bulk;
	int error = read_old(indexer);

	if (!error)
		error = sql_bulk_begin(indexer->store->sql, "facts", "host field_values", &bulk);
	if (error)
		return error;
	for (size_t i = 0; i < indexer->n_hosts; i++) {
		compare(indexer, &indexer->hosts[i], &packed, &changes);
		sql_put(bulk, indexer->hosts[i].number);
		sql_put_bytes(bulk, packed.data, packed.size);
	}
	buffer_free(&packed);
	error = sql_bulk_end(bulk);
	return error ? error : postings_write(indexer->store, changes.items, changes.n,
					      indexer->last_old, &indexer->arena);
}

int indexer_write(struct indexer *indexer)
{
	int error = 0;

	if (indexer->n_hosts) {
		error = number_elements(indexer);
		if (!error)
			error = number_hosts(indexer);
		if (!error)
			error = write_facts(indexer);
	}
	forget(indexer);
	return error;
}
