/* RIMT, RISC-V IO Mapping Table specification 1.0. Offsets from each structure's start.
 *
 *	header	36 4 Number of nodes	40 4 Node offset
 *	node	 0 1 Type	1 1 Revision	2 2 Length	6 2 ID
 *	IOMMU 0	 8 8 Hardware ID	16 8 Base	24 4 Flags	28 4 Proximity
 *		32 2 Segment	34 2 BDF	36 2 count, 38 2 offset of wires
 *	ROOT 1	 8 4 Flags	14 2 Segment	16 2 offset, 18 2 count of mappings
 *	PLATFORM 2	8 2 offset, 10 2 count of mappings	12 name
 *	wire	 0 4 GSI	4 4 Flags
 *	mapping	 0 4 Source base	4 4 Number of IDs	8 4 Destination base
 *		12 4 Destination IOMMU	16 4 Flags
 *
 * Offsets inside a node count from its start, the destination IOMMU's from the table's.
 */
#include "acpi/rimt.h"

enum {
	RIMT_HEADER_LENGTH = 48,
	NODE_HEADER_LENGTH = 8,
};

static const struct acpi_name node_types[] = {
	ACPI_VALUE(0, "IOMMU"),
	ACPI_VALUE(1, "PCIe root complex"),
	ACPI_VALUE(2, "Platform device"),
	ACPI_NAMES_END
};

static const struct acpi_name iommu_flags[] = {
	ACPI_BIT(RIMT_IOMMU_PCI, "PCIe device"),
	ACPI_BIT(RIMT_IOMMU_PXM_VALID, "Proximity domain valid"),
	ACPI_NAMES_END
};

static const struct acpi_name wire_flags[] = {
	ACPI_BIT(RIMT_WIRE_LEVEL, "level"),
	ACPI_BIT(RIMT_WIRE_ACTIVE_HIGH, "active high"),
	ACPI_NAMES_END
};

static const struct acpi_name root_flags[] = {
	ACPI_BIT(RIMT_ROOT_ATS, "ATS"),
	ACPI_BIT(RIMT_ROOT_PRI, "PRI"),
	ACPI_NAMES_END
};

/* ---- what nodes hold ---- */

static const struct acpi_field wire_fields[] = {
	ACPI_NUMBER(rimt_wire, gsi, 0, 4, ACPI_DEC, "GSI"),
	ACPI_NAMED(rimt_wire, flags, 4, 4, ACPI_HEX, "Flags", wire_flags),
};

const struct acpi_layout rimt_wire = {
	.label = "Interrupt wire", .list = "wires", ACPI_ROWS(wire_fields), .least = 8,
	.decoded = sizeof(struct rimt_wire), .line = true,
};

static const struct acpi_field mapping_fields[] = {
	ACPI_NUMBER(rimt_mapping, input_base, 0, 4, ACPI_HEX, "Source ID Base"),
	ACPI_NUMBER(rimt_mapping, id_count, 4, 4, ACPI_HEX, "Number of IDs"),
	ACPI_NUMBER(rimt_mapping, output_base, 8, 4, ACPI_HEX, "Destination Base"),
	ACPI_NUMBER(rimt_mapping, output_ref, 12, 4, ACPI_REFERENCE, "Destination IOMMU"),
	ACPI_NUMBER(rimt_mapping, flags, 16, 4, ACPI_HEX, "Flags"),
};

const struct acpi_layout rimt_mapping = {
	.label = "ID mapping", .list = "mappings", ACPI_ROWS(mapping_fields),
	.least = 20, .decoded = sizeof(struct rimt_mapping), .line = true,
};

/* ---- nodes ---- */

#define NODE_ROWS                                                             \
	{ .name = "type", .label = "Type", .offset = 0, .size = 1,            \
	  .format = ACPI_HEX, .names = node_types },                          \
	ACPI_SHOWN("revision", 1, 1, ACPI_DEC, "Revision"),                   \
	ACPI_SHOWN("length", 2, 2, ACPI_DEC, "Length")

static const struct acpi_field iommu_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(rimt_iommu, id, 6, 2, ACPI_HEX, "ID"),
	ACPI_SHOWN("hid", 8, 8, ACPI_HID, "Hardware ID"),
	ACPI_NUMBER(rimt_iommu, base, 16, 8, ACPI_HEX, "Base Address"),
	ACPI_NAMED(rimt_iommu, flags, 24, 4, ACPI_HEX, "Flags", iommu_flags),
	ACPI_NUMBER(rimt_iommu, proximity, 28, 4, ACPI_HEX, "Proximity Domain"),
	ACPI_NUMBER(rimt_iommu, segment, 32, 2, ACPI_HEX, "PCIe Segment Number"),
	ACPI_NUMBER(rimt_iommu, bdf, 34, 2, ACPI_BDF, "PCIe BDF"),
	ACPI_NUMBER(rimt_iommu, wire_count, 36, 2, ACPI_DEC, "Number of Interrupt Wires"),
	ACPI_NUMBER(rimt_iommu, wire_offset, 38, 2, ACPI_HEX, "Interrupt Wire Array Offset"),
};

