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

static int read_directory(struct root *root, struct tree *tree, const char *path,
			  const struct names *names);

static int read_entry(struct root *root, struct tree *tree, const char *path)
{
	struct tree_node *node = tree_add(tree, path);
	struct names names;
	struct bytes bytes;
	char *target;

	if (!node)
		return -EBADMSG;
	if (tree_is_full(tree))
		return -EFBIG;
	int error = root_link(root, &target, "%s", path);
	if (!error) {
		tree_set_link(tree, node, target);
		return 0;
	}
	error = error == -EINVAL ? root_list(root, &names, "%s", path) : error;
	if (!error) {
		tree_set_directory(node);
		return read_directory(root, tree, path, &names);
	}
	error = error == -ENOTDIR ? root_read(root, &bytes, "%s", path) : error;
	if (!error)
		tree_set_file(tree, node, bytes.data, bytes.size);
	return error;
}

/* No deeper than tree_add allows. */
static int read_directory(struct root *root, struct tree *tree, const char *path,
			  const struct names *names)
{
	int error = 0;

	for (size_t i = 0; i < names->n && !error; i++)
		error = read_entry(root, tree, arena_print(tree->arena, "%s%s%s", path,
							   path[0] ? "/" : "",
							   names->names[i]));
	return error;
}

int unpacked_read(struct root *root, struct tree *tree)
{
	struct names names;
	int error = root_list(root, &names, ".");

	return error ? error : read_directory(root, tree, "", &names);
}
