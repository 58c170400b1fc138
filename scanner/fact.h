/* A fact about a host: known, absent (the host has none), or unknown (it could not
 * be read). "Could not read" is never "no". Each keeps the path it came from. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fact_state { FACT_ABSENT, FACT_KNOWN, FACT_UNKNOWN };

struct fact {
	enum fact_state state;
	int error;          /* errno, when unknown */
	const char *source; /* the path, "/" first; or "hwdb:" and a modalias; NULL when never
			     * looked for */
};

struct text {
	struct fact fact;
	const char *value;
};

struct number {
	struct fact fact;
	uint64_t value;
};

struct flag {
	struct fact fact;
	bool value;
};

struct texts {
	struct fact fact;
	const char **values;
	size_t n;
};

/* Whether a fact of any type is known. */
#define known(f) ((f).fact.state == FACT_KNOWN)

/* Make a fact known. Strings are borrowed: they live in the host's arena. */
static inline void text_set(struct text *ret, const char *value, const char *source)
{
	*ret = (struct text){ { FACT_KNOWN, 0, source }, value };
}

static inline void number_set(struct number *ret, uint64_t value, const char *source)
{
	*ret = (struct number){ { FACT_KNOWN, 0, source }, value };
}

static inline void flag_set(struct flag *ret, bool value, const char *source)
{
	*ret = (struct flag){ { FACT_KNOWN, 0, source }, value };
}
