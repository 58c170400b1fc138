#include "match/expression.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "match/expression_clause.h"
#include "match/expression_name.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Levels of a tree that the deepest name takes: lists in lists, != and several values. */
#define CLAUSE_DEPTH 10

/* Levels that a pair of parentheses makes at most: or, and, not; and one of brackets, which
 * may be of a list in lists. */
enum { PARENTHESES_DEPTH = 3, BRACKETS_DEPTH = 6 };

struct reader {
	struct arena *arena;
	const char *at;     /* what is left */
	const char *within; /* the list whose elements' members are the names; "": none */
	struct regexes *regexes;
	unsigned depth; /* levels that are open */
	const char *error;
};

/* Returns NULL. */
static struct requirement *refuse(struct reader *reader, const char *why)
{
	if (!reader->error)
		reader->error = why;
	return NULL;
}

/* ---- words ---- */

static void skip_blanks(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t\n");
}

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_.-", c));
}

static bool take(struct reader *reader, const char *sign)
{
	skip_blanks(reader);
	if (!str_starts(reader->at, sign))
		return false;
	reader->at += strlen(sign);
	return true;
}

/* Whether the word or the sign comes next; it takes it then. */
static bool take_word(struct reader *reader, const char *word, const char *sign)
{
	size_t length = strlen(word);

	if (take(reader, sign))
		return true;
	if (strncasecmp(reader->at, word, length) != 0 || is_of_name(reader->at[length]))
		return false;
	reader->at += length;
	return true;
}

/* "!" alone: with = or ~ it is an operator, which has no place here. */
static bool take_not(struct reader *reader)
{
	skip_blanks(reader);
	if (reader->at[0] == '!' && (reader->at[1] == '=' || reader->at[1] == '~'))
		return false;
	return take_word(reader, "not", "!");
}

/* With the [] of lists, but not with what is asked of their elements. */
static const char *take_name(struct reader *reader)
{
	const char *start = reader->at;

	while (is_of_name(*reader->at) || str_starts(reader->at, "[]"))
		reader->at += *reader->at == '[' ? strlen("[]") : 1;
	return arena_print(reader->arena, "%.*s", (int)(reader->at - start), start);
}

/* False when there is none. */
static bool take_operator(struct reader *reader, enum requirement_op *ret, bool *ret_not)
{
	/* The longer one of two that begin the same stands first. */
	static const struct {
		const char *text;
		enum requirement_op op;
		bool negated;
	} operators[] = {
		{ "==", OP_EQUAL, false },     { "!=", OP_EQUAL, true },
		{ "=", OP_EQUAL, false },      { "!~", OP_MATCH, true },
		{ "~", OP_MATCH, false },      { "<=", OP_LESS_EQUAL, false },
		{ "<", OP_LESS, false },       { ">=", OP_MORE_EQUAL, false },
		{ ">", OP_MORE, false },
	};

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (!take(reader, operators[i].text))
			continue;
		*ret = operators[i].op;
		*ret_not = operators[i].negated;
		return true;
	}
	return false;
}

/* ---- values ---- */

/* A value on its way: as text, and as a pattern of LIKE. */
struct value {
	char *text, *like;
	bool wild;
};

static void put(struct value *value, char c, bool quoted)
{
	bool wild = !quoted && (c == '*' || c == '?');

	*value->text++ = c;
	value->wild |= wild;
	if (wild) {
		*value->like++ = c == '*' ? '%' : '_';
		return;
	}
	if (strchr("%_\\", c))
		*value->like++ = '\\';
	*value->like++ = c;
}

static bool take_quoted(struct reader *reader, struct value *value)
{
	char quote = *reader->at++;

	for (; *reader->at && *reader->at != quote; reader->at++) {
		if (*reader->at == '\\' && quote == '"' && reader->at[1])
			reader->at++;
		put(value, *reader->at, true);
	}
	if (!*reader->at) {
		refuse(reader, arena_print(reader->arena, "a value has no %c at its end", quote));
		return false;
	}
	reader->at++;
	return true;
}

