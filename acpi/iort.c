/* IORT, Arm DEN0049 "IO Remapping Table". Offsets from each structure's start.
 *
 *	header	36 4 Node count		40 4 Node offset
 *	node	 0 1 Type	1 2 Length	3 1 Revision	4 4 Identifier
 *		 8 4 Mapping count	12 4 Mapping offset
 *	ITS 0	16 4 Count	20 ids of 4
 *	NAMED 1	16 4 Flags	20 8 Memory properties	28 1 Address size	29 name
 *	ROOT 2	16 8 Memory properties	24 4 ATS	28 4 Segment
 *		32 1 Address size	33 2 PASID capabilities	36 4 Flags
 *	SMMU 3	16 8 Base	24 8 Span	32 4 Model	36 4 Flags
 *		40 4 Global interrupts' offset	44 4 count, 48 4 offset of context
 *		interrupts	52 4 count, 56 4 offset of PMU interrupts
 *	  v3 4	16 8 Base	24 4 Flags	32 8 VATOS	40 4 Model
 *		44 4 Event	48 4 PRI	52 4 GERR	56 4 Sync
 *		60 4 Proximity	64 4 DeviceID mapping index
 *	PMCG 5	16 8 Base	24 4 GSIV	28 4 Node reference	32 8 Page 1
 *	RMR 6	16 4 Flags	20 4 count, 24 4 offset of ranges
 *	IWB 7	16 8 Base	24 2 Index	26 name
 *	mapping	 0 4 Input base	4 4 Number of IDs - 1	8 4 Output base
 *		12 4 Output reference	16 4 Flags
 *	range	 0 8 Base	8 8 Length	16 4 reserved
 *
 * Memory properties: 0 4 Cache coherent, 4 1 Hints, 7 1 Flags. Offsets inside a node
 * count from its start, references from the table's. Nodes grew with the revisions
 * of the table; the mappings of an old node stand where a newer one has fields.
 */
#include "acpi/iort.h"

enum {
	IORT_HEADER_LENGTH = 48,
	NODE_HEADER_LENGTH = 16,
};

static const struct acpi_name node_types[] = {
	ACPI_VALUE(0, "ITS group"),
	ACPI_VALUE(1, "Named component"),
	ACPI_VALUE(2, "Root complex"),
	ACPI_VALUE(3, "SMMUv1 or SMMUv2"),
	ACPI_VALUE(4, "SMMUv3"),
	ACPI_VALUE(5, "PMCG"),
	ACPI_VALUE(6, "Memory range"),
	ACPI_VALUE(7, "IWB"),
	ACPI_NAMES_END
};

static const struct acpi_name mapping_flags[] = {
	ACPI_BIT(IORT_MAPPING_SINGLE, "Single mapping"),
	ACPI_NAMES_END
};

static const struct acpi_name named_flags[] = {
	ACPI_BIT(0x01, "Stall supported"),
	ACPI_BITS(0x3e, "PASID bits"),
	ACPI_NAMES_END
};

static const struct acpi_name hint_bits[] = {
	ACPI_BIT(0x01, "TR"), ACPI_BIT(0x02, "WA"), ACPI_BIT(0x04, "RA"),
	ACPI_BIT(0x08, "AHO"), ACPI_NAMES_END
};

static const struct acpi_name memory_bits[] = {
	ACPI_BIT(IORT_MEMORY_CPM, "CPM"),
	ACPI_BIT(IORT_MEMORY_DACS, "DACS"),
	ACPI_BIT(IORT_MEMORY_CANWBS, "CANWBS"),
	ACPI_NAMES_END
};

static const struct acpi_name coherency[] = {
	ACPI_VALUE(0, "not coherent"),
	ACPI_VALUE(IORT_COHERENT, "fully coherent"),
	ACPI_NAMES_END
};

