/* DMAR, Intel VT-d specification chapter 8. Offsets from each structure's start.
 *
 *	header	36 1 Host Address Width - 1	37 1 Flags	48 structures
 *	each	 0 2 Type	2 2 Length
 *	DRHD 0	 4 1 Flags	5 1 Size	6 2 Segment	8 8 Base	16 scopes
 *	RMRR 1	 6 2 Segment	8 8 Base	16 8 Limit	24 scopes
 *	ATSR 2	 4 1 Flags	6 2 Segment	8 scopes
 *	RHSA 3	 8 8 Base	16 4 Proximity Domain
 *	ANDD 4	 7 1 Device Number	8 namespace path, NUL-terminated
 *	SATC 5	 4 1 Flags	6 2 Segment	8 scopes
 *	SIDP 6	 6 2 Segment	8 scopes
 *	scope	 0 1 Type	1 1 Length	2 1 Flags	4 1 Enumeration ID
 *		 5 1 Start Bus	6 pairs of 1 Device, 1 Function
 */
#include "acpi/dmar.h"

enum {
	DMAR_HEADER_LENGTH = 48,
	SCOPE_HEADER_LENGTH = 6,
	SCOPE_HOP_LENGTH = 2,
};

static const struct acpi_name header_flags[] = {
	ACPI_BIT(DMAR_INTR_REMAP, "INTR_REMAP"),
	ACPI_BIT(DMAR_X2APIC_OPT_OUT, "X2APIC_OPT_OUT"),
	ACPI_BIT(DMAR_PLATFORM_OPT_IN, "DMA_CTRL_PLATFORM_OPT_IN"),
	ACPI_NAMES_END
};

static const struct acpi_name drhd_flags[] = {
	ACPI_BIT(DMAR_DRHD_INCLUDE_PCI_ALL, "INCLUDE_PCI_ALL"),
	ACPI_NAMES_END
};

static const struct acpi_name atsr_flags[] = {
	ACPI_BIT(DMAR_ATSR_ALL_PORTS, "ALL_PORTS"),
	ACPI_NAMES_END
};

static const struct acpi_name satc_flags[] = {
	ACPI_BIT(DMAR_SATC_ATC_REQUIRED, "ATC_REQUIRED"),
	ACPI_NAMES_END
};

static const struct acpi_name scope_types[] = {
	ACPI_VALUE(DMAR_SCOPE_ENDPOINT, "PCI Endpoint Device"),
	ACPI_VALUE(DMAR_SCOPE_BRIDGE, "PCI Sub-hierarchy"),
	ACPI_VALUE(DMAR_SCOPE_IOAPIC, "IOAPIC"),
	ACPI_VALUE(DMAR_SCOPE_HPET, "MSI Capable HPET"),
	ACPI_VALUE(DMAR_SCOPE_NAMESPACE, "ACPI Namespace Device"),
	ACPI_NAMES_END
};

/* ---- device scopes ---- */

static const struct acpi_field scope_fields[] = {
	ACPI_NAMED(dmar_scope, type, 0, 1, ACPI_HEX, "Type", scope_types),
	ACPI_SHOWN("length", 1, 1, ACPI_DEC, "Length"),
	ACPI_NUMBER(dmar_scope, flags, 2, 1, ACPI_HEX, "Flags"),
	ACPI_NUMBER(dmar_scope, enum_id, 4, 1, ACPI_HEX, "Enumeration ID"),
	ACPI_NUMBER(dmar_scope, start_bus, 5, 1, ACPI_HEX, "Start Bus"),
	ACPI_SHOWN("path", SCOPE_HEADER_LENGTH, 0, ACPI_PATH, "Path"),
};

const struct acpi_layout dmar_scope = {
	.label = "Device Scope", .list = "scopes", ACPI_ROWS(scope_fields),
	.least = SCOPE_HEADER_LENGTH + SCOPE_HOP_LENGTH,
	.decoded = sizeof(struct dmar_scope), .line = true,
};

static const struct acpi_walk scope_walk = {
	.header = SCOPE_HEADER_LENGTH, .type_at = 0, .type_size = 1,
	.length_at = 1, .length_size = 1, .unknown = &dmar_scope,
};

/* Scopes begin where the fields of their structure end. */
static void dmar_scopes(struct acpi_table *table, uint32_t self)
{
	const struct acpi_item *item = &table->items[self];
	uint32_t start = item->offset + (uint32_t)item->layout->least;

	acpi_walk(table, self, &scope_walk, start, item->offset + item->length,
		  ACPI_UNCOUNTED);
}

bool dmar_hop(const struct acpi_table *table, const struct acpi_item *scope, size_t n,
	      struct dmar_hop *ret)
{
	size_t at = SCOPE_HEADER_LENGTH + n * SCOPE_HOP_LENGTH;

	if (n >= scope->length || at + SCOPE_HOP_LENGTH > scope->length)
		return false;
	*ret = (struct dmar_hop){
		.device = (uint8_t)acpi_number(table, scope->offset + at, 1),
		.function = (uint8_t)acpi_number(table, scope->offset + at + 1, 1),
	};
	return true;
}

/* ---- remapping structures ---- */

#define DMAR_COMMON_ROWS                                 \
	ACPI_SHOWN("type", 0, 2, ACPI_HEX, "Type"),      \
	ACPI_SHOWN("length", 2, 2, ACPI_DEC, "Length")

static const struct acpi_field drhd_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NAMED(dmar_drhd, flags, 4, 1, ACPI_HEX, "Flags", drhd_flags),
	ACPI_NUMBER(dmar_drhd, size, 5, 1, ACPI_HEX, "Size"),
	ACPI_NUMBER(dmar_drhd, segment, 6, 2, ACPI_HEX, "Segment Number"),
	ACPI_NUMBER(dmar_drhd, base, 8, 8, ACPI_HEX, "Register Base Address"),
};