/* Up to a blank, a comma, or what closes that was opened before it. In an expression of its own
 * language commas and backslashes are its own. */
static bool take_value(struct reader *reader, bool expression, struct expression_value *ret)
{
	size_t size = strlen(reader->at) + 1;
	struct value value = { .text = arena_alloc(reader->arena, size),
			       .like = arena_alloc(reader->arena, 2 * size) };
	const char *start = reader->at;
	unsigned open = 0;

	*ret = (struct expression_value){ .text = value.text, .like = value.like };
	while (*reader->at && !strchr(" \t\n", *reader->at)) {
		char c = *reader->at;

		if ((c == ',' && !expression) || (strchr(")]", c) && !open))
			break;
		if (c == '"' || c == '\'') {
			if (!take_quoted(reader, &value))
				return false;
			continue;
		}
		open += c == '(' || c == '[';
		open -= c == ')' || c == ']';
		bool escaped = c == '\\' && !expression && reader->at[1];
		put(&value, reader->at[escaped], escaped);
		reader->at += 1 + escaped;
	}
	if (!value.wild || expression)
		ret->like = NULL;
	if (reader->at == start)
		refuse(reader, "a value goes after the operator (\"\": an empty one)");
	return reader->at != start;
}

/* ---- the tree ---- */

/* NOLINTBEGIN(misc-no-recursion): no deeper than REQUIREMENT_DEPTH. */

static struct requirement *read_any(struct reader *reader);

static struct requirement *negated(struct reader *reader, struct requirement *part)
{
	struct requirement *not = requirement_new(reader->arena, REQUIRE_NOT);

	requirement_add(reader->arena, not, part);
	return not;
}

/* What stands in parentheses or brackets, up to what closes them. */
static struct requirement *read_inside(struct reader *reader, const char *closing,
				       unsigned levels)
{
	struct requirement *inside = NULL;

	reader->depth += levels;
	if (reader->depth + CLAUSE_DEPTH > REQUIREMENT_DEPTH)
		return refuse(reader, "nested too deep");
	inside = read_any(reader);
	if (inside && !take(reader, closing))
		return refuse(reader, arena_print(reader->arena, "%s is missing", closing));
	reader->depth -= levels;
	return inside;
}

static struct requirement *refuse_name(struct reader *reader, const char *name,
				       const char *near)
{
	if (!*name && !*reader->at)
		return refuse(reader, "something is missing at its end");
	if (!*name)
		return refuse(reader, arena_print(reader->arena, "%s: a name goes here, of a key or "
						  "a path of the document", reader->at));
	near = near ? arena_print(reader->arena, "did you mean %s?", near) :
		      "a value with blanks stands in quotes";
	return refuse(reader, arena_print(reader->arena, "there is no key or path %s%s%s; %s", name,
					  *reader->within ? " in " : "", reader->within, near));
}

/* NAME[ ... ]: one element of the list meets all of it. */
static struct requirement *read_element(struct reader *reader, struct expression_clause *clause)
{
	const char *outside = reader->within;
	struct requirement *inside, *ret;

	if (!str_ends(clause->name.path, "[]") || clause->name.kind != PATH_OBJECT)
		return refuse(reader, arena_print(reader->arena, "%s: it is no list whose elements "
						  "have members", clause->called));
	reader->within = arena_print(reader->arena, "%s%s%s", outside, *outside ? "." : "",
				     clause->name.path);
	inside = read_inside(reader, "]", BRACKETS_DEPTH);
	reader->within = outside;
	if (!inside)
		return NULL;
	ret = expression_element(reader->arena, clause->name.path, inside);
	ret->said = clause->called;
	return ret;
}

