#include "arch/dmar_walk.h"

#include <stdlib.h>

#include "acpi/dmar.h"
#include "scanner/arena.h"

/* VT-d specification, 8.2 and 8.3: where structures and scopes have what. */
enum {
	DMAR_FIRST = 48,
	STRUCTURE_HEADER = 4,
	STRUCTURE_LENGTH_AT = 2,
	SCOPE_HEADER = 2,
	SCOPE_LENGTH_AT = 1,
	DRHD_FLAGS_AT = 4,
	DRHD_SEGMENT_AT = 6,
	DRHD_BASE_AT = 8,
	ATSR_FLAGS_AT = 4,
};

enum { DRHD = 0, RMRR = 1, ATSR = 2, SATC = 5 };

static bool stop(struct dmar_step *step, enum dmar_stop why)
{
	step->stop = why;
	return false;
}

bool dmar_next(const struct acpi_table *table, struct dmar_step *step)
{
	uint32_t at = step->offset ? step->offset + step->length : DMAR_FIRST;

	*step = (struct dmar_step){ .offset = at };
	if (at >= table->end)
		return stop(step, DMAR_STOP_END);
	if (table->end - at < STRUCTURE_HEADER)
		return stop(step, DMAR_STOP_CUT);
	step->type = (uint16_t)acpi_number(table, at, 2);
	step->length = (uint32_t)acpi_number(table, at + STRUCTURE_LENGTH_AT, 2);
	if (!step->length)
		return stop(step, DMAR_STOP_ZERO);
	if (step->length > table->end - at)
		return stop(step, DMAR_STOP_LONG);
	return true;
}

/* Where the scopes begin; 0: Linux does not look at any. */
static uint32_t first_scope(const struct acpi_table *table, const struct dmar_step *structure)
{
	switch (structure->type) {
	case DRHD:
		return (uint32_t)dmar_drhd.least;
	case RMRR:
		return (uint32_t)dmar_rmrr.least;
	case ATSR: /* dmar_parse_one_atsr() */
		return acpi_number(table, structure->offset + ATSR_FLAGS_AT, 1) &
				       DMAR_ATSR_ALL_PORTS ?
			       0 : (uint32_t)dmar_atsr.least;
	case SATC:
		return (uint32_t)dmar_satc.least;
	default:
		return 0;
	}
}

bool dmar_next_scope(const struct acpi_table *table, const struct dmar_step *structure,
		     struct dmar_step *scope)
{
	uint32_t end = structure->offset + structure->length;
	uint32_t first = first_scope(table, structure);
	uint32_t at = scope->offset ? scope->offset + scope->length :
				      structure->offset + first;

	*scope = (struct dmar_step){ .offset = at };
	if (!first || at >= end)
		return stop(scope, DMAR_STOP_END);
	if (table->end - at < SCOPE_HEADER)
		return stop(scope, DMAR_STOP_CUT);
	scope->type = (uint16_t)acpi_number(table, at, 1);
	scope->length = (uint32_t)acpi_number(table, at + SCOPE_LENGTH_AT, 1);
	if (!scope->length)
		return stop(scope, DMAR_STOP_ZERO);
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct dmar_unit *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return x->step.offset < y->step.offset ? -1 : x->step.offset > y->step.offset;
}

static int compare_offsets(const void *a, const void *b)
{
	const struct dmar_unit *x = a, *y = b;

	return x->step.offset < y->step.offset ? -1 : x->step.offset > y->step.offset;
}

/* Sorted, equal units are neighbours, the first of the table in front. */
static void take_twice_out(struct arena *arena, struct dmar_units *units)
{
	size_t kept = 0;

	qsort(units->units, units->n, sizeof(*units->units), compare);
	for (size_t i = 0; i < units->n; i++) {
		const struct dmar_unit *unit = &units->units[i];
		const struct dmar_unit *last = kept ? &units->units[kept - 1] : NULL;

		if (last && last->base == unit->base && last->segment == unit->segment)
			*arena_add(arena, units->twice, units->n_twice) = unit->step.offset;
		else
			units->units[kept++] = *unit;
	}
	units->n = kept;
	qsort(units->units, units->n, sizeof(*units->units), compare_offsets);
}

struct dmar_units dmar_units_list(struct arena *arena, const struct acpi_table *table)
{
	struct dmar_units units = { 0 };
	struct dmar_step step = { 0 };

	while (dmar_next(table, &step)) {
		if (step.type != DRHD)
			continue;
		*arena_add(arena, units.units, units.n) = (struct dmar_unit){
			.step = step,
			.base = acpi_number(table, step.offset + DRHD_BASE_AT, 8),
			.segment = (uint16_t)acpi_number(table, step.offset + DRHD_SEGMENT_AT, 2),
			.all = acpi_number(table, step.offset + DRHD_FLAGS_AT, 1) &
			       DMAR_DRHD_INCLUDE_PCI_ALL,
		};
	}
	if (units.n)
		take_twice_out(arena, &units);
	return units;
}
