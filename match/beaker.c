#include "match/beaker.h"

#include <string.h>

#include "match/beaker_clause.h"
#include "match/xml.h"
#include "scanner/arena.h"

/* NOLINTBEGIN(misc-no-recursion): no deeper than XML_DEPTH. */

bool beaker_survives(const struct requirement *requirement)
{
	switch (requirement->kind) {
	case REQUIRE_NOTHING:
		return false;
	case REQUIRE_ALL:
	case REQUIRE_ANY:
	case REQUIRE_NOT:
		for (size_t i = 0; i < requirement->n_parts; i++)
			if (beaker_survives(requirement->parts[i]))
				return true;
		return false;
	default:
		return true;
	}
}

/* and, or, not, and what has no meaning in its context: Beaker takes that for <and>. */
static struct requirement *read_group(struct beaker_reader *reader,
				      const struct xml_element *element,
				      enum beaker_context context)
{
	static const struct {
		const char *name;
		enum requirement_kind kind;
		enum beaker_context in, inside;
	} rows[] = {
		{ "cpu", REQUIRE_ALL, BEAKER_HOST, BEAKER_CPU },
		{ "system", REQUIRE_ALL, BEAKER_HOST, BEAKER_SYSTEM },
	};
	bool is_or = xml_is(element, "or"), is_not = xml_is(element, "not");
	bool known = is_or || is_not || xml_is(element, "and");
	struct requirement *ret = clause_new(reader, is_or ? REQUIRE_ANY :
					     is_not ? REQUIRE_NOT : REQUIRE_ALL, element, NULL);
	enum beaker_context inside = context;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (context == rows[i].in && xml_is(element, rows[i].name)) {
			inside = rows[i].inside;
			known = true;
		}
	}
	if (!beaker_read_parts(reader, element, inside, ret))
		return NULL;
	if (!known)
		ret->note = element->first ?
			"Beaker has no such element here: it looks at what is in it" :
			"Beaker leaves it out: it has no such element here";
	else if (!beaker_survives(ret))
		ret->note = "Beaker leaves it out: nothing is left in it";
	if (is_not && context == BEAKER_DISK && !beaker_survives(ret))
		return element_refuse(reader, element, "nothing is left in it, which within <disk> "
						      "is an error of SQL");
	return ret;
}

bool beaker_read_parts(struct beaker_reader *reader, const struct xml_element *element,
		       enum beaker_context context, struct requirement *whole)
{
	for (const struct xml_element *child = element->first; child; child = child->next) {
		const struct beaker_field *field = beaker_field(context, child->name);
		struct requirement *part = field ? beaker_read_field(reader, child, field) :
						   read_group(reader, child, context);

		if (!part)
			return false;
		requirement_add(reader->arena, whole, part);
	}
	return true;
}

/* NOLINTEND(misc-no-recursion) */

/* The rows that the query joins: without one the host is not among those it looks at. */
static void add_joins(const struct beaker_reader *reader, struct requirement *root)
{
	for (size_t i = 0; i < reader->n_joins; i++) {
		struct requirement *none = requirement_new(reader->arena, REQUIRE_NULL);
		struct requirement *row = requirement_new(reader->arena, REQUIRE_NOT);

		none->field = reader->joins[i];
		row->note = arena_print(reader->arena, "Beaker looks only at hosts that have a "
					"row of %s, wherever it is asked for", reader->joins[i]);
		requirement_add(reader->arena, row, none);
		requirement_add(reader->arena, root, row);
	}
}

static struct requirement *forced(struct beaker_reader *reader,
				  const struct xml_element *element, const char *fqdn)
{
	const struct beaker_clause clause = { .reader = reader, .element = element };
	struct requirement *ret = clause_compare(&clause, "fqdn", OP_EQUAL, clause_folded(fqdn));

	ret->note = "force: Beaker takes that host and looks at nothing else";
	return ret;
}

