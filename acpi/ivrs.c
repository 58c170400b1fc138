/* IVRS, AMD I/O Virtualization Technology specification (48882), section 5.2.
 *
 *	header	36 4 IVinfo	48 blocks
 *	block	 0 1 Type	1 1 Flags	2 2 Length	4 2 DeviceID
 *	IVHD	 6 2 Capability offset	8 8 Base	16 2 Segment	18 2 IOMMU info
 *	  10h	20 4 Features	24 entries
 *	  11h, 40h	20 4 Attributes	24 8 EFR	32 8 EFR2	40 entries
 *	IVMD	 6 2 Auxiliary data	8 2 Segment	16 8 Start	24 8 Length
 *
 * Device entries have no length field. Types up to 3Fh take 4 bytes, up to 7Fh 8,
 * F0h 22 and its UID; what the others take is not defined, so that a walk ends there.
 *
 *	entry	 0 1 Type	1 2 DeviceID	3 1 DTE setting
 *	66 67	 5 2 Source DeviceID
 *	70 71	 4 4 Extended DTE setting
 *	72	 4 1 Handle	5 2 Source DeviceID	7 1 Variety
 *	240	 4 8 HID	12 8 CID	20 1 UID format	21 1 UID length	22 UID
 */
#include "acpi/ivrs.h"

enum {
	IVRS_HEADER_LENGTH = 48,
	BLOCK_HEADER_LENGTH = 4,
	ENTRY_LEAST = 4,
	ENTRY_DEFINED = 0x80, /* types below have a length by their two high bits */
	HID_LEAST = 22,
	HID_UID_LENGTH_AT = 21,
};

static const struct acpi_name ivinfo_bits[] = {
	ACPI_BIT(IVINFO_EFR_SUP, "EFRSup"),
	ACPI_BIT(IVINFO_DMA_REMAP, "DMA remap support"),
	ACPI_BITS(0x000000e0, "GVASize"),
	ACPI_BITS(0x00007f00, "PASize"),
	ACPI_BITS(0x003f8000, "VASize"),
	ACPI_BIT(0x00400000, "HtAtsResv"),
	ACPI_NAMES_END
};

static const struct acpi_name block_types[] = {
	ACPI_VALUE(IVRS_IVHD_10, "IVHD, fixed"),
	ACPI_VALUE(IVRS_IVHD_11, "IVHD, with EFR"),
	ACPI_VALUE(IVRS_IVHD_40, "IVHD, with EFR and ACPI HID devices"),
	ACPI_VALUE(IVRS_IVMD_ALL, "IVMD, all peripherals"),
	ACPI_VALUE(IVRS_IVMD_ONE, "IVMD, specified peripheral"),
	ACPI_VALUE(IVRS_IVMD_RANGE, "IVMD, peripheral range"),
	ACPI_NAMES_END
};

/* PreFSup and PPRSup moved to the EFR with type 11h. */
#define IVHD_FLAGS                                                            \
	ACPI_BIT(0x01, "HtTunEn"), ACPI_BIT(0x02, "PassPW"),                  \
	ACPI_BIT(0x04, "ResPassPW"), ACPI_BIT(0x08, "Isoc"),                  \
	ACPI_BIT(0x10, "IotlbSup"), ACPI_BIT(0x20, "Coherent")

static const struct acpi_name flags_10[] = {
	IVHD_FLAGS,
	ACPI_BIT(0x40, "PreFSup"),
	ACPI_BIT(0x80, "PPRSup"),
	ACPI_NAMES_END
};

static const struct acpi_name flags_11[] = { IVHD_FLAGS, ACPI_NAMES_END };

static const struct acpi_name info_bits[] = {
	ACPI_BITS(0x001f, "MSI number"),
	ACPI_BITS(0x1f00, "UnitID"),
	ACPI_NAMES_END
};

static const struct acpi_name features_bits[] = {
	ACPI_BIT(0x00000001, "XTSup"),
	ACPI_BIT(0x00000002, "NXSup"),
	ACPI_BIT(0x00000004, "GTSup"),
	ACPI_BITS(0x00000018, "GLXSup"),
	ACPI_BIT(0x00000020, "IASup"),
	ACPI_BIT(0x00000040, "GASup"),
	ACPI_BIT(0x00000080, "HESup"),
	ACPI_BITS(0x00001f00, "PASmax"),
	ACPI_BITS(0x0001e000, "PNCounters"),
	ACPI_BITS(0x007e0000, "PNBanks"),
	ACPI_BITS(0x0f800000, "MsiNumPPR"),
	ACPI_BITS(0x30000000, "GATS"),
	ACPI_BITS(0xc0000000, "HATS"),
	ACPI_NAMES_END
};

