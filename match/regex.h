/* Regular expressions as Python's re.match() takes them: anchored at the beginning only,
 * Unicode. PCRE2 does the work: its syntax is the nearest one, and it can be told how much
 * work is enough, which regexec() of libc cannot. What the two write differently is
 * translated, what Python does not know is refused. */
#pragma once

#include <stddef.h>

struct arena;
struct asker;

/* The library and its memory, for all expressions of a file. */
struct regexes;
struct regex;

/* Expressions of one file, and bytes of each. */
#define REGEX_MOST 100
#define REGEX_BYTES 1000

/* NULL when the library is missing: *ret_why says so. Lives as long as the arena. */
struct regexes *regexes_new(struct arena *arena, const char **ret_why);

/* NULL when it is no expression of Python's, or one too many: *ret_why tells. */
struct regex *regex_new(struct regexes *regexes, const char *pattern, const char **ret_why);

enum regex_answer {
	REGEX_DIFFERS,
	REGEX_MATCHES,
	REGEX_GAVE_UP, /* it was too much work to tell, of one text or of all */
};

enum regex_answer regex_match(const struct regex *regex, const char *text,
			      struct asker *asker);
