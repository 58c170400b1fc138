#include "scanner/tree.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/str.h"

/* As many as the kernel follows (include/linux/namei.h). */
#define MAXSYMLINKS 40
/* Components of one walk, links' included: bounds what a hostile tree can cost. */
#define MAX_STEPS 512

#define FIRST_BUCKETS 256

const char *const tree_op_names[N_TREE_OPS] = {
	[TREE_READ] = "read", [TREE_LIST] = "list",
	[TREE_LINK] = "link", [TREE_STAT] = "stat",
};

struct tree *tree_new(struct arena *arena)
{
	struct tree *tree = arena_alloc(arena, sizeof(*tree));

	*tree = (struct tree){
		.arena = arena,
		.root = { .name = "", .type = TREE_DIRECTORY },
		.n_buckets = FIRST_BUCKETS,
		.buckets = arena_alloc(arena, FIRST_BUCKETS * sizeof(*tree->buckets)),
	};
	tree->root.parent = &tree->root;
	return tree;
}

bool tree_is_full(const struct tree *tree)
{
	return tree->n_nodes > TREE_MAX_NODES || tree->n_bytes > TREE_MAX_BYTES;
}

/* ---- nodes ---- */

/* FNV-1a, 64 bits (draft-eastlake-fnv), of the name, started by its directory. */
static size_t bucket_of(const struct tree *tree, const struct tree_node *parent,
			const char *name, size_t length)
{
	const uint64_t basis = 0xcbf29ce484222325, prime = 0x100000001b3;
	uint64_t hash = (basis ^ (uintptr_t)parent) * prime;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * prime;
	return (size_t)(hash ^ hash >> 32) & (tree->n_buckets - 1);
}

static struct tree_node *child(const struct tree *tree, const struct tree_node *parent,
			       const char *name, size_t length)
{
	struct tree_node *node = tree->buckets[bucket_of(tree, parent, name, length)].first;

	while (node && (node->parent != parent || strncmp(node->name, name, length) ||
			node->name[length]))
		node = node->chain;
	return node;
}

static void hash_in(struct tree *tree, struct tree_node *node)
{
	size_t bucket = bucket_of(tree, node->parent, node->name, strlen(node->name));

	node->chain = tree->buckets[bucket].first;
	tree->buckets[bucket].first = node;
}

static void grow(struct tree *tree)
{
	struct tree_bucket *old = tree->buckets;
	size_t n = tree->n_buckets;

	tree->n_buckets *= 2;
	tree->buckets = arena_alloc(tree->arena, tree->n_buckets * sizeof(*old));
	for (size_t i = 0; i < n; i++) {
		for (struct tree_node *node = old[i].first, *next; node; node = next) {
			next = node->chain;
			hash_in(tree, node);
		}
	}
}

static struct tree_node *add_child(struct tree *tree, struct tree_node *parent,
				   const char *name, size_t length)
{
	struct tree_node *node = arena_alloc(tree->arena, sizeof(*node));

	*node = (struct tree_node){
		.parent = parent,
		.next = parent->children,
		.name = arena_print(tree->arena, "%.*s", (int)length, name),
		.error = ENOENT,
	};
	parent->children = node;
	if (tree->n_nodes++ >= tree->n_buckets)
		grow(tree);
	hash_in(tree, node);
	tree->n_bytes += length;
	return node;
}

/* Cuts the next component off a path: skips "." and empty ones. Its length is 0 at the
 * end of the path. */
static size_t next_component(const char **path, const char **ret)
{
	const char *start = *path;
	size_t length;

	do {
		start += strspn(start, "/");
		length = strcspn(start, "/");
		*ret = start;
		start += length;
	} while (length == 1 && **ret == '.');
	*path = start;
	return length;
}

static bool is_dotdot(const char *name, size_t length)
{
	return length == 2 && name[0] == '.' && name[1] == '.';
}

struct tree_node *tree_add(struct tree *tree, const char *path)
{
	struct tree_node *node = &tree->root;
	const char *name;
	size_t depth = 0, length;

