/* What is found by an index is what requirement_ask() says of each document: random trees
 * about hosts of samples/, sound and with random faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <glob.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/fields.h"
#include "lab/find.h"
#include "lab/index.h"
#include "lab/packed.h"
#include "lab/plain.h"
#include "match/asker.h"
#include "match/requirement.h"
#include "output/shape.h"
#include "scanner/arena.h"

enum {
	FAULTY_COPIES = 4, /* of each sample */
	FAULTS = 4,        /* in each */
	TREES = 3000,
	TREE_DEPTH = 4,
};

static struct arena arena;

/* ---- an index in memory ---- */

struct memory_value {
	struct index_value value;
	struct hosts hosts;
};

struct memory_field {
	const char *name;
	struct memory_value *values;
	size_t n;
};

static struct memory {
	struct json_object **documents; /* by host; host 0 is none */
	struct json_object **views[N_VIEWS];
	size_t n;
	struct memory_field *fields;
	size_t n_fields;
	int64_t last_id;
	struct index_source source;
} memory;

static int find_field(void *context, const char *name, int64_t *ret)
{
	(void)context;
	for (size_t i = 0; i < memory.n_fields; i++) {
		if (!strcmp(memory.fields[i].name, name)) {
			*ret = (int64_t)i;
			return 0;
		}
	}
	return -ENOENT;
}

static struct memory_field *field_named(const char *name)
{
	int64_t i;

	if (find_field(NULL, name, &i) == 0)
		return &memory.fields[i];
	struct memory_field *field = arena_add(&arena, memory.fields, memory.n_fields);
	field->name = arena_print(&arena, "%s", name);
	return field;
}

static struct memory_value *intern(struct memory_field *field, struct index_value value)
{
	for (size_t i = 0; i < field->n; i++) {
		const struct index_value *old = &field->values[i].value;

		if (old->state == value.state && old->is_list == value.is_list &&
		    old->size == value.size &&
		    (!value.size || !memcmp(old->bytes, value.bytes, value.size)))
			return &field->values[i];
	}
	struct memory_value *new = arena_add(&arena, field->values, field->n);
	value.id = ++memory.last_id;
	new->value = value;
	new->hosts = hosts_new(&arena, (int64_t)memory.n);
	return new;
}

static struct index_value of_text(const char *text)
{
	return (struct index_value){ .state = FIELD_TOLD, .bytes = text, .size = strlen(text) };
}

static struct index_value of_field(const struct field *field)
{
	const char *elements = arena_print(&arena, "%s[]", field->name);
	struct index_value ret = { .state = field->state, .is_list = field->is_list };
	int64_t *ids = arena_alloc(&arena, field->n_elements * sizeof(*ids));

	if (!field->is_list)
		return field->state == FIELD_TOLD ? of_text(field->value) : ret;
	for (size_t i = 0; i < field->n_elements; i++)
		ids[i] = intern(field_named(elements), of_text(field->elements[i]))->value.id;
	ret.bytes = (const char *)packed_ids(&arena, ids, field->n_elements, &ret.size);
	return ret;
}

static void index_document(size_t host)
{
	size_t n;
	struct field *fields = fields_of(memory.documents[host], &arena, &n);

	for (size_t i = 0; i < n; i++) {
		struct index_value value = of_field(&fields[i]);

		hosts_add(&intern(field_named(fields[i].name), value)->hosts, (int64_t)host);
	}
	json_object_object_foreach(memory.documents[host], name, section) {
		const char *text = arena_print(&arena, "%s", json_object_to_json_string(section));
		struct memory_field *field = field_named(arena_print(&arena, "document:%s", name));

		hosts_add(&intern(field, of_text(text))->hosts, (int64_t)host);
	}
}

static bool is_left_out(const struct index_value *value, const struct index_texts *texts)
{
	if (!texts || value->is_list || value->state != FIELD_TOLD ||
	    !plain_is(value->bytes, value->size))
		return false;
	for (size_t i = 0; i < texts->n; i++)
		if (texts->keys[i] == plain_key(value->bytes, value->size))
			return false;
	return true;
}

static int walk_values(void *context, int64_t field, const struct index_texts *texts,
		       int (*each)(void *each_context, const struct index_value *value),
		       void *each_context)
{
	int result = 0;

	(void)context;
	for (size_t i = 0; i < memory.fields[field].n && !result; i++)
		if (!is_left_out(&memory.fields[field].values[i].value, texts))
			result = each(each_context, &memory.fields[field].values[i].value);
	return result;
}

static int get_postings(void *context, int64_t field, const int64_t *values, size_t n,
			struct hosts *ret)
{
	(void)context;
	for (size_t i = 0; i < memory.fields[field].n; i++)
		for (size_t j = 0; j < n; j++)
			if (memory.fields[field].values[i].value.id == values[j])
				hosts_or(ret, &memory.fields[field].values[i].hosts);
	return 0;
}

/* ---- random documents ---- */

