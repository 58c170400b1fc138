#include "output/hostdev.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "output/document.h"
#include "output/function.h"
#include "output/selection.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* How arm-smmu-v3.c names its units (arm_smmu_device_probe). */
#define SMMU_V3 "smmu3."

enum {
	FIRST_INDEX = 1,    /* 0 is pcie-root */
	END_OF_BUSES = 256, /* of a PCI segment */
	/* Buses that stay for the guest's other devices: a root port for each slot. */
	OTHER_BUSES = 32,
	/* Each has a root port with a bus of its own, also where libvirt places it. */
	MOST_DEVICES = END_OF_BUSES - OTHER_BUSES,
	/* A root port takes a device number of its expander bus: 5 bits (PCIe 2.2.4.2). */
	SLOTS = 32,
};

static void refuse(struct arena *arena, struct hostdevs *ret, const char *address,
		   const char *why, const char *remedy)
{
	*arena_add(arena, ret->refusals, ret->n_refusals) =
		(struct hostdev_refusal){ address, why, remedy };
}

/* The entry of the list at `path` whose member `key` is `value`; NULL when none is. */
static struct json_object *entry_with(struct json_object *document, const char *path,
				      const char *key, const char *value)
{
	for (size_t i = 0; i < document_count(document, path); i++) {
		struct json_object *entry = document_element(document, path, i);
		const char *found = document_text(entry, key);

		if (found && !strcmp(found, value))
			return entry;
	}
	return NULL;
}

static bool is_within(struct json_object *range, uint64_t segment, uint64_t id)
{
	uint64_t in = 0, first = 0, last = 0;

	return document_number(range, "segment", &in) &&
	       document_number(range, "first", &first) &&
	       document_number(range, "last", &last) &&
	       in == segment && id >= first && id <= last;
}

static bool read_address(struct json_object *pci, struct hostdev *ret)
{
	return document_number(pci, "domain", &ret->domain) &&
	       document_number(pci, "bus", &ret->bus) &&
	       document_number(pci, "device", &ret->device) &&
	       document_number(pci, "function", &ret->function);
}

/* The SMMU that firmware sends a device to; NULL: none, or it cannot be told. */
static struct json_object *described_for(struct json_object *document,
					 const struct hostdev *hostdev)
{
	/* PCIe 2.2.4.2: bus, 8 bits; device, 5; function, 3. */
	uint64_t id = hostdev->bus << 8 | hostdev->device << 3 | hostdev->function;

	for (size_t i = 0; i < document_count(document, "iommu.smmus"); i++) {
		struct json_object *smmu = document_element(document, "iommu.smmus", i);

		for (size_t j = 0; j < document_count(smmu, "ranges"); j++)
			if (is_within(document_element(smmu, "ranges", j),
				      hostdev->domain, id))
				return smmu;
	}
	return NULL;
}

/* A device gets its unit when a driver binds to it (iort_iommu_configure_id is called then).
 * Firmware tells before which one it will be. */
static bool refuse_unbound(struct json_object *document, const struct hostdev *hostdev,
			   struct arena *arena, struct hostdevs *ret)
{
	uint64_t base;

	if (!document_number(described_for(document, hostdev), "base", &base))
		return false;
	refuse(arena, ret, document_text(hostdev->pci, "address"),
	       arena_print(arena, "the kernel shows no IOMMU for it; firmware sends it to the "
				  "SMMUv3 at 0x%" PRIx64, base),
	       "bind a driver to it, vfio-pci say: on Arm its IOMMU comes with that");
	return true;
}

/* The first obstacle that blocks a device which `labscan device` calls blocked. */
static struct json_object *what_blocks(const struct hostdev *hostdev)
{
	const char *state = document_text(hostdev->judged, "state");

	if (!state || strcmp(state, "blocked") != 0)
		return NULL;
	for (size_t i = 0; i < document_count(hostdev->judged, "obstacles"); i++) {
		struct json_object *obstacle =
			document_element(hostdev->judged, "obstacles", i);

		if (!strcmp(document_text(obstacle, "kind"), "blocks"))
			return obstacle;
	}
	return NULL;
}

/* Whether something speaks against a device, which is then refused. `unit`: the name of the
 * one that it is behind; NULL: none. */
static bool is_refused(struct json_object *document, const struct hostdev *hostdev,
		       const char *unit, bool mirrored, struct arena *arena,
		       struct hostdevs *ret)
{
	const char *address = document_text(hostdev->pci, "address");
	struct json_object *obstacle = what_blocks(hostdev);
	bool unbound = !unit && (!obstacle || !strcmp(document_text(obstacle, "id"), "no-group"));

	if (unbound && refuse_unbound(document, hostdev, arena, ret))
		return true;
	if (obstacle)
		refuse(arena, ret, address, document_text(obstacle, "explanation"),
		       document_text(obstacle, "remedy"));
	else if (!unit)
		refuse(arena, ret, address, "no IOMMU of the host translates what it does", NULL);
	else if (hostdev->domain > FUNCTION_LAST_DOMAIN)
		refuse(arena, ret, address, "libvirt gives devices to QEMU up to domain ffff alone",
		       "give it to QEMU by its path; `labscan device` has the option");
	else if (mirrored && !str_starts(unit, SMMU_V3))
		refuse(arena, ret, address,
		       arena_print(arena, "it is behind %s, and only an SMMUv3 of the host can be "
					  "in a guest's place", unit),
		       "see what --model virtio makes of it");
	else
		return false;
	return true;
}

