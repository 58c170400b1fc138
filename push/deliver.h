/* One scan to one lab: what is sent, and what the lab's answers mean. */
#pragma once

#include "push/http.h"
#include "push/target.h"

struct arena;
struct xmlrpc_parser;

enum delivery {
	DELIVERED,
	REFUSED, /* the lab says no: another try of the same would get the same */
	FAILED,  /* as REFUSED, but it is not for the lab to say: its server is broken */
	LATER,   /* the lab could not be reached, or is busy */
	UNREACHABLE, /* as LATER, but no try from here can do better */
};

struct parcel {
	struct target target;
	const char *id;       /* of the scan */
	const char *fqdn;     /* for Beaker */
	const char *token;    /* NULL: none */
	const char *document; /* JSON */
	const char *ca;       /* as in struct http_request */
	unsigned timeout_seconds;
};

struct outcome {
	enum delivery delivery;
	const char *why;    /* in words, unless delivered; in the arena */
	unsigned retry_after_seconds; /* that the lab asked for; 0: it did not */
};

/* Tries once. */
struct outcome deliver(struct http *http, const struct parcel *parcel, struct arena *arena);

/* What an answer by HTTP alone means; DELIVERED for a status of success. */
struct outcome outcome_of_http(const struct http_answer *answer, struct arena *arena);

/* What the answer to a call of Beaker's means: only a lone 0 is success. */
struct outcome outcome_of_call(const struct xmlrpc_parser *parser, const char *method,
			       const struct http_answer *http, struct arena *arena);
