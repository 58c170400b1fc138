/* What is told of the boxes of a picture, one at a time. For output/topology.c. */
#pragma once

#include "output/topology.h"

/* Where a device is, as far as it takes the whole tree to tell; NULL: nowhere. */
struct place {
	const char *unit;
	struct json_object *group;  /* of the document's "groups" */
	bool alone;                 /* in that group */
};

/* Fills the texts and the mark of a device's box from its members in "pci" and
 * "devices"; `device` may be NULL. */
void topology_tell_device(struct box *box, struct json_object *pci,
			  struct json_object *device, const struct place *place,
			  struct arena *arena);

/* The same from an element of "groups", and of "iommu.units". */
void topology_tell_group(struct box *box, struct json_object *group, struct arena *arena);
void topology_tell_unit(struct box *box, struct json_object *unit, struct arena *arena);

/* Appends a note, and gives it; NULL when there is no text. Both are borrowed. */
struct note *topology_note(struct notes *notes, struct arena *arena, const char *head,
			   const char *text);
