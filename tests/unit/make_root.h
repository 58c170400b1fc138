/* Copied roots for unit tests: temporary directories made from rows. */
#pragma once

#include <stddef.h>

/* A file when `content` is set, a symbolic link when `link` is, else a directory. */
struct root_entry {
	const char *path;    /* relative to the root; its directories are made */
	const char *content;
	size_t size;         /* of content with NULs in it; 0: as strlen says */
	const char *link;    /* the target */
};

/* Makes a root; gives its path, for drop_root. Ends the test when it cannot. What a test
 * that fails leaves goes with $TMPDIR, at the end of `make check`. */
char *make_root(const struct root_entry *entries, size_t n);

/* Removes a root and all that is in it, and frees its path. */
void drop_root(char *root);
