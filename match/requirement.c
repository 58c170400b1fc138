#include "match/requirement.h"

#include <json-c/json.h>
#include <string.h>

#include "match/compare.h"
#include "match/peers.h"
#include "match/regex.h"
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
	/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
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

bool requirement_untold(struct json_object *host, const char *field, struct arena *arena)
{
	struct json_object *value;

	return look(host, field, arena, &value) == IS_UNKNOWN;
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

static unsigned of_null(const struct requirement *requirement)
{
	if (!requirement->null_differs)
		return MAY_BE_NULL;
	return of_flag(requirement->op == OP_UNEQUAL || requirement->op == OP_NOT_MATCH);
}

static unsigned of_found(const struct requirement *requirement,
			 const struct requirement_value *found, struct arena *arena)
{
	enum requirement_op op = requirement->op;

	if (op != OP_MATCH && op != OP_NOT_MATCH)
		return of_flag(compare_holds(found, op, &requirement->value, arena));
	switch (regex_match(requirement->value.regex, found->text)) {
	case REGEX_MATCHES:
		return of_flag(op == OP_MATCH);
	case REGEX_DIFFERS:
		return of_flag(op == OP_NOT_MATCH);
	case REGEX_GAVE_UP:
		break;
	}
	return MAY_BE_FALSE | MAY_BE_TRUE;
}

static unsigned ask_compare(struct requirement *requirement, struct json_object *host,
			    struct arena *arena)
{
	struct json_object *value;
	struct requirement_value found = { .kind = requirement->value.kind };
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
		return of_null(requirement);
	return of_found(requirement, &found, arena);
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

/* NOLINTBEGIN(misc-no-recursion): no deeper than REQUIREMENT_DEPTH, which readers see to. */

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

/* ---- peers ---- */

/* What a host's list is asked, and what came of it: a truth for each part and element. */
struct peers {
	struct requirement *whole;
	struct json_object *list;
	size_t n; /* elements */
	unsigned *truths;
	struct arena *arena;
};

/* The element of each part, of those that are one for certain, or that may be. */
static const size_t *assigned(const struct peers *peers, bool certain)
{
	size_t n_parts = peers->whole->n_parts;
	bool *fits = arena_alloc(peers->arena, n_parts * peers->n * sizeof(*fits));
	size_t *ret = arena_alloc(peers->arena, n_parts * sizeof(*ret));

	for (size_t i = 0; i < n_parts * peers->n; i++)
		fits[i] = certain ? requirement_answer(peers->truths[i]) == ANSWER_MATCHES :
				    requirement_answer(peers->truths[i]) != ANSWER_DIFFERS;
	peers_assign(fits, n_parts, peers->n, peers->arena, ret);
	return ret;
}

/* Leaves a part as it is about the element that it got. */
static void settle(const struct peers *peers, size_t part, size_t element)
{
	struct requirement *requirement = peers->whole->parts[part];

	if (element != PEER_NONE) {
		requirement_ask(requirement, json_object_array_get_idx(peers->list, element),
				peers->arena);
		requirement->found = element_shown(peers->list, element, peers->arena);
		return;
	}
	requirement->truth = MAY_BE_FALSE;
	requirement->found = values_shown(peers->list, peers->arena);
	for (size_t i = 0; i < peers->n; i++)
		if (requirement_answer(peers->truths[part * peers->n + i]) == ANSWER_MATCHES)
			requirement->found = "none that is left";
}

static unsigned ask_peers(struct requirement *requirement, struct json_object *host,
			  struct arena *arena)
{
	struct peers peers = { .whole = requirement, .arena = arena };
	enum presence presence = look(host, requirement->field, arena, &peers.list);
	bool all_certain = true, all_possible = true;

	if (presence != IS_THERE || !json_object_is_type(peers.list, json_type_array)) {
		requirement->found = shown(peers.list, presence);
		return presence == IS_UNKNOWN ? MAY_BE_FALSE | MAY_BE_TRUE : MAY_BE_FALSE;
	}
	peers.n = json_object_array_length(peers.list);
	peers.truths = arena_alloc(arena, requirement->n_parts * peers.n * sizeof(unsigned));
	for (size_t part = 0; part < requirement->n_parts; part++)
		for (size_t i = 0; i < peers.n; i++)
			peers.truths[part * peers.n + i] =
				requirement_ask(requirement->parts[part],
						json_object_array_get_idx(peers.list, i), arena);

	const size_t *certain = assigned(&peers, true), *possible = assigned(&peers, false);
	for (size_t part = 0; part < requirement->n_parts; part++) {
		all_certain &= certain[part] != PEER_NONE;
		all_possible &= possible[part] != PEER_NONE;
		settle(&peers, part, certain[part] != PEER_NONE ? certain[part] : possible[part]);
	}
	requirement->found = arena_print(arena, "%zu", peers.n);
	if (all_certain)
		return MAY_BE_TRUE;
	return all_possible ? MAY_BE_FALSE | MAY_BE_TRUE : MAY_BE_FALSE;
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
	case REQUIRE_PEERS:
		truth = ask_peers(requirement, host, arena);
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
/* NOLINTEND(misc-no-recursion) */
