/* A tree as a tar, by libarchive, which is loaded when one is read or written: it needs
 * a dozen libraries more than a scan does. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct tree;

enum compression { COMPRESS_NONE, COMPRESS_GZIP, COMPRESS_ZSTD };

/* The compression that the suffix of a name stands for; false when it is none of a
 * capture's: .tar, .tar.gz, .tgz, .tar.zst, .tzst. */
bool capture_file_suffix(const char *name, enum compression *ret);

/* Fills an empty tree from the tar `in`, whatever made it. Nothing is unpacked to a
 * disk. Entries that could lead out of a directory, and those that are neither files,
 * directories nor symbolic links, are refused.
 * 0 or -errno; then *ret_why says in words what is wrong, in the tree's arena. */
int capture_file_read(FILE *in, struct tree *tree, const char **ret_why);

/* Writes the tree, the same bytes for the same tree. Results as above; the caller
 * flushes `out`. */
int capture_file_write(struct tree *tree, FILE *out, enum compression compression,
		       const char **ret_why);
