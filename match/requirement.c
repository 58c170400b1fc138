#include "match/requirement.h"

#include <json-c/json.h>
#include <string.h>

#include "match/compare.h"
#include "scanner/arena.h"

/* Lists of no more single values than that are shown whole when none of them fits. */
#define SHOWN_VALUES 4

#define ANYTHING (MAY_BE_FALSE | MAY_BE_NULL | MAY_BE_TRUE)

struct requirement *requirement_new(struct arena *arena, enum requirement_kind kind)
{
	struct requirement *requirement = arena_alloc(arena, sizeof(*requirement));

	requirement->kind = kind;
	return requirement;
}

void requirement_add(struct arena *arena, struct requirement *whole,
		     struct requirement *part)
{
	*arena_add(arena, whole->parts, whole->n_parts) = part;
}

const char *requirement_op_text(enum requirement_op op)
{
	static const char *const texts[] = {
#define OP(name, text) [name] = (text),
		REQUIREMENT_OPS(OP)
#undef OP
	};

	return texts[op];
}

enum requirement_answer requirement_answer(unsigned truth)
{
	if (truth == 0 || truth == MAY_BE_TRUE)
		return ANSWER_MATCHES;
	return truth & MAY_BE_TRUE ? ANSWER_UNTOLD : ANSWER_DIFFERS;
}

/* ---- truth ---- */

/* AND is the least of false, null and true, OR the most; of sets, of each pair. */
static unsigned combined(unsigned a, unsigned b, bool most)
{
	unsigned ret = 0;

	for (unsigned x = MAY_BE_FALSE; x <= MAY_BE_TRUE; x <<= 1)
		for (unsigned y = MAY_BE_FALSE; y <= MAY_BE_TRUE; y <<= 1)
			if (a & x && b & y)
				ret |= most == (x > y) ? x : y;
	return ret;
}

static unsigned negated(unsigned truth)
{
	return (truth & MAY_BE_NULL) | (truth & MAY_BE_TRUE ? MAY_BE_FALSE : 0) |
	       (truth & MAY_BE_FALSE ? MAY_BE_TRUE : 0);
}

static unsigned of_flag(bool flag)
{
	return flag ? MAY_BE_TRUE : MAY_BE_FALSE;
}

/* ---- values ---- */

enum presence { IS_THERE, IS_NULL, IS_UNKNOWN };

static enum presence look_member(struct json_object *object, const char *name,
				 struct json_object **ret)
{
	struct json_object *unknown;

	if (!json_object_is_type(object, json_type_object))
		return IS_NULL;
	bool has = json_object_object_get_ex(object, name, ret);
	if (has && *ret)
		return IS_THERE;
	if (json_object_object_get_ex(object, "unknown", &unknown) &&
	    json_object_is_type(unknown, json_type_object) &&
	    json_object_object_get_ex(unknown, name, NULL))
		return IS_UNKNOWN;
	return has ? IS_NULL : IS_UNKNOWN;
}

static enum presence look(struct json_object *host, const char *field, struct arena *arena,
			  struct json_object **ret)
{
	enum presence presence = host ? IS_THERE : IS_NULL;

	*ret = host;
	while (*field && presence == IS_THERE) {
		size_t length = strcspn(field, ".");

		presence = look_member(*ret, field[length] ?
				       arena_print(arena, "%.*s", (int)length, field) : field, ret);
		field += length + (field[length] == '.');
	}
	return presence;
}

static const char *shown(struct json_object *value, enum presence presence)
{
	static const char *const words[] = { [IS_NULL] = "null", [IS_UNKNOWN] = "unknown" };

	return presence == IS_THERE ? json_object_get_string(value) : words[presence];
}

/* The sum, as SQL does it: over what is not null, and null when that is nothing. */
static enum presence add_up(struct json_object *list, const char *member,
			    struct arena *arena, struct requirement_value *ret)
{
	enum presence sum = IS_NULL;

	*ret = (struct requirement_value){ .kind = VALUE_INTEGER };
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct requirement_value one;
		struct json_object *value;
		enum presence presence = look(json_object_array_get_idx(list, i), member,
					      arena, &value);

		if (presence == IS_UNKNOWN)
			return IS_UNKNOWN;
		if (presence == IS_NULL || !compare_convert(value, VALUE_INTEGER, &one))
			continue;
		sum = IS_THERE;
		if (__builtin_add_overflow(ret->integer, one.integer, &ret->integer))
			ret->integer = INT64_MAX;
	}
	return sum;
}

