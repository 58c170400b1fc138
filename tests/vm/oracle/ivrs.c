/* IVRSs for QEMU's amd-iommu, whose one unit is 00:02.0, with its registers at
 * AMD_VI_BASE; the I/O APIC is the southbridge's, 00:14.0. */
#include "acpi/ivrs.h"

#include "tests/vm/oracle/tables.h"

enum { LENGTH_AT = 2 };

enum {
	UNIT_DEVID = 0x0010,
	ABSENT_DEVID = 0x0038,
	SOUTHBRIDGE_DEVID = 0x00a0,
	SATA_DEVID = 0x00fa,
	CAPABILITY = 0x40,
	FLAGS = 0xd1, /* as QEMU has them */
	FEATURES = 0x44,
};

static void header(struct build *b)
{
	ADD(b, U32(0x00002800), ZERO(8));
}

static size_t start_at(struct build *b, uint8_t type, uint16_t devid, uint16_t segment,
		       uint64_t base)
{
	size_t at = ADD(b, U8(type), U8(type == IVRS_IVHD_10 ? FLAGS : FLAGS & 0x3f), U16(0),
			U16(devid), U16(CAPABILITY), U64(base), U16(segment), U16(0),
			U32(type == IVRS_IVHD_10 ? FEATURES : 0));

	if (type != IVRS_IVHD_10)
		ADD(b, U64(0x29d3), U64(0));
	return at;
}

static size_t start(struct build *b, uint8_t type)
{
	return start_at(b, type, UNIT_DEVID, 0, AMD_VI_BASE);
}

static void finish(struct build *b, size_t at)
{
	build_length(b, at, LENGTH_AT, 2);
}

/* The first block of the table. */
static size_t first(struct build *b, uint8_t type)
{
	header(b);
	return start(b, type);
}

static void all(struct build *b)
{
	ADD(b, U8(IVHD_ALL), U16(0), U8(0));
}

static void special(struct build *b, uint8_t id, uint16_t devid, uint8_t variety)
{
	ADD(b, U8(IVHD_SPECIAL), U16(0), U8(0), U8(id), U16(devid), U8(variety));
}

static void ioapic(struct build *b)
{
	special(b, IOAPIC_ID, SOUTHBRIDGE_DEVID, IVHD_VARIETY_IOAPIC);
}

static void hid(struct build *b, const char *name)
{
	ADD(b, U8(IVHD_HID), U16(0x60), U8(0), TEXT(8, name), ZERO(8), U8(IVHD_UID_INTEGER),
	    U8(8), U64(1));
}

/* The entries that a sound block ends with. */
static void finish_sound(struct build *b, size_t at)
{
	all(b);
	ioapic(b);
	finish(b, at);
}

static void block(struct build *b, uint8_t type)
{
	finish_sound(b, start(b, type));
}

static void sound(struct build *b)
{
	header(b);
	block(b, IVRS_IVHD_10);
}

void oracle_ivrs_sound_10(struct build *b)
{
	sound(b);
}

void oracle_ivrs_sound_11(struct build *b)
{
	header(b);
	block(b, IVRS_IVHD_11);
}

void oracle_ivrs_sound_40(struct build *b)
{
	header(b);
	block(b, IVRS_IVHD_40);
}

void oracle_ivrs_sound_thrice(struct build *b)
{
	sound(b);
	block(b, IVRS_IVHD_11);
	block(b, IVRS_IVHD_40);
}

/* ---- blocks ---- */

void oracle_ivrs_empty(struct build *b)
{
	header(b);
}

static void ivmd_at(struct build *b, uint8_t type, uint8_t flags, uint16_t devid, uint16_t aux,
		    uint64_t base)
{
	ADD(b, U8(type), U8(flags), U16(32), U16(devid), U16(aux), U16(0), ZERO(6), U64(base),
	    U64(0x1000));
}

static void ivmd(struct build *b, uint8_t type, uint16_t devid, uint16_t aux)
{
	ivmd_at(b, type, IVMD_UNITY | IVMD_READ | IVMD_WRITE, devid, aux, 0xfffc0000);
}

void oracle_ivrs_no_unit(struct build *b)
{
	header(b);
	ivmd(b, IVRS_IVMD_ONE, SATA_DEVID, 0);
}

/* Linux takes the type of the first block for the one to use. */
void oracle_ivrs_ivmd_first(struct build *b)
{
	header(b);
	ivmd(b, IVRS_IVMD_ONE, SATA_DEVID, 0);
	block(b, IVRS_IVHD_10);
}

