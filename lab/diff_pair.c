#include "lab/diff_pair.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lab/diff_rows.h"
#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Of a list that diff.def does not have: what things are known by elsewhere. */
#define USUAL_KEYS "id name address path"

/* A key of one element. */
struct entry {
	const char *key;  /* NULL: it has none */
	const char *last; /* its last key, which tells those of one key apart; "" for none */
	size_t element;
};

struct side {
	struct json_object *list;
	size_t n;
	struct entry *entries; /* for the key in hand, sorted */
	size_t *pairs;         /* of each element, the other side's; NO_PAIR */
};

/* The value of one field; of a list its first element. NULL: it has none. */
static const char *field_value(struct json_object *element, const char *field)
{
	struct json_object *value = json_object_object_get(element, field);

	if (json_object_is_type(value, json_type_array))
		value = json_object_array_length(value) ?
				json_object_array_get_idx(value, 0) : NULL;
	return value ? json_object_get_string(value) : NULL;
}

/* The fields of a key, with a byte between them that no clean text has; NULL when one of
 * them is not known. */
static const char *key_value(struct arena *arena, struct json_object *element,
			     const char *key, size_t length)
{
	const char *found = NULL, *end = key + length;

	while (key < end) {
		size_t size = strcspn(key, "+ ");
		const char *field = arena_print(arena, "%.*s", (int)size, key);
		const char *value = field_value(element, field);

		if (!value)
			return NULL;
		found = found ? arena_print(arena, "%s\x1f%s", found, value) : value;
		key += size + (key[size] == '+');
	}
	return found;
}

/* What a virtual interface has for an address is made anew with it. */
static bool is_known_by_name(struct json_object *element)
{
	struct json_object *is_virtual = json_object_object_get(element, "virtual");

	return json_object_get_boolean(is_virtual);
}

/* Takes the next key off the words of them; false at the end. */
static bool next_key(const char **keys, const char **key, size_t *length)
{
	*keys += strspn(*keys, " ");
	*key = *keys;
	*length = strcspn(*keys, " ");
	*keys += *length;
	return *length > 0;
}

static const char *last_key(const char *keys)
{
	const char *space = strrchr(keys, ' ');

	return space ? space + 1 : keys;
}

/* A key of an element, if it counts for that one. */
static const char *key_of(struct arena *arena, struct json_object *element,
			  const char *keys, const char *key, size_t length)
{
	if (key != last_key(keys) && is_known_by_name(element))
		return NULL;
	return key_value(arena, element, key, length);
}

/* Whether two elements could be one: no key that both have differs. */
static bool may_be_one(struct arena *arena, const char *keys, const char *until,
		       struct json_object *a, struct json_object *b)
{
	const char *rest = keys, *key;
	size_t length;

	while (next_key(&rest, &key, &length) && key < until) {
		const char *of_a = key_of(arena, a, keys, key, length);
		const char *of_b = key_of(arena, b, keys, key, length);

		if (of_a && of_b && strcmp(of_a, of_b))
			return false;
	}
	return true;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order;

	if (!left->key || !right->key)
		return (left->key == NULL) - (right->key == NULL);
	order = strcmp(left->key, right->key);
	if (!order)
		order = strcmp(left->last, right->last);
	return order ? order : (left->element > right->element) - (left->element < right->element);
}

static void sort_by(struct arena *arena, struct side *side, const char *keys,
		    const char *key, size_t length)
{
	const char *last = last_key(keys);

	for (size_t i = 0; i < side->n; i++) {
		struct json_object *element = json_object_array_get_idx(side->list, i);
		const char *tie = key_value(arena, element, last, strlen(last));

		side->entries[i] = (struct entry){
			.key = side->pairs[i] != NO_PAIR ?
				       NULL :
				       key_of(arena, element, keys, key, length),
			.last = tie ? tie : "",
			.element = i,
		};
	}
	qsort(side->entries, side->n, sizeof(side->entries[0]), compare_entries);
}

/* Pairs what has the same key; `exactly`: and the same last key as well, so that of the
 * paths to one disk each finds itself. */
static void pair_equal(struct arena *arena, struct side *before, struct side *after,
		       const char *keys, const char *key, bool exactly)
{
	size_t i = 0, j = 0;

	while (i < before->n && j < after->n && before->entries[i].key &&
	       after->entries[j].key) {
		const struct entry *a = &before->entries[i], *b = &after->entries[j];
		bool a_done = before->pairs[a->element] != NO_PAIR;
		bool b_done = after->pairs[b->element] != NO_PAIR;
		int order = strcmp(a->key, b->key);

		if (!order && exactly)
			order = strcmp(a->last, b->last);
		if (!order && !a_done && !b_done &&
		    may_be_one(arena, keys, key,
			       json_object_array_get_idx(before->list, a->element),
			       json_object_array_get_idx(after->list, b->element))) {
			before->pairs[a->element] = b->element;
			after->pairs[b->element] = a->element;
		}
		if (!order && a_done != b_done)
			i += a_done, j += b_done;
		else
			i += order <= 0, j += order >= 0;
	}
}

static struct side side_of(struct arena *arena, struct json_object *list)
{
	struct side side = { .list = list, .n = json_object_array_length(list) };

	side.entries = arena_alloc(arena, side.n * sizeof(side.entries[0]) + 1);
	side.pairs = arena_alloc(arena, side.n * sizeof(side.pairs[0]) + 1);
	for (size_t i = 0; i < side.n; i++)
		side.pairs[i] = NO_PAIR;
	return side;
}

size_t *diff_pair(struct arena *arena, const struct diff_row *row,
		  struct json_object *before, struct json_object *after)
{
	struct side old = side_of(arena, before), new = side_of(arena, after);
	const char *keys = row ? row->keys : USUAL_KEYS, *rest = keys, *key;
	size_t length;

	while (next_key(&rest, &key, &length)) {
		sort_by(arena, &old, keys, key, length);
		sort_by(arena, &new, keys, key, length);
		pair_equal(arena, &old, &new, keys, key, true);
		pair_equal(arena, &old, &new, keys, key, false);
	}
	return old.pairs;
}

/* The first field of those, with commas between them, that is known. */
const char *diff_field(struct arena *arena, struct json_object *element, const char *fields)
{
	for (const char *field = fields; *field;) {
		size_t length = strcspn(field, ",");
		const char *value =
			field_value(element, arena_print(arena, "%.*s", (int)length, field));

		if (value && *value)
			return str_keep(arena, value, strlen(value));
		field += length + (field[length] == ',');
	}
	return NULL;
}

const char *diff_key(struct arena *arena, const struct diff_row *row,
		     struct json_object *element, size_t number)
{
	const char *found =
		diff_field(arena, element, row ? row->name : "id,name,address,path");

	return found ? found : arena_print(arena, "%zu", number);
}