static size_t below(size_t n)
{
	return n ? (size_t)rand() % n : 0;
}

/* What a document of somebody else's may have anywhere. */
static struct json_object *odd_value(void)
{
	static const char *const texts[] = {
		"null", "5", "-1", "2.5", "true", "false", "\"\"", "\"1\"", "\"x\\u0000y\"", "[]",
		"{}", "[5]", "[null]", "[[]]", "[{}]", "{\"unknown\": {\"a\": 1}}", "{\"unknown\": 3}",
		"18446744073709551615", "1e300", "[\"a\", {}, null, 3]", "\"nvme\"",
	};

	return json_tokener_parse(texts[below(sizeof(texts) / sizeof(texts[0]))]);
}

/* Some member of an object; NULL when it has none, and when it is none. */
static const char *some_member(struct json_object *object)
{
	if (!json_object_is_type(object, json_type_object))
		return NULL;
	size_t left = below((size_t)json_object_object_length(object));

	json_object_object_foreach(object, name, value) {
		(void)value;
		if (!left--)
			return name;
	}
	return NULL;
}

static void break_object(struct json_object *object)
{
	const char *name = some_member(object);
	struct json_object *unknown;

	if (!name)
		return;
	char *copy = strdup(name);
	switch (below(3)) {
	case 0:
		json_object_object_del(object, copy);
		break;
	case 1:
		unknown = json_object_new_object();
		json_object_object_add(unknown, copy, json_object_new_string("why"));
		json_object_object_add(object, copy, NULL);
		json_object_object_add(object, "unknown", unknown);
		break;
	default:
		json_object_object_add(object, copy, odd_value());
	}
	free(copy);
}

/* Walks down to somewhere, and changes what is there. */
static void add_fault(struct json_object *document)
{
	struct json_object *at = document;

	while (below(4)) {
		struct json_object *next = NULL;

		if (json_object_is_type(at, json_type_object)) {
			const char *name = some_member(at);

			next = name ? json_object_object_get(at, name) : NULL;
		} else if (json_object_is_type(at, json_type_array)) {
			next = json_object_array_get_idx(at, below(json_object_array_length(at)));
		}
		if (!json_object_is_type(next, json_type_object) &&
		    !json_object_is_type(next, json_type_array))
			break;
		at = next;
	}
	if (json_object_is_type(at, json_type_object))
		break_object(at);
	else if (json_object_array_length(at))
		json_object_array_put_idx(at, below(json_object_array_length(at)), odd_value());
}

static void add_document(struct json_object *document)
{
	assert_non_null(document);
	/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	*arena_add(&arena, memory.documents, memory.n) = document;
}

