/* Elements with one value, and those that only a lab can answer. */
#include "match/beaker_clause.h"

#include <string.h>
#include <strings.h>

#include "match/beaker_value.h"
#include "match/xml.h"

struct requirement *beaker_read_value(const struct beaker_clause *c)
{
	struct requirement_value value;

	if (!clause_value(c, c->field->kind, &value))
		return clause_without_value(c);
	return clause_compare(c, c->field->field, c->op, value);
}

struct requirement *beaker_read_fixed(const struct beaker_clause *c)
{
	const char *value = xml_attribute(c->element, "value");

	if (!value || !*value)
		return clause_without_value(c);
	return clause_compare(c, c->field->field, OP_EQUAL, clause_folded(value));
}

/* System.hypervisor is "" on bare metal: there is always something to compare. */
struct requirement *beaker_read_hypervisor(const struct beaker_clause *c)
{
	const char *value = xml_attribute(c->element, "value");

	return clause_compare(c, c->field->field, c->op, clause_folded(value ? value : ""));
}

struct requirement *beaker_read_hyper(const struct beaker_clause *c)
{
	const struct requirement_value yes = { .kind = VALUE_INTEGER, .integer = 1 };
	const char *value = xml_attribute(c->element, "value");

	if (!value)
		return clause_refuse(c, "it has no value");
	if (strcasecmp(value, "true") && strcmp(value, "1"))
		return clause_left_out(c, "Beaker leaves it out: it does not ask for hosts without "
					  "hyper-threading");
	return clause_compare(c, c->field->field, OP_EQUAL, yes);
}

/* ---- what only the lab knows ---- */

struct requirement *beaker_read_auto_prov(const struct beaker_clause *c)
{
	const char *value = xml_attribute(c->element, "value");

	if (!value || !*value)
		return clause_without_value(c);

	struct requirement *none = requirement_new(c->reader->arena, REQUIRE_NULL);
	struct requirement *ret = clause_new(c->reader, REQUIRE_NOT, c->element, NULL);
	none->field = c->field->field;
	requirement_add(c->reader->arena, ret, none);
	return ret;
}

struct requirement *beaker_read_date(const struct beaker_clause *c)
{
	struct requirement_value value;

	if (!clause_value(c, c->field->kind, &value))
		return clause_without_value(c);
	if (!beaker_is_date(value.text))
		return clause_refuse(c, "its value is no date (YYYY-MM-DD)");
	return clause_compare(c, c->field->field, c->op, value);
}

/* Without a date it asks whether the host was ever inventoried. */
struct requirement *beaker_read_date_or_null(const struct beaker_clause *c)
{
	const char *value = xml_attribute(c->element, "value");

	if (value && *value)
		return beaker_read_date(c);
	if (c->op != OP_EQUAL && c->op != OP_UNEQUAL)
		return clause_refuse(c, "without a value, it has no such operator");

	struct requirement *ret = clause_new(c->reader, REQUIRE_NULL, c->element, NULL);
	ret->field = c->field->field;
	if (c->op == OP_EQUAL)
		return ret;
	struct requirement *not = clause_new(c->reader, REQUIRE_NOT, c->element, NULL);
	requirement_add(c->reader->arena, not, ret);
	ret->said = NULL;
	return not;
}

struct requirement *beaker_read_distro(const struct beaker_clause *c)
{
	const char *arch = xml_attribute(c->element, "arch");
	const char *major = xml_attribute(c->element, "osmajor");

	if (clause_knows_arch(arch) && major && *major)
		return clause_listed(c, c->field->field, NULL, false);

	/* A list that is no row of the host has no element. */
	struct requirement *ret = clause_listed(c, "", NULL, false);
	ret->note = clause_knows_arch(arch) ? "matches no host: it has no osmajor" :
		    "matches no host: Beaker knows no such architecture";
	return ret;
}

/* ---- the fields ---- */

/* Sets of operators, as bits. */
#define OPS_NONE 0u
#define OPS_EQUAL (1u << OP_EQUAL | 1u << OP_UNEQUAL)
#define OPS_TEXT (OPS_EQUAL | 1u << OP_LIKE)
#define OPS_ORDER                                                     \
	(OPS_EQUAL | 1u << OP_LESS | 1u << OP_LESS_EQUAL | 1u << OP_MORE | \
	 1u << OP_MORE_EQUAL)
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
