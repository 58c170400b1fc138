/* Devices of the host for a guest whose SMMUs mirror the host's: behind each of them the
 * devices that are behind that one in the host, as QEMU's accelerated SMMUv3 wants it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct json_object;
struct page;
struct selection;

/* A device, and the guest's root port for it. */
struct hostdev {
	struct json_object *pci;    /* its entries in the document's "pci" */
	struct json_object *judged; /* and "devices" */
	uint64_t domain, bus, device, function; /* its address in the host */
	unsigned port;           /* index of the controller that is the port */
	unsigned port_bus;       /* number of the bus behind it */
};

/* A unit of the host, its devices, and the guest's expander bus for them. */
struct hostdev_unit {
	const char *name;
	struct json_object *unit; /* its entries in "iommu.units" and "iommu.smmus"; NULL: */
	struct json_object *smmu; /* it has none */
	unsigned expander;        /* index of the controller that is the bus */
	unsigned expander_bus;    /* number of the bus */
	bool has_node;
	uint64_t node;            /* NUMA node of the host */
	unsigned cell;            /* the guest's for it; when cells are wanted */
	struct hostdev *devices;
	size_t n_devices;
};

/* A device that cannot be given away, or all of them (address NULL). */
struct hostdev_refusal {
	const char *address, *why;
	const char *remedy; /* NULL: none is known */
};

struct hostdevs {
	struct hostdev_unit *units; /* in the order of their first devices */
	size_t n_units;
	unsigned n_cells; /* NUMA nodes of the host that they are on, if more than one; else 0 */
	struct hostdev_refusal *refusals; /* with any of them, the rest means nothing */
	size_t n_refusals;
};

/* Lays out the chosen ones of the document's "pci". `mirrored`: with an expander bus for
 * each unit. Lives in the arena. */
void hostdevs_lay_out(struct json_object *document, const struct selection *selection,
		      bool mirrored, struct arena *arena, struct hostdevs *ret);

/* What is printed of a layout. */
struct hostdev_view {
	const struct hostdevs *hostdevs;
	const char *model; /* of the guest's IOMMU */
	bool mirrored;     /* as laid out */
};

/* For people: unit by unit what is known of it, and its devices; then the XML. `what` is a
 * struct hostdev_view. */
void hostdev_print(const struct page *page, const void *what);

/* libvirt's elements, to be pasted into a <domain>; of a layout without refusals. */
void hostdev_print_xml(const struct page *page, const void *what);
