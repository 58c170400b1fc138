/* RIMT: the IOMMUs of RISC-V, and the devices behind them. */
#pragma once

#include "acpi/table.h"

enum { RIMT_IOMMU_PCI = 1, RIMT_IOMMU_PXM_VALID = 2 };      /* rimt_iommu.flags */
enum { RIMT_WIRE_LEVEL = 1, RIMT_WIRE_ACTIVE_HIGH = 2 };    /* rimt_wire.flags */
enum { RIMT_ROOT_ATS = 1, RIMT_ROOT_PRI = 2 };              /* rimt_root.flags */

struct rimt_header {
	uint8_t revision;
	uint32_t node_count, node_offset;
};

struct rimt_iommu {
	uint16_t id;
	uint64_t base;
	uint32_t flags, proximity;
	uint16_t segment, bdf, wire_count, wire_offset;
};

struct rimt_wire {
	uint32_t gsi, flags;
};

struct rimt_root {
	uint16_t id;
	uint32_t flags;
	uint16_t segment, mapping_offset, mapping_count;
};

struct rimt_platform {
	uint16_t id;
	uint16_t mapping_offset, mapping_count;
};

struct rimt_mapping {
	/* The specification counts IDs; Linux accepts input_base + id_count, too. */
	uint32_t input_base, id_count;
	uint32_t output_base, output_ref, flags;
};

extern const struct acpi_layout rimt_header, rimt_iommu, rimt_wire, rimt_root,
	rimt_platform, rimt_unknown, rimt_mapping;