void oracle_ivrs_unknown_first(struct build *b)
{
	header(b);
	ADD(b, U8(0x51), U8(0), U16(8), U32(0));
	block(b, IVRS_IVHD_10);
}

void oracle_ivrs_unknown_block(struct build *b)
{
	sound(b);
	ADD(b, U8(0x51), U8(0), U16(8), U32(0x01020304));
}

void oracle_ivrs_zero_first(struct build *b)
{
	header(b);
	ADD(b, U8(IVRS_IVHD_10), U8(0), U16(0), ZERO(20));
	block(b, IVRS_IVHD_10);
}

void oracle_ivrs_zero_after(struct build *b)
{
	sound(b);
	ADD(b, U8(0x51), U8(0), U16(0), ZERO(4));
}

void oracle_ivrs_past_end(struct build *b)
{
	sound(b);
	ADD(b, U8(IVRS_IVMD_ONE), U8(0), U16(64), U16(SATA_DEVID), ZERO(10));
}

/* Steps of 1: the rest of the block is read as blocks, then. */
void oracle_ivrs_short_block(struct build *b)
{
	sound(b);
	ADD(b, U8(0x51), U8(0), U16(3), U8(0x51), U16(5));
}

void oracle_ivrs_trailing(struct build *b)
{
	sound(b);
	ADD(b, U8(0x51), U8(0));
}

void oracle_ivrs_block_header_only(struct build *b)
{
	size_t at;

	header(b);
	at = ADD(b, U8(IVRS_IVHD_10), U8(FLAGS), U16(0), U16(UNIT_DEVID), U16(CAPABILITY));
	finish(b, at);
}

void oracle_ivrs_function_missing(struct build *b)
{
	header(b);
	finish_sound(b, start_at(b, IVRS_IVHD_10, ABSENT_DEVID, 0, AMD_VI_BASE));
}

void oracle_ivrs_base_zero(struct build *b)
{
	header(b);
	finish_sound(b, start_at(b, IVRS_IVHD_10, UNIT_DEVID, 0, 0));
}

/* The second cannot have its registers. */
void oracle_ivrs_units_overlap(struct build *b)
{
	size_t at;

	sound(b);
	at = start_at(b, IVRS_IVHD_10, UNIT_DEVID, 0, AMD_VI_BASE + 0x1000);
	all(b);
	finish(b, at);
}

/* Not of the type that the first unit's blocks end with: not used. */
void oracle_ivrs_other_type_beside(struct build *b)
{
	size_t at;

	sound(b);
	block(b, IVRS_IVHD_11);
	at = start_at(b, IVRS_IVHD_10, ABSENT_DEVID, 0, AMD_VI_BASE + 0x8000);
	all(b);
	finish(b, at);
}

/* ---- entries ---- */

void oracle_ivrs_entries(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	ADD(b, U8(IVHD_PAD4), ZERO(3));
	ADD(b, U8(IVHD_SELECT), U16(0x0000), U8(0));
	ADD(b, U8(IVHD_RANGE_START), U16(0x0008), U8(0));
	ADD(b, U8(IVHD_RANGE_END), U16(0xfffe), U8(0));
	ADD(b, U8(IVHD_PAD8), ZERO(7));
	ADD(b, U8(IVHD_EXT_SELECT), U16(0x00f8), U8(0), U32(0));
	ADD(b, U8(IVHD_ALIAS_SELECT), U16(0x0500), U8(0), U8(0), U16(0x00a5), U8(0));
	ioapic(b);
	finish(b, at);
}

void oracle_ivrs_no_entries(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	ADD(b, U8(IVHD_PAD4), ZERO(3));
	ioapic(b);
	finish(b, at);
}

void oracle_ivrs_no_entries_unused(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	finish(b, at);
	block(b, IVRS_IVHD_11);
}

void oracle_ivrs_devices_absent(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	ADD(b, U8(IVHD_SELECT), U16(0xffff), U8(0));
	ioapic(b);
	finish(b, at);
}

static void undefined_entry(struct build *b, uint8_t type)
{
	size_t at = first(b, IVRS_IVHD_10);

	all(b);
	ioapic(b);
	ADD(b, U8(type), ZERO(7));
	finish(b, at);
}

/* find_last_devid_from_ivhd() returns at an entry for all devices, and the next walk
 * does not: either way there is no end. */
