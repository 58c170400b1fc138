/* The document of a capture, by today's rules. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct failure;

struct captured {
	const char *path; /* that the capture can be opened at */
	const char *root; /* what the document is to call it */
	const char *id;   /* a UUID */
	int64_t time;     /* seconds since 1970, UTC */
};

/* Scans the capture. The document as compact JSON, to be freed; NULL: that failed, and
 * *failure says why. */
char *captured_document(const struct captured *captured, struct failure *failure,
			size_t *ret_size);