static struct hostdev_unit *find_unit(struct json_object *document, const char *name,
				      struct arena *arena, struct hostdevs *ret)
{
	struct hostdev_unit *unit;

	for (size_t i = 0; i < ret->n_units; i++)
		if (!strcmp(ret->units[i].name, name))
			return &ret->units[i];
	unit = arena_add(arena, ret->units, ret->n_units);
	unit->name = name;
	unit->unit = entry_with(document, "iommu.units", "name", name);
	unit->smmu = entry_with(document, "iommu.smmus", "unit", name);
	unit->has_node = document_number(unit->unit, "numa_node", &unit->node);
	return unit;
}

static void add_device(struct json_object *document, size_t i, bool mirrored,
		       struct arena *arena, struct hostdevs *ret)
{
	struct json_object *pci = document_element(document, "pci", i);
	struct hostdev hostdev = {
		.pci = pci, .judged = document_element(document, "devices", i),
	};
	const char *name = document_text(hostdev.judged, "unit");
	struct hostdev_unit *unit;

	if (!read_address(pci, &hostdev)) {
		refuse(arena, ret, document_text(pci, "address"), "it has no address of PCI",
		       NULL);
		return;
	}
	if (is_refused(document, &hostdev, name, mirrored, arena, ret))
		return;
	unit = find_unit(document, name, arena, ret);
	*arena_add(arena, unit->devices, unit->n_devices) = hostdev;
	/* Where firmware does not place the unit, its devices tell where it is. */
	if (!unit->has_node)
		unit->has_node = document_number(pci, "numa_node", &unit->node);
}

/* libvirt wants a controller's index to be above that of the one it is on, so expander
 * buses come before all root ports. */
static void number_controllers(struct hostdevs *ret)
{
	unsigned index = FIRST_INDEX;

	for (size_t i = 0; i < ret->n_units; i++)
		ret->units[i].expander = index++;
	for (size_t i = 0; i < ret->n_units; i++)
		for (size_t j = 0; j < ret->units[i].n_devices; j++)
			ret->units[i].devices[j].port = index++;
}

/* From the highest down, as libvirt does: an expander bus has the buses up to the next
 * one, and firmware gives each root port on it one of these in the order of the slots.
 * False when there are not enough. */
static bool number_buses(struct hostdevs *ret)
{
	size_t end = END_OF_BUSES;

	for (size_t i = 0; i < ret->n_units; i++) {
		struct hostdev_unit *unit = &ret->units[i];

		if (unit->n_devices > SLOTS || end < OTHER_BUSES + 1 + unit->n_devices)
			return false;
		end -= 1 + unit->n_devices;
		unit->expander_bus = (unsigned)end;
		for (size_t j = 0; j < unit->n_devices; j++)
			unit->devices[j].port_bus = (unsigned)(end + 1 + j);
	}
	return true;
}

static int compare_nodes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The guest numbers its cells from 0 without gaps, in the order of the host's nodes. On
 * one node alone, or where one is not known, there is nothing to tell apart. */
static void number_cells(struct arena *arena, struct hostdevs *ret)
{
	uint64_t *nodes = NULL;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < ret->n_units; i++) {
		if (!ret->units[i].has_node)
			return;
		*arena_add(arena, nodes, n) = ret->units[i].node;
	}
	if (n)
		qsort(nodes, n, sizeof(*nodes), compare_nodes);
	for (size_t i = 0; i < n; i++)
		if (!kept || nodes[kept - 1] != nodes[i])
			nodes[kept++] = nodes[i];
	if (kept < 2)
		return;
	ret->n_cells = (unsigned)kept;
	for (size_t i = 0; i < ret->n_units; i++) {
		uint64_t *found = bsearch(&ret->units[i].node, nodes, kept, sizeof(*nodes),
					  compare_nodes);

		ret->units[i].cell = (unsigned)(found - nodes);
	}
}

static void refuse_all(struct arena *arena, struct hostdevs *ret)
{
	refuse(arena, ret, NULL,
	       "they are more than a guest has buses for, or more than 32 behind one SMMU",
	       "give it fewer devices");
}

static size_t count(const struct selection *selection)
{
	size_t n = 0;

	for (size_t i = 0; i < selection->n; i++)
		n += selection->chosen[i];
	return n;
}

void hostdevs_lay_out(struct json_object *document, const struct selection *selection,
		      bool mirrored, struct arena *arena, struct hostdevs *ret)
{
	*ret = (struct hostdevs){ 0 };
	if (count(selection) > MOST_DEVICES) {
		refuse_all(arena, ret);
		return;
	}
	for (size_t i = 0; i < selection->n; i++)
		if (selection->chosen[i])
			add_device(document, i, mirrored, arena, ret);
	number_controllers(ret);
	number_cells(arena, ret);
	if (mirrored && !number_buses(ret))
		refuse_all(arena, ret);
}
