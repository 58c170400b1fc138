/* DMARs: units, the header, lengths and structures. */
#include "tests/vm/oracle/dmar_parts.h"

void oracle_dmar_sound(struct build *b)
{
	dmar_sound(b);
}

void oracle_dmar_scopes(struct build *b)
{
	size_t at = dmar_start_scopes(b);

	dmar_put_root_port(b, DMAR_SCOPE_BRIDGE);
	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	dmar_put_isa_bridge(b, DMAR_SCOPE_ENDPOINT);
	dmar_finish(b, at);
}

/* ---- units ---- */

void oracle_dmar_base_zero(struct build *b)
{
	dmar_put_header(b);
	dmar_unit_at(b, 0);
}

void oracle_dmar_base_zero_beside(struct build *b)
{
	dmar_sound(b);
	dmar_unit_at(b, 0);
}

void oracle_dmar_base_ones(struct build *b)
{
	dmar_put_header(b);
	dmar_unit_at(b, UINT64_MAX);
}

void oracle_dmar_base_unaligned(struct build *b)
{
	dmar_put_header(b);
	dmar_unit_at(b, VTD_BASE + 8);
}

void oracle_dmar_no_unit(struct build *b)
{
	dmar_put_header(b);
	ADD(b, U16(RMRR), U16(24), U16(0), U16(0), U64(RESERVED_BASE), U64(RESERVED_LIMIT));
}

void oracle_dmar_empty(struct build *b)
{
	dmar_put_header(b);
}

void oracle_dmar_unit_twice(struct build *b)
{
	dmar_sound(b);
	dmar_unit_at(b, VTD_BASE);
}

/* The second is not read: nor is its I/O APIC. */
void oracle_dmar_unit_twice_ioapic(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 0, VTD_BASE);
	dmar_finish(b, at);
	dmar_unit_at(b, VTD_BASE);
}

void oracle_dmar_units_overlap(struct build *b)
{
	size_t at;

	dmar_sound(b);
	at = dmar_start_unit(b, 0, 0, VTD_BASE + 0x800);
	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	dmar_finish(b, at);
}

void oracle_dmar_units_overlap_segments(struct build *b)
{
	size_t at;

	dmar_sound(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 1, VTD_BASE);
	dmar_finish(b, at);
}

void oracle_dmar_segment_elsewhere(struct build *b)
{
	size_t at;

	dmar_put_header(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 1, VTD_BASE);
	dmar_put_ioapic(b);
	dmar_finish(b, at);
}

/* Nothing answers at that base: no address widths, no interrupt remapping. */
void oracle_dmar_segment_beside(struct build *b)
{
	size_t at;

	dmar_sound(b);
	at = dmar_start_unit(b, DMAR_DRHD_INCLUDE_PCI_ALL, 1, VTD_BASE + 0x2000);
	dmar_finish(b, at);
}

void oracle_dmar_unit_short(struct build *b)
{
	dmar_put_header(b);
	/* The kernel reads a base all the same: the next structure's bytes. */
	ADD(b, U16(DRHD), U16(8), U32(0));
	dmar_unit_at(b, VTD_BASE);
}

void oracle_dmar_unit_size(struct build *b)
{
	const size_t size_at = 48 + 5;

	dmar_sound(b);
	build_set(b, size_at, 1, 4);
}

/* ---- the header ---- */

static void sound_of_width(struct build *b, uint8_t width)
{
	dmar_sound(b);
	build_set(b, WIDTH_AT, 1, width);
}

void oracle_dmar_width_0(struct build *b)
{
	sound_of_width(b, 0);
}

void oracle_dmar_width_10(struct build *b)
{
	sound_of_width(b, 10);
}

void oracle_dmar_width_11(struct build *b)
{
	sound_of_width(b, 11);
}

static void sound_with_flags(struct build *b, uint8_t flags)
{
	dmar_sound(b);
	build_set(b, FLAGS_AT, 1, flags);
}

void oracle_dmar_no_intr_remap(struct build *b)
{
	sound_with_flags(b, 0);
}

void oracle_dmar_x2apic_opt_out(struct build *b)
{
	sound_with_flags(b, DMAR_INTR_REMAP | DMAR_X2APIC_OPT_OUT);
}

void oracle_dmar_platform_opt_in(struct build *b)
{
	sound_with_flags(b, DMAR_INTR_REMAP | DMAR_PLATFORM_OPT_IN);
}

/* ---- lengths ---- */

void oracle_dmar_zero_first(struct build *b)
{
	dmar_put_header(b);
	ADD(b, U16(RMRR), U16(0));
	dmar_unit_at(b, VTD_BASE);
}

void oracle_dmar_zero_after(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RMRR), U16(0), ZERO(20));
}

void oracle_dmar_past_end(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RMRR), U16(25), ZERO(20));
}

