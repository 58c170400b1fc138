#include "output/topology.h"

#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/topology_place.h"
#include "output/topology_text.h"
#include "scanner/arena.h"

static bool has_note(const struct notes *notes, const char *head)
{
	for (const struct note *note = notes->first; note; note = note->next)
		if (!strcmp(note->head, head))
			return true;
	return false;
}

/* Marks the box where isolation ends: the port, bridge or function at fault, or where
 * nothing in the tree is at fault the group. */
static void tell_join(struct builder *builder, struct group *group,
		      struct json_object *join)
{
	struct member *hop =
		roster_find(&builder->by_address, document_text(join, "hop"));
	struct member *member =
		roster_find(&builder->by_address, document_text(join, "device"));
	struct box *box = hop ? &hop->box : place_has_several(group) || !member ? &group->box :
									   &member->box;
	const char *id = document_text(join, "id");
	const char *text = document_text(join, "explanation");

	if (!id || has_note(&box->breaks, id))
		return;
	struct note *note = topology_note(&box->breaks, builder->arena, id, text);

	if (note)
		note->more = document_text(join, "missing");
}

static void tell_groups(struct builder *builder)
{
	for (size_t i = 0; i < builder->n_groups; i++) {
		struct group *group = &builder->groups[i];

		group->box.kind = BOX_GROUP;
		topology_tell_group(&group->box, group->json, builder->arena);
		for (size_t j = 0; j < document_count(group->json, "joins"); j++)
			tell_join(builder, group,
				  document_element(group->json, "joins", j));
	}
}

static void tell_members(struct builder *builder)
{
	struct topology *topology = builder->topology;

	for (size_t i = 0; i < builder->n_members; i++) {
		struct member *member = &builder->members[i];
		const struct place place = {
			.unit = member->unit,
			.group = member->group ? member->group->json : NULL,
			.alone = !place_has_several(member->group),
		};

		member->box.kind = BOX_DEVICE;
		topology_tell_device(&member->box, member->pci, member->device, &place,
				     builder->arena);
		topology->counts[member->box.mark]++;
	}
	topology->n_devices = builder->n_members;
}

/* A root bus is where its functions are; they seldom disagree. */
static void tell_buses(struct builder *builder)
{
	for (size_t i = 0; i < builder->n_members; i++) {
		struct member *member = &builder->members[i];
		const char *node = document_text(member->pci, "numa_node");
		struct box *bus = node ? place_root(builder, member) : NULL;

		if (bus && !bus->label)
			bus->label = arena_print(builder->arena, "NUMA node %s", node);
	}
}

static void tell_units(struct builder *builder)
{
	for (size_t i = 0; i < document_count(builder->document, "iommu.units"); i++) {
		struct json_object *unit =
			document_element(builder->document, "iommu.units", i);
		struct box *box =
			roster_find(&builder->units, document_text(unit, "name"));

		topology_tell_unit(box, unit, builder->arena);
	}
	if (builder->unserved)
		builder->unserved->label = "no unit translates what these devices do";
}

static void tell_host(struct builder *builder)
{
	struct topology *topology = builder->topology;
	const char *state = document_text(builder->document, "iommu.state");

	topology->state = state ? state : "unknown";
	topology->name = document_text(builder->document, "system.hostname");
	topology->explanation = document_text(builder->document, "iommu.explanation");
	topology->remedy = document_text(builder->document, "iommu.remedy");
	topology->time = document_text(builder->document, "scan.time");
}

static void number_boxes(struct topology *topology)
{
	struct walk walk = { .top = &topology->host };

	while (topology_walk(&walk))
		if (!walk.leaving)
			walk.box->number = topology->n_boxes++;
}

struct topology *topology_build(struct json_object *document, struct arena *arena)
{
	struct topology *topology = arena_alloc(arena, sizeof(*topology));
	struct builder builder = {
		.arena = arena, .document = document, .topology = topology,
	};

	*topology = (struct topology){ .arena = arena, .host.kind = BOX_HOST };
	place_boxes(&builder);
	tell_host(&builder);
	tell_units(&builder);
	tell_buses(&builder);
	tell_groups(&builder);
	tell_members(&builder);
	place_link(&builder);
	number_boxes(topology);
	return topology;
}

bool topology_walk(struct walk *walk)
{
	struct box *box = walk->box;

	if (!box) {
		walk->box = walk->top->first;
		walk->leaving = false;
	} else if (!walk->leaving && box->first) {
		walk->box = box->first;
	} else if (!walk->leaving) {
		walk->leaving = true;
	} else if (box->next) {
		walk->box = box->next;
		walk->leaving = false;
	} else {
		walk->box = box->parent;
	}
	return walk->box && walk->box != walk->top;
}
