/* A document on its way into the database: taken apart, each part by its digest. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/digest.h"

struct arena;
struct members;

/* The documents that this program understands; others are kept as they are. */
#define DOCUMENT_SCHEMA "labscan/1"
/* The most bytes that the name of a host has (RFC 1035, 2.3.4). */
#define HOST_NAME_SIZE 253

struct section {
	bool own; /* the document's "scan": it is the scan's, and no section; nothing below is set */
	struct digest digest;
	const char *text;
	size_t size;
};

struct incoming {
	const char *source;  /* the file, for messages */
	const char *host;    /* its name */
	uint8_t id[UUID_SIZE];
	int64_t time;        /* seconds since 1970, UTC */
	const char *own;     /* the member "scan" as compact JSON; "" when there is none */
	const char *schema;
	const char *names;   /* of the members, a newline between two */
	struct section *sections; /* one for each name */
	size_t n_sections;
	struct digest layout, body;
	/* What the document was made from; NULL: nothing that is kept. */
	const void *capture;
	size_t capture_size;
};

/* Makes incoming documents, one after the other. */
struct incoming_reader {
	struct digester *digester;
	struct json_tokener *tokener;
	struct digest_map *sound; /* sections that were read with care */
};

int incoming_reader_open(struct incoming_reader *ret); /* 0 or -ENOMEM */
void incoming_reader_close(struct incoming_reader *reader);

/* Whether a host can have the name, which is safe as text then: one line without control
 * characters, of UTF-8. */
bool incoming_is_host(const char *name);

/* What the document of `members` is. `host` names it unless NULL; `now` is its time unless it
 * tells one. What it returns lives as long as the members and the arena. 0, or -EBADMSG: then
 * *ret_why says in words what is wrong. */
int incoming_read(struct incoming_reader *reader, const struct members *members,
		  const char *host, int64_t now, struct arena *arena, struct incoming *ret,
		  const char **ret_why);
