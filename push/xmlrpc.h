/* XML-RPC: calls written from JSON trees, answers read into them (xmlrpc.com/spec, with the
 * <nil/> extension). No I/O. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct json_object;

struct xmlrpc_answer {
	bool fault;               /* value is a struct of faultCode and faultString */
	struct json_object *value; /* the caller owns it; NULL for nil */
};

/* Writes the call `method(params...)`. Integers have to fit 32 bits, and text has to be
 * what XML can say. 0, -ERANGE for a number that does not fit, -EILSEQ for such text,
 * -ELOOP for a tree too deep, -EIO when `out` failed; then what is written is no call. */
int xmlrpc_write_call(FILE *out, const char *method, struct json_object *const *params,
		      size_t n_params);

/* What reads answers: functions of libxml2. */
struct xmlrpc_parser;

/* Loads libxml2. It all lives in the arena. 0 or -errno as library_load; then *ret_why says
 * why. */
int xmlrpc_load(struct arena *arena, const struct xmlrpc_parser **ret, const char **ret_why);

/* Reads an answer, which has exactly one value. 0; -EBADMSG when it is none: then *ret_why
 * says in words what is wrong, in the arena; -ENOMEM. */
int xmlrpc_read_answer(const struct xmlrpc_parser *parser, const char *bytes, size_t size,
		       struct arena *arena, struct xmlrpc_answer *ret, const char **ret_why);