static const struct acpi_name ats_bits[] = {
	ACPI_BIT(IORT_ROOT_ATS, "ATS"), ACPI_BIT(IORT_ROOT_PRI, "PRI"),
	ACPI_BIT(IORT_ROOT_PASID, "PASID forwarding"), ACPI_NAMES_END
};

static const struct acpi_name pasid_bits[] = {
	ACPI_BITS(0x1f, "maximum width"), ACPI_NAMES_END
};

static const struct acpi_name smmu_models[] = {
	ACPI_VALUE(0, "generic SMMUv1"),
	ACPI_VALUE(1, "generic SMMUv2"),
	ACPI_VALUE(2, "MMU-400"),
	ACPI_VALUE(3, "MMU-500"),
	ACPI_VALUE(4, "MMU-401"),
	ACPI_VALUE(5, "Cavium ThunderX SMMUv2"),
	ACPI_NAMES_END
};

static const struct acpi_name smmu_flags[] = {
	ACPI_BIT(IORT_SMMU_DVM, "DVM supported"),
	ACPI_BIT(IORT_SMMU_COHERENT_WALK, "Coherent page table walk"),
	ACPI_NAMES_END
};

static const struct acpi_name interrupt_flags[] = {
	ACPI_VALUE(0, "level"), ACPI_VALUE(1, "edge"), ACPI_NAMES_END
};

static const struct acpi_name interrupt_entry[] = {
	ACPI_BITS(UINT32_MAX, "GSIV"),
	ACPI_BIT(UINT64_C(1) << 32, "edge"),
	ACPI_NAMES_END
};

static const struct acpi_name smmu_v3_flags[] = {
	ACPI_BIT(IORT_SMMU_V3_COHACC, "COHACC override"),
	ACPI_BITS(IORT_SMMU_V3_HTTU, "HTTU override"),
	ACPI_BIT(IORT_SMMU_V3_PXM_VALID, "Proximity domain valid"),
	ACPI_BIT(IORT_SMMU_V3_DEVICEID_VALID, "DeviceID mapping index valid"),
	ACPI_NAMES_END
};

static const struct acpi_name smmu_v3_models[] = {
	ACPI_VALUE(0, "generic SMMUv3"),
	ACPI_VALUE(1, "HiSilicon Hi161x"),
	ACPI_VALUE(2, "Cavium CN99xx"),
	ACPI_NAMES_END
};

static const struct acpi_name rmr_flags[] = {
	ACPI_BIT(IORT_RMR_REMAP, "Remapping permitted"),
	ACPI_BIT(IORT_RMR_PRIVILEGED, "Access privileged"),
	ACPI_BITS(0x3fc, "Access attributes"),
	ACPI_NAMES_END
};

/* ---- what nodes hold ---- */

static const struct acpi_field mapping_fields[] = {
	ACPI_NUMBER(iort_mapping, input_base, 0, 4, ACPI_HEX, "Input Base"),
	ACPI_NUMBER(iort_mapping, id_count, 4, 4, ACPI_HEX, "Number of IDs (minus 1)"),
	ACPI_NUMBER(iort_mapping, output_base, 8, 4, ACPI_HEX, "Output Base"),
	ACPI_NUMBER(iort_mapping, output_ref, 12, 4, ACPI_REFERENCE, "Output Reference"),
	ACPI_NAMED(iort_mapping, flags, 16, 4, ACPI_HEX, "Flags", mapping_flags),
};

const struct acpi_layout iort_mapping = {
	.label = "ID mapping", .list = "mappings", ACPI_ROWS(mapping_fields),
	.least = 20, .decoded = sizeof(struct iort_mapping), .line = true,
};

static const struct acpi_field its_id_fields[] = {
	ACPI_NUMBER(iort_its_id, id, 0, 4, ACPI_DEC, "GIC ITS Identifier"),
};

const struct acpi_layout iort_its_id = {
	.label = "ITS", .list = "its_ids", ACPI_ROWS(its_id_fields), .least = 4,
	.decoded = sizeof(struct iort_its_id), .scalar = true, .line = true,
};

