#include "match/regex.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "match/asker.h"
#include "scanner/arena.h"
#include "scanner/library.h"

/* Of the work on one text: backtracks, more than any expression needs that is not made to
 * need more. PCRE2 does not tell how many it took: each is tried with few, then with more. */
#define FEW_BACKTRACKS 200
#define MOST_BACKTRACKS 51200
#define TIMES_MORE 4

/* A backtrack may look at all of the text; it costs one more for as many bytes. */
#define TEXT_OF_A_BACKTRACK 64

/* KiB for what is gone back to. */
#define HEAP_LIMIT 1024

#define ERROR_SIZE 128

#define FUNCTIONS(F)                                                                     \
	F(pcre2_general_context_create_8) F(pcre2_compile_context_create_8)              \
	F(pcre2_set_newline_8) F(pcre2_compile_8)      \
	F(pcre2_get_error_message_8) F(pcre2_match_context_create_8)                     \
	F(pcre2_set_match_limit_8) F(pcre2_set_heap_limit_8)                             \
	F(pcre2_match_data_create_8) F(pcre2_match_8)

struct regexes {
	struct arena *arena;
	pcre2_compile_context *compile_context;
	pcre2_match_context *match_context;
	pcre2_match_data *match_data;
	size_t n;
	FUNCTIONS(LIBRARY_MEMBER)
};

struct regex {
	struct regexes *regexes;
	pcre2_code *code;
};

/* ---- Python's syntax ---- */

struct translation {
	struct arena *arena;
	const char *from;
	char *to; /* has room for twice the length of what is translated */
	bool in_set;
	const char *why;
};

static bool refuse(struct translation *t, const char *format, int character)
{
	t->why = arena_print(t->arena, format, character);
	return false;
}

static void put(struct translation *t, const char *text)
{
	size_t length = strlen(text);

	memcpy(t->to, text, length);
	t->to += length;
}

static void take(struct translation *t, size_t n)
{
	memcpy(t->to, t->from, n);
	t->to += n;
	t->from += n;
}

static bool is_hex(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

/* \xHH, \uHHHH, \UHHHHHHHH: all digits are needed. Braces cost no more room than \u has. */
static bool take_code(struct translation *t, size_t digits)
{
	char letter = t->from[1];

	if (!is_hex(t->from + 2, digits))
		return refuse(t, "\\%c lacks digits", letter);
	t->from += 2;
	put(t, "\\x{");
	take(t, digits);
	put(t, "}");
	return true;
}

/* Library reference of Python's re: of ASCII letters, those that it does not know are
 * errors; PCRE2 has most of them for something else. */
static bool take_escape(struct translation *t)
{
	char letter = t->from[1];

	switch (letter) {
	case '\0':
		return refuse(t, "it ends with a backslash", 0);
	case 'x':
		return take_code(t, 2);
	case 'u':
		return take_code(t, 4);
	case 'U':
		return take_code(t, 8);
	case 'v': /* of PCRE2: any vertical space */
		put(t, "\\x0b");
		break;
	case 'Z': /* of PCRE2: also before a newline at the end */
		if (t->in_set)
			return refuse(t, "Python's re has no \\%c in a set", letter);
		put(t, "\\z");
		break;
	default:
		if (isalpha((unsigned char)letter) &&
		    !strchr(t->in_set ? "abdDsSwWfnrt" : "AabBdDsSwWfnrt", letter))
			return refuse(t, "Python's re has no \\%c here", letter);
		take(t, 2);
		return true;
	}
	t->from += 2;
	return true;
}

/* What may follow "(?": Python has no recursion, callouts, branch reset and no names
 * without P. */
static bool take_group(struct translation *t)
{
	static const char *const known[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?#",
					     "(?P<", "(?P=" };
	size_t flags = 2 + strspn(t->from + 2, "imsx-");

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!strncmp(t->from, known[i], strlen(known[i]))) {
			take(t, strlen(known[i]));
			return true;
		}
	}
	if (t->from[2] == '(' && isdigit((unsigned char)t->from[3])) {
		take(t, 4);
		return true;
	}
	if (flags > 2 && (t->from[flags] == ')' || t->from[flags] == ':')) {
		take(t, flags);
		return true;
	}
	return refuse(t, "(?%c is not supported here", t->from[2] ? t->from[2] : ' ');
}

static bool take_set(struct translation *t)
{
	t->in_set = true;
	take(t, t->from[1] == '^' ? 2 : 1);
	if (*t->from == ']')
		take(t, 1);
	while (*t->from && *t->from != ']') {
		if (*t->from == '\\') {
			if (!take_escape(t))
				return false;
			continue;
		}
		if (*t->from == '[') /* PCRE2 has classes there: [[:alpha:]] */
			put(t, "\\");
		take(t, 1);
	}
	t->in_set = false;
	if (!*t->from)
		return refuse(t, "a set ([...]) has no end", 0);
	take(t, 1);
	return true;
}

