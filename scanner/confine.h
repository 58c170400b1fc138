/* Opening a path below a directory so that no link in it leads out. */
#pragma once

#include <stdbool.h>

struct stat;

/* Opens `path` with the directory `root_fd` as its root: absolute links and ".."
 * resolve inside. Uses openat2(RESOLVE_IN_ROOT), and walks the path itself where
 * the kernel has no openat2, which *no_openat2 remembers.
 * Returns a descriptor or -errno. */
int confine_open(int root_fd, bool *no_openat2, const char *path, int flags);

/* The walk alone, for kernels before 5.6. Safe against what links say, not against
 * someone who changes the directory during the call. */
int confine_walk(int root_fd, const char *path, int flags);

/* Told of each component of a walk, by its path without links: its target when it is a
 * link, else NULL. False keeps the walk from following the link. */
typedef bool confine_seen(void *context, const char *path, const char *target);

/* Walks without opening. `ret_path`, of PATH_MAX bytes, is the path without links that
 * the walk came to, or on an error the one that it could not pass; then 0 or -errno.
 * With keep_link the last component is taken as it is, and `seen` is not told of it. */
int confine_trace(int root_fd, const char *path, bool keep_link, confine_seen *seen,
		  void *context, char *ret_path);

/* What a path without links is, and with a link its target (PATH_MAX bytes). */
int confine_look(int root_fd, const char *path, struct stat *ret, char *ret_target);
