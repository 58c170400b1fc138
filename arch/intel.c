/* Intel VT-d, as drivers/iommu/intel/dmar.c and iommu.c judge a DMAR. Linux walks all
 * structures at boot and drops the whole table at the first that it refuses, so one
 * bad unit switches every unit off. */
#include "acpi/dmar.h"

#include <string.h>

#include "arch/verdict.h"
#include "scanner/str.h"

/* parse_dmar_table() wants at least PAGE_SHIFT bits; the field is one less. */
#define LEAST_WIDTH 11

/* A fault of the walk over all structures is one of the header's item. */
#define HEADER_ITEM 0

static bool owns(const char *unit)
{
	return str_starts(unit, "dmar");
}

/* The faults for which dmar_walk_remapping_entries() or a parser returns -EINVAL, or
 * for which the kernel never comes to an end. */
static bool refuses_fault(const struct acpi_fault *fault, enum reason *ret)
{
	switch (fault->rule) {
	case ACPI_STRUCTURE_LONG:
		*ret = REASON_TABLE_LENGTH;
		return fault->item == HEADER_ITEM; /* not a scope's */
	case ACPI_STRUCTURE_ZERO:
		*ret = REASON_ENDLESS;
		return true;
	case ACPI_TEXT_OPEN: /* dmar_parse_one_andd() */
		*ret = REASON_NAME_OPEN;
		return true;
	default:
		return false;
	}
}

static bool refused_by_fault(const struct acpi_file *file, struct verdict *verdict)
{
	enum reason reason;

	for (size_t i = 0; i < file->table.n_faults; i++) {
		const struct acpi_fault *fault = &file->table.faults[i];

		if (!refuses_fault(fault, &reason))
			continue;
		verdict_set(verdict, IOMMU_BROKEN, reason);
		verdict_show_fault(verdict, file, fault);
		return true;
	}
	return false;
}

static bool refused_by_width(const struct acpi_file *file, struct verdict *verdict)
{
	struct dmar_header header;

	acpi_decode(&file->table, &file->table.items[0], &header);
	if (header.host_address_width >= LEAST_WIDTH)
		return false;
	verdict_set(verdict, IOMMU_BROKEN, REASON_ADDRESS_WIDTH);
	verdict_show_at(verdict, file->path, ACPI_HEADER_LENGTH,
			"host address width %u", header.host_address_width + 1u);
	return true;
}

/* dmar_validate_one_drhd(), for all units. */
static bool refused_by_unit(const struct acpi_file *file, struct verdict *verdict)
{
	const struct acpi_item *item = NULL;
	size_t units = 0;

	while ((item = acpi_next(&file->table, &file->table.items[0], &dmar_drhd,
				 item))) {
		struct dmar_drhd drhd;

		acpi_decode(&file->table, item, &drhd);
		units++;
		if (drhd.base != 0 && drhd.base != UINT64_MAX)
			continue;
		verdict_set(verdict, IOMMU_BROKEN,
			    drhd.base ? REASON_BASE_ONES : REASON_BASE_ZERO);
		verdict_show_at(verdict, file->path, item->offset,
				"DRHD with register base 0x%llx",
				(unsigned long long)drhd.base);
		return true;
	}
	if (units)
		return false;
	verdict_set(verdict, IOMMU_BROKEN, REASON_NO_DRHD);
	verdict_show(verdict, file->path, "no DRHD");
	return true;
}

static void judge_intel(const struct host *host, const struct acpi_file *file,
			struct verdict *verdict)
{
	const struct option_use *off;

	if (refused_by_fault(file, verdict) || refused_by_unit(file, verdict) ||
	    refused_by_width(file, verdict))
		return;
	verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
	off = options_set(&verdict->options, SETTING_NO_IOMMU, 1);
	if (!off)
		off = options_set(&verdict->options, SETTING_INTEL, 0);
	if (off)
		verdict_off_by(verdict, host, off);
}

const struct family family_intel = {
	.name = "intel",
	.signature = "DMAR",
	.owns = owns,
	.judge = judge_intel,
};
