/* The members of a JSON object, found without reading what is in them.
 *
 * Most of what is imported is known already, by its digest: it was read with care when it
 * came first. So what is new must be read by a parser before it is kept; where a member of
 * valid JSON ends this scan tells as any parser does. White space between tokens is
 * left out, so that a document is the same however it was laid out. */
#pragma once

#include <stddef.h>

/* As deep as a document is, several times. */
#define DOCUMENT_DEPTH 32
/* Members that a document may have. */
#define DOCUMENT_MEMBERS 256
/* Bytes that it may have, white space included. */
#define DOCUMENT_SIZE ((size_t)16 * 1024 * 1024)

struct member {
	const char *name; /* as in the text, without its quotes; ends with a NUL */
	const char *text; /* compact; ends with a NUL that is not counted */
	size_t size;
};

struct members {
	struct member items[DOCUMENT_MEMBERS];
	size_t n;
};

/* Takes the object that `text` begins with. *ret_used: its bytes. What it returns stands
 * in `out`, which has room for `size` bytes.
 * 0; -EAGAIN when the text ends before the object does; -EBADMSG, then *ret_why says in
 * words what is wrong. */
int members_read(const char *text, size_t size, char *out, struct members *ret,
		 size_t *ret_used, const char **ret_why);

/* NULL when there is none of that name. */
const struct member *members_find(const struct members *members, const char *name);
