#include "tests/vm/oracle/dmar_parts.h"

void dmar_put_header(struct build *b)
{
	ADD(b, U8(38), U8(DMAR_INTR_REMAP), ZERO(10));
}

void dmar_put_scope(struct build *b, uint8_t type, uint8_t device, uint8_t function)
{
	ADD(b, U8(type), U8(8), U16(0), U8(0), U8(0), U8(device), U8(function));
}

void dmar_put_ioapic(struct build *b)
{
	ADD(b, U8(DMAR_SCOPE_IOAPIC), U8(8), U16(0), U8(IOAPIC_ID), U8(0xff), U8(0), U8(0));
}

void dmar_put_root_port(struct build *b, uint8_t type)
{
	dmar_put_scope(b, type, 3, 0);
}

void dmar_put_endpoint(struct build *b, uint8_t type)
{
	dmar_put_scope(b, type, 0x1f, 2);
}

void dmar_put_isa_bridge(struct build *b, uint8_t type)
{
	dmar_put_scope(b, type, 0x1f, 0);
}

size_t dmar_start_unit(struct build *b, uint8_t flags, uint16_t segment, uint64_t base)
{
	return ADD(b, U16(DRHD), U16(0), U8(flags), U8(0), U16(segment), U64(base));
}

void dmar_finish(struct build *b, size_t at)
{
	build_length(b, at, LENGTH_AT, 2);
}

void dmar_unit_at(struct build *b, uint64_t base)
{
	size_t at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 0, base);

	dmar_put_ioapic(b);
	dmar_finish(b, at);
}

void dmar_sound(struct build *b)
{
	dmar_put_header(b);
	dmar_unit_at(b, VTD_BASE);
}

size_t dmar_start_scopes(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, 0, 0, VTD_BASE);
	dmar_put_ioapic(b);
	return at;
}