static const struct acpi_array iommu_arrays[] = {
	{ .element = &rimt_wire, .place = { 36, 2, 38, 2 }, .outside = ACPI_ARRAY_OUTSIDE },
};

const struct acpi_layout rimt_iommu = {
	.kind = "IOMMU", .label = "RISC-V IOMMU", .list = "nodes", ACPI_ROWS(iommu_fields),
	.least = 40, .decoded = sizeof(struct rimt_iommu),
	.lists = { "mappings", "wires" }, ACPI_ARRAYS(iommu_arrays),
};

static const struct acpi_field root_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(rimt_root, id, 6, 2, ACPI_HEX, "ID"),
	ACPI_NAMED(rimt_root, flags, 8, 4, ACPI_HEX, "Flags", root_flags),
	ACPI_NUMBER(rimt_root, segment, 14, 2, ACPI_HEX, "PCIe Segment Number"),
	ACPI_NUMBER(rimt_root, mapping_offset, 16, 2, ACPI_HEX, "ID Mapping Array Offset"),
	ACPI_NUMBER(rimt_root, mapping_count, 18, 2, ACPI_DEC, "Number of ID Mappings"),
};

static const struct acpi_array root_arrays[] = {
	{ .element = &rimt_mapping, .place = { 18, 2, 16, 2 },
	  .outside = ACPI_MAPPING_OUTSIDE },
};

const struct acpi_layout rimt_root = {
	.kind = "ROOT", .label = "PCIe Root Complex", .list = "nodes",
	ACPI_ROWS(root_fields), .least = 20, .decoded = sizeof(struct rimt_root),
	.lists = { "mappings" }, ACPI_ARRAYS(root_arrays),
};

static const struct acpi_field platform_fields[] = {
	NODE_ROWS,
	ACPI_NUMBER(rimt_platform, id, 6, 2, ACPI_HEX, "ID"),
	ACPI_NUMBER(rimt_platform, mapping_offset, 8, 2, ACPI_HEX,
		    "ID Mapping Array Offset"),
	ACPI_NUMBER(rimt_platform, mapping_count, 10, 2, ACPI_DEC, "Number of ID Mappings"),
	ACPI_SHOWN("name", 12, 0, ACPI_STRING, "Device Object Name"),
};

static const struct acpi_array platform_arrays[] = {
	{ .element = &rimt_mapping, .place = { 10, 2, 8, 2 },
	  .outside = ACPI_MAPPING_OUTSIDE },
};

const struct acpi_layout rimt_platform = {
	.kind = "PLATFORM", .label = "Platform Device", .list = "nodes",
	ACPI_ROWS(platform_fields), .least = 12, .decoded = sizeof(struct rimt_platform),
	.lists = { "mappings" }, ACPI_ARRAYS(platform_arrays),
};

static const struct acpi_field unknown_fields[] = {
	NODE_ROWS,
	ACPI_SHOWN("id", 6, 2, ACPI_HEX, "ID"),
};

const struct acpi_layout rimt_unknown = {
	.kind = "UNKNOWN", .label = "Unknown node", .list = "nodes",
	ACPI_ROWS(unknown_fields), .least = NODE_HEADER_LENGTH, .raw = true,
};

/* ---- the table ---- */

static const struct acpi_layout *const by_type[] = {
	&rimt_iommu, &rimt_root, &rimt_platform,
};

static const struct acpi_walk node_walk = {
	.header = NODE_HEADER_LENGTH, .type_at = 0, .type_size = 1,
	.length_at = 2, .length_size = 2, .layouts = by_type,
	.n_layouts = sizeof(by_type) / sizeof(by_type[0]), .unknown = &rimt_unknown,
};

static void rimt_parts(struct acpi_table *table, uint32_t self)
{
	(void)self;
	acpi_walk_nodes(table, &node_walk, &(struct acpi_place){ 36, 4, 40, 4 });
}

static const struct acpi_field header_fields[] = {
	ACPI_HEADER_ROWS(rimt_header),
	ACPI_NUMBER(rimt_header, node_count, 36, 4, ACPI_DEC, "Number of Nodes"),
	ACPI_NUMBER(rimt_header, node_offset, 40, 4, ACPI_HEX, "Node Offset"),
};

const struct acpi_layout rimt_header = {
	.label = "RISC-V IO Mapping Table", ACPI_ROWS(header_fields),
	.least = RIMT_HEADER_LENGTH, .decoded = sizeof(struct rimt_header),
	.lists = { "nodes" }, .parts = rimt_parts,
};
