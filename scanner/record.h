/* The recorder: keeps what a root answered, so that a tree can answer the same.
 *
 * Each outcome goes to the path without links that it is about, and the links on the
 * way go with it. `error` is 0 or -errno, as the root returned it. */
#pragma once

#include <stdint.h>

#include "scanner/root.h"

void record_read(struct root *root, const char *path, int error, const struct bytes *bytes);
/* Of reads of a file's start, the longest is kept. */
void record_start(struct root *root, const char *path, int error, const struct bytes *bytes);
void record_list(struct root *root, const char *path, int error, const struct names *names);
void record_link(struct root *root, const char *path, int error);
/* `size` is NULL when it was not asked for. */
void record_stat(struct root *root, const char *path, int error, const uint64_t *size);