static const struct acpi_name attributes_bits[] = {
	ACPI_BIT(0x00000001, "HATDis"),
	ACPI_BITS(0x0001e000, "PNCounters"),
	ACPI_BITS(0x007e0000, "PNBanks"),
	ACPI_NAMES_END
};

static const struct acpi_name ivmd_flags[] = {
	ACPI_BIT(IVMD_UNITY, "Unity"),
	ACPI_BIT(IVMD_READ, "IR"),
	ACPI_BIT(IVMD_WRITE, "IW"),
	ACPI_BIT(IVMD_EXCLUSION, "ExclusionRange"),
	ACPI_NAMES_END
};

static const struct acpi_name entry_types[] = {
	ACPI_VALUE(IVHD_PAD4, "Padding"),
	ACPI_VALUE(IVHD_ALL, "All"),
	ACPI_VALUE(IVHD_SELECT, "Select"),
	ACPI_VALUE(IVHD_RANGE_START, "Start of range"),
	ACPI_VALUE(IVHD_RANGE_END, "End of range"),
	ACPI_VALUE(IVHD_PAD8, "Padding"),
	ACPI_VALUE(IVHD_ALIAS_SELECT, "Alias select"),
	ACPI_VALUE(IVHD_ALIAS_RANGE_START, "Alias start of range"),
	ACPI_VALUE(IVHD_EXT_SELECT, "Extended select"),
	ACPI_VALUE(IVHD_EXT_RANGE_START, "Extended start of range"),
	ACPI_VALUE(IVHD_SPECIAL, "Special device"),
	ACPI_VALUE(IVHD_HID, "ACPI HID device"),
	ACPI_NAMES_END
};

static const struct acpi_name setting_bits[] = {
	ACPI_BIT(0x01, "INITPass"),
	ACPI_BIT(0x02, "EIntPass"),
	ACPI_BIT(0x04, "NMIPass"),
	ACPI_BITS(0x30, "SysMgt"),
	ACPI_BIT(0x40, "LINT0Pass"),
	ACPI_BIT(0x80, "LINT1Pass"),
	ACPI_NAMES_END
};

static const struct acpi_name varieties[] = {
	ACPI_VALUE(IVHD_VARIETY_IOAPIC, "IOAPIC"),
	ACPI_VALUE(IVHD_VARIETY_HPET, "HPET"),
	ACPI_NAMES_END
};

static const struct acpi_name uid_formats[] = {
	ACPI_VALUE(IVHD_UID_NONE, "none"),
	ACPI_VALUE(IVHD_UID_INTEGER, "integer"),
	ACPI_VALUE(IVHD_UID_STRING, "string"),
	ACPI_NAMES_END
};

/* ---- device entries ---- */

#define ENTRY_ROWS(s)                                                         \
	ACPI_NAMED(s, type, 0, 1, ACPI_HEX, "Type", entry_types),             \
	ACPI_NUMBER(s, devid, 1, 2, ACPI_BDF, "DeviceID"),                    \
	ACPI_NAMED(s, setting, 3, 1, ACPI_HEX, "DTE Setting", setting_bits)

static const struct acpi_field entry_fields[] = { ENTRY_ROWS(ivhd_entry) };

const struct acpi_layout ivhd_entry = {
	.label = "Device entry", .list = "entries", ACPI_ROWS(entry_fields),
	.least = ENTRY_LEAST, .decoded = sizeof(struct ivhd_entry), .line = true,
};

static const struct acpi_field alias_fields[] = {
	ENTRY_ROWS(ivhd_alias),
	ACPI_NUMBER(ivhd_alias, source_devid, 5, 2, ACPI_BDF, "Source DeviceID"),
};

const struct acpi_layout ivhd_alias = {
	.label = "Alias entry", .list = "entries", ACPI_ROWS(alias_fields),
	.least = 8, .decoded = sizeof(struct ivhd_alias), .line = true,
};

static const struct acpi_field extended_fields[] = {
	ENTRY_ROWS(ivhd_extended),
	ACPI_NUMBER(ivhd_extended, ext, 4, 4, ACPI_HEX, "Extended DTE Setting"),
};

const struct acpi_layout ivhd_extended = {
	.label = "Extended entry", .list = "entries", ACPI_ROWS(extended_fields),
	.least = 8, .decoded = sizeof(struct ivhd_extended), .line = true,
};

static const struct acpi_field special_fields[] = {
	ENTRY_ROWS(ivhd_special),
	ACPI_NUMBER(ivhd_special, handle, 4, 1, ACPI_HEX, "Handle"),
	ACPI_NUMBER(ivhd_special, source_devid, 5, 2, ACPI_BDF, "Source DeviceID"),
	ACPI_NAMED(ivhd_special, variety, 7, 1, ACPI_HEX, "Variety", varieties),
};

