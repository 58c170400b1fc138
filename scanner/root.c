#include "scanner/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scanner/arena.h"
#include "scanner/confine.h"
#include "scanner/record.h"
#include "scanner/str.h"
#include "scanner/tree.h"

/* sysfs gives an attribute whole in one read of a page (fs/kernfs/file.c). */
#define PAGE 4096

int root_open(const char *path, struct arena *arena, struct root *ret)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	*ret = (struct root){
		.path = path,
		.arena = arena,
		.fd = fd,
		.live = strcmp(path, "/") == 0,
	};
	return 0;
}

void root_open_tree(const char *path, struct tree *tree, struct root *ret)
{
	*ret = (struct root){ .path = path, .arena = tree->arena, .fd = -1, .tree = tree };
}

void root_close(struct root *root)
{
	if (root->fd >= 0)
		close(root->fd);
	root->fd = -1;
}

/* Formats a path in the stack's buffer: no path of a scan is longer than the
 * system takes. */
static int format_path(char *path, size_t size, const char *format, va_list args)
{
	int length = vsnprintf(path, size, format, args);

	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

#define FORMAT_PATH(path, format)                                         \
	char path[PATH_MAX];                                              \
	va_list args_;                                                    \
	va_start(args_, format);                                          \
	int path_error_ = format_path(path, sizeof(path), format, args_); \
	va_end(args_);                                                    \
	if (path_error_)                                                  \
		return path_error_

static int open_inside(struct root *root, const char *path, int flags)
{
	if (root->live) {
		int fd = openat(root->fd, path, flags | O_CLOEXEC);

		return fd < 0 ? -errno : fd;
	}
	return confine_open(root->fd, &root->no_openat2, path, flags | O_CLOEXEC);
}

/* Reads to the end of the file, or `most` bytes. A file of sysfs ends at the first read of
 * less than a page: attributes fit in one, and binary files give one at a time. */
static int read_all(struct arena *arena, int fd, bool sysfs, size_t most,
		    struct bytes *ret)
{
	size_t room = most < PAGE ? most : PAGE, size = 0;
	char *data = arena_alloc(arena, room + 1);

	for (;;) {
		ssize_t n = read(fd, data + size, room - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int error = -errno;

			arena_trim(arena, data, 0);
			return error;
		}
		size += (size_t)n;
		if (n == 0 || (sysfs && n < PAGE) || size >= most)
			break;
		if (size < room)
			continue;
		if (room >= ROOT_MAX_SIZE) {
			arena_trim(arena, data, 0);
			return -EFBIG;
		}
		char *larger = arena_alloc(arena, 2 * room + 1);
		memcpy(larger, data, size);
		data = larger;
		room *= 2;
	}
	data[size] = '\0';
	arena_trim(arena, data, size + 1);
	*ret = (struct bytes){ .data = data, .size = size };
	return 0;
}

static int read_file(struct root *root, const char *path, size_t most, struct bytes *ret)
{
	/* A copied root may hold anything: a pipe must not block the scan. */
	int fd = open_inside(root, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);

	if (fd < 0)
		return fd;
	int error = read_all(root->arena, fd, str_starts(path, "sys/"), most, ret);
	close(fd);
	return error;
}

int root_read(struct root *root, struct bytes *ret, const char *format, ...)
{
	FORMAT_PATH(path, format);

	int error = root->tree ? tree_read(root->tree, path, ret) :
				 read_file(root, path, SIZE_MAX, ret);
	if (root->record)
		record_read(root, path, error, ret);
	return error;
}

/* The first `size` bytes, or all when there are fewer, for the recorder or from a capture. */
static int read_start(struct root_file *file, size_t size)
{
	struct root *root = file->root;
	int error = root->tree ? tree_read(root->tree, file->path, &file->start) :
				 read_file(root, file->path, size, &file->start);

	if (!error && file->start.size > size)
		file->start.size = size;
	if (root->record)
		record_start(root, file->path, error, &file->start);
	return error;
}

int root_file_open(struct root *root, struct root_file *ret, const char *format, ...)
{
	FORMAT_PATH(path, format);

	*ret = (struct root_file){
		.root = root, .path = arena_print(root->arena, "%s", path), .fd = -1,
	};
	if (root->tree || root->record)
		return read_start(ret, 1);
	int fd = open_inside(root, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	ret->fd = fd;
	return 0;
}

/* Reads on by large steps: each reads from the start again. */
static int grow_start(struct root_file *file, size_t wanted)
{
	const size_t first = 64, growth = 8;
	size_t size = first;
	int error = 0;

	while (size < wanted)
		size *= growth;
	if (file->start.size < wanted)
		error = read_start(file, size);
	return error;
}

ssize_t root_file_read(struct root_file *file, size_t at, void *ret, size_t size)
{
	ssize_t n;

	if (file->fd >= 0) {
		do
			n = pread(file->fd, ret, size, (off_t)at);
		while (n < 0 && errno == EINTR);
		return n < 0 ? -errno : n;
	}
	int error = grow_start(file, at + size);
	if (error)
		return error;
	if (file->start.size <= at)
		return 0;
	if (size > file->start.size - at)
		size = file->start.size - at;
	memcpy(ret, file->start.data + at, size);
	return (ssize_t)size;
}

void root_file_close(struct root_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
}

static int compare_names(const void *a, const void *b)
{
	return str_natural(*(char *const *)a, *(char *const *)b);
}

static int list_directory(struct root *root, const char *path, struct names *ret)
{
	struct names names = { 0 };
	struct dirent *entry;
	int error;

	int fd = open_inside(root, path, O_RDONLY | O_DIRECTORY);

	if (fd < 0)
		return fd;
	DIR *dir = fdopendir(fd);
	if (!dir) {
		error = -errno;
		close(fd);
		return error;
	}
	while (errno = 0, (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		*arena_add(root->arena, names.names, names.n) =
			arena_print(root->arena, "%s", entry->d_name);
	}
	error = -errno;
	closedir(dir);
	if (error)
		return error;
	if (names.n)
		qsort(names.names, names.n, sizeof(*names.names), compare_names);
	*ret = names;
	return 0;
}

bool names_have(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->names[i], name))
			return true;
	return false;
}

int root_list(struct root *root, struct names *ret, const char *format, ...)
{
	FORMAT_PATH(path, format);

	int error = root->tree ? tree_list(root->tree, path, ret) :
				 list_directory(root, path, ret);
	if (root->record)
		record_list(root, path, error, ret);
	return error;
}

static int read_link(struct root *root, const char *path, char **ret)
{
	char target[PATH_MAX];
	ssize_t length;

	if (root->live) {
		length = readlinkat(root->fd, path, target, sizeof(target));
	} else {
		int fd = open_inside(root, path, O_PATH | O_NOFOLLOW);

		if (fd < 0)
			return fd;
		/* An empty path reads the link that fd itself is (readlink(2)). */
		length = readlinkat(fd, "", target, sizeof(target));
		int error = errno;
		close(fd);
		/* readlinkat says ENOENT for an fd that is no link. */
		errno = error == ENOENT ? EINVAL : error;
	}
	if (length < 0)
		return -errno;
	if ((size_t)length == sizeof(target))
		return -ENAMETOOLONG;
	*ret = arena_print(root->arena, "%.*s", (int)length, target);
	return 0;
}

int root_link(struct root *root, char **ret, const char *format, ...)
{
	FORMAT_PATH(path, format);

	int error = root->tree ? tree_link(root->tree, path, ret) :
				 read_link(root, path, ret);
	if (root->record)
		record_link(root, path, error);
	return error;
}

static int read_status(struct root *root, const char *path, uint64_t *ret_size)
{
	struct stat status;
	int error = 0;

	if (root->live) {
		if (fstatat(root->fd, path, &status, 0) < 0)
			return -errno;
	} else {
		int fd = open_inside(root, path, O_PATH);

		if (fd < 0)
			return fd;
		if (fstat(fd, &status) < 0)
			error = -errno;
		close(fd);
		if (error)
			return error;
	}
	if (ret_size)
		*ret_size = (uint64_t)status.st_size;
	return 0;
}

int root_stat(struct root *root, uint64_t *ret_size, const char *format, ...)
{
	FORMAT_PATH(path, format);

	int error = root->tree ? tree_stat(root->tree, path, ret_size) :
				 read_status(root, path, ret_size);
	if (root->record)
		record_stat(root, path, error, ret_size);
	return error;
}

static bool is_plain(struct root *root, const char *path)
{
	struct stat inside, plain;

	if (root->live)
		return true;
	int fd = open_inside(root, path, O_PATH);
	if (fd < 0)
		return false;
	bool failed = fstat(fd, &inside) < 0 || fstatat(root->fd, path, &plain, 0) < 0;
	close(fd);
	return !failed && S_ISREG(inside.st_mode) && inside.st_dev == plain.st_dev &&
	       inside.st_ino == plain.st_ino;
}

bool root_is_plain(struct root *root, const char *format, ...)
{
	struct bytes bytes;
	char path[PATH_MAX];
	va_list args;

	va_start(args, format);
	int error = format_path(path, sizeof(path), format, args);
	va_end(args);
	if (error || root->tree)
		return false;
	bool plain = is_plain(root, path);
	if (plain && root->record)
		record_read(root, path, read_file(root, path, SIZE_MAX, &bytes), &bytes);
	return plain;
}

void root_note(struct root *root, const char *data, size_t size, const char *format, ...)
{
	va_list args;

	if (!root->record)
		return;
	va_start(args, format);
	struct tree_node *node =
		tree_add(root->record, arena_print_args(root->arena, format, args));
	va_end(args);
	if (node)
		tree_set_file(root->record, node, data, size);
}

bool root_replays(const struct root *root)
{
	return root->tree && root->tree->exact;
}
