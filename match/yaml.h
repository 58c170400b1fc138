/* YAML as a tree, by libyaml's events: bounded in depth and size, whatever is in the file.
 *
 * Aliases are the node that they name, once more: the tree is one of references, so that
 * to walk it takes a bound as well. "<<" merges as YAML 1.1 has it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Of nodes within nodes, as the file is written. */
#define YAML_DEPTH 64
/* Of nodes, merged members included: hardware is a page of them. */
#define YAML_NODES 10000

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAPPING };

struct yaml_member {
	const char *key; /* one line, no other of the mapping is the same; NULL in a list */
	unsigned line;
	struct yaml_node *value;
};

struct yaml_node {
	enum yaml_kind kind;
	unsigned line;    /* from 1 */
	bool plain;       /* text without quotes */
	const char *text; /* without control characters but tabs and newlines */
	struct yaml_member *members;
	size_t n_members;
};

/* Where a file is wrong. */
struct yaml_fault {
	unsigned line; /* 0: nowhere in particular */
	const char *why;
};

/* Reads the one document of a file, into the arena. 0 or -errno: then *ret_fault says
 * what is wrong; -ELIBACC and -ELIBBAD: with libyaml. */
int yaml_read(struct arena *arena, const char *bytes, size_t size, struct yaml_node **ret,
	      struct yaml_fault *ret_fault);

/* Whether nothing is written: "", "~" or "null" without quotes. */
bool yaml_is_null(const struct yaml_node *node);

/* The member of a mapping, NULL when there is none or it is no mapping. */
const struct yaml_member *yaml_find(const struct yaml_node *mapping, const char *key);
