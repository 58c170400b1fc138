/* Nodes are directories, properties are files of big-endian cells or of texts that end
 * with NUL (Devicetree Specification 2.2, 2.3). By the IOMMU binding (Linux,
 * Documentation/devicetree/bindings/iommu/iommu.txt) an IOMMU is a node with
 * #iommu-cells, and who is behind it has iommus or, as a bus, iommu-map. */
#include "scanner/devicetree.h"

#include <errno.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

#define BASE "sys/firmware/devicetree/base"

/* The largest trees of the kernel have some 5000 nodes, below ten others at most. A
 * property that is not in the table below costs a step, too. */
enum { MOST_STEPS = 100000, MOST_DEPTH = 32 };

enum {
	IS_IOMMU = 1,
	IS_BEHIND_ONE = 2,
	HAS_MAP = 4,
	HAS_TYPE = 8,
	HAS_STATUS = 16,
};

/* What tells of IOMMUs; and what most nodes have, so as not to look for nodes in it. */
static const struct {
	const char *name;
	unsigned means;
} properties[] = {
	{ "#iommu-cells", IS_IOMMU },
	{ "mmu-masters", IS_IOMMU | IS_BEHIND_ONE }, /* how the first SMMUs named both */
	{ "iommus", IS_BEHIND_ONE },
	{ "iommu-map", IS_BEHIND_ONE | HAS_MAP },
	{ "device_type", HAS_TYPE },
	{ "status", HAS_STATUS },
	{ "compatible", 0 }, { "name", 0 }, { "phandle", 0 }, { "reg", 0 }, { "ranges", 0 },
	{ "interrupts", 0 }, { "interrupt-parent", 0 }, { "interrupt-names", 0 },
	{ "clocks", 0 }, { "clock-names", 0 }, { "reg-names", 0 }, { "resets", 0 },
	{ "#address-cells", 0 }, { "#size-cells", 0 }, { "#interrupt-cells", 0 },
	{ "#clock-cells", 0 }, { "pinctrl-0", 0 }, { "pinctrl-names", 0 },
	{ "power-domains", 0 }, { "dma-coherent", 0 },
};

static const struct {
	const char *compatible, *path;
} drivers[] = {
#define DRIVER(compatible, path) { compatible, path },
#include "scanner/devicetree_drivers.def"
#undef DRIVER
};

/* What may be a node, to be looked at. */
struct pending {
	const char *path;
	unsigned depth;
	bool below_pci;
};

struct walk {
	struct host *host;
	struct devicetree *tree;
	struct pending *pending; /* all that were found, looked at or not */
	size_t n_pending;
	struct fact failed; /* FACT_UNKNOWN when a part could not be read */
	uint64_t users;
};

static bool find_property(const char *name, unsigned *means)
{
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		if (!strcmp(properties[i].name, name)) {
			*means |= properties[i].means;
			return true;
		}
	return false;
}

/* of_device_is_available() */
static void read_enabled(struct walk *walk, struct flag *ret, const char *path, unsigned means)
{
	struct text status = { .value = NULL };

	if (means & HAS_STATUS)
		host_text(walk->host, &status, "%s/status", path);
	if (status.fact.state == FACT_UNKNOWN)
		ret->fact = status.fact;
	else
		flag_set(ret, !known(status) || !strcmp(status.value, "okay") ||
				      !strcmp(status.value, "ok"),
			 host_source(walk->host, "%s", path));
}

static void read_compatible(struct walk *walk, struct texts *ret, const char *path)
{
	struct host *host = walk->host;
	struct bytes bytes;

	if (!host_read(host, &ret->fact, &bytes, host_source(host, "%s/compatible", path)))
		return;
	for (size_t at = 0; at < bytes.size; at += strlen(bytes.data + at) + 1)
		*arena_add(host->arena, ret->values, ret->n) =
			str_keep(host->arena, bytes.data + at, strlen(bytes.data + at));
}

/* The driver of the first name that has one; absent when that is not registered. A node
 * of which no driver is known here keeps a fact that was never looked for. */
static void find_driver(struct walk *walk, struct devicetree_iommu *iommu)
{
	struct host *host = walk->host;

	for (size_t c = 0; c < iommu->compatible.n; c++)
		for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
			const char *source;

			if (strcmp(drivers[i].compatible, iommu->compatible.values[c]))
				continue;
			source = host_source(host, "%s", drivers[i].path);
			int error = root_stat(host->root, NULL, "%s", drivers[i].path);
			if (error)
				host_failed(host, &iommu->driver.fact, error, source);
			else
				text_set(&iommu->driver, source, source);
			return;
		}
}

