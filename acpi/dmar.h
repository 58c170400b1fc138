/* DMAR: the DMA remapping units of Intel VT-d, and what they remap. */
#pragma once

#include "acpi/table.h"

enum { /* dmar_header.flags */
	DMAR_INTR_REMAP = 1,
	DMAR_X2APIC_OPT_OUT = 2,
	DMAR_PLATFORM_OPT_IN = 4, /* DMA_CTRL_PLATFORM_OPT_IN_FLAG */
};
enum { DMAR_DRHD_INCLUDE_PCI_ALL = 1 }; /* dmar_drhd.flags */
enum { DMAR_ATSR_ALL_PORTS = 1 };       /* dmar_atsr.flags */
enum { DMAR_SATC_ATC_REQUIRED = 1 };    /* dmar_satc.flags */

enum dmar_scope_type {
	DMAR_SCOPE_ENDPOINT = 1,
	DMAR_SCOPE_BRIDGE = 2,    /* and everything below it */
	DMAR_SCOPE_IOAPIC = 3,    /* enum_id: the MADT's I/O APIC id */
	DMAR_SCOPE_HPET = 4,      /* enum_id: HPET number */
	DMAR_SCOPE_NAMESPACE = 5, /* enum_id: the device number of an ANDD */
};

struct dmar_header {
	uint8_t revision;
	uint8_t host_address_width; /* bits, minus 1 */
	uint8_t flags;
};

struct dmar_drhd {
	uint8_t flags;
	uint8_t size;     /* the registers fill 2^(bits 3:0) pages of 4 KiB */
	uint16_t segment;
	uint64_t base;
};

struct dmar_rmrr {
	uint16_t segment;
	uint64_t base, limit; /* limit is the last byte */
};

struct dmar_atsr {
	uint8_t flags;
	uint16_t segment;
};

struct dmar_rhsa {
	uint64_t base; /* a DRHD's */
	uint32_t proximity;
};

struct dmar_andd {
	uint8_t device_number;
};

struct dmar_satc {
	uint8_t flags;
	uint16_t segment;
};

struct dmar_sidp {
	uint16_t segment;
};

struct dmar_scope {
	uint8_t type, flags, enum_id, start_bus;
};

/* One step of a scope's path: the first is on start_bus, each other on the
 * secondary bus of the one before. */
struct dmar_hop {
	uint8_t device, function;
};

extern const struct acpi_layout dmar_header, dmar_drhd, dmar_rmrr, dmar_atsr, dmar_rhsa,
	dmar_andd, dmar_satc, dmar_sidp, dmar_unknown, dmar_scope;

/* Takes step `n` of a scope's path; false past its end. */
bool dmar_hop(const struct acpi_table *table, const struct acpi_item *scope, size_t n,
	      struct dmar_hop *ret);