static const struct acpi_field global_fields[] = {
	ACPI_NUMBER(iort_smmu_global, nsgirpt, 0, 4, ACPI_DEC, "NSgIrpt GSIV"),
	ACPI_NAMED(iort_smmu_global, nsgirpt_flags, 4, 4, ACPI_HEX, "NSgIrpt Flags",
		   interrupt_flags),
	ACPI_NUMBER(iort_smmu_global, nsgcfgirpt, 8, 4, ACPI_DEC, "NSgCfgIrpt GSIV"),
	ACPI_NAMED(iort_smmu_global, nsgcfgirpt_flags, 12, 4, ACPI_HEX, "NSgCfgIrpt Flags",
		   interrupt_flags),
};

const struct acpi_layout iort_smmu_global = {
	.label = "Global interrupts", ACPI_ROWS(global_fields), .least = 16,
	.decoded = sizeof(struct iort_smmu_global),
};

static const struct acpi_field interrupt_fields[] = {
	{ .name = "interrupt", .label = "Interrupt", .size = 8, .format = ACPI_HEX,
	  .names = interrupt_entry },
};

const struct acpi_layout iort_smmu_ctx = {
	.label = "Context interrupt", .list = "ctx", ACPI_ROWS(interrupt_fields),
	.least = 8, .scalar = true, .line = true,
};

const struct acpi_layout iort_smmu_pmu = {
	.label = "PMU interrupt", .list = "pmu", ACPI_ROWS(interrupt_fields),
	.least = 8, .scalar = true, .line = true,
};

static const struct acpi_field range_fields[] = {
	ACPI_NUMBER(iort_range, base, 0, 8, ACPI_HEX, "Physical Range Offset"),
	ACPI_NUMBER(iort_range, length, 8, 8, ACPI_HEX, "Physical Range Length"),
};

const struct acpi_layout iort_range = {
	.label = "Memory range", .list = "ranges", ACPI_ROWS(range_fields), .least = 20,
	.decoded = sizeof(struct iort_range), .line = true,
};

#define MAPPING_ARRAY                                                         \
	{                                                                     \
		.element = &iort_mapping, .place = { 8, 4, 12, 4 },           \
		.outside = ACPI_MAPPING_OUTSIDE                               \
	}

static const struct acpi_array mapping_array[] = { MAPPING_ARRAY };

/* ---- nodes ---- */

#define NODE_ROWS(s)                                                                \
	ACPI_NODE_ROW(s, type, 0, 1, ACPI_HEX, "Type", node_types),                 \
	ACPI_SHOWN("length", 1, 2, ACPI_DEC, "Length"),                             \
	ACPI_NODE_ROW(s, revision, 3, 1, ACPI_DEC, "Revision", NULL),               \
	ACPI_NODE_ROW(s, id, 4, 4, ACPI_HEX, "Identifier", NULL),                   \
	ACPI_NODE_ROW(s, mapping_count, 8, 4, ACPI_DEC, "Mapping Count", NULL),     \
	ACPI_NODE_ROW(s, mapping_offset, 12, 4, ACPI_HEX, "Mapping Offset", NULL)

/* A number of the struct iort_node that each node's struct starts with. */
#define ACPI_NODE_ROW(s, m, wire_offset, wire_size, fmt, text, words)               \
	{                                                                           \
		.name = #m, .label = text, .offset = wire_offset,                   \
		.size = wire_size, .format = fmt,                                   \
		.member = offsetof(struct s, node) + offsetof(struct iort_node, m), \
		.member_size = sizeof(((struct iort_node *)0)->m), .names = words   \
	}

static const struct acpi_field its_fields[] = {
	NODE_ROWS(iort_its),
	ACPI_NUMBER(iort_its, its_count, 16, 4, ACPI_DEC, "Number of ITSs"),
};