static void add_iommu(struct walk *walk, const char *path, const struct flag *enabled)
{
	struct host *host = walk->host;
	struct devicetree *tree = walk->tree;
	struct devicetree_iommu *iommu =
		arena_add(host->arena, tree->iommus, tree->n_iommus);
	const char *source = host_source(host, "%s", path);

	text_set(&iommu->path, source, source);
	iommu->enabled = *enabled;
	read_compatible(walk, &iommu->compatible, path);
	find_driver(walk, iommu);
}

/* Whether the node is a PCI bus: its device_type says so (IEEE 1275, PCI binding). */
static bool is_pci(struct walk *walk, const char *path, unsigned means)
{
	struct text type = { .value = NULL };

	if (means & HAS_TYPE)
		host_text(walk->host, &type, "%s/device_type", path);
	return known(type) && !strcmp(type.value, "pci");
}

/* What a node is; returns whether it is a PCI bus. */
static bool take_node(struct walk *walk, const char *path, unsigned means, bool below_pci)
{
	struct devicetree *tree = walk->tree;
	bool pci = is_pci(walk, path, means);
	struct flag enabled = { .value = false };

	if (!pci && !(means & (IS_IOMMU | IS_BEHIND_ONE)))
		return false;
	read_enabled(walk, &enabled, path, means);
	if (means & IS_IOMMU)
		add_iommu(walk, path, &enabled);
	if (!known(enabled) || !enabled.value)
		return pci;
	if (means & IS_BEHIND_ONE)
		walk->users++;
	if (pci && !below_pci && !(means & HAS_MAP))
		*arena_add(walk->host->arena, tree->unmapped_hosts.values,
			   tree->unmapped_hosts.n) = host_source(walk->host, "%s", path);
	return pci;
}

/* Lists a node's properties and what may be nodes below it, for later. */
static void visit(struct walk *walk, struct pending at)
{
	struct host *host = walk->host;
	struct names names;
	unsigned means = 0;
	size_t children = 0;
	int error = at.depth < MOST_DEPTH ? root_list(host->root, &names, "%s", at.path) : -EFBIG;

	if (error == -ENOTDIR) /* a property */
		return;
	if (error) {
		/* Once is enough, of what is too deep or fails. */
		if (walk->failed.state != FACT_UNKNOWN)
			host_failed(host, &walk->failed, error, at.path);
		return;
	}
	for (size_t i = 0; i < names.n; i++)
		if (!find_property(names.names[i], &means))
			names.names[children++] = names.names[i];
	at.below_pci |= take_node(walk, at.path, means, at.below_pci);
	for (size_t i = 0; i < children && walk->n_pending < MOST_STEPS; i++)
		*arena_add(host->arena, walk->pending, walk->n_pending) = (struct pending){
			.path = arena_print(host->arena, "%s/%s", at.path, names.names[i]),
			.depth = at.depth + 1,
			.below_pci = at.below_pci,
		};
}

/* Breadth first, so that a hostile tree chooses the depth of no stack. */
static void walk_all(struct walk *walk)
{
	*arena_add(walk->host->arena, walk->pending, walk->n_pending) =
		(struct pending){ .path = BASE };
	for (size_t i = 0; i < walk->n_pending; i++)
		visit(walk, walk->pending[i]);
	if (walk->n_pending == MOST_STEPS && walk->failed.state != FACT_UNKNOWN)
		host_failed(walk->host, &walk->failed, EFBIG, BASE);
}

void devicetree_read(struct host *host)
{
	struct devicetree *tree = &host->iommu.devicetree;
	struct walk walk = { .host = host, .tree = tree };
	const char *source = host_source(host, BASE);
	/* A kernel that booted by ACPI shows a tree of its own making, with little in it. */
	int error = root_stat(host->root, NULL, BASE "/compatible");

	if (error) {
		host_failed(host, &tree->read.fact, error, source);
		return;
	}
	walk_all(&walk);
	if (walk.failed.source) {
		tree->read.fact = walk.failed;
		return;
	}
	flag_set(&tree->read, true, source);
	number_set(&tree->users, walk.users, source);
	tree->unmapped_hosts.fact = tree->read.fact;
}
