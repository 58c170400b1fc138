#include "match/beaker_clauses.h"

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

struct requirement *clause_refuse(struct beaker_reader *reader,
				  const struct xml_element *element, const char *why)
{
	if (!reader->error) {
		reader->error = arena_print(reader->arena, "%s: %s",
					    start_tag(reader->arena, element), why);
		reader->error_line = element->line;
	}
	return NULL;
}

struct requirement *clause_left_out(struct beaker_reader *reader,
				    const struct xml_element *element, const char *why)
{
	return clause_new(reader, REQUIRE_NOTHING, element, why);
}

bool clause_op(struct beaker_reader *reader, const struct xml_element *element,
		    const struct beaker_field *field, enum requirement_op *ret)
{
	static const struct {
		const char *text;
		enum requirement_op op;
	} rows[] = {
		{ "==", OP_EQUAL }, { "=", OP_EQUAL }, { "!=", OP_UNEQUAL },
		{ "like", OP_LIKE }, { "<", OP_LESS }, { "<=", OP_LESS_EQUAL },
		{ ">", OP_MORE }, { ">=", OP_MORE_EQUAL },
	};
	const char *text = xml_attribute(element, "op");

	*ret = OP_EQUAL;
	if (!text)
		return true;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!strcmp(rows[i].text, text) && field->ops & 1u << rows[i].op) {
			*ret = rows[i].op;
			return true;
		}
	}
	clause_refuse(reader, element, "this element has no such operator");
	return false;
}

struct requirement *clause_joined(struct beaker_reader *reader,
				  const struct beaker_field *field,
				  struct requirement *clause)
{
	if (!field->join)
		return clause;
	for (size_t i = 0; i < reader->n_joins; i++)
		if (!strcmp(reader->joins[i], field->join))
			return clause;
	*arena_add(reader->arena, reader->joins, reader->n_joins) = field->join;
	return clause;
}

struct requirement *clause_compare(struct beaker_reader *reader,
				   const struct xml_element *element, const char *field,
				   enum requirement_op op, struct requirement_value value)
{
	struct requirement *ret = element ? clause_new(reader, REQUIRE_COMPARE, element, NULL) :
					    requirement_new(reader->arena, REQUIRE_COMPARE);

	ret->field = field;
	ret->op = op;
	ret->value = value;
	return ret;
}

struct requirement_value clause_folded(const char *text)
{
	return (struct requirement_value){ .kind = VALUE_FOLDED, .text = text };
}

struct requirement *clause_listed(struct beaker_reader *reader,
				      const struct xml_element *element, const char *list,
				      struct requirement *part, bool negated)
{
	struct requirement *ret = requirement_new(reader->arena, REQUIRE_ELEMENT), *not;

	ret->field = list;
	if (part)
		requirement_add(reader->arena, ret, part);
	if (!negated) {
		ret->said = start_tag(reader->arena, element);
		ret->line = element->line;
		return ret;
	}
	not = clause_new(reader, REQUIRE_NOT, element, NULL);
	requirement_add(reader->arena, not, ret);
	return not;
}

bool clause_value(struct beaker_reader *reader, const struct xml_element *element,
		       enum value_kind kind, struct requirement_value *ret)
{
	const char *text = xml_attribute(element, "value");
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
		clause_refuse(reader, element, kind == VALUE_REAL ? "its value is no number" :
								   "its value is no whole number");
	return good && given;
}

struct requirement *clause_without_value(struct beaker_reader *reader,
					 const struct xml_element *element)
{
	const char *text = xml_attribute(element, "value");

	if (reader->error)
		return NULL;
	if (!text || !*text)
		return clause_left_out(reader, element, "Beaker leaves it out: it has no value");
	return clause_left_out(reader, element, "Beaker leaves it out: 0 is no value to it");
}

