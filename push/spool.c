#include "push/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "scanner/arena.h"
#include "scanner/str.h"

#define ROOT_SPOOL "/var/lib/labscan/spool"

/* Held for moments by who adds, so that one name can serve all who write; and by who
 * sends, for as long as that takes. */
#define ADDING_LOCK "adding"
#define SENDING_LOCK "sending"
#define HALF_WRITTEN "half-written"

#define SUFFIX ".scan"
#define BAD_SUFFIX ".bad"

/* The first line of a file: what follows it, by its CRC-32 and its size. */
#define HEADER "labscan-spool/1 %08lx %zu\n"

/* More than the document of any host. */
#define MAX_BYTES ((off_t)64 * 1024 * 1024)

const char *spool_path(struct arena *arena)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	const char *named = getenv("LABSCAN_SPOOL");

	if (named && named[0])
		return named;
	if (geteuid() == 0)
		return ROOT_SPOOL;
	/* Relative paths are to be ignored. */
	if (state && state[0] == '/')
		return arena_print(arena, "%s/labscan/spool", state);
	return home && home[0] == '/' ?
		       arena_print(arena, "%s/.local/state/labscan/spool", home) : NULL;
}

static int sync_directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int error = fd < 0 || fsync(fd) < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

/* What is made stays after a power cut. */
static int make_directory(const char *path, mode_t mode, struct arena *arena)
{
	if (mkdir(path, mode) < 0)
		return errno == EEXIST ? 0 : -errno;
	return sync_directory(dirname(arena_print(arena, "%s", path)));
}

/* A directory for its owner alone, in others that need not be there. */
static int make_directories(const char *path, struct arena *arena)
{
	char *part = arena_print(arena, "%s", path), *slash = part + strspn(part, "/");
	size_t length = strlen(part);
	int error = 0;

	while (length > 1 && part[length - 1] == '/')
		part[--length] = '\0';
	while (!error && (slash = strchr(slash, '/'))) {
		*slash = '\0';
		error = make_directory(part, 0755, arena);
		*slash++ = '/';
	}
	return error ? error : make_directory(part, 0700, arena);
}

/* Inventories have serial numbers, and what is in the spool is sent in our name. */
static int check_private(int directory)
{
	struct stat status;

	if (fstat(directory, &status) < 0)
		return -errno;
	return status.st_uid != geteuid() || (status.st_mode & 077) ? -EPERM : 0;
}

int spool_open(const char *path, struct arena *arena, struct spool *ret)
{
	int error = make_directories(path, arena);

	*ret = (struct spool){ .path = path, .arena = arena, .directory = -1, .sending = -1 };
	if (error)
		return error;
	ret->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	error = ret->directory < 0 ? -errno : check_private(ret->directory);
	if (error)
		spool_close(ret);
	return error;
}

void spool_close(struct spool *spool)
{
	if (spool->sending >= 0)
		close(spool->sending);
	if (spool->directory >= 0)
		close(spool->directory);
	spool->sending = spool->directory = -1;
}

/* A descriptor whose lock goes with it, however the process ends; or -errno. */
static int lock(struct spool *spool, const char *name, int operation)
{
	int fd = openat(spool->directory, name,
			O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	while (flock(fd, operation) < 0) {
		int error = -errno;

		if (error == -EINTR)
			continue;
		close(fd);
		return error;
	}
	return fd;
}

int spool_lock(struct spool *spool, bool wait)
{
	int fd = lock(spool, SENDING_LOCK, wait ? LOCK_EX : LOCK_EX | LOCK_NB);

	if (fd < 0)
		return fd;
	spool->sending = fd;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return str_natural(*(char *const *)a, *(char *const *)b);
}

int spool_list(struct spool *spool, struct spool_names *ret)
{
	int fd = openat(spool->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct spool_names names = { .n = 0 };
	struct dirent *entry;

	if (!directory) {
		int error = -errno;

		if (fd >= 0)
			close(fd);
		return error;
	}
	while (errno = 0, (entry = readdir(directory)))
		if (str_ends(entry->d_name, SUFFIX))
			*arena_add(spool->arena, names.names, names.n) =
				arena_print(spool->arena, "%s", entry->d_name);
	int error = -errno;
	closedir(directory);
	if (error)
		return error;
	if (names.n)
		qsort(names.names, names.n, sizeof(*names.names), by_name);
	*ret = names;
	return 0;
}

/* ---- adding ---- */

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		bytes += n;
		size -= (size_t)n;
	}
	return 0;
}

