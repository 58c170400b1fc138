/* MADT: the interrupt controllers. Interrupt remapping needs each IOAPIC of it to stand
 * in the DMAR or IVRS, too. */
#pragma once

#include "acpi/table.h"

struct madt_header {
	uint8_t revision;
	uint32_t local_apic_address, flags;
};

struct madt_ioapic {
	uint8_t id;
	uint32_t address, gsi_base;
};

extern const struct acpi_layout madt_header, madt_local_apic, madt_ioapic, madt_override,
	madt_local_nmi, madt_x2apic, madt_unknown;
