#include "match/beaker_clause.h"

#include <string.h>

#include "match/beaker_value.h"
#include "match/xml.h"
#include "scanner/arena.h"

static const char *start_tag(struct arena *arena, const struct xml_element *element)
{
	const char *text = arena_print(arena, "<%s", requirement_shown(arena, element->name));

	for (size_t i = 0; i < element->n_attributes; i++)
		text = arena_print(arena, "%s %s=\"%s\"", text,
				   requirement_shown(arena, element->attributes[i].name),
				   requirement_shown(arena, element->attributes[i].value));
	return arena_print(arena, "%s%s", text, element->first ? ">" : "/>");
}

struct requirement *clause_new(struct beaker_reader *reader, enum requirement_kind kind,
				const struct xml_element *element, const char *note)
{
	struct requirement *ret = requirement_new(reader->arena, kind);

	ret->said = start_tag(reader->arena, element);
	ret->line = element->line;
	ret->note = note;
	return ret;
}

struct requirement *element_refuse(struct beaker_reader *reader,
				   const struct xml_element *element, const char *why)
{
	if (!reader->error) {
		reader->error = arena_print(reader->arena, "%s: %s",
					    start_tag(reader->arena, element), why);
		reader->error_line = element->line;
	}
	return NULL;
}

struct requirement *clause_refuse(const struct beaker_clause *c, const char *why)
{
	return element_refuse(c->reader, c->element, why);
}

struct requirement *clause_left_out(const struct beaker_clause *c, const char *why)
{
	return clause_new(c->reader, REQUIRE_NOTHING, c->element, why);
}

struct requirement *clause_part(const struct beaker_clause *c, const char *field,
				enum requirement_op op, struct requirement_value value)
{
	struct requirement *ret = requirement_new(c->reader->arena, REQUIRE_COMPARE);

	ret->field = field;
	ret->op = op;
	ret->value = value;
	return ret;
}

/* Has a requirement come from the element. */
static struct requirement *said(const struct beaker_clause *c, struct requirement *ret)
{
	ret->said = start_tag(c->reader->arena, c->element);
	ret->line = c->element->line;
	return ret;
}

struct requirement *clause_compare(const struct beaker_clause *c, const char *field,
				   enum requirement_op op, struct requirement_value value)
{
	return said(c, clause_part(c, field, op, value));
}

struct requirement_value clause_folded(const char *text)
{
	return (struct requirement_value){ .kind = VALUE_FOLDED, .text = text };
}

struct requirement *clause_listed(const struct beaker_clause *c, const char *list,
				  struct requirement *part, bool negated)
{
	struct requirement *ret = requirement_new(c->reader->arena, REQUIRE_ELEMENT), *not;

	ret->field = list;
	if (part)
		requirement_add(c->reader->arena, ret, part);
	if (!negated)
		return said(c, ret);
	not = requirement_new(c->reader->arena, REQUIRE_NOT);
	requirement_add(c->reader->arena, not, ret);
	return said(c, not);
}

bool clause_value(const struct beaker_clause *c, enum value_kind kind,
		  struct requirement_value *ret)
{
	const char *text = xml_attribute(c->element, "value");
	bool good = true, given = text && *text;

	*ret = (struct requirement_value){ .kind = kind, .text = text };
	if (text && kind == VALUE_INTEGER) {
		good = beaker_integer(text, &ret->integer);
		given = ret->integer != 0;
	} else if (text && kind == VALUE_REAL) {
		good = beaker_real(text, &ret->real);
		given = ret->real < 0 || ret->real > 0;
	}
	if (!good)
		clause_refuse(c, kind == VALUE_REAL ? "its value is no number" :
						      "its value is no whole number");
	return good && given;
}

struct requirement *clause_without_value(const struct beaker_clause *c)
{
	const char *text = xml_attribute(c->element, "value");

	if (c->reader->error)
		return NULL;
	if (!text || !*text)
		return clause_left_out(c, "Beaker leaves it out: it has no value");
	return clause_left_out(c, "Beaker leaves it out: 0 is no value to it");
}

/* ---- the element as a whole ---- */

/* Whether Beaker's filter has the operator; none is ==. */
static bool find_op(const char *text, enum requirement_op *ret)
{
	static const struct {
		const char *text;
		enum requirement_op op;
	} rows[] = {
		{ "==", OP_EQUAL }, { "=", OP_EQUAL }, { "!=", OP_UNEQUAL },
		{ "like", OP_LIKE }, { "<", OP_LESS }, { "<=", OP_LESS_EQUAL },
		{ ">", OP_MORE }, { ">=", OP_MORE_EQUAL },
	};

	*ret = OP_EQUAL;
	for (size_t i = 0; text && i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].text, text))
			continue;
		*ret = rows[i].op;
		return true;
	}
	return !text;
}

/* Has the query join a row, once. */
static void join(struct beaker_reader *reader, const char *row)
{
	for (size_t i = 0; i < reader->n_joins; i++)
		if (!strcmp(reader->joins[i], row))
			return;
	*arena_add(reader->arena, reader->joins, reader->n_joins) = row;
}

/* The operator is looked up first, whatever else is wrong; a clause that is left out joins
 * no row. */
struct requirement *beaker_read_field(struct beaker_reader *reader,
				      const struct xml_element *element,
				      const struct beaker_field *field)
{
	struct beaker_clause clause = { .reader = reader, .element = element, .field = field };
	bool has_op = find_op(xml_attribute(element, "op"), &clause.op);
	struct requirement *ret;

	if (field->ops && (!has_op || !(field->ops & 1u << clause.op)))
		return clause_refuse(&clause, "this element has no such operator");
	ret = field->read(&clause);
	if (!ret)
		return NULL;
	if (field->join && beaker_survives(ret))
		join(reader, field->join);
	if (!field->ops && ret->kind == REQUIRE_COMPARE && (!has_op || clause.op != OP_EQUAL))
		ret->note = "Beaker does not look at op here: it compares with ==";
	return ret;
}
