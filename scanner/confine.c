#include "scanner/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/openat2.h, which build hosts older than Linux 5.6 lack. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#define RESOLVE_NO_MAGICLINKS 0x02
#define RESOLVE_IN_ROOT 0x10

struct open_how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};

/* As many as the kernel follows (include/linux/namei.h). */
#define MAXSYMLINKS_WALKED 40

int confine_open(int root_fd, bool *no_openat2, const char *path, int flags)
{
	if (!*no_openat2) {
		struct open_how how = {
			.flags = (uint64_t)(unsigned)flags,
			.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
		};
		long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof(how));

		if (fd >= 0)
			return (int)fd;
		/* Container filters older than the call answer EPERM. */
		if (errno != ENOSYS && errno != EPERM)
			return -errno;
		*no_openat2 = true;
	}
	return confine_walk(root_fd, path, flags);
}

/* A path being resolved: `done` has no links in it, `rest` is yet to be walked. */
struct walk {
	char done[PATH_MAX];
	char rest[PATH_MAX];
	int links;
	confine_seen *seen; /* may be NULL */
	void *context;
};

static void drop_last(char *done)
{
	char *slash = strrchr(done, '/');

	if (slash)
		*slash = '\0';
	else
		done[0] = '\0';
}

/* Cuts the first component off the rest; empty at the end of the path. */
static const char *next_component(struct walk *walk, char *component, size_t size)
{
	const char *start = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(start, "/");

	if (length >= size)
		return NULL;
	memcpy(component, start, length);
	component[length] = '\0';
	memmove(walk->rest, start + length, strlen(start + length) + 1);
	return component;
}

static bool join(char *ret, size_t size, const char *head, const char *tail)
{
	int n = snprintf(ret, size, "%s%s%s", head, head[0] && tail[0] ? "/" : "", tail);

	return n >= 0 && (size_t)n < size;
}

/* Puts a link's target in front of what is left to walk. */
static int follow(struct walk *walk, const char *target)
{
	char rest[PATH_MAX];

	if (++walk->links > MAXSYMLINKS_WALKED)
		return -ELOOP;
	if (target[0] == '/')
		walk->done[0] = '\0';
	if (!join(rest, sizeof(rest), target, walk->rest))
		return -ENAMETOOLONG;
	memcpy(walk->rest, rest, sizeof(rest));
	return 0;
}

static int step(int root_fd, struct walk *walk, const char *component, bool keep_link)
{
	char path[PATH_MAX], target[PATH_MAX];

	if (!strcmp(component, "."))
		return 0;
	if (!strcmp(component, "..")) {
		drop_last(walk->done);
		return 0;
	}
	if (!join(path, sizeof(path), walk->done, component))
		return -ENAMETOOLONG;
	ssize_t n = keep_link ? -1 : readlinkat(root_fd, path, target, sizeof(target) - 1);
	bool is_link = n >= 0, follows = true;
	int error = is_link || keep_link ? 0 : -errno;
	if (is_link)
		target[n] = '\0';
	/* EINVAL: there, and no link. */
	if (error == -EINVAL)
		error = 0;
	if (!error && !keep_link && walk->seen)
		follows = walk->seen(walk->context, path, is_link ? target : NULL);
	if (!error && is_link && follows)
		return follow(walk, target);
	memcpy(walk->done, path, sizeof(path));
	return error;
}

static int walk_to_end(int root_fd, struct walk *walk, const char *path, bool keep_link)
{
	char component[NAME_MAX + 1];

	if (!join(walk->rest, sizeof(walk->rest), "", path))
		return -ENAMETOOLONG;
	for (;;) {
		if (!next_component(walk, component, sizeof(component)))
			return -ENAMETOOLONG;
		if (!component[0])
			return 0;
		bool last = walk->rest[strspn(walk->rest, "/")] == '\0';
		int error = step(root_fd, walk, component, last && keep_link);
		if (error)
			return error;
	}
}

int confine_walk(int root_fd, const char *path, int flags)
{
	struct walk walk = { .links = 0 };
	int error = walk_to_end(root_fd, &walk, path, flags & O_NOFOLLOW);

	if (error)
		return error;
	int fd = openat(root_fd, walk.done[0] ? walk.done : ".", flags | O_NOFOLLOW);

	return fd < 0 ? -errno : fd;
}

int confine_trace(int root_fd, const char *path, bool keep_link, confine_seen *seen,
		  void *context, char *ret_path)
{
	struct walk walk = { .seen = seen, .context = context };
	int error = walk_to_end(root_fd, &walk, path, keep_link);

	memcpy(ret_path, walk.done, sizeof(walk.done));
	return error;
}

int confine_look(int root_fd, const char *path, struct stat *ret, char *ret_target)
{
	const char *at = path[0] ? path : ".";
	ssize_t n;

	if (fstatat(root_fd, at, ret, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (!S_ISLNK(ret->st_mode))
		return 0;
	n = readlinkat(root_fd, at, ret_target, PATH_MAX - 1);
	if (n < 0)
		return -errno;
	ret_target[n] = '\0';
	return 0;
}
