/* IORT: which Arm SMMU and interrupt translation each device's requests pass. */
#pragma once

#include "acpi/table.h"

enum { IORT_MAPPING_SINGLE = 1 }; /* iort_mapping.flags: input_base is ignored */
enum { IORT_COHERENT = 1 };       /* cache_coherency of named components and roots */
enum { IORT_ROOT_ATS = 1, IORT_ROOT_PRI = 2, IORT_ROOT_PASID = 4 }; /* iort_root.ats */
enum { IORT_SMMU_DVM = 1, IORT_SMMU_COHERENT_WALK = 2 }; /* iort_smmu.flags */
enum { IORT_RMR_REMAP = 1, IORT_RMR_PRIVILEGED = 2 };    /* iort_rmr.flags */
enum { /* memory_flags of named components and roots */
	IORT_MEMORY_CPM = 1,
	IORT_MEMORY_DACS = 2,
	IORT_MEMORY_CANWBS = 4,
};
enum { /* iort_smmu_v3.flags */
	IORT_SMMU_V3_COHACC = 1,
	IORT_SMMU_V3_HTTU_SHIFT = 1,
	IORT_SMMU_V3_HTTU = 3 << IORT_SMMU_V3_HTTU_SHIFT,
	IORT_SMMU_V3_PXM_VALID = 8,
	IORT_SMMU_V3_DEVICEID_VALID = 16,
};
enum { /* iort_header.revision from which nodes count */
	IORT_REVISION_RMR = 5,
};

struct iort_header {
	uint8_t revision;
	uint32_t node_count, node_offset;
};

/* What all nodes have. */
struct iort_node {
	uint8_t type, revision;
	uint32_t id, mapping_count, mapping_offset;
};

struct iort_its {
	struct iort_node node;
	uint32_t its_count;
};

struct iort_its_id {
	uint32_t id;
};

struct iort_named {
	struct iort_node node;
	uint32_t flags, cache_coherency;
	uint8_t hints, memory_flags, address_size;
};

struct iort_root {
	struct iort_node node;
	uint32_t cache_coherency;
	uint8_t hints, memory_flags;
	uint32_t ats, segment;
	uint8_t address_size; /* bits; node revision 1 */
	uint16_t pasid_caps;
	uint32_t flags;
};

struct iort_smmu {
	struct iort_node node;
	uint64_t base, span;
	uint32_t model, flags, global_interrupt_offset;
	uint32_t ctx_count, ctx_offset, pmu_count, pmu_offset;
};

struct iort_smmu_global {
	uint32_t nsgirpt, nsgirpt_flags, nsgcfgirpt, nsgcfgirpt_flags;
};

struct iort_smmu_v3 {
	struct iort_node node;
	uint64_t base;
	uint32_t flags;
	uint64_t vatos;
	uint32_t model, event, pri, gerr, sync, proximity, devid_mapping_index;
};

struct iort_pmcg {
	struct iort_node node;
	uint64_t base;
	uint32_t gsiv, node_ref;
	uint64_t page1; /* node revision 1 */
};

struct iort_rmr {
	struct iort_node node;
	uint32_t flags, range_count, range_offset;
};

struct iort_range {
	uint64_t base, length;
};

struct iort_iwb {
	struct iort_node node;
	uint64_t base;
	uint16_t index;
};

struct iort_mapping {
	uint32_t input_base, id_count; /* id_count: minus 1 */
	uint32_t output_base, output_ref, flags;
};

extern const struct acpi_layout iort_header, iort_its, iort_its_id, iort_named, iort_root,
	iort_smmu, iort_smmu_global, iort_smmu_ctx, iort_smmu_pmu, iort_smmu_v3, iort_pmcg,
	iort_rmr, iort_range, iort_iwb, iort_unknown, iort_mapping;
