/* Whether the index says what the documents say. */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/check_parts.h"
#include "lab/fields.h"
#include "lab/hosts.h"
#include "lab/packed.h"

/* A value that the index has, as it is compared. */
struct found_value {
	int64_t id;
	enum stored_kind kind;
	const char *field, *bytes;
	size_t size;
};

struct found_values {
	struct found_value *items; /* sorted by id */
	size_t n;
};

struct ids {
	int64_t *items;
	size_t n;
};

static int compare(const void *a, const void *b)
{
	const struct found_value *left = a, *right = b;

	return left->id < right->id ? -1 : left->id > right->id;
}

static const struct found_value *find(const struct found_values *values, int64_t id)
{
	struct found_value key = { .id = id };

	return values->n ? bsearch(&key, values->items, values->n, sizeof(key), compare) : NULL;
}

static int read_values(struct check *check, const struct ids *ids, struct found_values *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(check->store->sql, "SELECT v.id, v.kind, f.name, v.bytes"
				" FROM field_values v JOIN fields f ON f.id = v.field"
				" WHERE v.id {IN 1}", &get);

	*ret = (struct found_values){ .n = 0 };
	if (found)
		return found;
	sql_bind_list(get, 1, ids->items, ids->n);
	while ((found = sql_step(get)) > 0) {
		struct found_value *value = arena_add(&check->arena, ret->items, ret->n);
		const char *bytes = sql_bytes(get, 3, &value->size);

		value->id = sql_number(get, 0);
		value->kind = (enum stored_kind)sql_number(get, 1);
		value->field = arena_print(&check->arena, "%s", sql_text(get, 2));
		value->bytes = memcpy(arena_alloc(&check->arena, value->size + 1), bytes, value->size);
	}
	if (ret->n)
		qsort(ret->items, ret->n, sizeof(*ret->items), compare);
	return found;
}

/* Numbers that are packed in bytes. False when they are none. */
static bool add_ids(struct check *check, const void *bytes, size_t size, struct ids *ret)
{
	const unsigned char *at = bytes, *end = at + size;
	uint64_t id;

	while (packed_next(&at, end, &id))
		*arena_add(&check->arena, ret->items, ret->n) = (int64_t)id;
	return at == end;
}

/* ---- one host ---- */

static bool is_element(const struct found_values *elements, int64_t id, const char *list,
		       const char *text)
{
	const struct found_value *found = find(elements, id);
	size_t size = strlen(list);

	return found && found->kind == STORED_TOLD && !strcmp(found->bytes, text) &&
	       !strncmp(found->field, list, size) && !strcmp(found->field + size, "[]");
}

static bool is_list(struct check *check, const struct found_value *found,
		    const struct found_values *elements, const struct field *field)
{
	struct ids ids = { .n = 0 };

	if (found->kind != STORED_LIST || !add_ids(check, found->bytes, found->size, &ids) ||
	    ids.n != field->n_elements)
		return false;
	for (size_t i = 0; i < ids.n; i++)
		if (!is_element(elements, ids.items[i], field->name, field->elements[i]))
			return false;
	return true;
}

static bool is_value(struct check *check, const struct found_value *found,
		     const struct found_values *elements, const struct field *field)
{
	static const enum stored_kind kinds[] = {
		[FIELD_TOLD] = STORED_TOLD, [FIELD_NULL] = STORED_NULL,
		[FIELD_UNTOLD] = STORED_UNTOLD,
	};

	if (!found || strcmp(found->field, field->name))
		return false;
	if (field->state == FIELD_TOLD && field->is_list)
		return is_list(check, found, elements, field);
	return found->kind == kinds[field->state] &&
	       (field->state != FIELD_TOLD || !strcmp(found->bytes, field->value));
}

/* The first field that the index has wrong; NULL: none. */
static const char *wrong_field(struct check *check, const struct ids *facts,
			       const struct found_values *values,
			       const struct found_values *elements,
			       struct json_object *document)
{
	size_t n;
	const struct field *fields = fields_of(document, &check->arena, &n);

