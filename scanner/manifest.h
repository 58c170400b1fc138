/* labscan/capture, the file that makes a tree of files a capture: it says what files
 * cannot, which of what was asked failed and how, and what was not asked at all.
 *
 *     labscan capture 1          the format of this file
 *     entries 1234 .             files, directories and links here, against truncation
 *     read EACCES PATH           an operation (read, list, link, stat) and its error
 *     walk EACCES PATH           nothing at or below the path could be asked for
 *     listed PATH                all entries of this directory are here
 *     unread PATH                the file is empty here since no one asked what it holds
 *     size 4096 PATH             as stat told it
 *
 * A path ends its line; newlines and backslashes in it are \012 and \134, the root is
 * ".". Links in paths are resolved. */
#pragma once

#include "scanner/tree.h"

#define MANIFEST "labscan/capture"

/* Puts the manifest into the tree. 0 or -errno. */
int manifest_write(struct tree *tree);

/* Applies the manifest that the tree holds: the tree is exact then. A tree without one
 * stays as it is.
 * 0; -EPROTONOSUPPORT when it is of another format, -EBADMSG when it is damaged. */
int manifest_apply(struct tree *tree);
