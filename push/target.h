/* Where a scan goes: the URL that a user names, and what it asks for. */
#pragma once

#include <stdbool.h>

struct arena;

struct target {
	const char *url;  /* for HTTP */
	bool beaker;      /* XML-RPC; else the document */
	bool confidential; /* nobody on the way can read along: TLS, or this machine */
	bool loopback;
};

/* Understands beaker+http(s):// and http(s):// URLs. False for others; then *ret_why
 * says in words what is wrong. */
bool target_parse(const char *url, struct arena *arena, struct target *ret,
		  const char **ret_why);

/* A bearer token (RFC 6750, 2.1), of a file or, with NULL, of the environment. NULL
 * in *ret when there is none there. 0 or -errno: -EBADMSG for a file that has none. */
int token_read(const char *path, struct arena *arena, const char **ret);
