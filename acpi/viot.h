/* VIOT: the virtual IOMMUs of a guest, and the endpoints behind them. */
#pragma once

#include "acpi/table.h"

struct viot_header {
	uint8_t revision;
	uint16_t node_count, node_offset;
};

struct viot_pci_range {
	uint32_t endpoint_start;
	uint16_t segment_start, segment_end, bdf_start, bdf_end;
	uint16_t output_node; /* offset in the table of a virtio-iommu node */
};

struct viot_mmio_endpoint {
	uint32_t endpoint;
	uint64_t base;
	uint16_t output_node;
};

struct viot_virtio_pci {
	uint16_t segment, bdf;
};

struct viot_virtio_mmio {
	uint64_t base;
};

extern const struct acpi_layout viot_header, viot_pci_range, viot_mmio_endpoint,
	viot_virtio_pci, viot_virtio_mmio, viot_unknown;
