#include "match/expression_clause.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "match/beaker_value.h"
#include "match/regex.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define ELEMENT "[]"
#define HEX "0x"

/* Before an expression: it may match anywhere. */
#define ANYWHERE "(?s:.*?)"

static bool is_order(enum requirement_op op)
{
	return op == OP_LESS || op == OP_LESS_EQUAL || op == OP_MORE || op == OP_MORE_EQUAL;
}

/* Returns false. */
static bool refuse(struct expression_clause *clause, const char *why)
{
	clause->error = arena_print(clause->arena, "%s: %s", clause->called, why);
	return false;
}

/* ---- values ---- */

static bool read_regex(struct expression_clause *clause, const char *text,
		       struct requirement_value *ret)
{
	const char *why = NULL, *whole;

	if (!*clause->regexes)
		*clause->regexes = regexes_new(clause->arena, &why);
	if (!*clause->regexes)
		return refuse(clause, why);
	/* Alone first: in a group, "a)(b" would be an expression. */
	whole = arena_print(clause->arena, ANYWHERE "(?:%s)", text);
	if (regex_new(*clause->regexes, text, &why))
		ret->regex = regex_new(*clause->regexes, whole, &why);
	ret->kind = VALUE_TEXT;
	ret->text = text;
	return ret->regex || refuse(clause, arena_print(clause->arena, "%s: %s", text, why));
}

/* In units of what the name counts. */
static bool read_size(struct expression_clause *clause, double number, const char *unit,
		      struct requirement_value *ret)
{
	int64_t bytes = beaker_unit(unit);

	if (!clause->name.unit)
		return refuse(clause, "it has no unit");
	if (!bytes)
		return refuse(clause, arena_print(clause->arena, "%s: no such unit; there are B, "
						  "kB, MB, GB, TB, KiB, MiB, GiB, TiB", unit));
	ret->kind = VALUE_REAL;
	ret->real = number * (double)bytes / (double)clause->name.unit;
	return true;
}

static bool read_number(struct expression_clause *clause, const char *text,
			struct requirement_value *ret)
{
	char *end, *end_of_real;
	uint64_t hex;

	if (strncasecmp(text, HEX, strlen(HEX)) == 0 && isxdigit((unsigned char)text[2]) &&
	    str_number(text + strlen(HEX), 16, &hex) && hex <= INT64_MAX) {
		*ret = (struct requirement_value){ .kind = VALUE_INTEGER, .integer = (int64_t)hex };
		return true;
	}
	if (!text[strspn(text, "+-.")] || !isdigit((unsigned char)text[strspn(text, "+-.")]))
		return refuse(clause, arena_print(clause->arena, "%s: a number goes here", text));
	errno = 0;
	int64_t integer = strtoll(text, &end, 10);
	bool fits = !errno;
	double real = strtod(text, &end_of_real);
	if (*end_of_real)
		return read_size(clause, real, end_of_real + strspn(end_of_real, " "), ret);
	if (!*end && fits)
		*ret = (struct requirement_value){ .kind = VALUE_INTEGER, .integer = integer };
	else
		*ret = (struct requirement_value){ .kind = VALUE_REAL, .real = real };
	return true;
}

static bool read_flag(struct expression_clause *clause, const char *text,
		      struct requirement_value *ret)
{
	static const struct {
		const char *text;
		int64_t value;
	} flags[] = {
		{ "1", 1 }, { "true", 1 }, { "yes", 1 }, { "0", 0 }, { "false", 0 }, { "no", 0 },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcasecmp(flags[i].text, text) != 0)
			continue;
		*ret = (struct requirement_value){ .kind = VALUE_INTEGER,
						   .integer = flags[i].value };
		return true;
	}
	return refuse(clause, arena_print(clause->arena, "%s: 1 or 0, true or false go here", text));
}

