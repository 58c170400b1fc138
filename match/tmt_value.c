#include "match/tmt_value.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "match/regex.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define BIT(op) (1U << (op))
#define EQUALITY (BIT(OP_EQUAL) | BIT(OP_UNEQUAL))
#define ORDER (BIT(OP_LESS) | BIT(OP_LESS_EQUAL) | BIT(OP_MORE) | BIT(OP_MORE_EQUAL))
#define SEARCH (BIT(OP_MATCH) | BIT(OP_NOT_MATCH))

/* What each kind allows, as tmt does; what it calls such a value. */
static const struct {
	unsigned ops;
	const char *name;
} kinds[] = {
	[TMT_INTEGER] = { EQUALITY | ORDER, "a whole number, 12 or 0x8086" },
	[TMT_SIZE] = { EQUALITY | ORDER, "a size: 512, 40 GB, 40 GiB" },
	[TMT_MEMORY] = { EQUALITY | ORDER, "a size: 8192, 8 GB, 8 GiB" },
	[TMT_FREQUENCY] = { EQUALITY | ORDER, "a frequency: 2300, 2.3 GHz" },
	[TMT_FLAG] = { EQUALITY, "true or false" },
	[TMT_TEXT] = { EQUALITY | SEARCH, "a text" },
	[TMT_WORD] = { EQUALITY, "a word" },
	[TMT_VERSION] = { EQUALITY | ORDER, "a version" },
	[TMT_FLAGS] = { EQUALITY, "a word" },
	[TMT_DISTROS] = { BIT(OP_EQUAL), "a word" },
};

/* The longer one of two that begin the same stands first. */
static const struct {
	const char *text;
	enum requirement_op op;
} operators[] = {
	{ "==", OP_EQUAL },
	{ "!=", OP_UNEQUAL },
	{ "!~", OP_NOT_MATCH },
	{ "=~", OP_MATCH }, /* of old */
	{ "=", OP_EQUAL },
	{ "~", OP_MATCH },
	{ ">=", OP_MORE_EQUAL },
	{ ">", OP_MORE },
	{ "<=", OP_LESS_EQUAL },
	{ "<", OP_LESS },
};

/* Takes the operator off; there need not be one. */
static enum requirement_op take_operator(const char **text)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (!str_starts(*text, operators[i].text))
			continue;
		*text += strlen(operators[i].text);
		return operators[i].op;
	}
	return OP_EQUAL;
}

/* ---- numbers ---- */

/* As Python's int(): decimal, a sign, also leading zeros; tmt adds 0x. */
static bool read_integer(const char *text, int64_t *ret)
{
	bool negative = *text == '-';
	uint64_t number;

	if (str_starts(text, "0x")) {
		if (!isxdigit((unsigned char)text[2]) || !str_number(text + 2, 16, &number))
			return false;
	} else {
		text += *text == '-' || *text == '+';
		if (!isdigit((unsigned char)*text) || !str_number(text, 10, &number))
			return false;
	}
	if (number > INT64_MAX)
		return false;
	*ret = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

struct unit {
	const char *name;
	long double size;
};

/* Pint's, which tells upper case from lower (pint/default_en.txt). No size is less than a
 * byte; those above 2^64 are there to be compared with. */
static const struct unit prefixes[] = {
	{ "kilo", 1e3L }, { "mega", 1e6L }, { "giga", 1e9L }, { "tera", 1e12L },
	{ "peta", 1e15L }, { "exa", 1e18L },
	{ "kibi", 0x1p10L }, { "mebi", 0x1p20L }, { "gibi", 0x1p30L }, { "tebi", 0x1p40L },
	{ "pebi", 0x1p50L }, { "exbi", 0x1p60L },
	{ "Ki", 0x1p10L }, { "Mi", 0x1p20L }, { "Gi", 0x1p30L }, { "Ti", 0x1p40L },
	{ "Pi", 0x1p50L }, { "Ei", 0x1p60L },
	{ "k", 1e3L }, { "M", 1e6L }, { "G", 1e9L }, { "T", 1e12L }, { "P", 1e15L },
	{ "E", 1e18L }, { "", 1 },
};

static const struct unit sizes[] = {
	{ "B", 1 }, { "byte", 1 }, { "bytes", 1 }, { "octet", 1 }, { "octets", 1 },
	{ "bit", 0.125L }, { "bits", 0.125L }, { NULL, 0 },
};

/* In MHz. */
static const struct unit frequencies[] = {
	{ "Hz", 1e-6L }, { "hertz", 1e-6L }, { NULL, 0 },
};

static bool read_unit(const char *text, const struct unit *units, long double *ret)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!str_starts(text, prefixes[i].name))
			continue;
		for (const struct unit *unit = units; unit->name; unit++) {
			if (strcmp(text + strlen(prefixes[i].name), unit->name))
				continue;
			*ret = prefixes[i].size * unit->size;
			return true;
		}
	}
	return false;
}

