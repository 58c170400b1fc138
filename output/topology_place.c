#include "output/topology_place.h"

#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "scanner/arena.h"

/* How many bridges may be above a device. Machines have some 20 (Thunderbolt, behind
 * switches); what a hostile document nests deeper, or in a circle, is put on a root bus. */
#define BRIDGES_MAX 32

static struct box *new_box(struct builder *builder, enum box_kind kind, const char *title)
{
	struct box *box = arena_alloc(builder->arena, sizeof(*box));

	*box = (struct box){ .kind = kind, .title = title };
	return box;
}

/* ---- who is there ---- */

static void add_functions(struct builder *builder)
{
	size_t n = document_count(builder->document, "pci");

	for (size_t i = 0; i < n; i++) {
		struct member *member = &builder->members[builder->n_members++];
		const char *address;

		member->pci = document_element(builder->document, "pci", i);
		member->device = document_element(builder->document, "devices", i);
		member->unit = document_text(member->device, "unit");
		address = document_text(member->pci, "address");
		member->box.title = address ? address : "";
		roster_add(&builder->by_address, builder->arena, member->box.title,
			   member);
	}
	roster_close(&builder->by_address);
}

static void join_group(struct builder *builder, struct group *group, const char *name)
{
	struct member *member = roster_find(&builder->by_address, name);
	const char *unit = document_text(group->json, "unit");

	/* A device that is not on PCI: Arm has such. */
	if (!member) {
		member = &builder->members[builder->n_members++];
		member->box.title = name;
	}
	if (!member->group)
		group->n_members++;
	member->group = group;
	if (unit)
		member->unit = unit;
}

static void add_groups(struct builder *builder)
{
	for (size_t i = 0; i < builder->n_groups; i++) {
		struct group *group = &builder->groups[i];

		group->json = document_element(builder->document, "groups", i);
		for (size_t j = 0; j < document_count(group->json, "devices"); j++)
			join_group(builder, group, json_object_get_string(
					   document_element(group->json, "devices", j)));
	}
}

static void add_members(struct builder *builder)
{
	size_t n = document_count(builder->document, "pci");

	builder->n_groups = document_count(builder->document, "groups");
	builder->groups =
		arena_alloc(builder->arena, builder->n_groups * sizeof(struct group));
	for (size_t i = 0; i < builder->n_groups; i++)
		n += document_count(document_element(builder->document, "groups", i),
				    "devices");
	builder->members = arena_alloc(builder->arena, n * sizeof(struct member));
	add_functions(builder);
	add_groups(builder);
}

static bool is_too_deep(const struct member *member)
{
	size_t n = 0;

	while ((member = member->bridge))
		if (++n > BRIDGES_MAX)
			return true;
	return false;
}

static void find_bridges(struct builder *builder)
{
	for (size_t i = 0; i < builder->n_members; i++) {
		struct member *member = &builder->members[i];

		member->bridge = roster_find(&builder->by_address,
					     document_text(member->pci, "parent"));
	}
	for (size_t i = 0; i < builder->n_members; i++)
		builder->members[i].too_deep = is_too_deep(&builder->members[i]);
	for (size_t i = 0; i < builder->n_members; i++)
		if (builder->members[i].too_deep)
			builder->members[i].bridge = NULL;
}

/* ---- units and root buses ---- */

/* "0000:00" of the root bus that a function is below. */
static const char *root_bus(struct builder *builder, const struct member *member)
{
	while (member->bridge)
		member = member->bridge;
	const char *end = strrchr(member->box.title, ':');

	return end ? arena_print(builder->arena, "%.*s", (int)(end - member->box.title),
				 member->box.title) : "?";
}

static const char *bus_key(struct builder *builder, const struct member *member)
{
	return arena_print(builder->arena, "%s %s", member->unit ? member->unit : "",
			   root_bus(builder, member));
}

static void add_units(struct builder *builder)
{
	struct roster *units = &builder->units;

	for (size_t i = 0; i < document_count(builder->document, "iommu.units"); i++) {
		struct json_object *unit =
			document_element(builder->document, "iommu.units", i);

		roster_add(units, builder->arena, document_text(unit, "name"), NULL);
	}
	for (size_t i = 0; i < builder->n_members; i++)
		roster_add(units, builder->arena, builder->members[i].unit, NULL);
	roster_close(units);
	for (size_t i = 0; i < units->n; i++) {
		struct box *box = new_box(builder, BOX_UNIT, units->entries[i].name);

		box->parent = &builder->topology->host;
		units->entries[i].what = box;
	}
}

