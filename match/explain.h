/* What became of requirements that were asked about a host, in words. */
#pragma once

#include <stdio.h>

#include "match/requirement.h"

/* The tree, a line for each part: what it came to, what was said, and what the host has;
 * below it its note, marked !!. */
void explain_print(const struct requirement *root, FILE *out);

/* The notes alone, for `name`, a line each. */
void explain_warn(const struct requirement *root, const char *name, FILE *out);

const char *explain_answer(enum requirement_answer answer);