/* Digits, a point, an exponent: strtold() takes more than numbers. Its end. */
static const char *end_of_number(const char *text)
{
	const char *digits = text += *text == '-' || *text == '+', *exponent;
	bool any;

	text += strspn(text, "0123456789");
	any = text > digits;
	if (*text == '.') {
		text++;
		any |= isdigit((unsigned char)*text) != 0;
		text += strspn(text, "0123456789");
	}
	if (!any)
		return NULL;
	if (*text == 'e' || *text == 'E') {
		exponent = text + 1;
		exponent += *exponent == '-' || *exponent == '+';
		if (isdigit((unsigned char)*exponent))
			text = exponent + strspn(exponent, "0123456789");
	}
	return text;
}

/* A number, and maybe a unit. Whole bytes stay exact. */
static bool read_quantity(const char *text, const struct unit *units, long double without,
			  struct requirement_value *ret)
{
	const char *end = end_of_number(text);
	long double unit = without, number;

	if (!end)
		return false;
	number = strtold(text, NULL);
	end += strspn(end, " \t");
	if (*end && !read_unit(end, units, &unit))
		return false;
	number *= unit;
	ret->kind = VALUE_REAL;
	ret->real = (double)number;
	if (number > -0x1p63L && number < 0x1p63L && number == (long double)(int64_t)number) {
		ret->kind = VALUE_INTEGER;
		ret->integer = (int64_t)number;
	}
	return true;
}

/* ---- all ---- */

/* tmt takes whatever is not true as false, "yes" as well; its schema does not. */
static bool read_flag(const char *text, struct requirement_value *ret)
{
	ret->kind = VALUE_INTEGER;
	ret->integer = !strcasecmp(text, "true");
	return ret->integer || !strcasecmp(text, "false");
}

static bool read_text(const char *text, struct requirement_value *ret)
{
	ret->kind = VALUE_TEXT;
	ret->text = text;
	return true;
}

static bool read_kind(enum tmt_kind kind, const char *text, struct requirement_value *ret)
{
	switch (kind) {
	case TMT_INTEGER:
		ret->kind = VALUE_INTEGER;
		return read_integer(text, &ret->integer);
	case TMT_SIZE:
		return read_quantity(text, sizes, 1, ret);
	case TMT_MEMORY:
		return read_quantity(text, sizes, 0x1p20L, ret);
	case TMT_FREQUENCY:
		return read_quantity(text, frequencies, 1, ret);
	case TMT_FLAG:
		return read_flag(text, ret);
	case TMT_TEXT:
	case TMT_WORD:
	case TMT_VERSION:
	case TMT_FLAGS:
	case TMT_DISTROS:
	case TMT_ANYTHING:
		break;
	}
	return read_text(text, ret);
}

static bool read_regex(struct arena *arena, struct regexes **regexes,
		       struct requirement_value *ret, const char **ret_why)
{
	const char *why;

	if (!*regexes)
		*regexes = regexes_new(arena, ret_why);
	if (!*regexes)
		return false;
	ret->regex = regex_new(*regexes, ret->text, &why);
	if (!ret->regex)
		*ret_why = arena_print(arena, "\"%s\" is no regular expression: %s", ret->text,
				       why);
	return ret->regex != NULL;
}

bool tmt_value_read(struct arena *arena, enum tmt_kind kind, const char *text,
		    struct regexes **regexes, struct tmt_value *ret, const char **ret_why)
{
	const char *rest = text;

	*ret = (struct tmt_value){ .op = take_operator(&rest) };
	/* Blanks around the value are no part of it; a line ends it. */
	const char *value = str_keep(arena, rest, strlen(rest));
	if (!*value) {
		*ret_why = *text ? arena_print(arena, "nothing stands after \"%s\"", text) :
				   "it is empty";
		return false;
	}
	if (strchr(rest, '\n') && rest[strcspn(rest, "\n") + 1]) {
		*ret_why = "a value is one line";
		return false;
	}
	if (!(kinds[kind].ops & BIT(ret->op))) {
		*ret_why = arena_print(arena, "%s is not for this key",
				       requirement_op_text(ret->op));
		return false;
	}
	if (!read_kind(kind, value, &ret->value)) {
		*ret_why = arena_print(arena, "\"%s\" is not %s", requirement_shown(arena, value),
				       kinds[kind].name);
		return false;
	}
	return !(SEARCH & BIT(ret->op)) || read_regex(arena, regexes, &ret->value, ret_why);
}
