/* A file of tmt on its way to trees: what its readers share. */
#pragma once

#include "match/requirement.h"
#include "match/yaml.h"

struct regexes;

struct tmt_reader {
	struct arena *arena;
	struct regexes *regexes; /* NULL until there is an expression */
	size_t n;                /* requirements */
	struct yaml_fault fault;
};

/* The file is in error. Returns NULL. */
struct requirement *tmt_refuse(struct tmt_reader *reader, unsigned line, const char *why);

/* A requirement that stands in the file; NULL when there are too many. */
struct requirement *tmt_part(struct tmt_reader *reader, enum requirement_kind kind,
			     unsigned line, const char *said);

/* Adds a part that may be NULL for an error: then false. */
bool tmt_add(struct tmt_reader *reader, struct requirement *whole, struct requirement *part);

/* Text as it can be shown. */
const char *tmt_shown(struct tmt_reader *reader, const char *text);

/* Levels of a tree that the deepest key takes: peers, all of one, the value. */
#define TMT_KEY_DEPTH 8

/* What a key of a block of hardware requires; NULL on an error, which the reader has then. */
struct requirement *tmt_read_key(struct tmt_reader *reader, const struct yaml_member *member);
