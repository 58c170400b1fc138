/* A DMAR as Linux walks it: from length to length, asking for little. Where a table is
 * sound this finds what acpi/dmar.c finds; where it is not, the kernel reads on, and
 * what it reads decides. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acpi/table.h"

enum dmar_stop {
	DMAR_STOP_END,  /* where the table, or the structure, ends */
	DMAR_STOP_ZERO, /* at a length of 0 */
	DMAR_STOP_LONG, /* at a structure that passes the table's end */
	DMAR_STOP_CUT,  /* at a header that the table's end cuts off */
};

/* A structure, or a scope in one. `offset` is where a walk stops, too. */
struct dmar_step {
	uint32_t offset, length;
	uint16_t type;
	enum dmar_stop stop; /* once the walk is over */
};

/* The next structure after *step; start with a zeroed one. False at the end, and *step
 * then says which. dmar_walk_remapping_entries() */
bool dmar_next(const struct acpi_table *table, struct dmar_step *step);

/* The next scope of the structure after *scope; start with a zeroed one. False at the end,
 * also for structures whose scopes Linux does not look at. dmar_alloc_dev_scope() */
bool dmar_next_scope(const struct acpi_table *table, const struct dmar_step *structure,
		     struct dmar_step *scope);

/* A remapping unit that Linux keeps: of equal ones the first (dmar_find_dmaru). */
struct dmar_unit {
	struct dmar_step step;
	uint64_t base;
	uint16_t segment;
	bool all; /* of the segment's devices */
};

struct arena;

struct dmar_units {
	struct dmar_unit *units; /* in the order of the table */
	size_t n;
	uint32_t *twice;         /* offsets of DRHDs that are there already */
	size_t n_twice;
};

/* Lists the units; they live in the arena. */
struct dmar_units dmar_units_list(struct arena *arena, const struct acpi_table *table);
