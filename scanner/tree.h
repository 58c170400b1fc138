/* A recorded host in memory: what a capture holds.
 *
 * Scanning with a recorder fills a tree; a root that is a capture answers from one.
 * Paths are relative to the tree's root. Nothing is resolved outside of it: ".." of
 * the root is the root, and an absolute link starts there. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scanner/root.h"

/* What a scan asks of a path, each of which can fail by itself. */
enum tree_op { TREE_READ, TREE_LIST, TREE_LINK, TREE_STAT, N_TREE_OPS };
extern const char *const tree_op_names[N_TREE_OPS];

enum tree_type {
	TREE_MISSING, /* was looked for; `error` says what came of it */
	TREE_DIRECTORY,
	TREE_FILE,
	TREE_LINKED,
};

struct tree_node {
	struct tree_node *parent, *children, *next;
	struct tree_node *chain; /* in the tree's hash table */
	const char *name;
	enum tree_type type;
	int error;               /* of the walk itself, when missing */
	int errors[N_TREE_OPS];  /* positive errnos, 0 for none */
	bool complete;           /* a file's content, or all entries of a directory */
	bool has_size;
	uint64_t stat_size;      /* as stat told it: not that of the content, in sysfs */
	char *data;              /* a file's content, a link's target; NUL behind it */
	size_t size;
};

struct tree_bucket {
	struct tree_node *first;
};

struct tree {
	struct arena *arena;
	struct tree_node root;
	struct tree_bucket *buckets;
	size_t n_buckets, n_nodes;
	size_t n_bytes;          /* that all names and contents take */
	/* Whether it tells what the recorder saw from what it did not: what was never
	 * recorded is then ENODATA and not ENOENT. A tar of a plain copy does not. */
	bool exact;
};

/* No tree is larger; loaders refuse what would be. */
#define TREE_MAX_NODES ((size_t)400 * 1000)
#define TREE_MAX_BYTES ((size_t)128 * 1024 * 1024)
/* Sysfs nests some 20 deep, and the kernel's limit on a path leaves room for 2,000. */
#define TREE_MAX_DEPTH 64

struct tree *tree_new(struct arena *arena);
bool tree_is_full(const struct tree *tree);

/* The node at `path`, made with all directories above when it is not there; a new
 * one is missing. No link is followed. NULL when the path has a component "..", is
 * too deep, or leads through a file. */
struct tree_node *tree_add(struct tree *tree, const char *path);

/* Give a node its type; an error of a missing one becomes that of each operation.
 * Data is copied. */
void tree_set_directory(struct tree_node *node);
void tree_set_file(struct tree *tree, struct tree_node *node, const char *data, size_t size);
void tree_set_file_unread(struct tree_node *node);
void tree_set_link(struct tree *tree, struct tree_node *node, const char *target);

/* Changes a node's name to another of its length. */
void tree_rename(struct tree *tree, struct tree_node *node, const char *name);

/* The node that `path` leads to, links followed; with keep_link not a last one.
 * 0 or -errno. */
int tree_find(struct tree *tree, const char *path, bool keep_link,
	      struct tree_node **ret);

/* The answers of a root, see root.h. */
int tree_read(struct tree *tree, const char *path, struct bytes *ret);
int tree_list(struct tree *tree, const char *path, struct names *ret);
int tree_link(struct tree *tree, const char *path, char **ret);
int tree_stat(struct tree *tree, const char *path, uint64_t *ret_size);

/* The path of a node, in the tree's arena. */
char *tree_path(const struct tree *tree, const struct tree_node *node);

/* Calls `visit` for every node but the root, parents first, and in the order of their
 * names' bytes, which is the same on every machine; what it adds below the node it is
 * called for is visited next. Stops at the first result that is not 0, and returns it. */
int tree_visit(struct tree *tree, int (*visit)(void *context, struct tree_node *node),
	       void *context);
