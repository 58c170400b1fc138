/* What the commands share: opening the host to look at, be it this one or a capture. */
#include "scanner/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "scanner/arena.h"
#include "scanner/capture_file.h"
#include "scanner/manifest.h"
#include "scanner/root.h"
#include "scanner/tree.h"
#include "scanner/unpacked.h"

/* A file, or a pipe that one comes through. */
static bool can_be_capture(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 &&
	       (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode));
}

static int read_capture(const char *path, struct tree *tree, const char **ret_why)
{
	FILE *in = fopen(path, "rbe");

	if (!in)
		return -errno;
	int error = capture_file_read(in, tree, ret_why);
	fclose(in);
	return error;
}

static int apply_manifest(struct tree *tree, const char **ret_why)
{
	int error = manifest_apply(tree);

	if (error == -EPROTONOSUPPORT)
		*ret_why = "a newer labscan made it";
	else if (error)
		*ret_why = "it is damaged: " MANIFEST " does not fit what it holds";
	return error;
}

/* The capture that was unpacked into the directory; the root is the tree then. */
static int take_unpacked(struct root *root, const char **ret_why)
{
	struct tree *tree = tree_new(root->arena);
	const char *path = root->path;
	int error = unpacked_read(root, tree);

	root_close(root);
	root_open_tree(path, tree, root);
	return error ? error : apply_manifest(tree, ret_why);
}

static int take_packed(const char *path, struct arena *arena, struct root *root,
		       const char **ret_why)
{
	struct tree *tree = tree_new(arena);
	int error = read_capture(path, tree, ret_why);

	root_open_tree(path, tree, root);
	return error ? error : apply_manifest(tree, ret_why);
}

bool cmd_open_root(const char *path, struct arena *arena, struct root *ret,
		   struct failure *failure)
{
	const char *what = "cannot read the capture", *why = NULL;
	int error = root_open(path, arena, ret);

	if (error == -ENOTDIR && can_be_capture(path))
		error = take_packed(path, arena, ret, &why);
	else if (error)
		what = "cannot open the root";
	else if (!ret->live && unpacked_is_capture(ret))
		error = take_unpacked(ret, &why);
	if (!error)
		return true;
	*failure = (struct failure){ .what = what, .path = path, .error = -error,
				     .detail = why ? strdup(why) : NULL };
	return false;
}