static void add_buses(struct builder *builder)
{
	struct roster *buses = &builder->buses;

	for (size_t i = 0; i < builder->n_members; i++)
		if (builder->members[i].pci)
			roster_add(buses, builder->arena,
				   bus_key(builder, &builder->members[i]), NULL);
	roster_close(buses);
	for (size_t i = 0; i < buses->n; i++)
		buses->entries[i].what =
			new_box(builder, BOX_BUS,
				arena_print(builder->arena, "Root bus %s",
					    strrchr(buses->entries[i].name, ' ') + 1));
}

static struct box *no_unit(struct builder *builder)
{
	struct box *box = builder->unserved;

	if (!box) {
		box = builder->unserved = new_box(builder, BOX_UNIT, "No IOMMU");
		box->parent = &builder->topology->host;
	}
	return box;
}

static struct box *unit_of(struct builder *builder, const struct member *member)
{
	return member->unit ? roster_find(&builder->units, member->unit) :
			      no_unit(builder);
}

struct box *place_root(struct builder *builder, const struct member *member)
{
	if (!member->pci)
		return unit_of(builder, member);
	struct box *bus = roster_find(&builder->buses, bus_key(builder, member));

	if (!bus->parent)
		bus->parent = unit_of(builder, member);
	return bus;
}

/* ---- where they stand ---- */

bool place_has_several(const struct group *group)
{
	return group && group->n_members > 1;
}

static bool is_served_alike(const struct member *a, const struct member *b)
{
	return a->unit == b->unit || (a->unit && b->unit && !strcmp(a->unit, b->unit));
}

/* What a member stands in, groups left aside: the next bridge above, of its own group,
 * or of no group of several, which it would seem to be in then. */
static struct box *home_of(struct builder *builder, const struct member *member)
{
	for (struct member *bridge = member->bridge; bridge; bridge = bridge->bridge)
		if ((bridge->group && bridge->group == member->group) ||
		    (!place_has_several(bridge->group) && is_served_alike(bridge, member))) {
			bridge->holds = true;
			return &bridge->box;
		}
	return place_root(builder, member);
}

static size_t depth(const struct box *box)
{
	size_t n = 0;

	while ((box = box->parent))
		n++;
	return n;
}

/* The smallest box that both are in, or are. */
static struct box *common(struct box *a, struct box *b)
{
	size_t depth_a = depth(a), depth_b = depth(b);

	for (; depth_a > depth_b; depth_a--)
		a = a->parent;
	for (; depth_b > depth_a; depth_b--)
		b = b->parent;
	for (; a != b; a = a->parent)
		b = b->parent;
	return a;
}

/* Whether no bridge of the same group is above: it stands in the group's box itself. */
static bool is_top_of_group(const struct member *member)
{
	const struct member *bridge = member->bridge;

	while (bridge && &bridge->box != member->box.parent)
		bridge = bridge->bridge;
	return place_has_several(member->group) && !(bridge && bridge->group == member->group);
}

/* Gives each box its parent: members first as if there were no groups, then groups
 * where all their members are, then these their groups. */
static void place(struct builder *builder)
{
	bool *tops = arena_alloc(builder->arena, builder->n_members * sizeof(*tops));

	for (size_t i = 0; i < builder->n_members; i++) {
		struct member *member = &builder->members[i];

		member->box.parent = home_of(builder, member);
		tops[i] = is_top_of_group(member);
	}
	for (size_t i = 0; i < builder->n_members; i++) {
		struct member *member = &builder->members[i];
		struct box *group = tops[i] ? &member->group->box : NULL;

		if (group)
			group->parent = !group->parent ?
						member->box.parent :
						common(group->parent, member->box.parent);
	}
	for (size_t i = 0; i < builder->n_members; i++)
		if (tops[i])
			builder->members[i].box.parent = &builder->members[i].group->box;
}

static void append(struct box *box)
{
	struct box *parent = box->parent;

	if (parent->last)
		parent->last->next = box;
	else
		parent->first = box;
	parent->last = box;
}

static void append_group(struct group *group)
{
	if (!group->linked)
		append(&group->box);
	group->linked = true;
}

void place_link(struct builder *builder)
{
	for (size_t i = 0; i < builder->n_members; i++)
		if (!builder->members[i].holds)
			append(&builder->members[i].box);
	for (size_t i = 0; i < builder->n_members; i++) {
		struct member *member = &builder->members[i];

		if (member->box.parent->kind == BOX_GROUP)
			append_group(member->group);
		if (member->holds)
			append(&member->box);
	}
	for (size_t i = 0; i < builder->buses.n; i++) {
		struct box *bus = builder->buses.entries[i].what;

		if (bus->first)
			append(bus);
	}
	for (size_t i = 0; i < builder->units.n; i++)
		append(builder->units.entries[i].what);
	if (builder->unserved)
		append(builder->unserved);
}

void place_boxes(struct builder *builder)
{
	add_members(builder);
	find_bridges(builder);
	add_units(builder);
	add_buses(builder);
	place(builder);
}