static void add_samples(void)
{
	glob_t files;

	assert_int_equal(glob("samples/*.json", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		add_document(json_object_from_file(files.gl_pathv[i]));
		for (int copy = 0; copy < FAULTY_COPIES; copy++) {
			struct json_object *faulty = json_object_from_file(files.gl_pathv[i]);

			for (int fault = 0; fault < FAULTS; fault++)
				add_fault(faulty);
			if (document_misshapen(faulty)) /* no database takes it */
				json_object_put(faulty);
			else
				add_document(faulty);
		}
	}
	globfree(&files);
}

static int start(void **state)
{
	(void)state;
	srand(6);
	/* Host 0 is none. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	*arena_add(&arena, memory.documents, memory.n) = NULL;
	add_samples();
	memory.source = (struct index_source){
		.all = hosts_new(&arena, (int64_t)memory.n),
		.bare = hosts_new(&arena, (int64_t)memory.n),
		.field = find_field,
		.values = walk_values,
		.postings = get_postings,
	};
	for (enum view view = 0; view < N_VIEWS; view++)
		memory.views[view] = arena_alloc(&arena, memory.n * sizeof(struct json_object *));
	for (size_t host = 1; host < memory.n; host++) {
		hosts_add(&memory.source.all, (int64_t)host);
		index_document(host);
		for (enum view view = 0; view < N_VIEWS; view++)
			memory.views[view][host] = view_host(view, memory.documents[host]);
	}
	return 0;
}

static int end(void **state)
{
	(void)state;
	for (size_t host = 1; host < memory.n; host++) {
		json_object_put(memory.documents[host]);
		for (enum view view = 0; view < N_VIEWS; view++)
			json_object_put(memory.views[view][host]);
	}
	arena_free(&arena);
	return 0;
}

/* ---- random trees ---- */

static struct requirement_value some_value(struct json_object *like)
{
	struct requirement_value ret = { .kind = (enum value_kind)below(4) };
	const char *text = like ? json_object_get_string(like) : "x";

	/* The greatest one has the least next to it. */
	ret.integer = (int64_t)((uint64_t)json_object_get_int64(like) + below(3) - 1);
	ret.real = json_object_get_double(like);
	ret.text = arena_print(&arena, "%s", below(4) ? text : "%a%");
	return ret;
}

static struct requirement *leaf(const char *path, struct json_object *like)
{
	struct requirement *ret =
		requirement_new(&arena, below(6) ? REQUIRE_COMPARE : REQUIRE_NULL);

	ret->field = path;
	ret->op = (enum requirement_op)below(OP_LIKE + 1);
	ret->value = some_value(like);
	if (ret->op == OP_LIKE && ret->value.kind < VALUE_TEXT)
		ret->value.kind = VALUE_FOLDED;
	ret->null_differs = below(2);
	return ret;
}

/* About a list: what its elements are, or how many, or what they add up to. */
static struct requirement *of_list(const char *path, struct json_object *list)
{
	struct requirement *ret = requirement_new(&arena, REQUIRE_COMPARE);
	struct json_object *element =
		json_object_array_get_idx(list, below(json_object_array_length(list)));
	const char *name = some_member(element);
	struct json_object *inside = name ? json_object_object_get(element, name) : element;
	size_t n_parts = below(4);

	if (name && !strcmp(name, "unknown"))
		return leaf(path, NULL);
	if (!below(3)) {
		ret = leaf(path, NULL);
		ret->aggregate = below(2) ? VALUE_COUNT : VALUE_SUM;
		ret->member = name ? arena_print(&arena, "%s", name) : "size";
		ret->value = (struct requirement_value){ .kind = VALUE_INTEGER,
							 .integer = (int64_t)below(5) };
		return ret;
	}
	ret->kind = below(3) ? REQUIRE_ELEMENT : REQUIRE_PEERS;
	ret->field = path;
	for (size_t i = 0; i < n_parts; i++)
		requirement_add(&arena, ret,
				leaf(name ? arena_print(&arena, "%s", name) : "", inside));
	return ret;
}

/* Something that some host has. */
static struct json_object *random_member(enum view view, const char **ret_path)
{
	struct json_object *at = memory.views[view][1 + below(memory.n - 1)];

	*ret_path = "";
	while (json_object_is_type(at, json_type_object) && (!**ret_path || below(8))) {
		const char *name = some_member(at);

		if (!name)
			break;
		*ret_path = arena_print(&arena, "%s%s%s", *ret_path, **ret_path ? "." : "", name);
		at = json_object_object_get(at, name);
	}
	return at;
}

static struct requirement *random_leaf(enum view view)
{
	struct json_object *at;
	const char *path;

	if (!below(20))
		return requirement_new(&arena, REQUIRE_NOTHING);
	/* The object of keys is no field, and what is unknown none of a host. */
	do
		at = random_member(view, &path);
	while (!strcmp(path, "key") || strstr(path, "unknown"));
	return json_object_is_type(at, json_type_array) ? of_list(path, at) : leaf(path, at);
}

/* NOLINTNEXTLINE(misc-no-recursion): no deeper than TREE_DEPTH. */
static struct requirement *random_tree(enum view view, unsigned depth)
{
	static const enum requirement_kind kinds[] = { REQUIRE_ALL, REQUIRE_ANY, REQUIRE_NOT };

	if (!depth || !below(3))
		return random_leaf(view);
	struct requirement *ret = requirement_new(&arena, kinds[below(3)]);
	for (size_t n = below(4); n; n--)
		requirement_add(&arena, ret, random_tree(view, depth - 1));
	return ret;
}

static void what_is_found_is_what_each_document_says(void **state)
{
	size_t counts[3] = { 0 };

	(void)state;
	for (int i = 0; i < TREES; i++) {
		enum view view = (enum view)below(N_VIEWS);
		struct requirement *root = random_tree(view, TREE_DEPTH);
		struct found found;

		assert_int_equal(find_hosts(&memory.source, view, root, &arena, &found), 0);
		for (size_t host = 1; host < memory.n; host++) {
			struct asker asker = { .arena = &arena, .left = ASKER_WORK };
			enum requirement_answer answer = requirement_answer(
				requirement_ask(root, memory.views[view][host], &asker));

			assert_int_equal(hosts_have(&found.matches, (int64_t)host),
					 answer == ANSWER_MATCHES);
			assert_int_equal(hosts_have(&found.untold, (int64_t)host),
					 answer == ANSWER_UNTOLD);
			counts[answer]++;
		}
	}
	for (int answer = 0; answer < 3; answer++)
		assert_true(counts[answer] > (size_t)TREES);
}

static void fields_are_always_the_same(void **state)
{
	(void)state;
	for (size_t host = 1; host < memory.n; host++) {
		size_t n;
		struct arena own = { NULL };
		struct field *fields = fields_of(memory.documents[host], &own, &n);

		for (size_t i = 0; i < n; i++)
			assert_string_equal(fields[i].name, field_name(i));
		assert_null(field_name(n));
		arena_free(&own);
	}
	assert_int_equal(fields_version(), fields_version());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found_is_what_each_document_says),
		cmocka_unit_test(fields_are_always_the_same),
	};

	return cmocka_run_group_tests(tests, start, end);
}