static enum presence aggregate(const struct requirement *requirement,
			       struct json_object *list, struct arena *arena,
			       struct requirement_value *ret)
{
	if (!json_object_is_type(list, json_type_array))
		return IS_NULL;
	if (requirement->aggregate == VALUE_SUM)
		return add_up(list, requirement->member, arena, ret);
	*ret = (struct requirement_value){
		.kind = VALUE_INTEGER, .integer = (int64_t)json_object_array_length(list)
	};
	return IS_THERE;
}

static unsigned ask_compare(struct requirement *requirement, struct json_object *host,
			    struct arena *arena)
{
	struct json_object *value;
	struct requirement_value found;
	enum presence presence = look(host, requirement->field, arena, &value);

	if (presence == IS_THERE && requirement->aggregate) {
		presence = aggregate(requirement, value, arena, &found);
		value = NULL;
	}
	if (presence != IS_THERE || value)
		requirement->found = shown(value, presence);
	else
		requirement->found = arena_print(arena, "%lld", (long long)found.integer);
	if (presence == IS_UNKNOWN)
		return ANYTHING;
	if (presence == IS_NULL ||
	    (value && !compare_convert(value, compare_kind(value, requirement->value.kind),
				       &found)))
		return MAY_BE_NULL;
	return of_flag(compare_holds(&found, requirement->op, &requirement->value, arena));
}

static unsigned ask_null(struct requirement *requirement, struct json_object *host,
			 struct arena *arena)
{
	struct json_object *value;
	enum presence presence = look(host, requirement->field, arena, &value);

	requirement->found = presence == IS_THERE ? "there" : shown(value, presence);
	return presence == IS_UNKNOWN ? MAY_BE_FALSE | MAY_BE_TRUE :
					of_flag(presence == IS_NULL);
}

/* ---- the tree ---- */

static unsigned ask_parts(struct requirement *requirement, struct json_object *host,
			  bool any, struct arena *arena)
{
	unsigned truth = 0;

	for (size_t i = 0; i < requirement->n_parts; i++) {
		unsigned part = requirement_ask(requirement->parts[i], host, arena);

		truth = truth && part ? combined(truth, part, any) : truth | part;
	}
	return truth;
}

static const char *values_shown(struct json_object *list, struct arena *arena)
{
	size_t n = json_object_array_length(list);
	const char *text = "";

	if (n == 0)
		return "none";
	for (size_t i = 0; i < n && n <= SHOWN_VALUES; i++) {
		struct json_object *value = json_object_array_get_idx(list, i);

		if (json_object_is_type(value, json_type_object))
			return arena_print(arena, "none of %zu", n);
		text = arena_print(arena, "%s%s%s", text, i ? ", " : "",
				   shown(value, value ? IS_THERE : IS_NULL));
	}
	return n <= SHOWN_VALUES ? text : arena_print(arena, "none of %zu", n);
}

static const char *element_shown(struct json_object *list, size_t i, struct arena *arena)
{
	struct json_object *value = json_object_array_get_idx(list, i);

	if (value && !json_object_is_type(value, json_type_object))
		return shown(value, IS_THERE);
	return arena_print(arena, "number %zu of %zu", i + 1, json_object_array_length(list));
}

static unsigned ask_elements(struct requirement *requirement, struct json_object *host,
			     struct arena *arena)
{
	struct json_object *list;
	enum presence presence = look(host, requirement->field, arena, &list);
	unsigned truth = MAY_BE_FALSE;

	if (presence != IS_THERE || !json_object_is_type(list, json_type_array)) {
		requirement->found = shown(list, presence);
		return presence == IS_UNKNOWN ? MAY_BE_FALSE | MAY_BE_TRUE : MAY_BE_FALSE;
	}
	requirement->found = values_shown(list, arena);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		unsigned one = ask_parts(requirement, json_object_array_get_idx(list, i), false,
					 arena);

		if (one == 0 || one == MAY_BE_TRUE) {
			requirement->found = element_shown(list, i, arena);
			return MAY_BE_TRUE;
		}
		truth |= one & MAY_BE_TRUE;
	}
	return truth;
}

unsigned requirement_ask(struct requirement *requirement, struct json_object *host,
			 struct arena *arena)
{
	unsigned truth = 0;

	switch (requirement->kind) {
	case REQUIRE_ALL:
		truth = ask_parts(requirement, host, false, arena);
		break;
	case REQUIRE_ANY:
		truth = ask_parts(requirement, host, true, arena);
		break;
	case REQUIRE_NOT:
		truth = negated(ask_parts(requirement, host, false, arena));
		break;
	case REQUIRE_ELEMENT:
		truth = ask_elements(requirement, host, arena);
		break;
	case REQUIRE_COMPARE:
		truth = ask_compare(requirement, host, arena);
		break;
	case REQUIRE_NULL:
		truth = ask_null(requirement, host, arena);
		break;
	case REQUIRE_NOTHING:
		break;
	}
	return requirement->truth = truth;
}
