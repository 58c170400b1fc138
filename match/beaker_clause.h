/* One element of hostRequires as a clause. */
#pragma once

#include "match/requirement.h"

struct xml_element;

/* What an element stands in: it is known by that only. */
enum beaker_context { BEAKER_HOST, BEAKER_CPU, BEAKER_SYSTEM, BEAKER_DISK };

/* One hostRequires on its way to a tree. */
struct beaker_reader {
	struct arena *arena;
	const char **joins;  /* fields whose rows the query joins */
	size_t n_joins;
	const char *error;   /* the first one; NULL: none */
	unsigned error_line;
};

struct beaker_field;

/* An element that Beaker knows where it stands. */
struct beaker_clause {
	struct beaker_reader *reader;
	const struct xml_element *element;
	const struct beaker_field *field;
	enum requirement_op op;
};

/* Its requirement; NULL on an error, which the clause's reader holds then. */
typedef struct requirement *beaker_read_clause(const struct beaker_clause *c);

struct beaker_field {
	enum beaker_context context;
	const char *element;
	beaker_read_clause *read;
	enum value_kind kind;
	unsigned ops; /* bits of enum requirement_op; 0: the element's op is not looked at */
	const char *field, *join;
};

/* NULL when there is none of that name in the context. */
const struct beaker_field *beaker_field(enum beaker_context context, const char *element);

/* What an element of that field requires. NULL on an error, which the reader holds then. */
struct requirement *beaker_read_field(struct beaker_reader *reader,
				      const struct xml_element *element,
				      const struct beaker_field *field);

/* The readers of match/beaker_fields.def. */
#define BEAKER_READERS(READER)                                                         \
	READER(value) READER(fixed) READER(hypervisor) READER(hyper) READER(auto_prov) \
	READER(date) READER(date_or_null) READER(distro) READER(flag) READER(arch)     \
	READER(pool) READER(device) READER(bytes) READER(space) READER(count)          \
	READER(disk) READER(key)

#define READER(name) beaker_read_clause beaker_read_##name;
BEAKER_READERS(READER)
#undef READER

/* The parts of what the element has in it, into `whole`. False on an error. */
bool beaker_read_parts(struct beaker_reader *reader, const struct xml_element *element,
		       enum beaker_context context, struct requirement *whole);

/* Whether anything is left of it once Beaker has left out what it cannot use. */
bool beaker_survives(const struct requirement *requirement);

/* ---- what the readers share ---- */

/* A requirement that comes from the element; NULL `note`: none. */
struct requirement *clause_new(struct beaker_reader *reader, enum requirement_kind kind,
			       const struct xml_element *element, const char *note);

/* The element is in error. Returns NULL. */
struct requirement *element_refuse(struct beaker_reader *reader,
				   const struct xml_element *element, const char *why);
struct requirement *clause_refuse(const struct beaker_clause *c, const char *why);

struct requirement *clause_left_out(const struct beaker_clause *c, const char *why);

/* It is left out or in error, because clause_value() found no value. */
struct requirement *clause_without_value(const struct beaker_clause *c);

/* The value; false when there is none that Beaker would look at, and on an error. */
bool clause_value(const struct beaker_clause *c, enum value_kind kind,
		  struct requirement_value *ret);

struct requirement_value clause_folded(const char *text);

struct requirement *clause_compare(const struct beaker_clause *c, const char *field,
				   enum requirement_op op, struct requirement_value value);

/* The same as a part of what comes from the element. */
struct requirement *clause_part(const struct beaker_clause *c, const char *field,
				enum requirement_op op, struct requirement_value value);

/* The list has an element that meets `part` (NULL: has one); `negated`: has none. */
struct requirement *clause_listed(const struct beaker_clause *c, const char *list,
				  struct requirement *part, bool negated);

/* Whether Beaker has a row of that architecture, as it makes them (tools/init.py). */
bool clause_knows_arch(const char *name);
