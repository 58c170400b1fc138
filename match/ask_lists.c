#include "match/ask_lists.h"

#include <json-c/json.h>

#include "match/asker.h"
#include "match/field.h"
#include "match/peers.h"
#include "match/truth.h"
#include "scanner/arena.h"

/* Lists of no more single values than that are shown whole when none of them fits. */
#define SHOWN_VALUES 4

/* Finds the list that is asked for; without one, *ret is the answer. */
static bool find_list(struct requirement *requirement, struct json_object *host,
		      struct asker *asker, struct json_object **ret_list, unsigned *ret)
{
	enum presence presence = field_find(host, requirement->field, asker->arena, ret_list);

	if (presence == IS_THERE && json_object_is_type(*ret_list, json_type_array))
		return true;
	requirement->found = field_shown(*ret_list, presence);
	*ret = presence == IS_UNKNOWN ? TRUTH_UNTOLD_FLAG : MAY_BE_FALSE;
	return false;
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
				   field_shown(value, value ? IS_THERE : IS_NULL));
	}
	return n <= SHOWN_VALUES ? text : arena_print(arena, "none of %zu", n);
}

static const char *element_shown(struct json_object *list, size_t i, struct arena *arena)
{
	struct json_object *value = json_object_array_get_idx(list, i);

	if (value && !json_object_is_type(value, json_type_object))
		return field_shown(value, IS_THERE);
	return arena_print(arena, "number %zu of %zu", i + 1, json_object_array_length(list));
}

/* NOLINTBEGIN(misc-no-recursion): no deeper than REQUIREMENT_DEPTH, which readers see to. */

/* Whether an element meets all parts. Which of them it does not is nobody's business. */
static unsigned ask_one(struct requirement *requirement, struct json_object *element,
			struct asker *asker)
{
	bool brief = asker->brief;
	unsigned ret;

	asker->brief = true;
	ret = requirement_ask_parts(requirement, element, false, asker);
	asker->brief = brief;
	return ret;
}

unsigned ask_element(struct requirement *requirement, struct json_object *host,
		     struct asker *asker)
{
	struct json_object *list;
	unsigned truth = MAY_BE_FALSE;

	if (!find_list(requirement, host, asker, &list, &truth))
		return truth;
	requirement->found = values_shown(list, asker->arena);
	for (size_t i = 0; i < json_object_array_length(list) && asker->left; i++) {
		unsigned one = ask_one(requirement, json_object_array_get_idx(list, i), asker);

		if (requirement_answer(one) == ANSWER_MATCHES) {
			requirement->found = element_shown(list, i, asker->arena);
			return MAY_BE_TRUE;
		}
		truth |= asker->left ? one & MAY_BE_TRUE : TRUTH_UNTOLD_FLAG;
	}
	if (truth != MAY_BE_FALSE)
		requirement->found = arena_print(asker->arena, "perhaps one of %zu",
						 json_object_array_length(list));
	return truth;
}

/* ---- peers ---- */

/* What a host's list is asked, and what came of it: a truth for each part and element. */
struct peers {
	struct requirement *whole;
	struct json_object *list;
	size_t n; /* elements */
	unsigned *truths;
	struct asker *asker;
};

/* The element of each part, of those that are one for certain, or that may be. */
static const size_t *assigned(const struct peers *peers, bool certain)
{
	struct arena *arena = peers->asker->arena;
	size_t n_parts = peers->whole->n_parts;
	bool *fits = arena_alloc(arena, n_parts * peers->n * sizeof(*fits));
	size_t *ret = arena_alloc(arena, n_parts * sizeof(*ret));

	for (size_t i = 0; i < n_parts * peers->n; i++)
		fits[i] = certain ? requirement_answer(peers->truths[i]) == ANSWER_MATCHES :
				    requirement_answer(peers->truths[i]) != ANSWER_DIFFERS;
	peers_assign(fits, n_parts, peers->n, arena, ret);
	return ret;
}

/* Leaves a part as it is about the element that it got. */
static void settle(const struct peers *peers, size_t part, size_t element)
{
	struct requirement *requirement = peers->whole->parts[part];
	struct arena *arena = peers->asker->arena;

	if (element != PEER_NONE) {
		requirement_ask(requirement, json_object_array_get_idx(peers->list, element),
				peers->asker);
		requirement->found = element_shown(peers->list, element, arena);
		return;
	}
	requirement->truth = MAY_BE_FALSE;
	requirement->found = values_shown(peers->list, arena);
	for (size_t i = 0; i < peers->n; i++)
		if (requirement_answer(peers->truths[part * peers->n + i]) == ANSWER_MATCHES)
			requirement->found = "none that is left";
}

/* Asks each part of each element. */
static void ask_all(struct peers *peers)
{
	size_t n_parts = peers->whole->n_parts;
	bool brief = peers->asker->brief;

	peers->asker->brief = true;
	peers->truths = arena_alloc(peers->asker->arena,
				    n_parts * peers->n * sizeof(*peers->truths));
	for (size_t part = 0; part < n_parts; part++)
		for (size_t i = 0; i < peers->n; i++)
			peers->truths[part * peers->n + i] = requirement_ask(
				peers->whole->parts[part],
				json_object_array_get_idx(peers->list, i), peers->asker);
	peers->asker->brief = brief;
}

/* Finds each part its element, and says for whom that is certain. */
static unsigned assign(const struct peers *peers)
{
	const size_t *certain = assigned(peers, true), *possible = assigned(peers, false);
	bool all_certain = true, all_possible = true;

	for (size_t part = 0; part < peers->whole->n_parts; part++) {
		all_certain &= certain[part] != PEER_NONE;
		all_possible &= possible[part] != PEER_NONE;
		settle(peers, part, certain[part] != PEER_NONE ? certain[part] : possible[part]);
	}
	if (all_certain)
		return MAY_BE_TRUE;
	return all_possible ? TRUTH_UNTOLD_FLAG : MAY_BE_FALSE;
}

unsigned ask_peers(struct requirement *requirement, struct json_object *host,
		   struct asker *asker)
{
	struct peers peers = { .whole = requirement, .asker = asker };
	size_t n_parts = requirement->n_parts;
	unsigned truth;

	if (!find_list(requirement, host, asker, &peers.list, &truth))
		return truth;
	peers.n = json_object_array_length(peers.list);
	requirement->found = arena_print(asker->arena, "%zu", peers.n);
	/* What peers_assign() takes; to ask takes no less work than its memory. */
	if (!asker_spend(asker, n_parts * n_parts * peers.n))
		return TRUTH_UNTOLD_FLAG;
	ask_all(&peers);
	return asker->left ? assign(&peers) : TRUTH_UNTOLD_FLAG;
}

/* NOLINTEND(misc-no-recursion) */