static const struct acpi_array its_arrays[] = {
	{ .element = &iort_its_id, .place = { 16, 4, 20, 0 }, .outside = ACPI_ARRAY_OUTSIDE },
	MAPPING_ARRAY,
};

const struct acpi_layout iort_its = {
	.kind = "ITS", .label = "ITS Group", .list = "nodes", ACPI_ROWS(its_fields),
	.least = 20, .decoded = sizeof(struct iort_its),
	.lists = { "mappings", "its_ids" }, ACPI_ARRAYS(its_arrays),
};

/* Memory access properties, at `at`. */
#define MEMORY_ROWS(s, at)                                                              \
	ACPI_NAMED(s, cache_coherency, at, 4, ACPI_HEX, "Cache Coherency", coherency),  \
	ACPI_NAMED(s, hints, at + 4, 1, ACPI_HEX, "Hints", hint_bits),                  \
	ACPI_NAMED(s, memory_flags, at + 7, 1, ACPI_HEX, "Memory Access Flags", memory_bits)

static const struct acpi_field named_fields[] = {
	NODE_ROWS(iort_named),
	ACPI_NAMED(iort_named, flags, 16, 4, ACPI_HEX, "Node Flags", named_flags),
	MEMORY_ROWS(iort_named, 20),
	ACPI_NUMBER(iort_named, address_size, 28, 1, ACPI_DEC, "Memory Address Size Limit"),
	ACPI_SHOWN("name", 29, 0, ACPI_STRING, "Device Object Name"),
};

const struct acpi_layout iort_named = {
	.kind = "NAMED", .label = "Named Component", .list = "nodes",
	ACPI_ROWS(named_fields), .least = 29, .decoded = sizeof(struct iort_named),
	.lists = { "mappings" }, ACPI_ARRAYS(mapping_array),
};

static const struct acpi_field root_fields[] = {
	NODE_ROWS(iort_root),
	MEMORY_ROWS(iort_root, 16),
	ACPI_NAMED(iort_root, ats, 24, 4, ACPI_HEX, "ATS Attribute", ats_bits),
	ACPI_NUMBER(iort_root, segment, 28, 4, ACPI_HEX, "PCI Segment Number"),
	ACPI_NUMBER(iort_root, address_size, 32, 1, ACPI_DEC, "Memory Address Size Limit"),
	ACPI_NAMED(iort_root, pasid_caps, 33, 2, ACPI_HEX, "PASID Capabilities", pasid_bits),
	ACPI_NUMBER(iort_root, flags, 36, 4, ACPI_HEX, "Flags"),
};

const struct acpi_layout iort_root = {
	.kind = "ROOT", .label = "PCI Root Complex", .list = "nodes",
	ACPI_ROWS(root_fields), .least = 32, .decoded = sizeof(struct iort_root),
	.lists = { "mappings" }, ACPI_ARRAYS(mapping_array),
};

static const struct acpi_field smmu_fields[] = {
	NODE_ROWS(iort_smmu),
	ACPI_NUMBER(iort_smmu, base, 16, 8, ACPI_HEX, "Base Address"),
	ACPI_NUMBER(iort_smmu, span, 24, 8, ACPI_HEX, "Span"),
	ACPI_NAMED(iort_smmu, model, 32, 4, ACPI_HEX, "Model", smmu_models),
	ACPI_NAMED(iort_smmu, flags, 36, 4, ACPI_HEX, "Flags", smmu_flags),
	ACPI_NUMBER(iort_smmu, global_interrupt_offset, 40, 4, ACPI_HEX,
		    "Global Interrupt Offset"),
	ACPI_NUMBER(iort_smmu, ctx_count, 44, 4, ACPI_DEC, "Context Interrupt Count"),
	ACPI_NUMBER(iort_smmu, ctx_offset, 48, 4, ACPI_HEX, "Context Interrupt Offset"),
	ACPI_NUMBER(iort_smmu, pmu_count, 52, 4, ACPI_DEC, "PMU Interrupt Count"),
	ACPI_NUMBER(iort_smmu, pmu_offset, 56, 4, ACPI_HEX, "PMU Interrupt Offset"),
};