static int write_file(struct spool *spool, const char *content)
{
	size_t size = strlen(content);
	const char *header = arena_print(spool->arena, HEADER,
					 crc32_z(0, (const Bytef *)content, size), size);

	/* What one who was killed has left. */
	unlinkat(spool->directory, HALF_WRITTEN, 0);
	int fd = openat(spool->directory, HALF_WRITTEN,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	int error = write_all(fd, header, strlen(header));
	if (!error)
		error = write_all(fd, content, size);
	if (!error && fsync(fd) < 0)
		error = -errno;
	/* Network file systems tell of a full disk here. */
	if (close(fd) < 0 && !error)
		error = -errno;
	return error;
}

/* The name for a scan newer than all that wait. */
static int choose_name(struct spool *spool, const char *id, const char **ret)
{
	struct spool_names names = { .n = 0 };
	int error = spool_list(spool, &names);

	if (error)
		return error;
	if (names.n >= SPOOL_MAX_SCANS)
		return -EDQUOT;
	uintmax_t newest = names.n ? strtoumax(names.names[names.n - 1], NULL, 10) : 0;
	*ret = arena_print(spool->arena, "%010ju-%s" SUFFIX, newest + 1, id);
	return 0;
}

int spool_add(struct spool *spool, const char *id, const char *head, const char *document)
{
	const char *name;
	int adding = lock(spool, ADDING_LOCK, LOCK_EX);

	if (adding < 0)
		return adding;
	int error = choose_name(spool, id, &name);
	if (!error)
		error = write_file(spool, arena_print(spool->arena, "%s\n%s", head, document));
	if (!error && renameat(spool->directory, HALF_WRITTEN, spool->directory, name) < 0)
		error = -errno;
	if (error) {
		unlinkat(spool->directory, HALF_WRITTEN, 0);
	} else if (fsync(spool->directory) < 0) {
		error = -errno;
		unlinkat(spool->directory, name, 0);
	}
	close(adding);
	return error;
}

/* ---- reading ---- */

static int read_all(int fd, char *bytes, size_t size, size_t *ret_size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = read(fd, bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	*ret_size = done;
	return 0;
}

static int read_file(struct spool *spool, const char *name, struct arena *arena, char **ret,
		     size_t *ret_size)
{
	/* Without waiting for who might open a pipe of that name. */
	int fd = openat(spool->directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	int error = 0;

	if (fd < 0)
		return errno == ELOOP ? -EBADMSG : -errno;
	if (fstat(fd, &status) < 0)
		error = -errno;
	else if (!S_ISREG(status.st_mode) || status.st_size > MAX_BYTES)
		error = -EBADMSG;
	if (!error) {
		*ret = arena_alloc(arena, (size_t)status.st_size + 1);
		error = read_all(fd, *ret, (size_t)status.st_size, ret_size);
	}
	close(fd);
	return error;
}

int spool_read(struct spool *spool, const char *name, struct arena *arena, char **ret_head,
	       char **ret_document)
{
	char *bytes = NULL, *content;
	size_t size = 0;
	int error = read_file(spool, name, arena, &bytes, &size);

	if (error)
		return error;
	char *newline = size ? memchr(bytes, '\n', size) : NULL;
	if (!newline)
		return -EBADMSG;
	content = newline + 1;
	size -= (size_t)(content - bytes);
	const char *header = arena_print(arena, HEADER,
					 crc32_z(0, (const Bytef *)content, size), size);
	if (strncmp(bytes, header, strlen(header)) || strlen(content) != size)
		return -EBADMSG;
	newline = strchr(content, '\n');
	if (!newline)
		return -EBADMSG;
	*newline = '\0';
	*ret_head = content;
	*ret_document = newline + 1;
	return 0;
}

int spool_remove(struct spool *spool, const char *name)
{
	if (unlinkat(spool->directory, name, 0) < 0 || fsync(spool->directory) < 0)
		return -errno;
	return 0;
}

int spool_set_aside(struct spool *spool, const char *name)
{
	const char *bad = arena_print(spool->arena, "%s" BAD_SUFFIX, name);

	if (renameat(spool->directory, name, spool->directory, bad) < 0 ||
	    fsync(spool->directory) < 0)
		return -errno;
	return 0;
}
