/* Facts as JSON: rows that name the members of a struct, and one function for all. */
#pragma once

#include <stddef.h>

#include "scanner/fact.h"

struct json_object;

enum fact_kind { FACT_TEXT, FACT_NUMBER, FACT_FLAG, FACT_TEXTS };

struct fact_row {
	const char *name; /* in JSON, and of the member */
	enum fact_kind kind;
	size_t offset;
};

/* A number, exact to its 64th bit: json-c has unsigned ones since 0.14 only. */
struct json_object *json_number(uint64_t value);

/* A string; null for NULL. */
struct json_object *json_text(const char *text);

/* The row of member `m` of struct `s`. */
#define FACT_ROW(s, m)                                        \
	{                                                     \
		.name = #m,                                   \
		.kind = _Generic(((struct s *)0)->m,          \
				 struct text : FACT_TEXT,     \
				 struct number : FACT_NUMBER, \
				 struct flag : FACT_FLAG,     \
				 struct texts : FACT_TEXTS),  \
		.offset = offsetof(struct s, m)               \
	}

/* An object with the facts of a struct: what is known by name, null for the rest;
 * "source" tells where each came from, "unknown" why one could not be read. */
struct json_object *facts_json(const void *base, const struct fact_row *rows, size_t n);

#define FACTS_JSON(base, rows) facts_json(base, rows, sizeof(rows) / sizeof((rows)[0]))

/* An array of one such object for each of `n` structs of `size` bytes. */
struct json_object *facts_list_json(const void *items, size_t n, size_t size,
				    const struct fact_row *rows, size_t n_rows);

#define LIST_JSON(items, n, rows) \
	facts_list_json(items, n, sizeof(*(items)), rows, sizeof(rows) / sizeof((rows)[0]))

/* Adds to `object`, under `name`: `list` when the fact is known and true, an empty
 * list when it is known and false, else null. Takes `list` over. */
void facts_add_list(struct json_object *object, const char *name, const struct flag *read,
		    struct json_object *list);

/* Adds to `object` the note why the fact `name` could not be read, if it is unknown. */
void facts_note_unknown(struct json_object *object, const char *name,
			const struct fact *fact);
