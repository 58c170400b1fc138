/* The oracle's tables: sound and broken ones for units that QEMU emulates, each with
 * what Linux makes of it. They replace the firmware's table of a guest. */
#pragma once

#include "tests/unit/build_table.h"

/* Where QEMU puts the units of intel-iommu and amd-iommu, and the I/O APIC's id. */
#define VTD_BASE    UINT64_C(0xfed90000)
#define AMD_VI_BASE UINT64_C(0xfed80000)
#define IOAPIC_ID   0

/* Adds what follows a sound header to a table. */
typedef void oracle_fill(struct build *b);

#define DMAR(name, ...) oracle_fill oracle_dmar_##name;
#define IVRS(name, ...) oracle_fill oracle_ivrs_##name;
#define IORT(name, ...) oracle_fill oracle_iort_##name;
#include "tests/vm/oracle/cases.def"
#undef DMAR
#undef IVRS
#undef IORT
