#include "output/topology_text.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/function.h"
#include "scanner/arena.h"
#include "scanner/str.h"

static const struct {
	const char *id, *meaning;
} marks[] = {
	[MARK_READY] = { "ready", "a guest can have it now" },
	[MARK_POSSIBLE] = { "possible", "after some steps" },
	[MARK_BLOCKED] = { "blocked", "no guest can have it" },
	[MARK_UNKNOWN] = { "unknown", "what could block it was not read" },
	[MARK_BRIDGE] = { "bridge", "it stays with the host" },
	[MARK_NONE] = { "other", "no PCI function" },
};

const char *mark_id(enum mark mark)
{
	return marks[mark].id;
}

const char *mark_meaning(enum mark mark)
{
	return marks[mark].meaning;
}

/* Texts that become one, with a space between them. */
struct list {
	struct arena *arena;
	const char **texts;
	size_t n;
};

static void list_add(struct list *list, const char *text)
{
	if (text)
		*arena_add(list->arena, list->texts, list->n) = text;
}

/* NULL when nothing is in it. */
static const char *list_join(const struct list *list, const char *separator)
{
	return list->n ? str_join(list->arena, list->texts, list->n, separator) : NULL;
}

struct note *topology_note(struct notes *notes, struct arena *arena, const char *head,
			   const char *text)
{
	if (!text)
		return NULL;
	struct note *note = arena_alloc(arena, sizeof(*note));

	*note = (struct note){ .head = head ? head : "", .text = text };
	if (notes->last)
		notes->last->next = note;
	else
		notes->first = note;
	notes->last = note;
	return note;
}

/* Device/port types of PCI Express (7.5.3.2) that say more than a class does. */
static const char *port_name(struct json_object *device)
{
	static const char *const names[] = {
		[4] = "Root port", [5] = "Upstream port", [6] = "Downstream port",
		[7] = "PCIe-to-PCI bridge", [8] = "PCI-to-PCIe bridge",
	};
	struct json_object *found = document_find(device, "express_type");
	int64_t type = found ? json_object_get_int64(found) : 0;

	return type > 0 && type < (int64_t)(sizeof(names) / sizeof(names[0])) ?
		       names[type] :
		       NULL;
}

/* "8086:1533"; NULL when an id is not known. */
static const char *ids(struct json_object *pci, struct arena *arena)
{
	char text[FUNCTION_IDS_SIZE];

	return function_ids(pci, text) ? arena_print(arena, "%s", text) : NULL;
}

static const char *name_of(struct json_object *pci, struct json_object *device,
			   struct arena *arena)
{
	struct list list = { .arena = arena };
	const char *name = document_text(pci, "device_name");

	if (!pci)
		return "";
	list_add(&list, port_name(device));
	if (!list.n && !name)
		list_add(&list, function_kind(arena, pci));
	list_add(&list, name ? name : ids(pci, arena));
	return list_join(&list, ": ");
}

static bool is_kind(struct json_object *obstacle, const char *kind)
{
	const char *found = document_text(obstacle, "kind");

	return found && !strcmp(found, kind);
}

/* Whether it is blocked as a bridge is, for good. */
static bool is_bridge(struct json_object *device)
{
	for (size_t i = 0; i < document_count(device, "obstacles"); i++) {
		const char *id =
			document_text(document_element(device, "obstacles", i), "id");

		if (id && !strcmp(id, "bridge"))
			return true;
	}
	return false;
}

static enum mark mark_of(struct json_object *device)
{
	const char *state = document_text(device, "state");

	if (state && !strcmp(state, "blocked") && is_bridge(device))
		return MARK_BRIDGE;
	for (enum mark mark = MARK_READY; state && mark < MARK_BRIDGE; mark++)
		if (!strcmp(state, marks[mark].id))
			return mark;
	return MARK_UNKNOWN;
}

/* Ids of what blocks it, or is lost with it. Steps are told only to who looks closer:
 * nearly each device has some. */
static const char *why_of(struct json_object *device, struct arena *arena)
{
	struct list list = { .arena = arena };

	for (size_t i = 0; i < document_count(device, "obstacles"); i++) {
		struct json_object *obstacle = document_element(device, "obstacles", i);

		if (!is_kind(obstacle, "step"))
			list_add(&list, document_text(obstacle, "id"));
	}
	return list_join(&list, ", ");
}

static const char *use_of(struct json_object *pci, struct json_object *device,
			  struct arena *arena)
{
	struct list list = { .arena = arena };

	list_add(&list, document_text(pci, "driver"));
	list_add(&list, function_carries(arena, device));
	return list_join(&list, ", ");
}

static void tell_evidence(struct box *box, struct json_object *obstacle,
			  struct arena *arena)
{
	for (size_t i = 0; i < document_count(obstacle, "evidence"); i++) {
		struct json_object *evidence = document_element(obstacle, "evidence", i);
		const char *path = document_text(evidence, "path");
		const char *value = document_text(evidence, "value");
		const char *error = document_text(evidence, "error");

		if (path && (value || error))
			topology_note(&box->facts, arena, "seen in",
				      arena_print(arena, "%s: %s%s", path,
						  value ? "" : "could not be read, ",
						  value ? value : error));
	}
}

static void tell_obstacles(struct box *box, struct json_object *device,
			   struct arena *arena)
{
	for (size_t i = 0; i < document_count(device, "obstacles"); i++) {
		struct json_object *obstacle = document_element(device, "obstacles", i);

		topology_note(&box->facts, arena, document_text(obstacle, "kind"),
			      document_text(obstacle, "explanation"));
		topology_note(&box->facts, arena, "remedy",
			      document_text(obstacle, "remedy"));
		tell_evidence(box, obstacle, arena);
	}
}

