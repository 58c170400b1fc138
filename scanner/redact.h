/* Takes out of a capture what tells its host from others of its kind. */
#pragma once

#include <stddef.h>

struct tree;

/* Replaces serial numbers, UUIDs, hardware addresses, WWIDs and host names in every
 * file, name and link target of the tree: the same secret by the same token of the same
 * length everywhere. Tokens count up and say nothing of what they stand for.
 *
 * Secrets are what the files of redact_files.def hold, what udev calls a serial number,
 * WWN or UUID, and all text in the shape of a hardware address or a UUID. The serial
 * numbers of PCI functions are made 0; of mounts and routes only what a scan needs stays.
 * Returns the number of different secrets. */
size_t redact_tree(struct tree *tree);
