#include "scanner/record.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "scanner/arena.h"
#include "scanner/confine.h"
#include "scanner/str.h"
#include "scanner/tree.h"

/* The kernel's link to whoever asks. Followed, it would lead to a number that is
 * another in each capture of the same host. */
#define SELF "proc/self"

/* The first process's environment holds what its maker put there, passwords too; a
 * scan looks for one variable in it (container.c). */
#define INIT_ENVIRONMENT "proc/1/environ"
#define INIT_VARIABLE "container="

/* Gives a node the type of what is at its path now, unless it has one. */
static int type_node(struct root *root, struct tree_node *node, const char *path)
{
	char target[PATH_MAX];
	struct stat status;

	if (node->type != TREE_MISSING)
		return 0;
	if (root->live && !strcmp(path, SELF)) {
		tree_set_directory(node);
		return 0;
	}
	int error = confine_look(root->fd, path, &status, target);
	if (error)
		return error;
	if (S_ISLNK(status.st_mode))
		tree_set_link(root->record, node, target);
	else if (S_ISDIR(status.st_mode))
		tree_set_directory(node);
	else
		tree_set_file_unread(node);
	return 0;
}

static bool see(void *context, const char *path, const char *target)
{
	struct root *root = context;
	struct tree_node *node = tree_add(root->record, path);

	if (node)
		type_node(root, node, path);
	return target && !(root->live && !strcmp(path, SELF));
}

/* The node that an operation on `path` is about. NULL when the walk did not come to
 * its end: then that is recorded, where a tree would not show it by itself. */
static struct tree_node *find(struct root *root, const char *path, bool keep_link)
{
	char where[PATH_MAX];
	int error = confine_trace(root->fd, path, keep_link, see, root, where);

	/* A walk through the same links ends like this. */
	if (error == -ELOOP || error == -ENAMETOOLONG)
		return NULL;
	struct tree_node *node = tree_add(root->record, where);
	if (!node)
		return NULL;
	if (!error)
		error = type_node(root, node, where);
	if (error && node->type == TREE_MISSING)
		node->error = -error;
	return error ? NULL : node;
}

/* As find, for an operation that ended with `error`. */
static struct tree_node *find_for(struct root *root, const char *path, enum tree_op op,
				  int error)
{
	struct tree_node *node = find(root, path, op == TREE_LINK);

	if (node && error)
		node->errors[op] = -error;
	return error ? NULL : node;
}

static void keep_init_variable(struct root *root, struct tree_node *node,
			       const struct bytes *bytes)
{
	for (size_t i = 0; i < bytes->size; i += strlen(bytes->data + i) + 1) {
		if (str_starts(bytes->data + i, INIT_VARIABLE)) {
			tree_set_file(root->record, node, bytes->data + i,
				      strlen(bytes->data + i) + 1);
			return;
		}
	}
	tree_set_file(root->record, node, "", 0);
}

void record_read(struct root *root, const char *path, int error, const struct bytes *bytes)
{
	struct tree_node *node = find_for(root, path, TREE_READ, error);

	/* What a file said first stays: two reads of one are of one fact. */
	if (!node || node->complete)
		return;
	if (!strcmp(path, INIT_ENVIRONMENT))
		keep_init_variable(root, node, bytes);
	else
		tree_set_file(root->record, node, bytes->data, bytes->size);
}

void record_start(struct root *root, const char *path, int error, const struct bytes *bytes)
{
	struct tree_node *node = find_for(root, path, TREE_READ, error);

	if (node && (!node->complete || bytes->size > node->size))
		tree_set_file(root->record, node, bytes->data, bytes->size);
}

void record_list(struct root *root, const char *path, int error, const struct names *names)
{
	struct tree_node *node = find_for(root, path, TREE_LIST, error);

	if (!node)
		return;
	char *where = tree_path(root->record, node);
	for (size_t i = 0; i < names->n; i++) {
		const char *entry = arena_print(root->arena, "%s%s%s", where,
						where[0] ? "/" : "", names->names[i]);
		struct tree_node *added = tree_add(root->record, entry);

		/* Gone since it was listed: it was an entry all the same. */
		if (added && type_node(root, added, entry))
			tree_set_file_unread(added);
	}
	node->complete = true;
}

void record_link(struct root *root, const char *path, int error)
{
	/* EINVAL: there, and no link, which its type tells. */
	find_for(root, path, TREE_LINK, error == -EINVAL ? 0 : error);
}

void record_stat(struct root *root, const char *path, int error, const uint64_t *size)
{
	struct tree_node *node = find_for(root, path, TREE_STAT, error);

	if (!node || !size)
		return;
	node->has_size = true;
	node->stat_size = *size;
}
