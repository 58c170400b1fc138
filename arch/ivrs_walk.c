#include "arch/ivrs_walk.h"

#include "acpi/ivrs.h"

/* 48882, 5.2: where blocks and entries have what. */
enum {
	IVRS_FIRST = 48,
	BLOCK_HEADER = 4,
	BLOCK_LENGTH_AT = 2,
	BLOCK_DEVID_AT = 4,
	IVHD_BASE_AT = 8,
	IVHD_SEGMENT_AT = 16,
	ENTRY_DEFINED = 0x80,
	HID_LENGTH = 22,
	HID_UID_LENGTH_AT = 21,
};

static bool stop(struct ivrs_step *step, enum ivrs_stop why)
{
	step->stop = why;
	return false;
}

bool ivrs_next(const struct acpi_table *table, struct ivrs_step *block)
{
	uint32_t at = block->offset ? block->offset + block->length : IVRS_FIRST;

	*block = (struct ivrs_step){ .offset = at };
	if (at >= table->end)
		return stop(block, IVRS_STOP_END);
	if (table->end - at < BLOCK_HEADER)
		return stop(block, IVRS_STOP_CUT);
	block->type = (uint8_t)acpi_number(table, at, 1);
	block->length = (uint32_t)acpi_number(table, at + BLOCK_LENGTH_AT, 2);
	return block->length ? true : stop(block, IVRS_STOP_ZERO);
}

uint16_t ivrs_devid(const struct acpi_table *table, const struct ivrs_step *block)
{
	return (uint16_t)acpi_number(table, block->offset + BLOCK_DEVID_AT, 2);
}

uint16_t ivrs_segment(const struct acpi_table *table, const struct ivrs_step *block)
{
	return (uint16_t)acpi_number(table, block->offset + IVHD_SEGMENT_AT, 2);
}

uint64_t ivrs_base(const struct acpi_table *table, const struct ivrs_step *block)
{
	return acpi_number(table, block->offset + IVHD_BASE_AT, 8);
}

uint8_t ivrs_used_type(const struct acpi_table *table)
{
	struct ivrs_step block = { 0 };
	uint8_t type = (uint8_t)acpi_number(table, IVRS_FIRST, 1);
	uint16_t devid = (uint16_t)acpi_number(table, IVRS_FIRST + BLOCK_DEVID_AT, 2);

	while (ivrs_next(table, &block) && block.type <= IVRS_IVHD_40)
		if (ivrs_devid(table, &block) == devid)
			type = block.type;
	return type;
}

static bool is_ivhd(uint8_t type)
{
	return type == IVRS_IVHD_10 || type == IVRS_IVHD_11 || type == IVRS_IVHD_40;
}

bool ivrs_next_used(const struct acpi_table *table, uint8_t type, struct ivrs_step *block)
{
	while (ivrs_next(table, block))
		if (is_ivhd(type) && block->type == type)
			return true;
	return false;
}

/* ivhd_entry_length(); 0: the type has none. */
static uint32_t entry_length(const struct acpi_table *table, const struct ivrs_step *entry)
{
	if (entry->type < ENTRY_DEFINED)
		return 4u << (entry->type >> 6);
	if (entry->type == IVHD_HID)
		return HID_LENGTH + (uint32_t)acpi_number(
					    table, entry->offset + HID_UID_LENGTH_AT, 1);
	return 0;
}

bool ivrs_next_entry(const struct acpi_table *table, const struct ivrs_step *block,
		     struct ivrs_step *entry)
{
	uint32_t end = block->offset + block->length;
	uint32_t first = (uint32_t)(block->type == IVRS_IVHD_10 ? ivrs_ivhd_10.least :
								  ivrs_ivhd_11.least);
	uint32_t at = entry->offset ? entry->offset + entry->length : block->offset + first;

	*entry = (struct ivrs_step){ .offset = at };
	if (at >= end)
		return stop(entry, IVRS_STOP_END);
	if (at >= table->end)
		return stop(entry, IVRS_STOP_CUT);
	entry->type = (uint8_t)acpi_number(table, at, 1);
	entry->length = entry_length(table, entry);
	return entry->length ? true : stop(entry, IVRS_STOP_ZERO);
}
