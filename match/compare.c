#include "match/compare.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/arena.h"

/* A byte of UTF-8 that is not its character's first. */
#define IS_CONTINUATION(byte) (((byte) & 0xc0) == 0x80)

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

/* ---- text ---- */

/* To upper case: utf8_general_ci has '_' after letters, as their capitals are before it. */
static unsigned char folded(char byte)
{
	return (unsigned char)(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
}

/* The shorter one goes on with blanks (PAD SPACE). */
int compare_folded(const char *a, const char *b)
{
	while (*a || *b) {
		unsigned char x = folded(*a ? *a++ : ' ');
		unsigned char y = folded(*b ? *b++ : ' ');

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

/* Past the character, or where the text ends. */
static const char *next_character(const char *text)
{
	if (*text)
		text++;
	while (IS_CONTINUATION(*text))
		text++;
	return text;
}

static bool same(char a, char b, bool fold)
{
	return fold ? folded(a) == folded(b) : a == b;
}

/* Each % takes as little as it can; when what follows does not fit, the last one takes a
 * character more. Earlier ones need not: the time is that of both lengths multiplied. */
static bool is_like(const char *text, const char *pattern, bool fold)
{
	const char *again_pattern = NULL, *again_text = NULL;

	while (*text || *pattern) {
		bool escaped = *pattern == '\\' && pattern[1];

		if (*pattern == '%') {
			again_pattern = ++pattern;
			again_text = text;
		} else if (*text && *pattern == '_') {
			text = next_character(text);
			pattern++;
		} else if (*text && same(*text, pattern[escaped], fold)) {
			text++;
			pattern += 1 + escaped;
		} else if (again_text && *again_text) {
			text = again_text = next_character(again_text);
			pattern = again_pattern;
		} else {
			return false;
		}
	}
	return true;
}

/* ---- comparing ---- */

static int order(const struct requirement_value *a, const struct requirement_value *b)
{
	if (a->kind == VALUE_FOLDED)
		return compare_folded(a->text, b->text);
	if (a->kind == VALUE_TEXT)
		return strcmp(a->text, b->text);
	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return (a->integer > b->integer) - (a->integer < b->integer);
	return (as_real(a) > as_real(b)) - (as_real(a) < as_real(b));
}

bool compare_holds(const struct requirement_value *found, enum requirement_op op,
		   const struct requirement_value *wanted, struct arena *arena)
{
	if (op == OP_LIKE)
		return is_like(as_text(found, arena), as_text(wanted, arena),
			       wanted->kind == VALUE_FOLDED);

	int is = order(found, wanted);
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
