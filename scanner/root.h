/* The only door to the machine: every read of a scan goes through here.
 *
 * A root is a directory, / for the machine itself, else a copy of parts of one
 * (--root), or a capture, which is a tree in memory. Paths are relative to it and
 * printf formats; links inside a copied root resolve inside it and cannot lead out.
 * Each call is 0 or -errno, and what it returns lives in the arena that the root was
 * opened with. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct tree;

struct root {
	const char *path; /* as given, for messages and for libpci */
	struct arena *arena;
	int fd;            /* of the directory; -1 for a capture */
	struct tree *tree; /* of a capture; NULL for a directory */
	struct tree *record; /* of a directory: gets all that is asked; or NULL */
	bool live;        /* this is the running machine */
	bool no_openat2;  /* the kernel has none (before 5.6), or a filter forbids it */
};

/* A file's bytes, with a NUL behind them that `size` does not count. */
struct bytes {
	char *data;
	size_t size;
};

/* The entries of a directory in natural order, without . and .. */
struct names {
	char **names;
	size_t n;
};

bool names_have(const struct names *names, const char *name);

/* CPUID's four registers. */
struct cpuid {
	uint32_t eax, ebx, ecx, edx;
};

/* No file that a scan reads is larger; a larger one is -EFBIG. */
#define ROOT_MAX_SIZE ((size_t)16 * 1024 * 1024)

/* Opens the directory `path`; "/" is the running machine. */
int root_open(const char *path, struct arena *arena, struct root *ret);
/* The capture `path`, which is in memory already. */
void root_open_tree(const char *path, struct tree *tree, struct root *ret);
void root_close(struct root *root);

int root_read(struct root *root, struct bytes *ret, const char *format, ...)
	__attribute__((format(printf, 3, 4), warn_unused_result));

/* A file of which each byte costs the machine something: it is read in parts. */
struct root_file {
	struct root *root;
	const char *path;
	int fd;             /* -1: what was read is in `start` */
	struct bytes start; /* of a capture, or with a recorder */
};

int root_file_open(struct root *root, struct root_file *ret, const char *format, ...)
	__attribute__((format(printf, 3, 4), warn_unused_result));
/* How many bytes there are at `at`, no more than `size`; or -errno. With a recorder, all
 * before them is read, too. */
ssize_t root_file_read(struct root_file *file, size_t at, void *ret, size_t size);
void root_file_close(struct root_file *file);

int root_list(struct root *root, struct names *ret, const char *format, ...)
	__attribute__((format(printf, 3, 4), warn_unused_result));
/* The target of a link, as it stands in it. */
int root_link(struct root *root, char **ret, const char *format, ...)
	__attribute__((format(printf, 3, 4), warn_unused_result));
/* 0 when the path is there; its size as stat tells it, unless ret_size is NULL. */
int root_stat(struct root *root, uint64_t *ret_size, const char *format, ...)
	__attribute__((format(printf, 3, 4), warn_unused_result));

/* Whether a library that opens the path itself, below root->path and with links
 * followed freely, comes to the regular file that root_read would open. It declares
 * that the library does: a recorder then takes the file. */
bool root_is_plain(struct root *root, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Inputs that are no files. The live ones are the machine's; a copied root has
 * them as files below labscan/, and -ENOENT when it does not. */
int root_machine(struct root *root, const char **ret); /* uname -m */
int root_cpuid(struct root *root, uint32_t leaf, struct cpuid *ret);
/* Gives the recorder, if there is one, such an input as the file at the path. */
void root_note(struct root *root, const char *data, size_t size, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Whether such inputs are the capture's alone: it holds all that the scan asked for. */
bool root_replays(const struct root *root);
