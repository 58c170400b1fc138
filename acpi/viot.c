/* VIOT, ACPI 6.5 section 5.2.34. Offsets from each structure's start.
 *
 *	header	36 2 Node count	38 2 Node offset
 *	node	 0 1 Type	2 2 Length
 *	PCI range 1	 4 4 Endpoint start	8 2 Segment start	10 2 Segment end
 *			12 2 BDF start	14 2 BDF end	16 2 Output node
 *	MMIO endpoint 2	 4 4 Endpoint ID	8 8 Base	16 2 Output node
 *	virtio PCI 3	 4 2 Segment	6 2 BDF
 *	virtio MMIO 4	 8 8 Base
 *
 * An output node is named by its offset from the table's start.
 */
#include "acpi/viot.h"

enum {
	VIOT_HEADER_LENGTH = 48,
	NODE_HEADER_LENGTH = 4,
	ENDPOINT_LENGTH = 24,
	VIRTIO_LENGTH = 16,
};

static const struct acpi_name node_types[] = {
	ACPI_VALUE(1, "PCI range"),
	ACPI_VALUE(2, "MMIO endpoint"),
	ACPI_VALUE(3, "virtio-iommu, PCI"),
	ACPI_VALUE(4, "virtio-iommu, MMIO"),
	ACPI_NAMES_END
};

#define NODE_ROWS                                                             \
	{ .name = "type", .label = "Type", .offset = 0, .size = 1,            \
	  .format = ACPI_HEX, .names = node_types },                          \
	ACPI_SHOWN("length", 2, 2, ACPI_DEC, "Length")

static const struct acpi_field pci_range_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(viot_pci_range, endpoint_start, 4, 4, ACPI_HEX, "Endpoint Start"),
	ACPI_NUMBER(viot_pci_range, segment_start, 8, 2, ACPI_HEX, "PCI Segment Start"),
	ACPI_NUMBER(viot_pci_range, segment_end, 10, 2, ACPI_HEX, "PCI Segment End"),
	ACPI_NUMBER(viot_pci_range, bdf_start, 12, 2, ACPI_BDF, "PCI BDF Start"),
	ACPI_NUMBER(viot_pci_range, bdf_end, 14, 2, ACPI_BDF, "PCI BDF End"),
	ACPI_NUMBER(viot_pci_range, output_node, 16, 2, ACPI_REFERENCE, "Output Node"),
};

const struct acpi_layout viot_pci_range = {
	.kind = "PCI_RANGE", .label = "PCI Range", .list = "nodes",
	ACPI_ROWS(pci_range_fields), .least = ENDPOINT_LENGTH,
	.decoded = sizeof(struct viot_pci_range),
};

static const struct acpi_field mmio_endpoint_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(viot_mmio_endpoint, endpoint, 4, 4, ACPI_HEX, "Endpoint"),
	ACPI_NUMBER(viot_mmio_endpoint, base, 8, 8, ACPI_HEX, "Base Address"),
	ACPI_NUMBER(viot_mmio_endpoint, output_node, 16, 2, ACPI_REFERENCE, "Output Node"),
};

const struct acpi_layout viot_mmio_endpoint = {
	.kind = "MMIO_ENDPOINT", .label = "MMIO Endpoint", .list = "nodes",
	ACPI_ROWS(mmio_endpoint_fields), .least = ENDPOINT_LENGTH,
	.decoded = sizeof(struct viot_mmio_endpoint),
};

static const struct acpi_field virtio_pci_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(viot_virtio_pci, segment, 4, 2, ACPI_HEX, "PCI Segment"),
	ACPI_NUMBER(viot_virtio_pci, bdf, 6, 2, ACPI_BDF, "PCI BDF"),
};

const struct acpi_layout viot_virtio_pci = {
	.kind = "VIRTIO_PCI", .label = "virtio-iommu on PCI", .list = "nodes",
	ACPI_ROWS(virtio_pci_fields), .least = VIRTIO_LENGTH,
	.decoded = sizeof(struct viot_virtio_pci),
};

static const struct acpi_field virtio_mmio_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(viot_virtio_mmio, base, 8, 8, ACPI_HEX, "Base Address"),
};

const struct acpi_layout viot_virtio_mmio = {
	.kind = "VIRTIO_MMIO", .label = "virtio-iommu on MMIO", .list = "nodes",
	ACPI_ROWS(virtio_mmio_fields), .least = VIRTIO_LENGTH,
	.decoded = sizeof(struct viot_virtio_mmio),
};

static const struct acpi_field unknown_fields[] = { NODE_ROWS };

const struct acpi_layout viot_unknown = {
	.kind = "UNKNOWN", .label = "Unknown node", .list = "nodes",
	ACPI_ROWS(unknown_fields), .least = NODE_HEADER_LENGTH, .raw = true,
};

/* ---- the table ---- */

static const struct acpi_layout *const by_type[] = {
	[1] = &viot_pci_range, &viot_mmio_endpoint, &viot_virtio_pci, &viot_virtio_mmio,
};

static const struct acpi_walk node_walk = {
	.header = NODE_HEADER_LENGTH, .type_at = 0, .type_size = 1,
	.length_at = 2, .length_size = 2, .layouts = by_type,
	.n_layouts = sizeof(by_type) / sizeof(by_type[0]), .unknown = &viot_unknown,
};

static void viot_parts(struct acpi_table *table, uint32_t self)
{
	(void)self;
	acpi_walk_nodes(table, &node_walk, &(struct acpi_place){ 36, 2, 38, 2 });
}

static const struct acpi_field header_fields[] = {
	ACPI_HEADER_ROWS(viot_header),
	ACPI_NUMBER(viot_header, node_count, 36, 2, ACPI_DEC, "Node Count"),
	ACPI_NUMBER(viot_header, node_offset, 38, 2, ACPI_HEX, "Node Offset"),
};

const struct acpi_layout viot_header = {
	.label = "Virtual I/O Translation Table", ACPI_ROWS(header_fields),
	.least = VIOT_HEADER_LENGTH, .decoded = sizeof(struct viot_header),
	.lists = { "nodes" }, .parts = viot_parts,
};
