/* Scans that a lab has not taken yet: a directory with a file for each, in which nothing
 * is ever half there. A file appears by rename, after it and before the directory are on the
 * disk; it goes when a lab has it. Whoever is killed, at any moment, leaves a spool that
 * the next one can go on with. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct spool {
	const char *path;
	struct arena *arena;
	int directory; /* descriptors; -1: not open */
	int sending;
};

struct spool_names {
	char **names; /* the oldest first */
	size_t n;
};

/* Most scans that wait: a lab that refuses them for months is not to fill the disk. */
#define SPOOL_MAX_SCANS 256

/* The directory that is used unless an option names one: the environment's, root's, or
 * the user's own by the XDG Base Directory specification. NULL when there is none. Lives in
 * the arena. */
const char *spool_path(struct arena *arena);

/* Opens the directory, made when it is missing. 0, -EPERM when it is not private (others
 * may enter it or it is theirs), or -errno. */
int spool_open(const char *path, struct arena *arena, struct spool *ret);
void spool_close(struct spool *spool);

/* Adds a scan as the newest: on return it is on the disk. `id` names it; `head` is a line
 * about where it goes, without a newline. 0, -EDQUOT when too many wait, or -errno; then nothing is
 * there. */
int spool_add(struct spool *spool, const char *id, const char *head, const char *document);

/* Takes the right to send, which one process has at a time, until spool_close. 0, without
 * `wait` -EWOULDBLOCK when another has it, or -errno. */
int spool_lock(struct spool *spool, bool wait);

/* The scans that are there now, in the spool's arena. 0 or -errno. */
int spool_list(struct spool *spool, struct spool_names *ret);

/* The head and the document of a scan, in the arena. 0, -EBADMSG when the file is damaged,
 * or -errno. */
int spool_read(struct spool *spool, const char *name, struct arena *arena, char **ret_head,
	       char **ret_document);

/* Removes a scan, for good when it returns. 0 or -errno. */
int spool_remove(struct spool *spool, const char *name);

/* Renames a damaged file so that nobody tries it again: NAME.bad. 0 or -errno. */
int spool_set_aside(struct spool *spool, const char *name);