	while ((length = next_component(&path, &name))) {
		if (is_dotdot(name, length) || ++depth > TREE_MAX_DEPTH)
			return NULL;
		if (node->type == TREE_MISSING)
			tree_set_directory(node);
		else if (node->type != TREE_DIRECTORY)
			return NULL;
		struct tree_node *next = child(tree, node, name, length);
		node = next ? next : add_child(tree, node, name, length);
	}
	return node;
}

static void set_type(struct tree_node *node, enum tree_type type)
{
	/* Was not there when it was asked for, and is there now. */
	if (node->type == TREE_MISSING && node->error != ENOENT)
		for (size_t i = 0; i < N_TREE_OPS; i++)
			node->errors[i] = node->error;
	node->type = type;
	node->error = 0;
}

void tree_set_directory(struct tree_node *node)
{
	set_type(node, TREE_DIRECTORY);
}

static void set_data(struct tree *tree, struct tree_node *node, const char *data, size_t size)
{
	node->data = arena_alloc(tree->arena, size + 1);
	memcpy(node->data, data, size);
	node->size = size;
	tree->n_bytes += size;
}

void tree_set_file(struct tree *tree, struct tree_node *node, const char *data, size_t size)
{
	set_type(node, TREE_FILE);
	set_data(tree, node, data, size);
	node->complete = true;
}

void tree_set_file_unread(struct tree_node *node)
{
	set_type(node, TREE_FILE);
}

void tree_set_link(struct tree *tree, struct tree_node *node, const char *target)
{
	set_type(node, TREE_LINKED);
	set_data(tree, node, target, strlen(target));
}

void tree_rename(struct tree *tree, struct tree_node *node, const char *name)
{
	size_t bucket = bucket_of(tree, node->parent, node->name, strlen(node->name));
	struct tree_node **link = &tree->buckets[bucket].first;

	while (*link != node)
		link = &(*link)->chain;
	*link = node->chain;
	node->name = arena_print(tree->arena, "%s", name);
	hash_in(tree, node);
}

/* ---- walks ---- */

/* Where there is no node: known to be absent only if the directory's entries are, or if
 * the tree does not tell what was recorded. */
static int unknown_child(const struct tree *tree, const struct tree_node *directory)
{
	return tree->exact && !directory->complete ? -ENODATA : -ENOENT;
}

/* A walk: what is left of the path, on top of what is left behind the links that it
 * has come through. */
struct walk {
	struct tree_node *at;
	const char *rest[MAXSYMLINKS + 1];
	size_t links, depth; /* of rest */
};

static int enter_link(struct tree *tree, struct walk *walk, const struct tree_node *link)
{
	if (++walk->links > MAXSYMLINKS)
		return -ELOOP;
	if (link->data[0] == '/')
		walk->at = &tree->root;
	walk->rest[++walk->depth] = link->data;
	return 0;
}

static int step(struct tree *tree, struct walk *walk, const char *name, size_t length,
		bool keep_link)
{
	if (walk->at->type != TREE_DIRECTORY)
		return -ENOTDIR;
	if (is_dotdot(name, length)) {
		walk->at = walk->at->parent;
		return 0;
	}
	struct tree_node *node = child(tree, walk->at, name, length);
	if (!node)
		return unknown_child(tree, walk->at);
	if (node->type == TREE_MISSING)
		return -node->error;
	if (node->type == TREE_LINKED && !keep_link)
		return enter_link(tree, walk, node);
	walk->at = node;
	return 0;
}

int tree_find(struct tree *tree, const char *path, bool keep_link, struct tree_node **ret)
{
	struct walk walk = { .at = &tree->root, .rest = { path } };
	int error = 0, steps = 0;

	while (!error) {
		const char **rest = &walk.rest[walk.depth], *name;
		size_t length = next_component(rest, &name);

		if (length) {
			bool last = !walk.depth && !(*rest)[strspn(*rest, "/")];

			error = ++steps > MAX_STEPS ? -ELOOP :
				step(tree, &walk, name, length, last && keep_link);
		} else if (walk.depth) {
			walk.depth--;
		} else {
			*ret = walk.at;
			return 0;
		}
	}
	return error;
}

/* Finds a node for an operation, and the error that this is known to end with. */
static int find_for(struct tree *tree, const char *path, enum tree_op op,
		    struct tree_node **ret)
{
	int error = tree_find(tree, path, op == TREE_LINK, ret);