const struct acpi_layout ivhd_special = {
	.label = "Special device entry", .list = "entries", ACPI_ROWS(special_fields),
	.least = 8, .decoded = sizeof(struct ivhd_special), .line = true,
};

static const struct acpi_field hid_fields[] = {
	ENTRY_ROWS(ivhd_hid),
	ACPI_SHOWN("hid", 4, 8, ACPI_HID, "HID"),
	ACPI_SHOWN("cid", 12, 8, ACPI_HID, "CID"),
	ACPI_NAMED(ivhd_hid, uid_format, 20, 1, ACPI_HEX, "UID Format", uid_formats),
	ACPI_NUMBER(ivhd_hid, uid_length, HID_UID_LENGTH_AT, 1, ACPI_DEC, "UID Length"),
	ACPI_SHOWN("uid", HID_LEAST, 0, ACPI_UID, "UID"),
};

const struct acpi_layout ivhd_hid = {
	.label = "ACPI HID entry", .list = "entries", ACPI_ROWS(hid_fields),
	.least = HID_LEAST, .decoded = sizeof(struct ivhd_hid), .line = true,
};

static const struct acpi_layout entries_rest = {
	.label = "Undecoded entries", .list = "entries", .raw = true,
};

static const struct acpi_layout *entry_layout(uint8_t type)
{
	switch (type) {
	case IVHD_ALIAS_SELECT:
	case IVHD_ALIAS_RANGE_START:
		return &ivhd_alias;
	case IVHD_EXT_SELECT:
	case IVHD_EXT_RANGE_START:
		return &ivhd_extended;
	case IVHD_SPECIAL:
		return &ivhd_special;
	case IVHD_HID:
		return &ivhd_hid;
	default:
		return &ivhd_entry;
	}
}

/* As the kernel's ivhd_entry_length (drivers/iommu/amd/init.c); 0: not defined. */
static uint32_t entry_length(const struct acpi_table *table, uint32_t at, uint8_t type)
{
	if (type < ENTRY_DEFINED)
		return (uint32_t)ENTRY_LEAST << (type >> 6);
	if (type == IVHD_HID)
		return HID_LEAST + (uint32_t)acpi_number(table, at + HID_UID_LENGTH_AT, 1);
	return 0;
}

/* What follows an entry whose end cannot be known is kept, but not understood. */
static void entries_end(struct acpi_table *table, uint32_t self, uint32_t at, uint8_t type,
			uint32_t length, uint32_t left)
{
	if (length)
		acpi_fault(table, self, ACPI_STRUCTURE_LONG, at, length, left);
	else
		acpi_fault(table, self, ACPI_ENTRY_UNKNOWN, at, type, left);
	acpi_add(table, self, &entries_rest, at, left);
}

static void ivhd_entries(struct acpi_table *table, uint32_t self)
{
	struct acpi_item item = table->items[self];
	uint32_t at = item.offset + (uint32_t)item.layout->least;
	uint32_t end = item.offset + item.length;

	while (at < end && !table->out_of_memory) {
		uint8_t type = (uint8_t)acpi_number(table, at, 1);
		uint32_t length = entry_length(table, at, type);

		if (!length || length > end - at) {
			entries_end(table, self, at, type, length, end - at);
			return;
		}
		acpi_add(table, self, entry_layout(type), at, length);
		at += length;
	}
}

/* ---- blocks ---- */

#define IVHD_ROWS(flag_names)                                                        \
	ACPI_NAMED(ivrs_ivhd, type, 0, 1, ACPI_HEX, "Type", block_types),            \
	ACPI_NAMED(ivrs_ivhd, flags, 1, 1, ACPI_HEX, "Flags", flag_names),           \
	ACPI_SHOWN("length", 2, 2, ACPI_DEC, "Length"),                              \
	ACPI_NUMBER(ivrs_ivhd, devid, 4, 2, ACPI_BDF, "DeviceID"),                   \
	ACPI_NUMBER(ivrs_ivhd, cap_offset, 6, 2, ACPI_HEX, "Capability Offset"),     \
	ACPI_NUMBER(ivrs_ivhd, base, 8, 8, ACPI_HEX, "IOMMU Base Address"),          \
	ACPI_NUMBER(ivrs_ivhd, segment, 16, 2, ACPI_HEX, "PCI Segment Group"),       \
	ACPI_NAMED(ivrs_ivhd, info, 18, 2, ACPI_HEX, "IOMMU Info", info_bits)

static const struct acpi_field ivhd_10_fields[] = {
	IVHD_ROWS(flags_10),
	ACPI_NAMED(ivrs_ivhd, features, 20, 4, ACPI_HEX, "IOMMU Feature Reporting",
		   features_bits),
};

