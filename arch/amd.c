/* AMD-Vi, as drivers/iommu/amd/init.c judges an IVRS. Hygon's is the same. */
#include "acpi/ivrs.h"

#include "arch/verdict.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "ivhd");
}

/* What every block begins with, known or not: 48882, 5.2.2. */
enum { BLOCK_TYPE = 0, BLOCK_DEVID = 4 };

static uint8_t block_type(const struct acpi_table *table, const struct acpi_item *block)
{
	return (uint8_t)acpi_number(table, block->offset + BLOCK_TYPE, 1);
}

static uint16_t block_devid(const struct acpi_table *table, const struct acpi_item *block)
{
	return (uint16_t)acpi_number(table, block->offset + BLOCK_DEVID, 2);
}

/* get_highest_supported_ivhd_type(): the last type that describes the device of the
 * first block. Firmware lists a unit once for each type; only one is used. */
static uint8_t used_type(const struct acpi_table *table)
{
	const struct acpi_item *header = &table->items[0], *block = NULL;
	const struct acpi_item *first = acpi_next(table, header, NULL, NULL);
	uint8_t type = 0;

	while ((block = acpi_next(table, header, NULL, block)) &&
	       block_type(table, block) <= IVRS_IVHD_40)
		if (block_devid(table, block) == block_devid(table, first))
			type = block_type(table, block);
	return type;
}

static size_t count_units(const struct acpi_table *table)
{
	const struct acpi_item *block = NULL;
	uint8_t type = used_type(table);
	size_t units = 0;

	while ((block = acpi_next(table, &table->items[0], NULL, block)))
		units += (block->layout == &ivrs_ivhd_10 || block->layout == &ivrs_ivhd_11) &&
			 block_type(table, block) == type;
	return units;
}

static bool refused(const struct acpi_file *file, struct verdict *verdict)
{
	const struct acpi_table *table = &file->table;

	if (!table->checksum_ok) { /* check_ivrs_checksum() */
		verdict_set(verdict, IOMMU_BROKEN, REASON_CHECKSUM);
		verdict_show(verdict, file->path, "wrong checksum");
		return true;
	}
	for (size_t i = 0; i < table->n_faults; i++) {
		if (table->faults[i].rule != ACPI_STRUCTURE_ZERO)
			continue;
		verdict_set(verdict, IOMMU_BROKEN, REASON_ENDLESS);
		verdict_show_fault(verdict, file, &table->faults[i]);
		return true;
	}
	if (count_units(table) == 0) {
		verdict_set(verdict, IOMMU_BROKEN, REASON_NO_IVHD);
		verdict_show(verdict, file->path, "no IVHD of the type that Linux uses");
		return true;
	}
	return false;
}

static void judge_amd(const struct host *host, const struct acpi_file *file,
		      struct verdict *verdict)
{
	const struct option_use *off;

	if (refused(file, verdict))
		return;
	verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
	off = options_set(&verdict->options, SETTING_NO_IOMMU, 1);
	if (!off)
		off = options_set(&verdict->options, SETTING_AMD_OFF, 1);
	if (off)
		verdict_off_by(verdict, host, off);
}

const struct family family_amd = {
	.name = "amd",
	.signature = "IVRS",
	.owns = owns,
	.judge = judge_amd,
};
