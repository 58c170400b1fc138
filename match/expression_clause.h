/* One comparison of an expression as a requirement. */
#pragma once

#include "match/expression_name.h"
#include "match/requirement.h"

struct regexes;

struct expression_value {
	const char *text; /* without quotes and what escapes */
	const char *like; /* as a pattern of SQL's LIKE; NULL: it has no * and no ? */
};

struct expression_clause {
	struct arena *arena;
	const char *called; /* the name, as it was written */
	struct expression_name name;
	enum requirement_op op; /* of values; != and !~ are for whoever puts a NOT before it */
	struct expression_value *values;
	size_t n_values;          /* 0: whether there is one */
	struct regexes **regexes; /* made when the first is needed */
	const char *error;        /* why there is no requirement; NULL: there is */
};

/* The requirement, in the arena; NULL for what cannot be asked. */
struct requirement *expression_clause_read(struct expression_clause *clause);

/* An element of the list, whose path ends with [], meets the requirement. */
struct requirement *expression_element(struct arena *arena, const char *list,
				       struct requirement *requirement);
