/* The IOMMUs of a host and what they serve as a tree of boxes: units, root buses, ports
 * and bridges, groups, devices. It is made from the document alone and says nothing of
 * lines and colours; topology_html.c, topology_svg.c and topology_dot.c draw it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct json_object;

enum box_kind {
	BOX_HOST,   /* the root of the tree */
	BOX_UNIT,   /* an IOMMU, or what none serves */
	BOX_BUS,    /* a root bus */
	BOX_GROUP,  /* an IOMMU group of several devices */
	BOX_DEVICE, /* a PCI function; a bridge when it has boxes below it; or another
		     * member of a group */
};

/* How a box is marked. The first four are the document's states of a device. */
enum mark {
	MARK_READY,
	MARK_POSSIBLE,
	MARK_BLOCKED,
	MARK_UNKNOWN,
	MARK_BRIDGE, /* blocked as bridges are, which is no fault: it stays with the host */
	MARK_NONE,   /* no PCI function: nothing is said of it */
	N_MARKS
};

/* One thing that is told of a box. */
struct note {
	const char *head; /* one word: "blocks", "driver", a join's id, ... */
	const char *more; /* of a break, what is missing there: "SV RR"; NULL: not said */
	const char *text;
	struct note *next;
};

struct notes {
	struct note *first, *last;
};

struct box {
	enum box_kind kind;
	struct box *parent, *first, *last, *next; /* devices first, then boxes of boxes */
	size_t number;       /* from 0, in the order of a walk */
	enum mark mark;      /* of a device */
	const char *title;   /* "dmar0", "Root bus 0000:00", "Group 5", "0000:00:1f.2" */
	const char *label;   /* what it is, short: "DMA-FQ, 4 devices"; NULL: not known */
	const char *name;    /* of a device, for people; never NULL for one */
	const char *use;     /* of a device: driver, interfaces, disks; NULL: none */
	const char *why;     /* of a device: ids of what is in its way; NULL: nothing is */
	const char *words;   /* what a search finds a device by, between spaces */
	struct notes breaks; /* isolation ends here, and why */
	struct notes facts;  /* for who looks closer */
};

struct topology {
	struct arena *arena; /* that all of it lives in */
	struct box host;
	size_t n_boxes;      /* in the host */
	const char *name;    /* of the host; NULL: not known */
	const char *state;   /* of its IOMMU: "enabled", ...; "unknown" where it has none */
	const char *explanation, *remedy, *time; /* NULL: none */
	size_t counts[N_MARKS];
	size_t n_devices;
};

/* The id of a mark, for classes, and what it means, for the legend. */
const char *mark_id(enum mark mark);
const char *mark_meaning(enum mark mark);

/* Makes the tree. It lives in the arena and borrows texts of the document. */
struct topology *topology_build(struct json_object *document, struct arena *arena);

/* A walk over all boxes below one: each is met twice, before what is in it, and
 * (`leaving`) after. */
struct walk {
	const struct box *top;
	struct box *box;
	bool leaving;
};

/* Begins with { .top = box }. False at the end. */
bool topology_walk(struct walk *walk);

void topology_html(const struct topology *topology, FILE *out);
void topology_svg(const struct topology *topology, FILE *out);
void topology_dot(const struct topology *topology, FILE *out);
