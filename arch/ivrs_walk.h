/* An IVRS as Linux walks it: by lengths that it does not check, and only the blocks of one
 * type. Where a table is sound this finds what acpi/ivrs.c finds. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acpi/table.h"

enum ivrs_stop {
	IVRS_STOP_END,
	IVRS_STOP_ZERO, /* at a length of 0: the kernel stays there */
	IVRS_STOP_CUT,  /* at a header that the table's end cuts off */
};

/* A block, or an entry in one. `offset` is where a walk stops, too. */
struct ivrs_step {
	uint32_t offset, length; /* may pass the end of the block, or of the table */
	uint8_t type;
	enum ivrs_stop stop;     /* once the walk is over */
};

/* The next block after *block, used or not; start with a zeroed one. False at the end, and
 * *block then says which. init_iommu_all() */
bool ivrs_next(const struct acpi_table *table, struct ivrs_step *block);

/* The type of blocks that Linux uses: the last that describes the device of the first
 * block. Firmware lists a unit once for each type. get_highest_supported_ivhd_type() */
uint8_t ivrs_used_type(const struct acpi_table *table);

/* The next IVHD that Linux uses, given that type. */
bool ivrs_next_used(const struct acpi_table *table, uint8_t type, struct ivrs_step *block);

/* The next entry of an IVHD after *entry; start with a zeroed one. False at the end.
 * init_iommu_from_acpi() */
bool ivrs_next_entry(const struct acpi_table *table, const struct ivrs_step *block,
		     struct ivrs_step *entry);

/* Fields of a block or entry, by their place in 48882, 5.2.2. */
uint16_t ivrs_devid(const struct acpi_table *table, const struct ivrs_step *block);
uint16_t ivrs_segment(const struct acpi_table *table, const struct ivrs_step *block);
uint64_t ivrs_base(const struct acpi_table *table, const struct ivrs_step *block);
