/* What the oracle's DMARs are made of. They are for QEMU's intel-iommu, whose one unit is at
 * VTD_BASE. The guest has a root port, 00:03.0, and behind it a function; 00:1f.2 is an
 * endpoint, 00:1f.0 an ISA bridge. */
#pragma once

#include "acpi/dmar.h"
#include "tests/vm/oracle/tables.h"

enum { DRHD = 0, RMRR = 1, ATSR = 2, RHSA = 3, ANDD = 4, SATC = 5, SIDP = 6 };
enum { WIDTH_AT = 36, FLAGS_AT = 37, LENGTH_AT = 2 };

/* Memory that QEMU's firmware calls reserved. */
#define RESERVED_BASE  UINT64_C(0xfffc0000)
#define RESERVED_LIMIT UINT64_C(0xffffffff)

/* The header's own fields: 39 bits, interrupt remapping. */
void dmar_put_header(struct build *b);
/* A scope of one step on bus 0. */
void dmar_put_scope(struct build *b, uint8_t type, uint8_t device, uint8_t function);
/* The I/O APIC as QEMU lists it: its requester id is ff:00.0. */
void dmar_put_ioapic(struct build *b);
/* Scopes for 00:03.0, 00:1f.2 and 00:1f.0. */
void dmar_put_root_port(struct build *b, uint8_t type);
void dmar_put_endpoint(struct build *b, uint8_t type);
void dmar_put_isa_bridge(struct build *b, uint8_t type);
/* A DRHD up to its scopes; dmar_finish() sets the length. */
size_t dmar_start_unit(struct build *b, uint8_t flags, uint16_t segment, uint64_t base);
void dmar_finish(struct build *b, size_t at);
/* A unit for all devices, with the I/O APIC. */
void dmar_unit_at(struct build *b, uint64_t base);
/* A DMAR that describes the unit as it is. */
void dmar_sound(struct build *b);
/* A DMAR with a unit for the I/O APIC and the scopes that follow. */
size_t dmar_start_scopes(struct build *b);