/* The tree of a <hostRequires>; NULL on an error, which *ret holds then. */
static struct requirement *read_host(struct requirements *ret, struct arena *arena,
				     const struct xml_element *element)
{
	struct beaker_reader reader = { .arena = arena };
	const char *force = xml_attribute(element, "force");
	struct requirement *root = clause_new(&reader, REQUIRE_ALL, element, NULL);

	if (force && *force)
		root = forced(&reader, element, force);
	else if (beaker_read_parts(&reader, element, BEAKER_HOST, root))
		add_joins(&reader, root);
	ret->error = reader.error;
	ret->error_line = reader.error_line;
	return reader.error ? NULL : root;
}

/* What comes next in the file; NULL at its end. */
static const struct xml_element *next_element(const struct xml_element *element, bool within)
{
	if (within && element->first)
		return element->first;
	while (element && !element->next)
		element = element->parent;
	return element ? element->next : NULL;
}

/* ---- jobs, as Beaker reads them (bkr/server/jobs.py, handleRecipe) ---- */

/* "recipe 2, Server one": by its whiteboard, if it has one. */
static const char *recipe_name(const struct xml_element *recipe, size_t number,
			       struct arena *arena)
{
	const char *whiteboard = xml_attribute(recipe, "whiteboard");

	if (!whiteboard || !*whiteboard)
		return arena_print(arena, "%s %zu", recipe->name, number);
	return arena_print(arena, "%s %zu, %s", recipe->name, number,
			   requirement_shown(arena, whiteboard));
}

static const struct xml_element *find_sibling(const struct xml_element *element,
					      const char *name)
{
	while (element && !xml_is(element, name))
		element = element->next;
	return element;
}

/* The first <hostRequires> of a recipe is the one that counts. That of a guest has to be sound,
 * but it takes what runs on the host of its recipe: beakerd matches no others. */
static bool read_recipe(struct requirements *ret, struct arena *arena,
			const struct xml_element *recipe)
{
	const struct xml_element *element = find_sibling(recipe->first, "hostRequires");
	struct requirement *root;

	if (!element) {
		ret->error = arena_print(arena, "<%s>: it has no <hostRequires>", recipe->name);
		ret->error_line = recipe->line;
		return false;
	}
	root = read_host(ret, arena, element);
	if (!root)
		return false;
	if (!root->note && find_sibling(element->next, "hostRequires"))
		root->note = "Beaker looks only at the first <hostRequires> of a recipe";
	if (xml_is(recipe, "guestrecipe"))
		return true;

	const char *name = recipe_name(recipe, ret->n_hosts + 1, arena);
	*arena_add(arena, ret->hosts, ret->n_hosts) =
		(struct required_host){ .name = name, .line = element->line, .root = root };
	return true;
}

/* A recipe, or a <hostRequires> that is all of the file. */
static bool read_element(struct requirements *ret, struct arena *arena,
			 const struct xml_element *element)
{
	struct requirement *root;

	if (xml_is(element, "recipe") || xml_is(element, "guestrecipe"))
		return read_recipe(ret, arena, element);
	if (!xml_is(element, "hostRequires") || element->parent)
		return true;
	root = read_host(ret, arena, element);
	if (root)
		*arena_add(arena, ret->hosts, ret->n_hosts) =
			(struct required_host){ .line = element->line, .root = root };
	return root != NULL;
}

void beaker_read(const char *data, size_t size, struct arena *arena,
		 struct requirements *ret)
{
	*ret = (struct requirements){ .kind = REQUIREMENTS_BEAKER };
	const struct xml_element *element = xml_read(data, size, arena, &ret->error,
						     &ret->error_line);
	if (!element)
		return;
	while (element && read_element(ret, arena, element))
		element = next_element(element, !xml_is(element, "hostRequires"));
	if (!ret->error && !ret->n_hosts)
		ret->error = "it has no <recipe> and is no <hostRequires>";
}
