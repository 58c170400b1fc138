/* Opening a path below a directory so that no link in it leads out. */
#pragma once

#include <stdbool.h>

/* Opens `path` with the directory `root_fd` as its root: absolute links and ".."
 * resolve inside. Uses openat2(RESOLVE_IN_ROOT), and walks the path itself where
 * the kernel has no openat2, which *no_openat2 remembers.
 * Returns a descriptor or -errno. */
int confine_open(int root_fd, bool *no_openat2, const char *path, int flags);

/* The walk alone, for kernels before 5.6. Safe against what links say, not against
 * someone who changes the directory during the call. */
int confine_walk(int root_fd, const char *path, int flags);
