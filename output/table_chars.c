#include <stdint.h>
#include <string.h>

#include "acpi/ivrs.h"
#include "output/table.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* As ACPICA shows them (AcpiUtCheckAndRepairAscii): up to the NUL that fills them,
 * and a blank for what does not print. */
static char *fixed_text(struct arena *arena, const char *chars, size_t length)
{
	char *text = arena_alloc(arena, length + 1);

	for (size_t i = 0; i < length && chars[i]; i++)
		text[i] = chars[i] >= ' ' && chars[i] <= '~' ? chars[i] : ' ';
	return text;
}

/* A hardware id is text, or a number whose first byte is 0 (AMD 48882, table of the
 * ACPI HID device entry). */
static char *hardware_id(struct arena *arena, const struct acpi_table *table,
			 const struct acpi_item *item, const struct acpi_field *field,
			 const char *chars, size_t length)
{
	if (length)
		return str_keep(arena, chars, length);
	return arena_print(arena, "%016llX",
			   (unsigned long long)acpi_number(table, item->offset + field->offset,
							   field->size));
}

static char *unique_id(struct arena *arena, const struct acpi_table *table,
		       const struct acpi_item *item, const char *chars, size_t length)
{
	struct ivhd_hid hid;

	acpi_decode(table, item, &hid);
	if (hid.uid_format == IVHD_UID_STRING)
		return str_keep(arena, chars, length);
	if (hid.uid_format == IVHD_UID_INTEGER && length && length <= sizeof(uint64_t))
		return arena_print(arena, "%llu",
				   (unsigned long long)acpi_number(
					   table, (size_t)((const uint8_t *)chars - table->bytes),
					   length));
	return NULL;
}

char *table_chars(struct arena *arena, const struct acpi_table *table,
		  const struct acpi_item *item, const struct acpi_field *field)
{
	size_t length;
	const char *chars = acpi_chars(table, item, field, &length);

	switch (field->format) {
	case ACPI_TEXT:
		return fixed_text(arena, chars, length);
	case ACPI_STRING:
		return str_keep(arena, chars, length);
	case ACPI_HID:
		return hardware_id(arena, table, item, field, chars, length);
	case ACPI_UID:
		return unique_id(arena, table, item, chars, length);
	default:
		return NULL;
	}
}

char *table_fault(struct arena *arena, const struct acpi_fault *fault)
{
	return arena_print(arena, acpi_rule_text(fault->rule),
			   (unsigned long long)fault->value,
			   (unsigned long long)fault->limit);
}
