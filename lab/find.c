#include "lab/find.h"

#include <string.h>

#include "lab/find_values.h"
#include "lab/index.h"
#include "match/requirement.h"
#include "scanner/arena.h"

/* Parts of one field are put together in a node of their own: one more for each. */
#define LEVELS (2 * REQUIREMENT_DEPTH + 2)

/* For which it must be true, and for which it may. */
struct pair {
	struct hosts must, may;
};

/* What is asked about: hosts, or the lists that are a field's values, by their places. */
struct universe {
	const struct index_source *source;
	enum view view;
	int64_t n;
	struct find_values *values; /* NULL: hosts */
	struct arena *arena;
	struct pair *levels[LEVELS]; /* of parts at that depth; NULL: not needed yet */
};

static struct pair *level(struct universe *universe, unsigned depth)
{
	struct pair **pair = &universe->levels[depth];

	if (!*pair) {
		*pair = arena_alloc(universe->arena, sizeof(**pair));
		(*pair)->must = hosts_new(universe->arena, universe->n);
		(*pair)->may = hosts_new(universe->arena, universe->n);
	}
	return *pair;
}

static bool must_be(unsigned truth, bool negated)
{
	return truth == (negated ? MAY_BE_FALSE : MAY_BE_TRUE);
}

static bool may_be(unsigned truth, bool negated)
{
	return truth & (negated ? MAY_BE_FALSE : MAY_BE_TRUE);
}

/* ---- what a part looks at ---- */

static bool is_group(const struct requirement *requirement)
{
	return requirement->kind == REQUIRE_ALL || requirement->kind == REQUIRE_ANY ||
	       requirement->kind == REQUIRE_NOT;
}

/* NOLINTBEGIN(misc-no-recursion): no deeper than LEVELS. */

/* Whether it requires nothing of any host: then it does not count. */
static bool is_nothing(const struct requirement *requirement)
{
	if (!is_group(requirement))
		return requirement->kind == REQUIRE_NOTHING;
	for (size_t i = 0; i < requirement->n_parts; i++)
		if (!is_nothing(requirement->parts[i]))
			return false;
	return true;
}

/* The first path that is asked for, of what is not nothing. */
static const char *first_path(const struct requirement *requirement)
{
	size_t i = 0;

	if (!is_group(requirement))
		return requirement->field;
	while (is_nothing(requirement->parts[i]))
		i++;
	return first_path(requirement->parts[i]);
}

/* Whether all that is asked for is of the field that the path begins with. */
static bool looks_only_at(const struct requirement *requirement, const char *path,
			  size_t length)
{
	if (requirement->kind == REQUIRE_NOTHING)
		return true;
	if (!is_group(requirement))
		return find_path_length(requirement->field) == length &&
		       !strncmp(requirement->field, path, length);
	for (size_t i = 0; i < requirement->n_parts; i++)
		if (!looks_only_at(requirement->parts[i], path, length))
			return false;
	return true;
}

/* ---- groups ---- */

static int ask(struct universe *universe, struct requirement *requirement, bool negated,
	       unsigned depth);

/* The part, and with it all later ones that look at the same field and no other: what they
 * come to together is then known for each value. Marks them in `done`. */
static struct requirement *with_others(struct universe *universe,
				       const struct requirement *whole, size_t i, bool *done)
{
	struct requirement *part = whole->parts[i], *together = NULL;
	const char *path = first_path(part);
	size_t length = find_path_length(path);

	if (universe->values || !looks_only_at(part, path, length))
		return part;
	for (size_t j = i + 1; j < whole->n_parts; j++) {
		if (done[j] || !looks_only_at(whole->parts[j], path, length))
			continue;
		if (!together) {
			together = requirement_new(universe->arena, whole->kind == REQUIRE_ANY ?
						   REQUIRE_ANY : REQUIRE_ALL);
			requirement_add(universe->arena, together, part);
		}
		requirement_add(universe->arena, together, whole->parts[j]);
		done[j] = true;
	}
	return together ? together : part;
}

/* De Morgan: what is not all of its parts lacks any. */
static int ask_parts(struct universe *universe, struct requirement *whole, bool negated,
		     unsigned depth)
{
	struct pair *pair = level(universe, depth);
	bool *done = arena_alloc(universe->arena, whole->n_parts * sizeof(*done));
	bool first = true;

	negated ^= whole->kind == REQUIRE_NOT;
	bool any = (whole->kind == REQUIRE_ANY) != negated;
	for (size_t i = 0; i < whole->n_parts; i++) {
		if (done[i] || is_nothing(whole->parts[i]))
			continue;
		int error = ask(universe, with_others(universe, whole, i, done), negated, depth + 1);
		if (error)
			return error;
		const struct pair *part = universe->levels[depth + 1];
		void (*join)(struct hosts *, const struct hosts *) =
			first ? hosts_copy : any ? hosts_or : hosts_and;
		join(&pair->must, &part->must);
		join(&pair->may, &part->may);
		first = false;
	}
	return 0;
}

/* ---- lists ---- */

static int ask_lists(struct universe *lists, struct requirement *requirement, bool negated,
		     unsigned depth)
{
	struct pair *pair = level(lists, depth);
	unsigned char *truths = arena_alloc(lists->arena, (size_t)lists->n);
	int error = find_lists_ask(lists->values, requirement, truths);

	hosts_clear(&pair->must);
	hosts_clear(&pair->may);
	for (int64_t i = 0; i < (int64_t)lists->values->n_lists; i++) {
		if (must_be(truths[i], negated))
			hosts_add(&pair->must, i);
		if (may_be(truths[i], negated))
			hosts_add(&pair->may, i);
	}
	return error;
}

/* ---- fields ---- */

