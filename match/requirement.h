/* What somebody requires of a host, as data: Beaker's hostRequires and tmt's hardware are
 * read into this tree; it is asked about one host here, and can as well be written as SQL.
 *
 * A host is a JSON object; fields are paths in it ("cpu.model"). As in the document, null
 * says that the host has no such value, unless the object's "unknown" names the member;
 * a member named there, or not in the object at all, cannot be told. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct asker;
struct json_object;

/* The deepest tree that a reader of requirements may make: it is walked recursively. */
#define REQUIREMENT_DEPTH 64

/* The most parts of REQUIRE_PEERS: each is asked of each element. */
#define REQUIREMENT_PEERS 64

/* SQL's three values as the set of those that are possible, given what is known: what
 * depends on nothing unknown has one. None at all: it requires nothing, and counts
 * neither for nor against what it is part of. */
enum {
	MAY_BE_FALSE = 1,
	MAY_BE_NULL = 2,
	MAY_BE_TRUE = 4,
};

enum requirement_kind {
	REQUIRE_ALL,     /* of its parts: AND */
	REQUIRE_ANY,     /* OR */
	REQUIRE_NOT,     /* not all of its parts */
	REQUIRE_ELEMENT, /* the list `field` has an element that meets all parts, whose fields
			  * are those of the element; without parts: it has one. Never null,
			  * as EXISTS is not. */
	REQUIRE_PEERS,   /* the list `field` has for each part another element that meets
			  * it. Never null. No more than REQUIREMENT_PEERS. */
	REQUIRE_COMPARE, /* `field` `op` `value` */
	REQUIRE_NULL,    /* `field` IS NULL */
	REQUIRE_NOTHING, /* what was said is not looked at; `note` says why */
};

/* What is compared. */
enum aggregate {
	VALUE_ITSELF,
	VALUE_COUNT, /* of the elements of the list `field` */
	VALUE_SUM,   /* of `member` over the elements; null when none has one, as SUM() is */
};

/* Enumerator, and as it is printed. */
#define REQUIREMENT_OPS(OP)      \
	OP(OP_EQUAL, "=")        \
	OP(OP_UNEQUAL, "!=")     \
	OP(OP_LESS, "<")         \
	OP(OP_LESS_EQUAL, "<=")  \
	OP(OP_MORE, ">")         \
	OP(OP_MORE_EQUAL, ">=")  \
	OP(OP_LIKE, "like")      /* SQL's, as match/collation.h has it */ \
	OP(OP_MATCH, "~")        /* a regular expression (match/regex.h) */ \
	OP(OP_NOT_MATCH, "!~")

enum requirement_op {
#define OP(name, text) name,
	REQUIREMENT_OPS(OP)
#undef OP
};

/* How a value is compared. A found value of another kind is converted: true and false are
 * 1 and 0, text that is a number is one; null when it cannot be. */
enum value_kind {
	VALUE_INTEGER,
	VALUE_REAL,
	VALUE_TEXT,   /* byte for byte */
	VALUE_FOLDED, /* as MariaDB does (match/collation.h) */
};

struct requirement_value {
	enum value_kind kind;
	int64_t integer;
	double real;
	const char *text;
	const struct regex *regex; /* for OP_MATCH and OP_NOT_MATCH, which compare text */
};

struct requirement {
	enum requirement_kind kind;
	struct requirement **parts;
	size_t n_parts;

	/* "" in REQUIRE_ELEMENT: the element itself */
	const char *field;
	enum aggregate aggregate;
	const char *member;
	enum requirement_op op;
	struct requirement_value value;
	bool null_differs; /* Python's None, not SQL's NULL: it is unequal to all values, matches
			    * no expression, and compares false; never null */

	/* Of whoever reads the tree; none has a meaning here. */
	bool in_bytes;    /* the value is a number of them */
	const char *said; /* in the file; NULL: nowhere, it is implied */
	const char *note; /* what its author may not expect; NULL: nothing */
	unsigned line;    /* in the file; 0: none */

	/* Set by requirement_ask. */
	unsigned truth;    /* MAY_BE_ bits */
	const char *found; /* the value, as text; NULL: none was looked for */
};

/* What a file requires: a tree for each host that it asks for. */
struct requirements {
	enum requirements_kind {
		REQUIREMENTS_BEAKER,
		REQUIREMENTS_TMT,
		REQUIREMENTS_EXPRESSION,
	} kind;
	struct required_host {
		const char *name; /* which one of several; NULL: there is but one */
		unsigned line;    /* in the file */
		struct requirement *root;
	} *hosts;
	size_t n_hosts;
	const char *error;   /* why the file cannot be used; NULL: it can */
	unsigned error_line; /* 0: none in particular */
};

/* All in the arena. */
struct requirement *requirement_new(struct arena *arena, enum requirement_kind kind);
void requirement_add(struct arena *arena, struct requirement *whole,
		     struct requirement *part);

/* Text of a file to be said again: what is very long ends in an ellipsis. */
const char *requirement_shown(struct arena *arena, const char *text);

/* As it is printed. */
const char *requirement_op_text(enum requirement_op op);

/* Asks about a host. Sets `truth` and `found` of the tree (within REQUIRE_ELEMENT: of the
 * last element that was looked at) and returns the root's truth. `found` lives as
 * long as the host and the asker's arena. Time and memory are bounded by the asker's work:
 * what it does not reach cannot be told. */
unsigned requirement_ask(struct requirement *requirement, struct json_object *host,
			 struct asker *asker);

/* What all parts come to together, or (`any`) one of them. */
unsigned requirement_ask_parts(struct requirement *requirement, struct json_object *host,
			       bool any, struct asker *asker);

enum requirement_answer { ANSWER_MATCHES, ANSWER_DIFFERS, ANSWER_UNTOLD };

/* What SELECT makes of a truth: only what is true is selected. */
enum requirement_answer requirement_answer(unsigned truth);