static const struct acpi_array smmu_arrays[] = {
	{ .element = &iort_smmu_global, .place = { 1, 0, 40, 4 },
	  .outside = ACPI_ARRAY_OUTSIDE },
	{ .element = &iort_smmu_ctx, .place = { 44, 4, 48, 4 },
	  .outside = ACPI_ARRAY_OUTSIDE },
	{ .element = &iort_smmu_pmu, .place = { 52, 4, 56, 4 },
	  .outside = ACPI_ARRAY_OUTSIDE },
	MAPPING_ARRAY,
};

const struct acpi_layout iort_smmu = {
	.kind = "SMMU", .label = "SMMUv1 or SMMUv2", .list = "nodes",
	ACPI_ROWS(smmu_fields), .least = 60, .decoded = sizeof(struct iort_smmu),
	.lists = { "mappings", "ctx", "pmu" }, ACPI_ARRAYS(smmu_arrays),
};

static const struct acpi_field smmu_v3_fields[] = {
	NODE_ROWS(iort_smmu_v3),
	ACPI_NUMBER(iort_smmu_v3, base, 16, 8, ACPI_HEX, "Base Address"),
	ACPI_NAMED(iort_smmu_v3, flags, 24, 4, ACPI_HEX, "Flags", smmu_v3_flags),
	ACPI_NUMBER(iort_smmu_v3, vatos, 32, 8, ACPI_HEX, "VATOS Address"),
	ACPI_NAMED(iort_smmu_v3, model, 40, 4, ACPI_HEX, "Model", smmu_v3_models),
	ACPI_NUMBER(iort_smmu_v3, event, 44, 4, ACPI_DEC, "Event GSIV"),
	ACPI_NUMBER(iort_smmu_v3, pri, 48, 4, ACPI_DEC, "PRI GSIV"),
	ACPI_NUMBER(iort_smmu_v3, gerr, 52, 4, ACPI_DEC, "GERR GSIV"),
	ACPI_NUMBER(iort_smmu_v3, sync, 56, 4, ACPI_DEC, "Sync GSIV"),
	ACPI_NUMBER(iort_smmu_v3, proximity, 60, 4, ACPI_HEX, "Proximity Domain"),
	ACPI_NUMBER(iort_smmu_v3, devid_mapping_index, 64, 4, ACPI_DEC,
		    "DeviceID Mapping Index"),
};

const struct acpi_layout iort_smmu_v3 = {
	.kind = "SMMUV3", .label = "SMMUv3", .list = "nodes",
	ACPI_ROWS(smmu_v3_fields), .least = 60, .decoded = sizeof(struct iort_smmu_v3),
	.lists = { "mappings" }, ACPI_ARRAYS(mapping_array),
};

static const struct acpi_field pmcg_fields[] = {
	NODE_ROWS(iort_pmcg),
	ACPI_NUMBER(iort_pmcg, base, 16, 8, ACPI_HEX, "Page 0 Base Address"),
	ACPI_NUMBER(iort_pmcg, gsiv, 24, 4, ACPI_DEC, "Overflow Interrupt GSIV"),
	ACPI_NUMBER(iort_pmcg, node_ref, 28, 4, ACPI_REFERENCE, "Node Reference"),
	ACPI_NUMBER(iort_pmcg, page1, 32, 8, ACPI_HEX, "Page 1 Base Address"),
};

const struct acpi_layout iort_pmcg = {
	.kind = "PMCG", .label = "Performance Monitoring Counter Group", .list = "nodes",
	ACPI_ROWS(pmcg_fields), .least = 32, .decoded = sizeof(struct iort_pmcg),
	.lists = { "mappings" }, ACPI_ARRAYS(mapping_array),
};

