/* A value of tmt's hardware requirements: an operator, and what stands after it.
 *
 * The grammar is tmt's (tmt/hardware/constraints.py, CONSTRAINT_VALUE_PATTERN). */
#pragma once

#include "match/requirement.h"

struct regexes;

enum tmt_kind {
	TMT_INTEGER,
	TMT_SIZE,      /* in bytes, also without a unit */
	TMT_MEMORY,    /* in bytes; MiB without a unit */
	TMT_FREQUENCY, /* in MHz */
	TMT_FLAG,
	TMT_TEXT,
	TMT_WORD,      /* text that is compared whole only */
	TMT_VERSION,   /* text, and has an order: that of its bytes */
	TMT_FLAGS,     /* a list of words, all of them */
	TMT_DISTROS,   /* a list of words without operators */
	TMT_ANYTHING,  /* not looked at */
};

struct tmt_value {
	enum requirement_op op;
	struct requirement_value value;
};

/* Reads the text of a value; for TMT_FLAGS and TMT_DISTROS, of one in the list; not for
 * TMT_ANYTHING. False when
 * it is none of that kind: *ret_why says so. *regexes is made when the first expression is
 * read. All in the arena. */
bool tmt_value_read(struct arena *arena, enum tmt_kind kind, const char *text,
		    struct regexes **regexes, struct tmt_value *ret, const char **ret_why);
