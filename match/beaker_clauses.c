/* Elements with one value, and those that only a lab can answer. */
#include "match/beaker_clauses.h"

#include <string.h>
#include <strings.h>

#include "match/beaker_value.h"
#include "match/xml.h"

struct requirement *beaker_read_value(struct beaker_reader *reader,
					     const struct xml_element *element,
					     const struct beaker_field *field)
{
	enum requirement_op op;
	struct requirement_value value;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (!clause_value(reader, element, field->kind, &value))
		return clause_without_value(reader, element);
	return clause_joined(reader, field, clause_compare(reader, element, field->field, op, value));
}

struct requirement *beaker_read_fixed(struct beaker_reader *reader,
				      const struct xml_element *element,
				      const struct beaker_field *field)
{
	const char *value = xml_attribute(element, "value"), *op = xml_attribute(element, "op");

	if (!value || !*value)
		return clause_without_value(reader, element);

	struct requirement *ret = clause_compare(reader, element, field->field, OP_EQUAL, clause_folded(value));
	if (op && strcmp(op, "=") && strcmp(op, "=="))
		ret->note = "Beaker does not look at op here: it compares with ==";
	return ret;
}

/* System.hypervisor is "" on bare metal: there is always something to compare. */
struct requirement *beaker_read_hypervisor(struct beaker_reader *reader,
					   const struct xml_element *element,
					   const struct beaker_field *field)
{
	const char *value = xml_attribute(element, "value");
	enum requirement_op op;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	return clause_compare(reader, element, field->field, op, clause_folded(value ? value : ""));
}

struct requirement *beaker_read_hyper(struct beaker_reader *reader,
				      const struct xml_element *element,
				      const struct beaker_field *field)
{
	const struct requirement_value yes = { .kind = VALUE_INTEGER, .integer = 1 };
	const char *value = xml_attribute(element, "value"), *op = xml_attribute(element, "op");

	if (!value)
		return clause_refuse(reader, element, "it has no value");
	if (strcasecmp(value, "true") && strcmp(value, "1"))
		return clause_left_out(reader, element, "Beaker leaves it out: it does not ask for hosts "
						 "without hyper-threading");

	struct requirement *ret = clause_compare(reader, element, field->field, OP_EQUAL, yes);
	if (op && strcmp(op, "=") && strcmp(op, "=="))
		ret->note = "Beaker does not look at op here: it compares with ==";
	return clause_joined(reader, field, ret);
}

/* ---- what only the lab knows ---- */

struct requirement *beaker_read_auto_prov(struct beaker_reader *reader,
					  const struct xml_element *element,
					  const struct beaker_field *field)
{
	const char *value = xml_attribute(element, "value");

	if (!value || !*value)
		return clause_without_value(reader, element);

	struct requirement *none = requirement_new(reader->arena, REQUIRE_NULL);
	struct requirement *ret = clause_new(reader, REQUIRE_NOT, element, NULL);
	none->field = field->field;
	requirement_add(reader->arena, ret, none);
	return clause_joined(reader, field, ret);
}

struct requirement *beaker_read_date(struct beaker_reader *reader,
				     const struct xml_element *element,
				     const struct beaker_field *field)
{
	enum requirement_op op;
	struct requirement_value value;

	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (!clause_value(reader, element, field->kind, &value))
		return clause_without_value(reader, element);
	if (!beaker_is_date(value.text))
		return clause_refuse(reader, element, "its value is no date (YYYY-MM-DD)");
	return clause_compare(reader, element, field->field, op, value);
}

/* Without a date it asks whether the host was ever inventoried. */
struct requirement *beaker_read_date_or_null(struct beaker_reader *reader,
					     const struct xml_element *element,
					     const struct beaker_field *field)
{
	const char *value = xml_attribute(element, "value");
	enum requirement_op op;

	if (value && *value)
		return beaker_read_date(reader, element, field);
	if (!clause_op(reader, element, field, &op))
		return NULL;
	if (op != OP_EQUAL && op != OP_UNEQUAL)
		return clause_refuse(reader, element, "without a value, it has no such operator");

	struct requirement *ret = clause_new(reader, REQUIRE_NULL, element, NULL);
	ret->field = field->field;
	if (op == OP_EQUAL)
		return ret;
	struct requirement *not = clause_new(reader, REQUIRE_NOT, element, NULL);
	requirement_add(reader->arena, not, ret);
	ret->said = NULL;
	return not;
}

struct requirement *beaker_read_distro(struct beaker_reader *reader,
				       const struct xml_element *element,
				       const struct beaker_field *field)
{
	const char *arch = xml_attribute(element, "arch");
	const char *major = xml_attribute(element, "osmajor");

	if (clause_knows_arch(arch) && major && *major)
		return clause_listed(reader, element, field->field, NULL, false);

	/* A list that is no row of the host has no element. */
	struct requirement *ret = clause_listed(reader, element, "", NULL, false);
	ret->note = clause_knows_arch(arch) ? "matches no host: it has no osmajor" :
		    "matches no host: Beaker knows no such architecture";
	return ret;
}

/* ---- the fields ---- */

/* Sets of operators, as bits. */
#define OPS_NONE 0u
#define OPS_EQUAL (1u << OP_EQUAL | 1u << OP_UNEQUAL)
#define OPS_TEXT (OPS_EQUAL | 1u << OP_LIKE)
#define OPS_ORDER (OPS_EQUAL | 1u << OP_LESS | 1u << OP_LESS_EQUAL | 1u << OP_MORE | 1u << OP_MORE_EQUAL)
#define OPS_ALL (OPS_TEXT | OPS_ORDER)

const struct beaker_field *beaker_field(enum beaker_context context, const char *element)
{
	static const struct beaker_field fields[] = {
#define FIELD(where, name, reader, value, operators, path, row) \
	{ BEAKER_##where, #name, beaker_read_##reader, VALUE_##value, OPS_##operators, path, row },
#include "match/beaker_fields.def"
#undef FIELD
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].context == context && !strcmp(fields[i].element, element))
			return &fields[i];
	return NULL;
}