/* Values, by what is known of their hosts. */
struct ids {
	int64_t *must, *may, *never; /* may: but need not */
	size_t n_must, n_may, n_never;
};

static void add_id(struct arena *arena, struct ids *ids, int64_t id, bool must, bool may)
{
	if (must)
		*arena_add(arena, ids->must, ids->n_must) = id;
	else if (may)
		*arena_add(arena, ids->may, ids->n_may) = id;
	else
		*arena_add(arena, ids->never, ids->n_never) = id;
}

static int postings(const struct find_values *values, const int64_t *ids, size_t n,
		    struct hosts *ret)
{
	const struct index_source *source = values->source;

	return n ? source->postings(source->context, values->field, ids, n, ret) : 0;
}

/* What is true, or may be, of hosts that have no value there. */
static int add_hosts_without(const struct find_values *values, const struct ids *ids,
			     bool negated, struct pair *pair)
{
	const struct index_source *source = values->source;
	struct hosts without = hosts_new(values->arena, source->all.n);
	int error = 0;

	if (!may_be(values->untold, negated))
		return 0;
	hosts_copy(&without, values->exists && !values->is_section ? &source->bare :
								     &source->all);
	if (values->exists && values->is_section) {
		struct hosts with = hosts_new(values->arena, source->all.n);

		hosts_copy(&with, &pair->may);
		error = postings(values, ids->never, ids->n_never, &with);
		hosts_without(&without, &with);
	}
	hosts_or(&pair->may, &without);
	if (must_be(values->untold, negated))
		hosts_or(&pair->must, &without);
	return error;
}

/* Of the hosts whose text is none of those that were looked for. */
static int add_rest(const struct find_values *values, const struct ids *ids, bool negated,
		    struct pair *pair)
{
	const struct index_source *source = values->source;
	struct hosts rest = hosts_new(values->arena, source->all.n);
	struct hosts others = hosts_new(values->arena, source->all.n);

	if (!may_be(values->rest, negated))
		return 0;
	hosts_copy(&others, &pair->may);
	hosts_or(&others, &source->bare);
	int error = postings(values, ids->never, ids->n_never, &others);
	hosts_copy(&rest, &source->all);
	hosts_without(&rest, &others);
	hosts_or(&pair->may, &rest);
	if (must_be(values->rest, negated))
		hosts_or(&pair->must, &rest);
	return error;
}

/* From values to the hosts that have them. */
static int find_pair(const struct find_values *values, const struct ids *ids, bool negated,
		     struct pair *pair)
{
	hosts_clear(&pair->must);
	int error = postings(values, ids->must, ids->n_must, &pair->must);
	hosts_copy(&pair->may, &pair->must);
	if (!error)
		error = postings(values, ids->may, ids->n_may, &pair->may);
	/* What was indexed of these is of another document than their latest. */
	hosts_without(&pair->must, &values->source->bare);
	hosts_without(&pair->may, &values->source->bare);
	if (!error)
		error = add_rest(values, ids, negated, pair);
	return error ? error : add_hosts_without(values, ids, negated, pair);
}

static int add_lists(const struct universe *universe, struct find_values *values,
		     struct requirement *requirement, bool negated, struct ids *ids)
{
	struct universe lists = {
		.source = universe->source,
		.view = universe->view,
		.n = (int64_t)values->n_lists,
		.values = values,
		.arena = values->arena,
	};
	int error = ask(&lists, requirement, negated, 0);

	for (size_t i = 0; !error && i < values->n_lists; i++)
		add_id(values->arena, ids, values->lists[i].id,
		       hosts_have(&lists.levels[0]->must, (int64_t)i),
		       hosts_have(&lists.levels[0]->may, (int64_t)i));
	return error;
}

static int ask_field(struct universe *universe, struct requirement *requirement, bool negated,
		     unsigned depth, const char *path)
{
	struct arena arena = { NULL };
	struct find_values values;
	struct ids ids = { .must = NULL };
	int error = find_values_ask(universe->source, universe->view, requirement, path,
				    find_path_length(path), &arena, &values);

	for (size_t i = 0; !error && i < values.n_answers; i++)
		add_id(&arena, &ids, values.answers[i].id,
		       must_be(values.answers[i].truth, negated),
		       may_be(values.answers[i].truth, negated));
	if (!error && values.n_lists)
		error = add_lists(universe, &values, requirement, negated, &ids);
	if (!error)
		error = find_pair(&values, &ids, negated, level(universe, depth));
	find_values_free(&values);
	arena_free(&arena);
	return error;
}

static int ask(struct universe *universe, struct requirement *requirement, bool negated,
	       unsigned depth)
{
	const char *path = first_path(requirement);

	if (is_group(requirement) &&
	    (universe->values || !looks_only_at(requirement, path, find_path_length(path))))
		return ask_parts(universe, requirement, negated, depth);
	return universe->values ? ask_lists(universe, requirement, negated, depth) :
				  ask_field(universe, requirement, negated, depth, path);
}

/* NOLINTEND(misc-no-recursion) */

int find_hosts(const struct index_source *source, enum view view, struct requirement *root,
	       struct arena *arena, struct found *ret)
{
	struct universe universe = {
		.source = source, .view = view, .n = source->all.n, .arena = arena,
	};
	struct pair *pair = level(&universe, 0);
	int error = 0;

	if (is_nothing(root)) {
		hosts_copy(&pair->must, &source->all);
		hosts_copy(&pair->may, &source->all);
	} else {
		error = ask(&universe, root, false, 0);
	}
	hosts_and(&pair->must, &source->all);
	hosts_and(&pair->may, &source->all);
	hosts_without(&pair->may, &pair->must);
	*ret = (struct found){ .matches = pair->must, .untold = pair->may };
	return error;
}