static const struct acpi_field rmr_fields[] = {
	NODE_ROWS(iort_rmr),
	ACPI_NAMED(iort_rmr, flags, 16, 4, ACPI_HEX, "Flags", rmr_flags),
	ACPI_NUMBER(iort_rmr, range_count, 20, 4, ACPI_DEC, "Memory Range Count"),
	ACPI_NUMBER(iort_rmr, range_offset, 24, 4, ACPI_HEX, "Memory Range Offset"),
};

static const struct acpi_array rmr_arrays[] = {
	{ .element = &iort_range, .place = { 20, 4, 24, 4 }, .outside = ACPI_ARRAY_OUTSIDE },
	MAPPING_ARRAY,
};

const struct acpi_layout iort_rmr = {
	.kind = "RMR", .label = "Reserved Memory Range", .list = "nodes",
	ACPI_ROWS(rmr_fields), .least = 28, .decoded = sizeof(struct iort_rmr),
	.lists = { "mappings", "ranges" }, ACPI_ARRAYS(rmr_arrays),
};

static const struct acpi_field iwb_fields[] = {
	NODE_ROWS(iort_iwb),
	ACPI_NUMBER(iort_iwb, base, 16, 8, ACPI_HEX, "Base Address"),
	ACPI_NUMBER(iort_iwb, index, 24, 2, ACPI_HEX, "IWB Index"),
	ACPI_SHOWN("name", 26, 0, ACPI_STRING, "Device Object Name"),
};

const struct acpi_layout iort_iwb = {
	.kind = "IWB", .label = "Interrupt Wire Bridge", .list = "nodes",
	ACPI_ROWS(iwb_fields), .least = 26, .decoded = sizeof(struct iort_iwb),
	.lists = { "mappings" }, ACPI_ARRAYS(mapping_array),
};

/* A node of a type to come: its header is known, its mappings are where it says. */
struct iort_unknown {
	struct iort_node node;
};

static const struct acpi_field unknown_fields[] = { NODE_ROWS(iort_unknown) };

const struct acpi_layout iort_unknown = {
	.kind = "UNKNOWN", .label = "Unknown node", .list = "nodes",
	ACPI_ROWS(unknown_fields), .least = NODE_HEADER_LENGTH,
	.decoded = sizeof(struct iort_unknown), .lists = { "mappings" },
	ACPI_ARRAYS(mapping_array), .raw = true,
};

/* ---- the table ---- */

static const struct acpi_layout *const by_type[] = {
	&iort_its, &iort_named, &iort_root, &iort_smmu, &iort_smmu_v3, &iort_pmcg,
	&iort_rmr, &iort_iwb,
};

static const struct acpi_walk node_walk = {
	.header = NODE_HEADER_LENGTH, .type_at = 0, .type_size = 1,
	.length_at = 1, .length_size = 2, .layouts = by_type,
	.n_layouts = sizeof(by_type) / sizeof(by_type[0]), .unknown = &iort_unknown,
};

static void iort_parts(struct acpi_table *table, uint32_t self)
{
	(void)self;
	acpi_walk_nodes(table, &node_walk, &(struct acpi_place){ 36, 4, 40, 4 });
}

static const struct acpi_field header_fields[] = {
	ACPI_HEADER_ROWS(iort_header),
	ACPI_NUMBER(iort_header, node_count, 36, 4, ACPI_DEC, "Node Count"),
	ACPI_NUMBER(iort_header, node_offset, 40, 4, ACPI_HEX, "Node Offset"),
};

const struct acpi_layout iort_header = {
	.label = "IO Remapping Table", ACPI_ROWS(header_fields),
	.least = IORT_HEADER_LENGTH, .decoded = sizeof(struct iort_header),
	.lists = { "nodes" }, .parts = iort_parts,
};