void oracle_dmar_past_end_first(struct build *b)
{
	dmar_put_header(b);
	ADD(b, U16(9), U16(500));
	dmar_unit_at(b, VTD_BASE);
}

/* Steps of 2 and 4 bytes, the second of what reads as an ATSR: the kernel never asks for a
 * header's length, and meets the unit at last. */
void oracle_dmar_short_before(struct build *b)
{
	dmar_put_header(b);
	ADD(b, U16(9), U16(2), U16(4));
	dmar_unit_at(b, VTD_BASE);
}

/* The byte after a step of 1 is the length of the next: 0x0900. */
void oracle_dmar_short_past_end(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(9), U16(1), U16(9), U16(4));
}

void oracle_dmar_short_zero(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(9), U16(3), ZERO(20));
}

void oracle_dmar_rmrr_short(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RMRR), U16(8), U32(0), U16(9), U16(16), ZERO(12));
}

void oracle_dmar_trailing_1(struct build *b)
{
	dmar_sound(b);
	ADD(b, U8(0));
}

void oracle_dmar_trailing_2(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RMRR));
}

/* A length of 0x01 or more with whatever stands behind the table. */
void oracle_dmar_trailing_3(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RMRR), U8(24));
}

void oracle_dmar_trailing_4(struct build *b)
{
	dmar_sound(b);
	ADD(b, U32(0));
}

/* ---- other structures ---- */

void oracle_dmar_unknown_type(struct build *b)
{
	dmar_put_header(b);
	ADD(b, U16(9), U16(8), U32(0xdeadbeef));
	dmar_unit_at(b, VTD_BASE);
	ADD(b, U16(0xffff), U16(4));
}

void oracle_dmar_rhsa(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RHSA), U16(20), U32(0), U64(VTD_BASE), U32(0));
}

void oracle_dmar_rhsa_orphan(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(RHSA), U16(20), U32(0), U64(VTD_BASE + 0x1000), U32(0));
}

/* The kernel knows no unit yet when it comes to it. */
void oracle_dmar_rhsa_early(struct build *b)
{
	dmar_put_header(b);
	ADD(b, U16(RHSA), U16(20), U32(0), U64(VTD_BASE), U32(0));
	dmar_unit_at(b, VTD_BASE);
}

static void sound_with_rmrr(struct build *b, uint64_t base, uint64_t limit)
{
	size_t at;

	dmar_sound(b);
	at = ADD(b, U16(RMRR), U16(0), U16(0), U16(0), U64(base), U64(limit));
	dmar_put_endpoint(b, DMAR_SCOPE_ENDPOINT);
	dmar_finish(b, at);
}

void oracle_dmar_rmrr(struct build *b)
{
	sound_with_rmrr(b, RESERVED_BASE, RESERVED_LIMIT);
}

void oracle_dmar_rmrr_inverted(struct build *b)
{
	sound_with_rmrr(b, RESERVED_LIMIT + 1, RESERVED_BASE - 1);
}

void oracle_dmar_rmrr_unaligned(struct build *b)
{
	sound_with_rmrr(b, RESERVED_BASE + 0x10, RESERVED_LIMIT);
}

/* Slice `n` of the reserved memory, for a device or a bridge with all below it. */
static void put_lock(struct build *b, uint64_t n, uint8_t type, uint8_t device, uint8_t function)
{
	enum { SLICE = 0x10000 };
	uint64_t base = RESERVED_BASE + n * SLICE;
	size_t at = ADD(b, U16(RMRR), U16(0), U16(0), U16(0), U64(base), U64(base + SLICE - 1));

	dmar_put_scope(b, type, device, function);
	dmar_finish(b, at);
}

/* For the machine intel-locked, which has them all. */
void oracle_dmar_rmrr_locks(struct build *b)
{
	dmar_sound(b);
	put_lock(b, 0, DMAR_SCOPE_BRIDGE, 3, 0);
	put_lock(b, 1, DMAR_SCOPE_ENDPOINT, 4, 0);
	put_lock(b, 2, DMAR_SCOPE_ENDPOINT, 5, 1);
	put_lock(b, 3, DMAR_SCOPE_ENDPOINT, 6, 0);
	put_lock(b, 3, DMAR_SCOPE_ENDPOINT, 1, 0);
}

void oracle_dmar_andd_open(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(ANDD), U16(12), ZERO(3), U8(1), U32(0x53534242));
}

void oracle_dmar_andd_empty(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(ANDD), U16(8), ZERO(3), U8(1));
}

/* Less than nothing left for a name: the kernel's count wraps, and it finds an end. */
void oracle_dmar_andd_short(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(ANDD), U16(4));
	ADD(b, U16(9), U16(20), ZERO(16));
}

void oracle_dmar_andd_missing(struct build *b)
{
	dmar_sound(b);
	ADD(b, U16(ANDD), U16(24), ZERO(3), U8(1), TEXT(16, "\\_SB.NONE"));
}
