#include "scanner/unpacked.h"

#include <errno.h>
#include <stdbool.h>

#include "scanner/arena.h"
#include "scanner/manifest.h"
#include "scanner/root.h"
#include "scanner/tree.h"

bool unpacked_is_capture(struct root *root)
{
	return root_stat(root, NULL, MANIFEST) == 0;
}

struct reading {
	struct root *root;
	struct tree *tree;
};

/* Adds what is in a directory, without looking at it yet. */
static int add_entries(const struct reading *reading, const char *path)
{
	struct names names;
	int error = root_list(reading->root, &names, "%s", path[0] ? path : ".");

	for (size_t i = 0; i < names.n && !error; i++) {
		if (tree_is_full(reading->tree))
			error = -EFBIG;
		else if (!tree_add(reading->tree, arena_print(reading->tree->arena, "%s/%s",
							      path, names.names[i])))
			error = -EBADMSG;
	}
	return error;
}

static int read_entry(void *context, struct tree_node *node)
{
	const struct reading *reading = context;
	const char *path = tree_path(reading->tree, node);
	struct bytes bytes;
	char *target;
	int error = root_link(reading->root, &target, "%s", path);

	if (!error) {
		tree_set_link(reading->tree, node, target);
		return 0;
	}
	if (error == -EINVAL) { /* no link */
		tree_set_directory(node);
		error = add_entries(reading, path);
	}
	if (error != -ENOTDIR)
		return error;
	error = root_read(reading->root, &bytes, "%s", path);
	if (!error)
		tree_set_file(reading->tree, node, bytes.data, bytes.size);
	return error;
}

int unpacked_read(struct root *root, struct tree *tree)
{
	struct reading reading = { .root = root, .tree = tree };
	int error = add_entries(&reading, "");

	return error ? error : tree_visit(tree, read_entry, &reading);
}
