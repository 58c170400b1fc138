/* IVRS: the IOMMUs of AMD, their devices and the memory that they must map. */
#pragma once

#include "acpi/table.h"

enum ivrs_type {
	IVRS_IVHD_10 = 0x10,
	IVRS_IVHD_11 = 0x11, /* with the extended feature registers */
	IVRS_IVHD_40 = 0x40, /* and with ACPI HID entries */
	IVRS_IVMD_ALL = 0x20,
	IVRS_IVMD_ONE = 0x21,
	IVRS_IVMD_RANGE = 0x22,
};

enum { /* ivrs_header.ivinfo */
	IVINFO_EFR_SUP = 1,
	IVINFO_DMA_REMAP = 2, /* pre-boot DMA protection */
};

enum { /* ivrs_ivmd.flags */
	IVMD_UNITY = 1,
	IVMD_READ = 2,
	IVMD_WRITE = 4,
	IVMD_EXCLUSION = 8,
};

enum ivhd_entry_type {
	IVHD_PAD4 = 0,
	IVHD_ALL = 1,
	IVHD_SELECT = 2,
	IVHD_RANGE_START = 3,
	IVHD_RANGE_END = 4,
	IVHD_PAD8 = 64,
	IVHD_ALIAS_SELECT = 66,
	IVHD_ALIAS_RANGE_START = 67,
	IVHD_EXT_SELECT = 70,
	IVHD_EXT_RANGE_START = 71,
	IVHD_SPECIAL = 72,
	IVHD_HID = 240,
};

enum { IVHD_VARIETY_IOAPIC = 1, IVHD_VARIETY_HPET = 2 }; /* ivhd_special.variety */
enum { IVHD_UID_NONE, IVHD_UID_INTEGER, IVHD_UID_STRING }; /* ivhd_hid.uid_format */

struct ivrs_header {
	uint8_t revision;
	uint32_t ivinfo;
};

struct ivrs_ivhd {
	uint8_t type, flags;
	uint16_t devid; /* of the IOMMU itself */
	uint16_t cap_offset;
	uint64_t base;
	uint16_t segment, info;
	uint32_t features;   /* type 10h */
	uint32_t attributes; /* types 11h and 40h, as the next two */
	uint64_t efr, efr2;
};

struct ivrs_ivmd {
	uint8_t type, flags;
	uint16_t devid, aux; /* aux: the last devid of a range */
	uint16_t segment;
	uint64_t start, mem_length;
};

struct ivhd_entry { /* what entries of all types have */
	uint8_t type;
	uint16_t devid;
	uint8_t setting;
};

struct ivhd_alias {
	uint8_t type;
	uint16_t devid;
	uint8_t setting;
	uint16_t source_devid;
};

struct ivhd_extended {
	uint8_t type;
	uint16_t devid;
	uint8_t setting;
	uint32_t ext;
};

struct ivhd_special {
	uint8_t type;
	uint16_t devid;
	uint8_t setting;
	uint8_t handle; /* I/O APIC id or HPET number, by variety */
	uint16_t source_devid;
	uint8_t variety;
};

struct ivhd_hid {
	uint8_t type;
	uint16_t devid;
	uint8_t setting;
	uint8_t uid_format, uid_length;
};

/* ivrs_ivhd_10 and ivrs_ivhd_11 (types 11h and 40h) both decode to struct ivrs_ivhd. */
extern const struct acpi_layout ivrs_header, ivrs_ivhd_10, ivrs_ivhd_11, ivrs_ivmd,
	ivrs_unknown, ivhd_entry, ivhd_alias, ivhd_extended, ivhd_special, ivhd_hid;
