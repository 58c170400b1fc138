#include <json-c/json.h>

#include "match/ask_lists.h"
#include "match/asker.h"
#include "match/compare.h"
#include "match/field.h"
#include "match/requirement.h"
#include "match/truth.h"
#include "scanner/arena.h"

/* What it takes to look for a field, and to convert its value. */
#define WORK_OF_A_FIELD 32

/* ---- values ---- */

/* The sum, as SQL does it: over what is not null, and null when that is nothing. */
static enum presence add_up(struct json_object *list, const char *member,
			    struct asker *asker, struct requirement_value *ret)
{
	enum presence sum = IS_NULL;

	*ret = (struct requirement_value){ .kind = VALUE_INTEGER };
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct requirement_value one;
		struct json_object *value;
		enum presence presence = field_find(json_object_array_get_idx(list, i), member,
						    asker->arena, &value);

		if (presence == IS_UNKNOWN || !asker_spend(asker, WORK_OF_A_FIELD))
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
			       struct json_object *list, struct asker *asker,
			       struct requirement_value *ret)
{
	if (!json_object_is_type(list, json_type_array))
		return IS_NULL;
	if (requirement->aggregate == VALUE_SUM)
		return add_up(list, requirement->member, asker, ret);
	*ret = (struct requirement_value){
		.kind = VALUE_INTEGER, .integer = (int64_t)json_object_array_length(list)
	};
	return IS_THERE;
}

static unsigned of_null(const struct requirement *requirement)
{
	if (!requirement->null_differs)
		return MAY_BE_NULL;
	return truth_of(requirement->op == OP_UNEQUAL || requirement->op == OP_NOT_MATCH);
}

static unsigned of_found(struct requirement *requirement,
			 const struct requirement_value *found, struct asker *asker)
{
	static const unsigned truths[] = {
		[COMPARE_NO] = MAY_BE_FALSE,
		[COMPARE_YES] = MAY_BE_TRUE,
		[COMPARE_GAVE_UP] = TRUTH_UNTOLD_FLAG,
	};

	enum compare_answer answer = compare(found, requirement->op, &requirement->value, asker);

	if (answer == COMPARE_GAVE_UP)
		requirement->found = arena_print(asker->arena, "%s: too much work to compare",
						 requirement->found);
	return truths[answer];
}

static unsigned ask_compare(struct requirement *requirement, struct json_object *host,
			    struct asker *asker)
{
	struct json_object *value;
	struct requirement_value found = { .kind = requirement->value.kind };
	enum presence presence = field_find(host, requirement->field, asker->arena, &value);

	if (presence == IS_THERE && requirement->aggregate) {
		presence = aggregate(requirement, value, asker, &found);
		value = NULL;
	}
	if (presence != IS_THERE || value)
		requirement->found = field_shown(value, presence);
	else
		requirement->found = arena_print(asker->arena, "%lld", (long long)found.integer);
	if (presence == IS_UNKNOWN)
		return TRUTH_UNTOLD;
	if (presence == IS_NULL ||
	    (value && !compare_convert(value, compare_kind(value, requirement->value.kind),
				       &found)))
		return of_null(requirement);
	return of_found(requirement, &found, asker);
}

static unsigned ask_null(struct requirement *requirement, struct json_object *host,
			 struct asker *asker)
{
	struct json_object *value;
	enum presence presence = field_find(host, requirement->field, asker->arena, &value);

	requirement->found = presence == IS_THERE ? "there" : field_shown(value, presence);
	return presence == IS_UNKNOWN ? TRUTH_UNTOLD_FLAG : truth_of(presence == IS_NULL);
}

/* ---- the tree ---- */

/* NOLINTBEGIN(misc-no-recursion): no deeper than REQUIREMENT_DEPTH, which readers see to. */

unsigned requirement_ask_parts(struct requirement *requirement, struct json_object *host,
			       bool any, struct asker *asker)
{
	unsigned truth = 0, last = truth_of(any);

	for (size_t i = 0; i < requirement->n_parts && !(asker->brief && truth == last); i++)
		truth = truth_both(truth, requirement_ask(requirement->parts[i], host, asker), any);
	return truth;
}

static unsigned ask_kind(struct requirement *requirement, struct json_object *host,
			 struct asker *asker)
{
	switch (requirement->kind) {
	case REQUIRE_ALL:
		return requirement_ask_parts(requirement, host, false, asker);
	case REQUIRE_ANY:
		return requirement_ask_parts(requirement, host, true, asker);
	case REQUIRE_NOT:
		return truth_not(requirement_ask_parts(requirement, host, false, asker));
	case REQUIRE_ELEMENT:
		return ask_element(requirement, host, asker);
	case REQUIRE_PEERS:
		return ask_peers(requirement, host, asker);
	case REQUIRE_COMPARE:
		return ask_compare(requirement, host, asker);
	case REQUIRE_NULL:
		return ask_null(requirement, host, asker);
	case REQUIRE_NOTHING:
		break;
	}
	return 0;
}

static bool looks_at_host(const struct requirement *requirement)
{
	switch (requirement->kind) {
	case REQUIRE_ELEMENT:
	case REQUIRE_PEERS:
	case REQUIRE_COMPARE:
	case REQUIRE_NULL:
		return true;
	default:
		return false;
	}
}

unsigned requirement_ask(struct requirement *requirement, struct json_object *host,
			 struct asker *asker)
{
	if (!looks_at_host(requirement) || asker_spend(asker, WORK_OF_A_FIELD)) {
		requirement->truth = ask_kind(requirement, host, asker);
	} else {
		requirement->truth = TRUTH_UNTOLD;
		requirement->found = "not asked: all of it is too much work";
	}
	return requirement->truth;
}

/* NOLINTEND(misc-no-recursion) */