static bool take_one(struct translation *t)
{
	if (*t->from == '\\')
		return take_escape(t);
	if (*t->from == '[')
		return take_set(t);
	if (t->from[0] == '(' && t->from[1] == '?')
		return take_group(t);
	if (t->from[0] == '(' && t->from[1] == '*') /* of PCRE2: verbs */
		return refuse(t, "nothing to repeat before *", 0);
	/* {,n}: text for PCRE2 before 10.43. */
	if (t->from[0] == '{' && t->from[1] == ',' && isdigit((unsigned char)t->from[2])) {
		take(t, 1);
		put(t, "0");
		return true;
	}
	take(t, 1);
	return true;
}

/* NULL when Python's re would not take it; *ret_why tells. */
static const char *translate(struct arena *arena, const char *pattern, const char **ret_why)
{
	char *text = arena_alloc(arena, 2 * strlen(pattern) + 1);
	struct translation t = { .arena = arena, .from = pattern, .to = text };

	while (*t.from) {
		if (!take_one(&t)) {
			*ret_why = t.why;
			return NULL;
		}
	}
	return text;
}

/* ---- PCRE2 ---- */

static void *take_memory(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

/* It goes with the arena. */
static void leave_memory(void *memory, void *arena)
{
	(void)memory;
	(void)arena;
}

struct regexes *regexes_new(struct arena *arena, const char **ret_why)
{
	struct regexes *r = arena_alloc(arena, sizeof(*r));
	const struct library_function functions[] = {
#define F(f) { .name = #f, .member = &r->f },
		FUNCTIONS(F)
#undef F
	};

	if (library_load(&library_pcre2, functions, sizeof(functions) / sizeof(functions[0]),
			 arena, ret_why) < 0)
		return NULL;
	/* None of these fails when there is memory, and an arena never lacks it. */
	pcre2_general_context *context =
		r->pcre2_general_context_create_8(take_memory, leave_memory, arena);
	r->arena = arena;
	r->compile_context = r->pcre2_compile_context_create_8(context);
	r->pcre2_set_newline_8(r->compile_context, PCRE2_NEWLINE_LF);
	r->match_context = r->pcre2_match_context_create_8(context);
	r->pcre2_set_heap_limit_8(r->match_context, HEAP_LIMIT);
	r->match_data = r->pcre2_match_data_create_8(1, context);
	return r;
}

struct regex *regex_new(struct regexes *r, const char *pattern, const char **ret_why)
{
	struct regex *regex = arena_alloc(r->arena, sizeof(*regex));
	PCRE2_SIZE at;
	int error;

	if (strlen(pattern) > REGEX_BYTES || ++r->n > REGEX_MOST) {
		*ret_why = strlen(pattern) > REGEX_BYTES ? "it is too long" :
							   "there are too many of them";
		return NULL;
	}
	const char *text = translate(r->arena, pattern, ret_why);
	if (!text)
		return NULL;
	regex->regexes = r;
	regex->code = r->pcre2_compile_8((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
					 PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF, &error,
					 &at, r->compile_context);
	if (!regex->code) {
		char *why = arena_alloc(r->arena, ERROR_SIZE);

		r->pcre2_get_error_message_8(error, (PCRE2_UCHAR *)why, ERROR_SIZE);
		*ret_why = why;
		return NULL;
	}
	return regex;
}

enum regex_answer regex_match(const struct regex *regex, const char *text,
			      struct asker *asker)
{
	struct regexes *r = regex->regexes;
	size_t size = strlen(text);
	int result = PCRE2_ERROR_MATCHLIMIT;

	for (uint32_t most = FEW_BACKTRACKS; result == PCRE2_ERROR_MATCHLIMIT &&
					     most <= MOST_BACKTRACKS; most *= TIMES_MORE) {
		if (!asker_spend(asker, most * (1 + size / TEXT_OF_A_BACKTRACK)))
			return REGEX_GAVE_UP;
		r->pcre2_set_match_limit_8(r->match_context, most);
		result = r->pcre2_match_8(regex->code, (PCRE2_SPTR)text, size, 0, PCRE2_ANCHORED,
					  r->match_data, r->match_context);
	}
	if (result >= 0)
		return REGEX_MATCHES;
	return result == PCRE2_ERROR_NOMATCH ? REGEX_DIFFERS : REGEX_GAVE_UP;
}
