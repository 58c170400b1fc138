/* What expressions have names for: keys, and paths of the document. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output/shape.h"

struct arena;

struct expression_name {
	const char *path;    /* in expression_host(), through lists by []: "disks[].driver" */
	enum path_kind kind; /* of what it leads to, a list's elements if that is a list */
	int64_t unit;        /* it counts so many bytes; 0: none */
};

/* Finds a name; within the elements of a list, whose path is `within`, one of their members,
 * by its path in them. False when there is none: *ret_near is the nearest one, or NULL. All
 * in the arena. */
bool expression_name_find(const char *name, const char *within, struct arena *arena,
			  struct expression_name *ret, const char **ret_near);
