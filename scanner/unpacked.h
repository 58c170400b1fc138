/* A capture that was unpacked into a directory, or packed by hand from one. */
#pragma once

struct root;
struct tree;

/* Whether the directory that `root` is holds a capture. */
_Bool unpacked_is_capture(struct root *root);

/* Reads the whole directory into an empty tree. 0 or -errno; -EFBIG when it holds
 * more than any capture, -EBADMSG when it nests deeper. */
int unpacked_read(struct root *root, struct tree *tree);
