/* MADT, signature APIC: ACPI 6.5 section 5.2.12. Offsets from each structure's start.
 *
 *	header	36 4 Local Interrupt Controller Address	40 4 Flags	44 structures
 *	each	 0 1 Type	1 1 Length
 *	Local APIC 0	 2 1 Processor UID	3 1 APIC ID	4 4 Flags
 *	I/O APIC 1	 2 1 I/O APIC ID	4 4 Address	8 4 GSI Base
 *	Override 2	 2 1 Bus	3 1 Source	4 4 GSI		8 2 Flags
 *	Local NMI 4	 2 1 Processor UID	3 2 Flags	5 1 LINT#
 *	x2APIC 9	 4 4 X2APIC ID	8 4 Flags	12 4 Processor UID
 *
 * The structures of other architectures are kept as unknown ones.
 */
#include "acpi/madt.h"

enum {
	MADT_HEADER_LENGTH = 44,
	STRUCTURE_HEADER_LENGTH = 2,
};

#define STRUCTURE_ROWS                                   \
	ACPI_SHOWN("type", 0, 1, ACPI_HEX, "Type"),      \
	ACPI_SHOWN("length", 1, 1, ACPI_DEC, "Length")

static const struct acpi_name apic_flags[] = {
	ACPI_BIT(1, "Enabled"),
	ACPI_BIT(2, "Online Capable"),
	ACPI_NAMES_END
};

static const struct acpi_field local_apic_fields[] = {
	STRUCTURE_ROWS,
	ACPI_SHOWN("processor", 2, 1, ACPI_DEC, "Processor UID"),
	ACPI_SHOWN("id", 3, 1, ACPI_DEC, "APIC ID"),
	{ .name = "flags", .label = "Flags", .offset = 4, .size = 4, .format = ACPI_HEX,
	  .names = apic_flags },
};

const struct acpi_layout madt_local_apic = {
	.kind = "LOCAL_APIC", .label = "Processor Local APIC", .list = "structures",
	ACPI_ROWS(local_apic_fields), .least = 8, .line = true,
};

static const struct acpi_field ioapic_fields[] = {
	STRUCTURE_ROWS,
	ACPI_NUMBER(madt_ioapic, id, 2, 1, ACPI_DEC, "I/O APIC ID"),
	ACPI_NUMBER(madt_ioapic, address, 4, 4, ACPI_HEX, "Address"),
	ACPI_NUMBER(madt_ioapic, gsi_base, 8, 4, ACPI_DEC, "GSI Base"),
};

const struct acpi_layout madt_ioapic = {
	.kind = "IOAPIC", .label = "I/O APIC", .list = "structures",
	ACPI_ROWS(ioapic_fields), .least = 12, .decoded = sizeof(struct madt_ioapic),
	.line = true,
};

static const struct acpi_field override_fields[] = {
	STRUCTURE_ROWS,
	ACPI_SHOWN("bus", 2, 1, ACPI_DEC, "Bus"),
	ACPI_SHOWN("source", 3, 1, ACPI_DEC, "Source"),
	ACPI_SHOWN("gsi", 4, 4, ACPI_DEC, "GSI"),
	ACPI_SHOWN("flags", 8, 2, ACPI_HEX, "Flags"),
};

const struct acpi_layout madt_override = {
	.kind = "OVERRIDE", .label = "Interrupt Source Override", .list = "structures",
	ACPI_ROWS(override_fields), .least = 10, .line = true,
};

static const struct acpi_field local_nmi_fields[] = {
	STRUCTURE_ROWS,
	ACPI_SHOWN("processor", 2, 1, ACPI_DEC, "Processor UID"),
	ACPI_SHOWN("flags", 3, 2, ACPI_HEX, "Flags"),
	ACPI_SHOWN("lint", 5, 1, ACPI_DEC, "LINT#"),
};

const struct acpi_layout madt_local_nmi = {
	.kind = "LOCAL_NMI", .label = "Local APIC NMI", .list = "structures",
	ACPI_ROWS(local_nmi_fields), .least = 6, .line = true,
};

static const struct acpi_field x2apic_fields[] = {
	STRUCTURE_ROWS,
	ACPI_SHOWN("id", 4, 4, ACPI_DEC, "X2APIC ID"),
	{ .name = "flags", .label = "Flags", .offset = 8, .size = 4, .format = ACPI_HEX,
	  .names = apic_flags },
	ACPI_SHOWN("processor", 12, 4, ACPI_DEC, "Processor UID"),
};

const struct acpi_layout madt_x2apic = {
	.kind = "X2APIC", .label = "Processor Local x2APIC", .list = "structures",
	ACPI_ROWS(x2apic_fields), .least = 16, .line = true,
};

static const struct acpi_field unknown_fields[] = { STRUCTURE_ROWS };

const struct acpi_layout madt_unknown = {
	.kind = "UNKNOWN", .label = "Unknown structure", .list = "structures",
	ACPI_ROWS(unknown_fields), .least = STRUCTURE_HEADER_LENGTH, .raw = true,
};

static const struct acpi_layout *const by_type[] = {
	[0] = &madt_local_apic, [1] = &madt_ioapic, [2] = &madt_override,
	[4] = &madt_local_nmi, [9] = &madt_x2apic,
};

static const struct acpi_walk structure_walk = {
	.header = STRUCTURE_HEADER_LENGTH, .type_at = 0, .type_size = 1,
	.length_at = 1, .length_size = 1, .layouts = by_type,
	.n_layouts = sizeof(by_type) / sizeof(by_type[0]), .unknown = &madt_unknown,
};

static void madt_parts(struct acpi_table *table, uint32_t self)
{
	acpi_walk(table, self, &structure_walk, MADT_HEADER_LENGTH, table->end,
		  ACPI_UNCOUNTED);
}

static const struct acpi_name header_flags[] = {
	ACPI_BIT(1, "PCAT_COMPAT"),
	ACPI_NAMES_END
};

static const struct acpi_field header_fields[] = {
	ACPI_HEADER_ROWS(madt_header),
	ACPI_NUMBER(madt_header, local_apic_address, 36, 4, ACPI_HEX,
		    "Local APIC Address"),
	ACPI_NAMED(madt_header, flags, 40, 4, ACPI_HEX, "Flags", header_flags),
};

const struct acpi_layout madt_header = {
	.label = "Multiple APIC Description Table", ACPI_ROWS(header_fields),
	.least = MADT_HEADER_LENGTH, .decoded = sizeof(struct madt_header),
	.lists = { "structures" }, .parts = madt_parts,
};
