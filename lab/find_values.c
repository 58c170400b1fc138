#include "lab/find_values.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "lab/index.h"
#include "lab/packed.h"
#include "lab/plain.h"
#include "match/asker.h"
#include "match/collation.h"
#include "match/expression.h"
#include "match/requirement.h"
#include "scanner/arena.h"

/* As deep as a document is, several times. */
#define JSON_DEPTH 64

/* After so many the memory that they took is given back: that takes longer than one. */
#define QUESTIONS 256

/* For all that is asked about one field, in units of match/asker.h: some seconds. */
#define FIND_WORK (4 * ASKER_WORK)

/* Knuth's multiplicative hash: 2^64 divided by the golden ratio. Its high half is used. */
#define HASH_FACTOR UINT64_C(0x9e3779b97f4a7c15)
#define HASH_SHIFT 32

struct find_element {
	int64_t id;
	struct json_object *value;
};

/* ---- the path ---- */

size_t find_path_length(const char *path)
{
	static const char keys[] = EXPRESSION_KEYS ".";
	size_t start = strncmp(path, keys, strlen(keys)) == 0 ? strlen(keys) : 0;

	return start + strcspn(path + start, ".");
}

static const char *last_name(const char *path)
{
	const char *dot = strchr(path, '.');

	return dot ? dot + 1 : path;
}

static const char *field_of(const struct find_values *values, enum view view)
{
	static const char *const prefixes[] = {
		[VIEW_EXPRESSION] = "document", [VIEW_BEAKER] = "beaker", [VIEW_TMT] = "tmt",
	};

	if (view == VIEW_EXPRESSION && !values->is_section)
		return arena_print(values->arena, "key:%s", last_name(values->path));
	return arena_print(values->arena, "%s:%s", prefixes[view], values->path);
}

/* ---- hosts that have a value ---- */

static int parse(const struct index_value *value, struct json_object **ret)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH);
	int error = tokener ? -EBADMSG : -ENOMEM;

	if (tokener && value->size <= INT_MAX) {
		*ret = json_tokener_parse_ex(tokener, value->bytes, (int)value->size);
		/* A number ends with what comes after it. */
		if (json_tokener_get_error(tokener) == json_tokener_continue)
			*ret = json_tokener_parse_ex(tokener, "", 1);
		if (json_tokener_get_error(tokener) == json_tokener_success)
			error = 0;
	}
	json_tokener_free(tokener);
	return error;
}

/* Has a value at the field's path, or none that is told. */
static struct json_object *host_with(const char *path, enum field_state state,
				     struct json_object *value)
{
	struct json_object *host = json_object_new_object(), *block = host;
	const char *name = last_name(path);

	if (name != path) {
		block = json_object_new_object();
		json_object_object_add(host, EXPRESSION_KEYS, block);
	}
	if (state == FIELD_UNTOLD)
		json_object_put(value);
	else
		json_object_object_add(block, name, value);
	return host;
}

static unsigned ask_host(struct find_values *values, struct requirement *requirement,
			 struct json_object *host)
{
	struct asker asker = { .arena = &values->scratch, .left = values->left, .brief = true };
	unsigned truth = requirement_ask(requirement, host, &asker);

	values->left = asker.left;
	if (++values->asked % QUESTIONS == 0)
		arena_free(&values->scratch);
	return truth;
}

/* Takes the value over. */
static unsigned ask_about(struct find_values *values, struct requirement *requirement,
			  enum field_state state, struct json_object *value)
{
	struct json_object *host = host_with(values->path, state, value);
	unsigned truth = ask_host(values, requirement, host);

	json_object_put(host);
	return truth;
}

static bool is_plain(const struct index_value *value)
{
	return value->state == FIELD_TOLD && value->size <= INT_MAX &&
	       plain_is(value->bytes, value->size);
}

/* One host can have them all, one after the other. Each is a new one: json-c 0.16 leaks where
 * another text is set. */
static unsigned ask_about_plain(struct find_values *values, struct requirement *requirement,
				const struct index_value *value)
{
	const char *name = last_name(values->path);

	if (!values->host_with_text)
		values->host_with_text = host_with(values->path, FIELD_TOLD, NULL);
	json_object_object_add(name == values->path ? values->host_with_text :
				       json_object_object_get(values->host_with_text,
							      EXPRESSION_KEYS),
			       name,
			       json_object_new_string_len(value->bytes + 1, (int)value->size - 2));
	return ask_host(values, requirement, values->host_with_text);
}

