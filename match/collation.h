/* Text as MariaDB compares it in utf8_general_ci, the collation of Beaker's tables: each
 * character weighs as its letter does without case and accent (match/folds.def), and
 * the order is that of the weights. Bytes that are no UTF-8 come last.
 *
 * `left` is how many characters may still be looked at; what needs more stops when it is 0. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Negative, 0 or positive. The shorter one goes on with blanks (PAD SPACE). */
int collation_order(const char *a, const char *b, size_t *left);

/* SQL's LIKE: % and _, \ escapes; blanks count. */
bool collation_like(const char *text, const char *pattern, size_t *left);

/* A number that is the same for texts that are the same, and hardly for others. `text` is
 * `size` bytes, and one behind them that goes on with none of their characters. */
int64_t collation_key(const char *text, size_t size);

/* Whether two names are the same. */
bool collation_same(const char *a, const char *b);