const struct acpi_layout dmar_drhd = {
	.kind = "DRHD", .label = "DMA Remapping Hardware Unit Definition",
	.list = "subtables", ACPI_ROWS(drhd_fields), .least = 16,
	.decoded = sizeof(struct dmar_drhd), .lists = { "scopes" }, .parts = dmar_scopes,
};

static const struct acpi_field rmrr_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NUMBER(dmar_rmrr, segment, 6, 2, ACPI_HEX, "Segment Number"),
	ACPI_NUMBER(dmar_rmrr, base, 8, 8, ACPI_HEX, "Region Base Address"),
	ACPI_NUMBER(dmar_rmrr, limit, 16, 8, ACPI_HEX, "Region Limit Address"),
};

const struct acpi_layout dmar_rmrr = {
	.kind = "RMRR", .label = "Reserved Memory Region Reporting",
	.list = "subtables", ACPI_ROWS(rmrr_fields), .least = 24,
	.decoded = sizeof(struct dmar_rmrr), .lists = { "scopes" }, .parts = dmar_scopes,
};

static const struct acpi_field atsr_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NAMED(dmar_atsr, flags, 4, 1, ACPI_HEX, "Flags", atsr_flags),
	ACPI_NUMBER(dmar_atsr, segment, 6, 2, ACPI_HEX, "Segment Number"),
};

const struct acpi_layout dmar_atsr = {
	.kind = "ATSR", .label = "Root Port ATS Capability Reporting",
	.list = "subtables", ACPI_ROWS(atsr_fields), .least = 8,
	.decoded = sizeof(struct dmar_atsr), .lists = { "scopes" }, .parts = dmar_scopes,
};

static const struct acpi_field rhsa_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NUMBER(dmar_rhsa, base, 8, 8, ACPI_HEX, "Register Base Address"),
	ACPI_NUMBER(dmar_rhsa, proximity, 16, 4, ACPI_HEX, "Proximity Domain"),
};

const struct acpi_layout dmar_rhsa = {
	.kind = "RHSA", .label = "Remapping Hardware Static Affinity",
	.list = "subtables", ACPI_ROWS(rhsa_fields), .least = 20,
	.decoded = sizeof(struct dmar_rhsa),
};

static const struct acpi_field andd_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NUMBER(dmar_andd, device_number, 7, 1, ACPI_HEX, "ACPI Device Number"),
	ACPI_SHOWN("device_name", 8, 0, ACPI_STRING, "ACPI Object Name"),
};

const struct acpi_layout dmar_andd = {
	.kind = "ANDD", .label = "ACPI Name-space Device Declaration",
	.list = "subtables", ACPI_ROWS(andd_fields), .least = 8,
	.decoded = sizeof(struct dmar_andd),
};

static const struct acpi_field satc_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NAMED(dmar_satc, flags, 4, 1, ACPI_HEX, "Flags", satc_flags),
	ACPI_NUMBER(dmar_satc, segment, 6, 2, ACPI_HEX, "Segment Number"),
};

const struct acpi_layout dmar_satc = {
	.kind = "SATC", .label = "SoC Integrated Address Translation Cache",
	.list = "subtables", ACPI_ROWS(satc_fields), .least = 8,
	.decoded = sizeof(struct dmar_satc), .lists = { "scopes" }, .parts = dmar_scopes,
};

static const struct acpi_field sidp_fields[] = {
	DMAR_COMMON_ROWS,
	ACPI_NUMBER(dmar_sidp, segment, 6, 2, ACPI_HEX, "Segment Number"),
};

const struct acpi_layout dmar_sidp = {
	.kind = "SIDP", .label = "SoC Integrated Device Property Reporting",
	.list = "subtables", ACPI_ROWS(sidp_fields), .least = 8,
	.decoded = sizeof(struct dmar_sidp), .lists = { "scopes" }, .parts = dmar_scopes,
};

static const struct acpi_field unknown_fields[] = {
	DMAR_COMMON_ROWS,
};

const struct acpi_layout dmar_unknown = {
	.kind = "UNKNOWN", .label = "Unknown remapping structure",
	.list = "subtables", ACPI_ROWS(unknown_fields), .least = 4, .raw = true,
};

/* ---- the table ---- */

static const struct acpi_layout *const by_type[] = {
	&dmar_drhd, &dmar_rmrr, &dmar_atsr, &dmar_rhsa, &dmar_andd, &dmar_satc, &dmar_sidp,
};

static const struct acpi_walk structure_walk = {
	.header = 4, .type_at = 0, .type_size = 2, .length_at = 2, .length_size = 2,
	.layouts = by_type, .n_layouts = sizeof(by_type) / sizeof(by_type[0]),
	.unknown = &dmar_unknown,
};

static void dmar_parts(struct acpi_table *table, uint32_t self)
{
	acpi_walk(table, self, &structure_walk, DMAR_HEADER_LENGTH, table->end,
		  ACPI_UNCOUNTED);
}

static const struct acpi_field header_fields[] = {
	ACPI_HEADER_ROWS(dmar_header),
	ACPI_NUMBER(dmar_header, host_address_width, 36, 1, ACPI_DEC,
		    "Host Address Width (minus 1)"),
	ACPI_NAMED(dmar_header, flags, 37, 1, ACPI_HEX, "Flags", header_flags),
};

const struct acpi_layout dmar_header = {
	.label = "DMA Remapping Table", ACPI_ROWS(header_fields),
	.least = DMAR_HEADER_LENGTH, .decoded = sizeof(struct dmar_header),
	.lists = { "subtables" }, .parts = dmar_parts,
};
