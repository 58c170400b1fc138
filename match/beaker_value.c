#include "match/beaker_value.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scanner/arena.h"

#define BLANKS " \t\n\v\f\r"
#define DIGITS "0123456789"

#define KILO INT64_C(1000)
#define KIBI INT64_C(1024)

/* The length of the number that a text starts with: sign, digits, and with `real` a
 * fraction and an exponent. 0 when there is none. */
static size_t number_length(const char *text, bool real)
{
	size_t sign = *text == '-' || *text == '+';
	size_t whole = strspn(text + sign, DIGITS), length = sign + whole, fraction = 0;

	if (real && text[length] == '.') {
		fraction = strspn(text + length + 1, DIGITS);
		length += 1 + fraction;
	}
	if (!whole && !fraction)
		return 0;
	if (real && (text[length] == 'e' || text[length] == 'E')) {
		const char *exponent = text + length + 1;
		size_t signs = *exponent == '-' || *exponent == '+';
		size_t digits = strspn(exponent + signs, DIGITS);

		length += digits ? 1 + signs + digits : 0;
	}
	return length;
}

/* The number, with blanks around it and nothing else; NULL when it is not one. */
static const char *lone_number(const char *text, bool real)
{
	const char *number = text + strspn(text, BLANKS);
	size_t length = number_length(number, real);

	return length && !number[length + strspn(number + length, BLANKS)] ? number : NULL;
}

bool beaker_integer(const char *text, int64_t *ret)
{
	const char *number = lone_number(text, false);

	*ret = number ? strtoll(number, NULL, 10) : 0;
	return number != NULL;
}

bool beaker_real(const char *text, double *ret)
{
	const char *number = lone_number(text, true);

	*ret = number ? strtod(number, NULL) : 0;
	return number && isfinite(*ret);
}

double beaker_coerced(const char *text, struct arena *arena)
{
	const char *number = text + strspn(text, BLANKS);
	size_t length = number_length(number, true);

	/* strtod alone would take hexadecimal, inf and nan. */
	return strtod(arena_print(arena, "%.*s", (int)length, number), NULL);
}

int64_t beaker_unit(const char *name)
{
	static const struct {
		const char *name;
		int64_t bytes;
	} units[] = {
		{ "bytes", 1 },
		{ "B", 1 },
		{ "kB", KILO },
		{ "KB", KILO },
		{ "KiB", KIBI },
		{ "MB", KILO * KILO },
		{ "MiB", KIBI * KIBI },
		{ "GB", KILO * KILO * KILO },
		{ "GiB", KIBI * KIBI * KIBI },
		{ "TB", KILO * KILO * KILO * KILO },
		{ "TiB", KIBI * KIBI * KIBI * KIBI },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(units[i].name, name))
			return units[i].bytes;
	return 0;
}

int64_t beaker_product(int64_t a, int64_t b)
{
	int64_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return (a < 0) == (b < 0) ? INT64_MAX : INT64_MIN;
	return product;
}

bool beaker_is_date(const char *text)
{
	struct tm date = { 0 };
	const char *end = strptime(text, "%Y-%m-%d", &date);
	struct tm normal = date;

	if (!end || *end)
		return false;
	/* The 31st of June is the 1st of July to it. */
	normal.tm_hour = 12;
	return timegm(&normal) != -1 && normal.tm_mday == date.tm_mday;
}