void oracle_ivrs_entry_80(struct build *b)
{
	undefined_entry(b, 0x80);
}

void oracle_ivrs_entry_ef(struct build *b)
{
	undefined_entry(b, 0xef);
}

void oracle_ivrs_entry_80_unused(struct build *b)
{
	undefined_entry(b, 0x80);
	block(b, IVRS_IVHD_11);
}

void oracle_ivrs_entry_past_end(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	all(b);
	ioapic(b);
	ADD(b, U8(IVHD_PAD8), ZERO(3));
	finish(b, at);
}

/* Its last byte, the variety, is the next block's first: 0x51 is none. */
void oracle_ivrs_special_past_end(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	all(b);
	ADD(b, U8(IVHD_SPECIAL), U16(0), U8(0), U8(IOAPIC_ID), U16(SOUTHBRIDGE_DEVID));
	finish(b, at);
	ADD(b, U8(0x51), U8(0), U16(8), U32(0));
}

static void with_hid(struct build *b, uint8_t type, const char *name)
{
	size_t at = first(b, type);

	all(b);
	ioapic(b);
	hid(b, name);
	finish(b, at);
}

void oracle_ivrs_hid(struct build *b)
{
	with_hid(b, IVRS_IVHD_40, "AMDI0020");
}

void oracle_ivrs_hid_in_10(struct build *b)
{
	with_hid(b, IVRS_IVHD_10, "AMDI0020");
}

void oracle_ivrs_hid_in_11(struct build *b)
{
	with_hid(b, IVRS_IVHD_11, "AMDI0020");
}

void oracle_ivrs_hid_empty(struct build *b)
{
	with_hid(b, IVRS_IVHD_40, "");
}

static void with_special(struct build *b, uint8_t id, uint16_t devid, uint8_t variety)
{
	size_t at = first(b, IVRS_IVHD_10);

	all(b);
	special(b, id, devid, variety);
	finish(b, at);
}

void oracle_ivrs_variety(struct build *b)
{
	with_special(b, IOAPIC_ID, SOUTHBRIDGE_DEVID, 9);
}

void oracle_ivrs_no_ioapic(struct build *b)
{
	with_special(b, 0, SOUTHBRIDGE_DEVID, IVHD_VARIETY_HPET);
}

void oracle_ivrs_ioapic_elsewhere(struct build *b)
{
	with_special(b, IOAPIC_ID, SATA_DEVID, IVHD_VARIETY_IOAPIC);
}

/* The first entry for an id counts. */
void oracle_ivrs_ioapic_twice(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	all(b);
	ioapic(b);
	special(b, IOAPIC_ID, SATA_DEVID, IVHD_VARIETY_IOAPIC);
	finish(b, at);
}

void oracle_ivrs_ioapic_twice_elsewhere(struct build *b)
{
	size_t at = first(b, IVRS_IVHD_10);

	all(b);
	special(b, IOAPIC_ID, SATA_DEVID, IVHD_VARIETY_IOAPIC);
	ioapic(b);
	finish(b, at);
}

void oracle_ivrs_ioapic_unused(struct build *b)
{
	size_t at;

	sound(b);
	at = start(b, IVRS_IVHD_11);
	all(b);
	finish(b, at);
}

/* ---- memory ---- */

void oracle_ivrs_ivmd_one(struct build *b)
{
	sound(b);
	ivmd(b, IVRS_IVMD_ONE, SATA_DEVID, 0);
}

void oracle_ivrs_ivmd_all(struct build *b)
{
	sound(b);
	ivmd(b, IVRS_IVMD_ALL, 0, 0);
}

void oracle_ivrs_ivmd_range(struct build *b)
{
	sound(b);
	ivmd(b, IVRS_IVMD_RANGE, 0, 0xffff);
}

/* For the machine amd-locked, which has 00:04.0, 00:05.0 to 00:05.1 and 00:07.0. */
void oracle_ivrs_ivmd_locks(struct build *b)
{
	const uint8_t unity = IVMD_UNITY | IVMD_READ | IVMD_WRITE;

	sound(b);
	ivmd_at(b, IVRS_IVMD_ONE, unity, 0x0020, 0, 0xfffc0000);
	ivmd_at(b, IVRS_IVMD_RANGE, unity, 0x0028, 0x0029, 0xfffd0000);
	ivmd_at(b, IVRS_IVMD_ONE, IVMD_EXCLUSION, 0x0038, 0, 0xfffe0000);
}