static struct requirement *read_clause(struct reader *reader, struct expression_clause *clause,
				       const char *start)
{
	bool not = false, more = take_operator(reader, &clause->op, &not);
	struct requirement *ret;

	skip_blanks(reader);
	while (more) {
		struct expression_value value;

		if (!take_value(reader, clause->op == OP_MATCH, &value))
			return NULL;
		*arena_add(reader->arena, clause->values, clause->n_values) = value;
		more = *reader->at == ',';
		reader->at += more;
	}
	ret = expression_clause_read(clause);
	if (!ret)
		return refuse(reader, clause->error);
	if (not)
		ret = negated(reader, ret);
	ret->said = str_keep(reader->arena, start, (size_t)(reader->at - start));
	return ret;
}

static struct requirement *read_one(struct reader *reader)
{
	struct expression_clause clause = { .arena = reader->arena,
					    .regexes = &reader->regexes };
	const char *near, *start;

	if (take(reader, "("))
		return read_inside(reader, ")", PARENTHESES_DEPTH);
	start = reader->at;
	clause.called = take_name(reader);
	if (!expression_name_find(clause.called, reader->within, reader->arena, &clause.name,
				  &near))
		return refuse_name(reader, clause.called, near);
	if (*reader->at == '[') {
		reader->at++;
		return read_element(reader, &clause);
	}
	return read_clause(reader, &clause, start);
}

static struct requirement *read_not(struct reader *reader)
{
	bool not = false;
	struct requirement *ret;

	while (take_not(reader))
		not = !not;
	ret = read_one(reader);
	if (!ret || !not)
		return ret;
	ret = negated(reader, ret);
	ret->said = "not";
	return ret;
}

/* The whole that a part is one of; the part itself, when it is the first. */
static struct requirement *joined(struct reader *reader, struct requirement *whole,
				  struct requirement *first, struct requirement *part,
				  enum requirement_kind kind)
{
	if (!whole) {
		whole = requirement_new(reader->arena, kind);
		whole->said = kind == REQUIRE_ALL ? "and" : "or";
		requirement_add(reader->arena, whole, first);
	}
	requirement_add(reader->arena, whole, part);
	return whole;
}

/* Whether a part of an "and" comes next, be it without that word. */
static bool goes_on(struct reader *reader)
{
	const char *at = reader->at;
	bool is_or;

	if (take_word(reader, "and", "&&"))
		return true;
	is_or = take_word(reader, "or", "||");
	reader->at = at;
	skip_blanks(reader);
	return !is_or && *reader->at && !strchr(")]", *reader->at);
}

static struct requirement *read_all(struct reader *reader)
{
	struct requirement *first = read_not(reader), *whole = NULL;

	while (first && goes_on(reader)) {
		struct requirement *part = read_not(reader);

		if (!part)
			return NULL;
		whole = joined(reader, whole, first, part, REQUIRE_ALL);
	}
	return whole ? whole : first;
}

static struct requirement *read_any(struct reader *reader)
{
	struct requirement *first = read_all(reader), *whole = NULL;

	while (first && take_word(reader, "or", "||")) {
		struct requirement *part = read_all(reader);

		if (!part)
			return NULL;
		whole = joined(reader, whole, first, part, REQUIRE_ANY);
	}
	return whole ? whole : first;
}

/* NOLINTEND(misc-no-recursion) */

void expression_read(const char *const *texts, size_t n, struct arena *arena,
		     struct requirements *ret)
{
	const char *text = str_join(arena, texts, n, " ");
	struct reader reader = { .arena = arena, .within = "" };
	struct requirement *root;

	reader.at = str_keep(arena, text, strlen(text));
	root = read_any(&reader);
	skip_blanks(&reader);
	if (root && *reader.at)
		root = refuse(&reader, arena_print(arena, "%s: nothing was opened that this closes",
						   reader.at));
	*ret = (struct requirements){ .kind = REQUIREMENTS_EXPRESSION, .error = reader.error };
	if (!root)
		return;
	/* That all has to be met goes without saying. */
	if (root->kind == REQUIRE_ALL)
		root->said = NULL;
	*arena_add(arena, ret->hosts, ret->n_hosts) = (struct required_host){ .root = root };
}