static const char *group_text(struct json_object *group, struct arena *arena)
{
	const char *type = document_text(group, "type");

	return group ? arena_print(arena, "%s%s%s", document_text(group, "id"),
				   type ? ", " : "", type ? type : "") :
		       NULL;
}

static void tell_facts(struct box *box, struct json_object *pci,
		       struct json_object *device, const struct place *place,
		       struct arena *arena)
{
	topology_note(&box->facts, arena, marks[box->mark].id, marks[box->mark].meaning);
	tell_obstacles(box, device, arena);
	topology_note(&box->facts, arena, "class",
		      pci ? function_kind(arena, pci) : NULL);
	topology_note(&box->facts, arena, "maker", document_text(pci, "vendor_name"));
	topology_note(&box->facts, arena, "ids", ids(pci, arena));
	topology_note(&box->facts, arena, "driver", document_text(pci, "driver"));
	topology_note(&box->facts, arena, "group", group_text(place->group, arena));
	topology_note(&box->facts, arena, "unit", place->unit);
	topology_note(&box->facts, arena, "NUMA node", document_text(pci, "numa_node"));
}

/* "name=value", which a search takes as a whole; NULL when there is no value. */
static const char *tagged(struct arena *arena, const char *name, const char *value)
{
	return value ? arena_print(arena, "%s=%s", name, value) : NULL;
}

static const char *words_of(const struct box *box, struct json_object *pci,
			    struct json_object *device, const struct place *place,
			    struct arena *arena)
{
	struct list list = { .arena = arena };

	list_add(&list, box->title);
	list_add(&list, function_name(arena, pci));
	list_add(&list, document_text(pci, "class_name"));
	list_add(&list, port_name(device));
	list_add(&list, ids(pci, arena));
	list_add(&list, use_of(pci, device, arena));
	list_add(&list, box->why);
	list_add(&list, tagged(arena, "group", document_text(place->group, "id")));
	list_add(&list, tagged(arena, "unit", place->unit));
	list_add(&list, tagged(arena, "state", marks[box->mark].id));
	return list_join(&list, " ");
}

void topology_tell_device(struct box *box, struct json_object *pci,
			  struct json_object *device, const struct place *place,
			  struct arena *arena)
{
	box->mark = pci ? mark_of(device) : MARK_NONE;
	box->name = name_of(pci, device, arena);
	/* All bridges have the same driver, if any. */
	box->use = box->mark == MARK_BRIDGE ? NULL : use_of(pci, device, arena);
	box->why = box->mark == MARK_BRIDGE ? NULL : why_of(device, arena);
	if (place->group && place->alone)
		box->label =
			arena_print(arena, "group %s", document_text(place->group, "id"));
	tell_facts(box, pci, device, place, arena);
	box->words = words_of(box, pci, device, place, arena);
}

static void tell_holders(struct box *box, struct json_object *group, struct arena *arena)
{
	for (size_t i = 0; i < document_count(group, "holders"); i++) {
		struct json_object *holder = document_element(group, "holders", i);
		const char *device = document_text(holder, "device");
		const char *driver = document_text(holder, "driver");

		if (device && driver)
			topology_note(&box->facts, arena, "held by",
				      arena_print(arena, "%s, which has %s", driver,
						  device));
	}
}

static void tell_regions(struct box *box, struct json_object *group, struct arena *arena)
{
	for (size_t i = 0; i < document_count(group, "regions"); i++) {
		struct json_object *region = document_element(group, "regions", i);
		uint64_t start =
			(uint64_t)json_object_get_int64(document_find(region, "start"));
		uint64_t end =
			(uint64_t)json_object_get_int64(document_find(region, "end"));
		const char *type = document_text(region, "type");

		topology_note(&box->facts, arena, "reserved",
			      arena_print(arena, "0x%" PRIx64 " to 0x%" PRIx64 "%s%s",
					  start, end, type ? ", " : "",
					  type ? type : ""));
	}
}

void topology_tell_group(struct box *box, struct json_object *group, struct arena *arena)
{
	const char *id = document_text(group, "id");
	const char *name = document_text(group, "name");
	const char *type = document_text(group, "type");
	const char *viable = document_text(group, "viable");

	box->title = arena_print(arena, "Group %s", id ? id : "?");
	box->label = arena_print(arena, "%zu devices%s%s%s%s",
				 document_count(group, "devices"), type ? ", " : "",
				 type ? type : "", name ? ", " : "", name ? name : "");
	if (viable)
		topology_note(&box->facts, arena, "viable",
			      !strcmp(viable, "true") ? "VFIO would take it now" :
							"VFIO would not take it now");
	tell_holders(box, group, arena);
	tell_regions(box, group, arena);
}

void topology_tell_unit(struct box *box, struct json_object *unit, struct arena *arena)
{
	struct json_object *address = document_find(unit, "address");
	struct json_object *bits = document_find(unit, "capabilities.address_bits");
	struct list list = { .arena = arena };

	if (address)
		list_add(&list, arena_print(arena, "registers at 0x%" PRIx64,
					    (uint64_t)json_object_get_int64(address)));
	if (bits)
		list_add(&list, arena_print(arena, "%s-bit addresses",
					    json_object_get_string(bits)));
	box->label = list_join(&list, ", ");
}