/* ---- texts that are looked for ---- */

struct texts {
	struct index_texts keys;
	const char *other; /* longer than each, and so none of them */
};

/* Whether nothing is asked of the field but whether it is one of some texts.
 * NOLINTNEXTLINE(misc-no-recursion): no deeper than REQUIREMENT_DEPTH. */
static bool looks_for_texts(const struct find_values *values,
			    const struct requirement *requirement, struct texts *ret)
{
	const struct requirement_value *value = &requirement->value;

	switch (requirement->kind) {
	case REQUIRE_NOTHING:
		return true;
	case REQUIRE_ALL:
	case REQUIRE_ANY:
	case REQUIRE_NOT:
		for (size_t i = 0; i < requirement->n_parts; i++)
			if (!looks_for_texts(values, requirement->parts[i], ret))
				return false;
		return true;
	case REQUIRE_COMPARE:
		break;
	default:
		return false;
	}
	if ((requirement->op != OP_EQUAL && requirement->op != OP_UNEQUAL) ||
	    (value->kind != VALUE_TEXT && value->kind != VALUE_FOLDED) ||
	    requirement->aggregate != VALUE_ITSELF || strcmp(requirement->field, values->path))
		return false;
	*arena_add(values->arena, ret->keys.keys, ret->keys.n) =
		collation_key(value->text, strlen(value->text));
	ret->other = arena_print(values->arena, "%s%s.", ret->other, value->text);
	return true;
}

/* ---- values ---- */

struct walk {
	struct find_values *values;
	struct requirement *requirement;
};

static int take_list(struct find_values *values, const struct index_value *value)
{
	unsigned char *elements = arena_alloc(values->arena, value->size);

	if (value->size)
		memcpy(elements, value->bytes, value->size);
	*arena_add(values->arena, values->lists, values->n_lists) =
		(struct find_list){ .id = value->id, .elements = elements, .size = value->size };
	return 0;
}

/* Values are asked about as they come, and not kept: there may be one for each host. */
static int take_value(void *context, const struct index_value *value)
{
	struct walk *walk = context;
	struct find_values *values = walk->values;
	struct json_object *json = NULL;
	enum field_state state = value->state;
	bool plain = is_plain(value);

	if (value->is_list)
		return take_list(values, value);
	int error = state == FIELD_TOLD && !plain ? parse(value, &json) : 0;
	if (error)
		return error;
	/* As expression_host() has it. */
	if (values->is_section && !json && !plain)
		state = FIELD_UNTOLD;
	*arena_add(values->arena, values->answers, values->n_answers) = (struct find_answer){
		.id = value->id,
		.truth = plain ? ask_about_plain(values, walk->requirement, value) :
				 ask_about(values, walk->requirement, state, json),
	};
	return 0;
}

/* ---- elements of lists ---- */

static int take_element(void *context, const struct index_value *value)
{
	struct find_values *values = context;
	struct find_element element = { .id = value->id };
	int error = parse(value, &element.value);

	if (!error)
		*arena_add(values->arena, values->elements, values->n_elements) = element;
	return error;
}

static size_t *place_of(const struct find_values *values, int64_t id)
{
	size_t mask = values->n_places - 1;
	size_t at = (size_t)((uint64_t)id * HASH_FACTOR >> HASH_SHIFT) & mask;

	while (values->places[at] && values->elements[values->places[at] - 1].id != id)
		at = (at + 1) & mask;
	return &values->places[at];
}

/* No more than half of the places are taken. */
static void place_elements(struct find_values *values)
{
	values->n_places = 2;
	while (values->n_places < 2 * values->n_elements)
		values->n_places *= 2;
	values->places = arena_alloc(values->arena, values->n_places * sizeof(*values->places));
	for (size_t i = 0; i < values->n_elements; i++)
		*place_of(values, values->elements[i].id) = i + 1;
}

