/* What became of requirements that were asked about a host: in words, or as JSON. */
#pragma once

#include <stdio.h>

#include "match/requirement.h"

/* "matches" and so on, for people. */
const char *explain_answer(enum requirement_answer answer);

/* The tree, a line for each part: what it came to, what was said, and what the host has;
 * below it its note, marked !!. */
void explain_print(const struct requirement *root, FILE *out);

/* The notes alone, a line each, which begins with `where`: "program: file". */
void explain_warn(const struct requirement *root, const char *where, FILE *out);

/* All of it, by docs/match.schema.json. `answer` is that of match_ask(). The caller owns it. */
struct json_object *explain_json(const struct requirements *requirements,
				 enum requirement_answer answer);

/* ---- for both ---- */

/* "yes", "no", "null", "unknown" or "ignored". */
const char *explain_truth(unsigned truth);

/* What the host has, as text that is clean, not too long, and lives in the arena; NULL: nothing
 * was looked for. */
const char *explain_found(const struct requirement *requirement, struct arena *arena);

/* Whether a part of `whole` (NULL: nothing) was asked of each element of a list, and so has no
 * answer of its own. Its parts neither. */
bool explain_asks_elements(const struct requirement *whole, const struct requirement *part);