	for (size_t i = 0; i < n; i++)
		if (i >= facts->n || !is_value(check, find(values, facts->items[i]), elements, &fields[i]))
			return fields[i].name;
	return NULL;
}

static void check_host(struct check *check, struct sql_statement *get)
{
	const char *name = arena_print(&check->arena, "%s", sql_text(get, 1)), *wrong;
	struct ids facts = { .n = 0 }, element_ids = { .n = 0 };
	struct found_values values, elements;
	struct json_object *document;
	size_t size;
	const void *bytes = sql_bytes(get, 3, &size);
	int error = add_ids(check, bytes, size, &facts) ? 0 : -EBADMSG;

	if (!error)
		error = read_values(check, &facts, &values);
	for (size_t i = 0; !error && i < values.n; i++)
		if (values.items[i].kind == STORED_LIST)
			add_ids(check, values.items[i].bytes, values.items[i].size, &element_ids);
	if (!error)
		error = read_values(check, &element_ids, &elements);
	if (!error)
		error = store_document(check->store, sql_number(get, 2), &document);
	if (error) {
		check_fault(check, "what is indexed of host %s cannot be read", name);
	} else {
		wrong = wrong_field(check, &facts, &values, &elements, document);
		if (wrong)
			check_fault(check, "the index has another %s of host %s than its document",
				    wrong, name);
		json_object_put(document);
	}
	arena_free(&check->arena);
}

/* ---- hosts of values, values of hosts ---- */

/* A sum of what is in no order, that tells most sums of other things from it: each pair
 * mixed as by SplitMix64. */
struct sum {
	uint64_t n, mixed;
};

static void add_pair(struct sum *sum, int64_t value, int64_t host)
{
	uint64_t x = (uint64_t)value * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)host;

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	sum->n++;
	sum->mixed += x ^ (x >> 31);
}

static int sum_facts(struct check *check, struct sum *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(check->store->sql, "SELECT host, field_values FROM facts", &get);

	while (!found && (found = sql_step(get)) > 0) {
		size_t size;
		const unsigned char *at = sql_bytes(get, 1, &size), *end = at + size;
		uint64_t value;

		while (packed_next(&at, end, &value))
			add_pair(ret, (int64_t)value, sql_number(get, 0));
		found = 0;
	}
	return found;
}

static int sum_postings(struct check *check, struct sum *ret)
{
	struct hosts chunk = hosts_new(&check->arena, HOSTS_CHUNK);
	struct sql_statement *get;
	int found = sql_prepare(check->store->sql, "SELECT value, chunk, hosts FROM postings", &get);

	while (!found && (found = sql_step(get)) > 0) {
		int64_t value = sql_number(get, 0), first = sql_number(get, 1) * HOSTS_CHUNK;
		size_t size;
		const void *bytes = sql_bytes(get, 2, &size);

		hosts_clear(&chunk);
		if (hosts_add_packed(&chunk, 0, bytes, size))
			check_fault(check, "the index has no hosts of value %" PRId64, value);
		for (int64_t host = hosts_next(&chunk, 0); host >= 0;
		     host = hosts_next(&chunk, host + 1))
			add_pair(ret, value, first + host);
		found = 0;
	}
	return found;
}

int check_index(struct check *check)
{
	struct sum facts = { .n = 0 }, postings = { .n = 0 };
	bool current;
	int error = store_index_current(check->store, &current);

	if (error || !current)
		return error;
	error = check_rows(check, "index", "SELECT h.id, h.name, h.scan, f.field_values FROM hosts h"
			   " JOIN facts f ON f.host = h.id WHERE h.id > $1 AND h.indexed = h.body"
			   " ORDER BY h.id LIMIT $2", check_host);
	if (!error)
		error = sum_facts(check, &facts);
	if (!error)
		error = sum_postings(check, &postings);
	if (!error && (facts.n != postings.n || facts.mixed != postings.mixed))
		check_fault(check, "the index has other values of hosts (%" PRIu64
			    ") than hosts of values (%" PRIu64 ")", facts.n, postings.n);
	return error;
}