static bool read_value(struct expression_clause *clause, const struct expression_value *value,
		       enum requirement_op *op, struct requirement_value *ret)
{
	if (clause->name.kind == PATH_TEXT && *op == OP_MATCH)
		return read_regex(clause, value->text, ret);
	if (clause->name.kind == PATH_TEXT) {
		*op = value->like ? OP_LIKE : *op;
		*ret = (struct requirement_value){ .kind = VALUE_FOLDED,
						   .text = value->like ? value->like : value->text };
		return true;
	}
	return clause->name.kind == PATH_FLAG ? read_flag(clause, value->text, ret) :
						read_number(clause, value->text, ret);
}

/* ---- requirements ---- */

/* NULL is unequal to all: what a host does not have is not what is asked for. */
static struct requirement *compare(struct expression_clause *clause, const char *field,
				   enum requirement_op op, struct requirement_value value)
{
	struct requirement *ret = requirement_new(clause->arena, REQUIRE_COMPARE);

	ret->field = field;
	ret->op = op;
	ret->value = value;
	ret->null_differs = true;
	return ret;
}

static struct requirement *one_of_values(struct expression_clause *clause, const char *field)
{
	struct requirement *any = requirement_new(clause->arena, REQUIRE_ANY);

	for (size_t i = 0; i < clause->n_values; i++) {
		struct requirement_value value = { .kind = VALUE_TEXT };
		enum requirement_op op = clause->op;

		if (!read_value(clause, &clause->values[i], &op, &value))
			return NULL;
		struct requirement *one = compare(clause, field, op, value);
		one->said = arena_print(clause->arena, "%s%s%s", clause->called,
					requirement_op_text(clause->op), clause->values[i].text);
		requirement_add(clause->arena, any, one);
	}
	if (clause->n_values > 1)
		return any;
	any->parts[0]->said = NULL;
	return any->parts[0];
}

static struct requirement *is_there(struct expression_clause *clause, const char *field)
{
	const struct requirement_value zero = { .kind = VALUE_INTEGER };
	struct requirement *none, *not;

	if (clause->name.kind == PATH_NUMBER || clause->name.kind == PATH_FLAG)
		return compare(clause, field, OP_MORE, zero);
	none = requirement_new(clause->arena, REQUIRE_NULL);
	not = requirement_new(clause->arena, REQUIRE_NOT);
	none->field = field;
	requirement_add(clause->arena, not, none);
	return not;
}

/* Lists in lists: no deeper than paths of the document are. NOLINTNEXTLINE(misc-no-recursion) */
struct requirement *expression_element(struct arena *arena, const char *list,
				       struct requirement *requirement)
{
	const char *end = strstr(list, ELEMENT), *rest = end + strlen(ELEMENT);
	struct requirement *ret = requirement_new(arena, REQUIRE_ELEMENT);

	rest += *rest == '.';
	ret->field = arena_print(arena, "%.*s", (int)(end - list), list);
	if (strstr(rest, ELEMENT))
		requirement = expression_element(arena, rest, requirement);
	if (requirement)
		requirement_add(arena, ret, requirement);
	return ret;
}

static bool is_sound(struct expression_clause *clause)
{
	bool text = clause->name.kind == PATH_TEXT;

	if (clause->n_values && clause->name.kind == PATH_OBJECT)
		return refuse(clause, "it has members: ask for one of them");
	if (is_order(clause->op) && clause->n_values > 1)
		return refuse(clause, "one value goes after < and >");
	if (is_order(clause->op) && !(clause->name.kind == PATH_NUMBER))
		return refuse(clause, "it has no order: ask with =, != or ~");
	if (clause->op == OP_MATCH && !text)
		return refuse(clause, "it is no text: ask without ~");
	return true;
}

struct requirement *expression_clause_read(struct expression_clause *clause)
{
	const char *path = clause->name.path, *field = path;
	struct requirement *ret = NULL;

	if (!is_sound(clause))
		return NULL;
	/* The field is that of the innermost element. */
	for (const char *end; (end = strstr(field, ELEMENT));)
		field = end + strlen(ELEMENT) + (end[strlen(ELEMENT)] == '.');
	if (clause->n_values)
		ret = one_of_values(clause, field);
	else if (*field)
		ret = is_there(clause, field);
	if (clause->error || !strstr(path, ELEMENT))
		return ret;
	return expression_element(clause->arena, path, ret);
}
