/* Where the boxes of a topology stand. For output/topology.c. */
#pragma once

#include "output/roster.h"
#include "output/topology.h"

struct group {
	struct box box;
	struct json_object *json;
	size_t n_members;
	bool linked;         /* the box is in the tree */
};

/* What gets a box of its own: a PCI function, or another member of a group. */
struct member {
	struct box box;
	struct json_object *pci, *device; /* NULL: it is no PCI function */
	struct member *bridge;            /* that it is behind */
	struct group *group;
	const char *unit;                 /* NULL: none serves it */
	bool too_deep;
	bool holds;                       /* boxes below it: it is a bridge */
};

struct builder {
	struct arena *arena;
	struct json_object *document;
	struct topology *topology;
	struct member *members;   /* PCI functions first, in the document's order */
	size_t n_members;
	struct group *groups;
	size_t n_groups;
	struct roster by_address; /* members */
	struct roster units;      /* boxes */
	struct box *unserved;     /* for what no unit serves; NULL: nothing is there yet */
	struct roster buses;      /* boxes; by the unit's name and the bus's */
};

/* Finds who is there, and gives each box its parent. `arena`, `document` and `topology`
 * are set before; the rest is empty. */
void place_boxes(struct builder *builder);

/* Makes each box one of its parent's: small ones first, which fill the lines, else in the
 * document's order. */
void place_link(struct builder *builder);

/* The root bus that a function is below; for what is not on PCI, its unit. */
struct box *place_root(struct builder *builder, const struct member *member);

/* Whether the group needs a box: there is one, and several are in it. */
bool place_has_several(const struct group *group);
