#include "match/beaker.h"

#include <string.h>

#include "match/beaker_clauses.h"
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
		return clause_refuse(reader, element, "nothing is left in it, which within <disk> "
						      "is an error of SQL");
	return ret;
}

bool beaker_read_parts(struct beaker_reader *reader, const struct xml_element *element,
		       enum beaker_context context, struct requirement *whole)
{
	for (const struct xml_element *child = element->first; child; child = child->next) {
		const struct beaker_field *field = beaker_field(context, child->name);
		struct requirement *part = field ? field->read(reader, child, field) :
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
	struct requirement *ret = clause_compare(reader, element, "fqdn", OP_EQUAL,
						 clause_folded(fqdn));

	ret->note = "force: Beaker takes that host and looks at nothing else";
	return ret;
}

/* False on an error. */
static bool read_host(struct requirements *requirements, const struct xml_element *element,
		      const char *name, struct arena *arena)
{
	struct beaker_reader reader = { .arena = arena };
	const char *force = xml_attribute(element, "force");
	struct requirement *root = clause_new(&reader, REQUIRE_ALL, element, NULL);

	if (force && *force)
		root = forced(&reader, element, force);
	else if (beaker_read_parts(&reader, element, BEAKER_HOST, root))
		add_joins(&reader, root);
	*arena_add(arena, requirements->hosts, requirements->n_hosts) =
		(struct required_host){ .name = name, .line = element->line, .root = root };
	requirements->error = reader.error;
	requirements->error_line = reader.error_line;
	return !reader.error;
}

/* What comes next in the file; NULL at its end. */
static const struct xml_element *next_element(const struct xml_element *element)
{
	if (element->first)
		return element->first;
	while (element && !element->next)
		element = element->parent;
	return element ? element->next : NULL;
}

static bool is_recipe(const struct xml_element *element)
{
	return element && (xml_is(element, "recipe") || xml_is(element, "guestrecipe"));
}

/* "recipe 2, Server one": by its whiteboard, if it has one. */
static const char *recipe_name(const struct xml_element *recipe, size_t number,
			       struct arena *arena)
{
	const char *whiteboard = xml_attribute(recipe, "whiteboard");

	if (!whiteboard || !*whiteboard)
		return arena_print(arena, "%s %zu", recipe->name, number);
	return arena_print(arena, "%s %zu, %s", recipe->name, number, whiteboard);
}

void beaker_read(const char *data, size_t size, struct arena *arena,
		 struct requirements *ret)
{
	size_t n_recipes = 0;

	*ret = (struct requirements){ .kind = REQUIREMENTS_BEAKER };
	const struct xml_element *element = xml_read(data, size, arena, &ret->error,
						     &ret->error_line);
	if (!element)
		return;
	for (; element; element = next_element(element)) {
		const char *name = NULL;

		n_recipes += is_recipe(element);
		if (!xml_is(element, "hostRequires"))
			continue;
		if (is_recipe(element->parent))
			name = recipe_name(element->parent, n_recipes, arena);
		if (!read_host(ret, element, name, arena))
			return;
	}
	if (!ret->n_hosts)
		ret->error = "there is no <hostRequires> in it";
}
