/* Where output goes: standard output, or a file that appears whole or not at all. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct sink {
	FILE *file;
	char *path;      /* of the file to appear; NULL for standard output */
	char *temporary; /* what is written first; NULL when written directly */
};

/* Opens `path`, NULL for standard output. A regular file is written under another
 * name beside it and renamed when complete; a pipe or device is written directly.
 * 0 or -errno. */
int sink_open(const char *path, struct sink *ret);

/* Ends the output. With `keep` false, or on an error, a file is left as it was.
 * 0, or -errno of the first write that failed. */
int sink_close(struct sink *sink, bool keep);