const struct acpi_layout ivrs_ivhd_10 = {
	.kind = "IVHD", .label = "I/O Virtualization Hardware Definition",
	.list = "blocks", ACPI_ROWS(ivhd_10_fields), .least = 24,
	.decoded = sizeof(struct ivrs_ivhd), .lists = { "entries" },
	.parts = ivhd_entries,
};

static const struct acpi_field ivhd_11_fields[] = {
	IVHD_ROWS(flags_11),
	ACPI_NAMED(ivrs_ivhd, attributes, 20, 4, ACPI_HEX, "IOMMU Attributes",
		   attributes_bits),
	ACPI_NUMBER(ivrs_ivhd, efr, 24, 8, ACPI_HEX, "EFR Register Image"),
	ACPI_NUMBER(ivrs_ivhd, efr2, 32, 8, ACPI_HEX, "EFR Register Image 2"),
};

const struct acpi_layout ivrs_ivhd_11 = {
	.kind = "IVHD", .label = "I/O Virtualization Hardware Definition",
	.list = "blocks", ACPI_ROWS(ivhd_11_fields), .least = 40,
	.decoded = sizeof(struct ivrs_ivhd), .lists = { "entries" },
	.parts = ivhd_entries,
};

static const struct acpi_field ivmd_fields[] = {
	ACPI_NAMED(ivrs_ivmd, type, 0, 1, ACPI_HEX, "Type", block_types),
	ACPI_NAMED(ivrs_ivmd, flags, 1, 1, ACPI_HEX, "Flags", ivmd_flags),
	ACPI_SHOWN("length", 2, 2, ACPI_DEC, "Length"),
	ACPI_NUMBER(ivrs_ivmd, devid, 4, 2, ACPI_BDF, "DeviceID"),
	ACPI_NUMBER(ivrs_ivmd, aux, 6, 2, ACPI_BDF, "Auxiliary Data"),
	ACPI_NUMBER(ivrs_ivmd, segment, 8, 2, ACPI_HEX, "PCI Segment Group"),
	ACPI_NUMBER(ivrs_ivmd, start, 16, 8, ACPI_HEX, "Start Address"),
	ACPI_NUMBER(ivrs_ivmd, mem_length, 24, 8, ACPI_HEX, "Memory Block Length"),
};

const struct acpi_layout ivrs_ivmd = {
	.kind = "IVMD", .label = "I/O Virtualization Memory Definition",
	.list = "blocks", ACPI_ROWS(ivmd_fields), .least = 32,
	.decoded = sizeof(struct ivrs_ivmd),
};

static const struct acpi_field unknown_fields[] = {
	ACPI_SHOWN("type", 0, 1, ACPI_HEX, "Type"),
	ACPI_SHOWN("flags", 1, 1, ACPI_HEX, "Flags"),
	ACPI_SHOWN("length", 2, 2, ACPI_DEC, "Length"),
};

const struct acpi_layout ivrs_unknown = {
	.kind = "UNKNOWN", .label = "Unknown block", .list = "blocks",
	ACPI_ROWS(unknown_fields), .least = BLOCK_HEADER_LENGTH, .raw = true,
};

/* ---- the table ---- */

static const struct acpi_layout *const by_type[] = {
	[IVRS_IVHD_10] = &ivrs_ivhd_10,
	[IVRS_IVHD_11] = &ivrs_ivhd_11,
	[IVRS_IVHD_40] = &ivrs_ivhd_11,
	[IVRS_IVMD_ALL] = &ivrs_ivmd,
	[IVRS_IVMD_ONE] = &ivrs_ivmd,
	[IVRS_IVMD_RANGE] = &ivrs_ivmd,
};

static const struct acpi_walk block_walk = {
	.header = BLOCK_HEADER_LENGTH, .type_at = 0, .type_size = 1,
	.length_at = 2, .length_size = 2, .layouts = by_type,
	.n_layouts = sizeof(by_type) / sizeof(by_type[0]), .unknown = &ivrs_unknown,
};

static void ivrs_parts(struct acpi_table *table, uint32_t self)
{
	acpi_walk(table, self, &block_walk, IVRS_HEADER_LENGTH, table->end, ACPI_UNCOUNTED);
}

static const struct acpi_field header_fields[] = {
	ACPI_HEADER_ROWS(ivrs_header),
	ACPI_NAMED(ivrs_header, ivinfo, 36, 4, ACPI_HEX, "IVinfo", ivinfo_bits),
};

const struct acpi_layout ivrs_header = {
	.label = "I/O Virtualization Reporting Structure", ACPI_ROWS(header_fields),
	.least = IVRS_HEADER_LENGTH, .decoded = sizeof(struct ivrs_header),
	.lists = { "blocks" }, .parts = ivrs_parts,
};
