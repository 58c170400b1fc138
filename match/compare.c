#include "match/compare.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "match/asker.h"
#include "match/collation.h"
#include "match/regex.h"
#include "scanner/arena.h"

/* ---- conversion ---- */

enum value_kind compare_kind(struct json_object *value, enum value_kind wanted)
{
	return wanted == VALUE_INTEGER && json_object_is_type(value, json_type_double) ?
		       VALUE_REAL : wanted;
}

static bool integer_of(struct json_object *value, int64_t *ret)
{
	char *end;

	if (!json_object_is_type(value, json_type_string)) {
		*ret = json_object_get_int64(value);
		return true;
	}
	const char *text = json_object_get_string(value);
	errno = 0;
	*ret = strtoll(text, &end, 10);
	return end != text && !*end && !errno;
}

static bool real_of(struct json_object *value, double *ret)
{
	char *end;

	if (!json_object_is_type(value, json_type_string)) {
		*ret = json_object_get_double(value);
		return true;
	}
	const char *text = json_object_get_string(value);
	*ret = strtod(text, &end);
	return end != text && !*end;
}

bool compare_convert(struct json_object *value, enum value_kind kind,
		     struct requirement_value *ret)
{
	*ret = (struct requirement_value){ .kind = kind };
	if (json_object_is_type(value, json_type_object) ||
	    json_object_is_type(value, json_type_array))
		return false;
	switch (kind) {
	case VALUE_INTEGER:
		return integer_of(value, &ret->integer);
	case VALUE_REAL:
		return real_of(value, &ret->real);
	case VALUE_TEXT:
	case VALUE_FOLDED:
		break;
	}
	if (json_object_is_type(value, json_type_boolean))
		ret->text = json_object_get_boolean(value) ? "1" : "0";
	else
		ret->text = json_object_get_string(value);
	return true;
}

static double as_real(const struct requirement_value *value)
{
	return value->kind == VALUE_REAL ? value->real : (double)value->integer;
}

static const char *as_text(const struct requirement_value *value, struct arena *arena)
{
	if (value->kind == VALUE_INTEGER)
		return arena_print(arena, "%lld", (long long)value->integer);
	if (value->kind == VALUE_REAL)
		return arena_print(arena, "%.15g", value->real);
	return value->text;
}

/* ---- comparing ---- */

/* Negative, 0 or positive. */
static int order(const struct requirement_value *found,
		 const struct requirement_value *wanted, struct asker *asker)
{
	if (wanted->kind == VALUE_FOLDED)
		return collation_order(found->text, wanted->text, &asker->left);
	if (wanted->kind == VALUE_TEXT) {
		asker_spend(asker, strlen(wanted->text));
		return strcmp(found->text, wanted->text);
	}
	if (found->kind == VALUE_INTEGER && wanted->kind == VALUE_INTEGER)
		return (found->integer > wanted->integer) - (found->integer < wanted->integer);
	return (as_real(found) > as_real(wanted)) - (as_real(found) < as_real(wanted));
}

static bool is_so(int is, enum requirement_op op)
{
	switch (op) {
	case OP_EQUAL:
		return is == 0;
	case OP_UNEQUAL:
		return is != 0;
	case OP_LESS:
		return is < 0;
	case OP_LESS_EQUAL:
		return is <= 0;
	case OP_MORE:
		return is > 0;
	case OP_MORE_EQUAL:
		return is >= 0;
	case OP_LIKE:
	case OP_MATCH:
	case OP_NOT_MATCH:
		break;
	}
	return false;
}

static enum compare_answer answer(bool holds, const struct asker *asker)
{
	if (!asker->left)
		return COMPARE_GAVE_UP;
	return holds ? COMPARE_YES : COMPARE_NO;
}

static enum compare_answer compare_regex(const char *found, enum requirement_op op,
					 const struct regex *regex, struct asker *asker)
{
	enum regex_answer is = regex_match(regex, found, asker);

	if (is == REGEX_GAVE_UP)
		return COMPARE_GAVE_UP;
	return answer((is == REGEX_MATCHES) == (op == OP_MATCH), asker);
}

enum compare_answer compare(const struct requirement_value *found, enum requirement_op op,
			    const struct requirement_value *wanted, struct asker *asker)
{
	if (op == OP_MATCH || op == OP_NOT_MATCH)
		return compare_regex(found->text, op, wanted->regex, asker);
	if (op == OP_LIKE)
		return answer(collation_like(as_text(found, asker->arena),
					     as_text(wanted, asker->arena), &asker->left), asker);
	return answer(is_so(order(found, wanted, asker), op), asker);
}