static int load_elements(struct find_values *values, const char *field)
{
	const struct index_source *source = values->source;
	int64_t number;
	int error = source->field(source->context, arena_print(values->arena, "%s[]", field),
				  &number);

	if (!error)
		error = source->values(source->context, number, NULL, take_element, values);
	place_elements(values);
	return error == -ENOENT ? 0 : error;
}

/* The place of the next element of a list: 1; none: 0; or -errno. */
static int next_element(const struct find_values *values, const struct find_list *list,
			const unsigned char **at, size_t *ret)
{
	const unsigned char *end = list->elements + list->size;
	uint64_t id;

	if (!packed_next(at, end, &id))
		return *at == end ? 0 : -EBADMSG;
	*ret = *place_of(values, (int64_t)id);
	return (*ret)-- ? 1 : -EBADMSG;
}

int find_values_ask(const struct index_source *source, enum view view,
		    struct requirement *requirement, const char *path, size_t length,
		    struct arena *arena, struct find_values *ret)
{
	struct walk walk = { .values = ret, .requirement = requirement };
	struct texts texts = { .other = "" };

	*ret = (struct find_values){
		.left = FIND_WORK,
		.source = source,
		.path = arena_print(arena, "%.*s", (int)length, path),
		.arena = arena,
	};
	ret->is_section = view == VIEW_EXPRESSION && !strchr(ret->path, '.');
	ret->untold = ask_about(ret, requirement, FIELD_UNTOLD, NULL);

	const char *field = field_of(ret, view);
	int error = source->field(source->context, field, &ret->field);
	if (error)
		return error == -ENOENT ? 0 : error;
	ret->exists = true;
	bool for_texts = !ret->is_section && looks_for_texts(ret, requirement, &texts);
	if (for_texts)
		ret->rest = ask_about(ret, requirement, FIELD_TOLD,
				      json_object_new_string(texts.other));
	error = source->values(source->context, ret->field, for_texts ? &texts.keys : NULL,
			       take_value, &walk);
	return error || !ret->n_lists ? error : load_elements(ret, field);
}

void find_values_free(struct find_values *values)
{
	for (size_t i = 0; i < values->n_elements; i++)
		json_object_put(values->elements[i].value);
	json_object_put(values->host_with_text);
	arena_free(&values->scratch);
}

/* ---- lists ---- */

/* What REQUIRE_ELEMENT comes to for a list is OR of what it comes to for lists of each of
 * its elements alone; it is never null. */
static int ask_elements(struct find_values *values, struct requirement *requirement,
			unsigned char *ret)
{
	unsigned char *truths = arena_alloc(values->arena, values->n_elements);
	int more = 0;

	for (size_t i = 0; i < values->n_elements; i++) {
		struct json_object *list = json_object_new_array();

		json_object_array_add(list, json_object_get(values->elements[i].value));
		truths[i] = (unsigned char)ask_about(values, requirement, FIELD_TOLD, list);
	}
	for (size_t i = 0; i < values->n_lists && more >= 0; i++) {
		const unsigned char *at = values->lists[i].elements;
		size_t element;

		ret[i] = MAY_BE_FALSE;
		while (ret[i] != MAY_BE_TRUE &&
		       (more = next_element(values, &values->lists[i], &at, &element)) > 0)
			ret[i] = truths[element] == MAY_BE_TRUE ? MAY_BE_TRUE :
								  ret[i] | truths[element];
	}
	return more < 0 ? more : 0;
}

static int ask_whole(struct find_values *values, struct requirement *requirement,
		     const struct find_list *list, unsigned char *ret)
{
	const unsigned char *at = list->elements;
	struct json_object *whole = json_object_new_array();
	size_t element;
	int more;

	while ((more = next_element(values, list, &at, &element)) > 0)
		json_object_array_add(whole, json_object_get(values->elements[element].value));
	*ret = (unsigned char)ask_about(values, requirement, FIELD_TOLD, whole);
	return more;
}

int find_lists_ask(struct find_values *values, struct requirement *requirement,
		   unsigned char *ret)
{
	int error = 0;

	if (requirement->kind == REQUIRE_ELEMENT && !strcmp(requirement->field, values->path))
		return ask_elements(values, requirement, ret);
	for (size_t i = 0; i < values->n_lists && !error; i++)
		error = ask_whole(values, requirement, &values->lists[i], &ret[i]);
	return error;
}
