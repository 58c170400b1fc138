/* Values as they stand in hostRequires. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* A whole number as Python 2's int() takes it; the nearest one when it is out of range.
 * False when it is none. */
bool beaker_integer(const char *text, int64_t *ret);

/* A number as Python's float() takes it. False when it is none, and when SQL has no such
 * number: inf, nan. */
bool beaker_real(const char *text, double *ret);

/* What MySQL makes of a text that it compares with a number: what it starts with, or 0. */
double beaker_coerced(const char *text, struct arena *arena);

/* How many bytes a unit has; 0 when Beaker does not know it. */
int64_t beaker_unit(const char *name);

/* The product, or the nearest number there is. */
int64_t beaker_product(int64_t a, int64_t b);

/* Whether the text is a date: YYYY-MM-DD. */
bool beaker_is_date(const char *text);