	return error ? error : -(*ret)->errors[op];
}

/* ---- a root's answers ---- */

int tree_read(struct tree *tree, const char *path, struct bytes *ret)
{
	struct tree_node *node;
	int error = find_for(tree, path, TREE_READ, &node);

	if (error)
		return error;
	if (node->type == TREE_DIRECTORY)
		return -EISDIR;
	if (!node->complete)
		return -ENODATA;
	if (node->size > ROOT_MAX_SIZE)
		return -EFBIG;
	/* A copy: who reads a file may take it apart in place. */
	ret->data = arena_alloc(tree->arena, node->size + 1);
	memcpy(ret->data, node->data, node->size);
	ret->size = node->size;
	return 0;
}

static int compare_natural(const void *a, const void *b)
{
	return str_natural(*(char *const *)a, *(char *const *)b);
}

int tree_list(struct tree *tree, const char *path, struct names *ret)
{
	struct names names = { 0 };
	struct tree_node *node;
	int error = find_for(tree, path, TREE_LIST, &node);

	if (error)
		return error;
	if (node->type != TREE_DIRECTORY)
		return -ENOTDIR;
	if (tree->exact && !node->complete)
		return -ENODATA;
	for (struct tree_node *entry = node->children; entry; entry = entry->next)
		if (entry->type != TREE_MISSING)
			*arena_add(tree->arena, names.names, names.n) = (char *)entry->name;
	if (names.n)
		qsort(names.names, names.n, sizeof(*names.names), compare_natural);
	*ret = names;
	return 0;
}

int tree_link(struct tree *tree, const char *path, char **ret)
{
	struct tree_node *node;
	int error = find_for(tree, path, TREE_LINK, &node);

	if (error)
		return error;
	if (node->type != TREE_LINKED)
		return -EINVAL;
	*ret = arena_print(tree->arena, "%s", node->data);
	return 0;
}

int tree_stat(struct tree *tree, const char *path, uint64_t *ret_size)
{
	struct tree_node *node;
	int error = find_for(tree, path, TREE_STAT, &node);

	if (error || !ret_size)
		return error;
	*ret_size = node->has_size ? node->stat_size : node->size;
	return tree->exact && !node->has_size ? -ENODATA : 0;
}

/* ---- the whole tree ---- */

char *tree_path(const struct tree *tree, const struct tree_node *node)
{
	const struct tree_node *up;
	size_t length = 0;

	for (up = node; up->parent != up; up = up->parent)
		length += strlen(up->name) + 1;
	if (!length)
		return arena_alloc(tree->arena, 1);
	char *path = arena_alloc(tree->arena, length);
	char *at = path + length - 1;
	for (up = node; up->parent != up; up = up->parent) {
		at -= strlen(up->name);
		memcpy(at, up->name, strlen(up->name));
		if (at > path)
			*--at = '/';
	}
	return path;
}

/* An element of a directory's list while that is sorted. */
struct entry {
	struct tree_node *node;
};

static int compare_bytes(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->node->name,
		      ((const struct entry *)b)->node->name);
}

/* Puts a directory's entries into the order of their names. */
static void sort_children(struct tree *tree, struct tree_node *directory)
{
	struct entry *entries = NULL;
	size_t n = 0;

	for (struct tree_node *node = directory->children; node; node = node->next)
		arena_add(tree->arena, entries, n)->node = node;
	if (!n)
		return;
	qsort(entries, n, sizeof(*entries), compare_bytes);
	for (size_t i = 0; i < n; i++)
		entries[i].node->next = i + 1 < n ? entries[i + 1].node : NULL;
	directory->children = entries[0].node;
}

/* What comes behind a node and all below it; NULL at the end. */
static struct tree_node *behind(struct tree_node *node)
{
	while (!node->next && node->parent != node)
		node = node->parent;
	return node->next;
}

int tree_visit(struct tree *tree, int (*visit)(void *context, struct tree_node *node),
	       void *context)
{
	struct tree_node *node = &tree->root;
	int error = 0;

	while (node && !error) {
		sort_children(tree, node);
		node = node->children ? node->children : behind(node);
		if (node)
			error = visit(context, node);
	}
	return error;
}
