/* DMARs: device scopes. */
#include "tests/vm/oracle/dmar_parts.h"

void oracle_dmar_scope_zero(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	ADD(b, U8(DMAR_SCOPE_ENDPOINT), U8(0), ZERO(6));
	dmar_finish(b, at);
}

/* Only what the kernel parses can keep it busy: SIDP is nothing to it. */
void oracle_dmar_scope_zero_sidp(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(SIDP), U16(16), ZERO(4), U8(DMAR_SCOPE_ENDPOINT), U8(0), ZERO(6));
}

void oracle_dmar_scope_zero_rmrr(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RMRR), U16(32), ZERO(4), U64(RESERVED_BASE), U64(RESERVED_LIMIT),
	    U8(DMAR_SCOPE_ENDPOINT), U8(0), ZERO(6));
}

/* A step of 4 bytes, then one that begins with the rest: type 0, length 0. */
void oracle_dmar_scope_short_zero(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	ADD(b, U8(DMAR_SCOPE_ENDPOINT), U8(4), U16(0), U8(0), U8(0), U8(0x1f), U8(2));
	dmar_finish(b, at);
}

void oracle_dmar_scope_past_end(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 0, VTD_BASE);
	/* The I/O APIC counts all the same. */
	ADD(b, U8(DMAR_SCOPE_IOAPIC), U8(10), U16(0), U8(IOAPIC_ID), U8(0xff), U8(0), U8(0));
	dmar_finish(b, at);
	ADD(b, U16(9), U16(8), U32(0));
}

void oracle_dmar_scope_unknown(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	dmar_put_endpoint(b, 9);
	dmar_finish(b, at);
}

void oracle_dmar_scope_namespace(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	dmar_put_scope(b, DMAR_SCOPE_NAMESPACE, 0x1e, 0);
	dmar_finish(b, at);
}

void oracle_dmar_scopes_absent(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	dmar_put_scope(b, DMAR_SCOPE_ENDPOINT, 0x10, 0);
	dmar_finish(b, at);
}

static void one_scope(struct build *b, void (*add)(struct build *b, uint8_t type),
		      uint8_t type)
{
	size_t at = dmar_start_scopes(b);

	add(b, type);
	dmar_finish(b, at);
}

void oracle_dmar_endpoint_is_bridge(struct build *b)
{
	one_scope(b, dmar_put_root_port, DMAR_SCOPE_ENDPOINT);
}

void oracle_dmar_bridge_is_endpoint(struct build *b)
{
	one_scope(b, dmar_put_endpoint, DMAR_SCOPE_BRIDGE);
}

/* Bridges to something else than PCI have a normal header: either scope will do. */
void oracle_dmar_bridge_is_isa(struct build *b)
{
	one_scope(b, dmar_put_isa_bridge, DMAR_SCOPE_BRIDGE);
}

void oracle_dmar_behind_port_mismatch(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	ADD(b, U8(DMAR_SCOPE_BRIDGE), U8(10), U16(0), U8(0), U8(0), U8(3), U8(0), U8(0), U8(0));
	dmar_finish(b, at);
}

/* The scopes of a unit for all devices are not looked up. */
void oracle_dmar_all_mismatch(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 0, VTD_BASE);
	dmar_put_ioapic(b);
	dmar_put_endpoint(b, DMAR_SCOPE_BRIDGE);
	dmar_finish(b, at);
}

void oracle_dmar_segment_mismatch(struct build *b)
{
	size_t at;

	dmar_sound(b);
	at = ADD(b, U16(RMRR), U16(0), U16(0), U16(1), U64(RESERVED_BASE),
		 U64(RESERVED_LIMIT));
	dmar_put_root_port(b, DMAR_SCOPE_ENDPOINT);
	dmar_finish(b, at);
}

void oracle_dmar_rmrr_mismatch(struct build *b)
{
	size_t at;

	dmar_sound(b);
	at = ADD(b, U16(RMRR), U16(0), U16(0), U16(0), U64(RESERVED_BASE),
		 U64(RESERVED_LIMIT));
	dmar_put_root_port(b, DMAR_SCOPE_ENDPOINT);
	dmar_finish(b, at);
}

static void sound_with_root_port(struct build *b, uint16_t type, uint8_t flags)
{
	size_t at;

	dmar_sound(b);
	at = ADD(b, U16(type), U16(0), U8(flags), U8(0), U16(0));
	dmar_put_root_port(b, DMAR_SCOPE_ENDPOINT);
	dmar_finish(b, at);
}

void oracle_dmar_atsr_mismatch(struct build *b)
{
	sound_with_root_port(b, ATSR, 0);
}

void oracle_dmar_atsr_all_mismatch(struct build *b)
{
	sound_with_root_port(b, ATSR, DMAR_ATSR_ALL_PORTS);
}

void oracle_dmar_satc_mismatch(struct build *b)
{
	sound_with_root_port(b, SATC, 0);
}

void oracle_dmar_sidp_mismatch(struct build *b)
{
	sound_with_root_port(b, SIDP, 0);
}

void oracle_dmar_ioapic_missing(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 0, VTD_BASE);
	dmar_finish(b, at);
}

void oracle_dmar_ioapic_other(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 0, VTD_BASE);
	ADD(b, U8(DMAR_SCOPE_IOAPIC), U8(8), U16(0), U8(7), U8(0xff), U8(0), U8(0));
	dmar_finish(b, at);
}
