/* What Linux and the VT-d specification ask of a DMAR; each check mirrors a function of
 * drivers/iommu/intel/dmar.c or iommu.c, named at it. */
#include "acpi/dmar.h"

#include <stdlib.h>
#include <string.h>

#include "arch/check.h"
#include "arch/dmar_walk.h"

/* parse_dmar_table() wants PAGE_SHIFT bits at least; the field is one less. */
#define LEAST_WIDTH 11

#define PAGE_SIZE UINT64_C(0x1000)
#define PAGE_MASK (PAGE_SIZE - 1)

/* VT-d specification, chapter 8. */
enum { DRHD = 0, RMRR = 1, RHSA = 3, ANDD = 4 };
enum { DRHD_BASE_AT = 8, RMRR_BASE_AT = 8, RMRR_LIMIT_AT = 16, RHSA_BASE_AT = 8,
       ANDD_NAME_AT = 8 };

static struct dmar_units list_units(const struct check_run *run)
{
	return dmar_units_list(run->host->arena, &run->file->table);
}

static uint64_t number_at(const struct check_run *run, const struct dmar_step *step,
			  size_t offset, size_t size)
{
	return acpi_number(&run->file->table, step->offset + offset, size);
}

/* Walks to the end, and tells where that is. */
static struct dmar_step walk_over(const struct check_run *run)
{
	struct dmar_step step = { 0 };

	while (dmar_next(&run->file->table, &step))
		;
	return step;
}

/* dmar_walk_remapping_entries(): "Record passes table end" */
void dmar_check_length(struct check_run *run)
{
	struct dmar_step end = walk_over(run);

	if (end.stop == DMAR_STOP_LONG)
		check_fail_at(run, end.offset, "structure of length %u, but %u bytes are left",
			      end.length, run->file->table.end - end.offset);
}

/* No walk asks whether a header is whole. What stands behind the table is a length then:
 * 0 keeps dmar_acpi_dev_scope_init() there for ever, others pass the table's end. */
void dmar_check_trailing(struct check_run *run)
{
	struct dmar_step end = walk_over(run);

	if (end.stop == DMAR_STOP_CUT)
		check_fail_at(run, end.offset, "%u bytes, too few for a structure's header",
			      run->file->table.end - end.offset);
}

/* All DRHDs count, those that are there twice, too. */
static void check_bases(struct check_run *run, uint64_t bad)
{
	struct dmar_step step = { 0 };

	while (dmar_next(&run->file->table, &step))
		if (step.type == DRHD && number_at(run, &step, DRHD_BASE_AT, 8) == bad)
			check_fail_at(run, step.offset, "DRHD with register base 0x%llx",
				      (unsigned long long)bad);
}

/* dmar_validate_one_drhd(): "DMAR reported at address 0!" */
void dmar_check_base_zero(struct check_run *run)
{
	check_bases(run, 0);
}

/* dmar_validate_one_drhd(): early_ioremap() of such an address fails. */
void dmar_check_base_ones(struct check_run *run)
{
	check_bases(run, UINT64_MAX);
}

/* parse_dmar_table(): "Invalid DMAR haw" */
void dmar_check_width(struct check_run *run)
{
	struct dmar_header header;

	acpi_decode(&run->file->table, &run->file->table.items[0], &header);
	if (header.host_address_width < LEAST_WIDTH)
		check_fail_at(run, ACPI_HEADER_LENGTH, "host address width of %u bits",
			      header.host_address_width + 1u);
}

/* dmar_parse_one_andd(): the name must end inside its structure. Where that is too short
 * for a name, the count wraps, and Linux finds some end. */
void dmar_check_names(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct dmar_step step = { 0 };

	while (dmar_next(table, &step))
		if (step.type == ANDD && step.length >= ANDD_NAME_AT &&
		    !memchr(table->bytes + step.offset + ANDD_NAME_AT, '\0',
			    step.length - ANDD_NAME_AT))
			check_fail_at(run, step.offset + ANDD_NAME_AT,
				      "a name of %u bytes without an end",
				      step.length - ANDD_NAME_AT);
}

/* parse_dmar_table(): "No DRHD structure found". A structure of length zero ends that
 * walk, silently. */
void dmar_check_units(struct check_run *run)
{
	struct dmar_step end = walk_over(run);

	if (list_units(run).n)
		return;
	check_fail(run, run->file->path, "no DRHD");
	if (end.stop == DMAR_STOP_ZERO)
		check_fail_at(run, end.offset, "a structure of length 0 ends the table");
}

/* dmar_acpi_dev_scope_init(), once there is a unit, and dmar_alloc_dev_scope() walk by
 * length and never ask whether it is zero: the kernel hangs at boot. */
void dmar_check_endless(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct dmar_step step = { 0 }, scope;

	while (dmar_next(table, &step)) {
		for (scope = (struct dmar_step){ 0 }; dmar_next_scope(table, &step, &scope);)
			;
		if (scope.stop == DMAR_STOP_ZERO)
			check_fail_at(run, scope.offset, "device scope of length 0");
	}
	if (step.stop == DMAR_STOP_ZERO && list_units(run).n)
		check_fail_at(run, step.offset, "structure of length 0");
}

/* ---- units ---- */

/* dmar_find_dmaru(): the second is ignored. */
void dmar_check_twice(struct check_run *run)
{
	struct dmar_units units = list_units(run);

	for (size_t i = 0; i < units.n_twice; i++)
		check_fail_at(run, units.twice[i], "a DRHD that is there already");
}

static int compare_bases(const void *a, const void *b)
{
	const struct dmar_unit *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->step.offset < y->step.offset ? -1 : x->step.offset > y->step.offset;
}

/* The units by their register base, and of one base by their place in the table. */
static struct dmar_units list_by_base(const struct check_run *run)
{
	struct dmar_units units = list_units(run);

	if (units.n)
		qsort(units.units, units.n, sizeof(*units.units), compare_bases);
	return units;
}

/* The unit with this base that comes first in the table; NULL: none. */
static const struct dmar_unit *find_base(const struct dmar_units *units, uint64_t base)
{
	size_t low = 0, high = units->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (units->units[middle].base < base)
			low = middle + 1;
		else
			high = middle;
	}
	return low < units->n && units->units[low].base == base ? &units->units[low] : NULL;
}

/* map_iommu(): request_mem_region() of the second's registers fails, "Can't reserve
 * memory". One page is the least that a unit takes. */
void dmar_check_overlap(struct check_run *run)
{
	struct dmar_units units = list_by_base(run);

	for (size_t i = 1; i < units.n; i++) {
		const struct dmar_unit *unit = &units.units[i], *before = unit - 1;

		if (unit->base - before->base < PAGE_SIZE)
			check_fail_at(run, unit->step.offset,
				      "DRHD with register base 0x%llx, another has 0x%llx",
				      (unsigned long long)unit->base,
				      (unsigned long long)before->base);
	}
}

/* VT-d specification 8.3: the register set is aligned to 4 KiB. Linux does not ask, takes
 * one register for another, and panics: "DMAR hardware is malfunctioning". */
void dmar_check_alignment(struct check_run *run)
{
	struct dmar_units units = list_units(run);

	for (size_t i = 0; i < units.n; i++)
		if (units.units[i].base & PAGE_MASK && units.units[i].base != UINT64_MAX)
			check_fail_at(run, units.units[i].step.offset, "register base 0x%llx",
				      (unsigned long long)units.units[i].base);
}

/* ---- the other structures ---- */

/* rmrr_sanity_check(): "Your BIOS is broken; bad RMRR", and it is used all the same. */
void dmar_check_rmrr(struct check_run *run)
{
	struct dmar_step step = { 0 };

	while (dmar_next(&run->file->table, &step)) {
		uint64_t base = number_at(run, &step, RMRR_BASE_AT, 8);
		uint64_t limit = number_at(run, &step, RMRR_LIMIT_AT, 8);

		if (step.type == RMRR &&
		    (base & PAGE_MASK || (limit + 1) & PAGE_MASK || limit <= base))
			check_fail_at(run, step.offset, "RMRR from 0x%llx to 0x%llx",
				      (unsigned long long)base, (unsigned long long)limit);
	}
}

/* dmar_parse_one_rhsa(): "RHSA refers to non-existent DMAR unit". It knows those that came
 * before. */
void dmar_check_rhsa(struct check_run *run)
{
	struct dmar_units units = list_by_base(run);
	struct dmar_step step = { 0 };

	while (dmar_next(&run->file->table, &step)) {
		uint64_t base = number_at(run, &step, RHSA_BASE_AT, 8);
		const struct dmar_unit *unit = find_base(&units, base);

		if (step.type == RHSA && (!unit || unit->step.offset > step.offset))
			check_fail_at(run, step.offset, "RHSA for register base 0x%llx%s",
				      (unsigned long long)base,
				      unit ? ", whose DRHD comes later" : "");
	}
}

static void check_flag(struct check_run *run, unsigned flag, const char *name)
{
	struct dmar_header header;

	acpi_decode(&run->file->table, &run->file->table.items[0], &header);
	if (header.flags & flag)
		check_fail_at(run, ACPI_HEADER_LENGTH + 1, "flags 0x%02x: %s", header.flags,
			      name);
}

/* dmar_x2apic_optout() */
void dmar_check_x2apic(struct check_run *run)
{
	check_flag(run, DMAR_X2APIC_OPT_OUT, "X2APIC_OPT_OUT");
}

/* platform_optin_force_iommu() */
void dmar_check_preboot(struct check_run *run)
{
	check_flag(run, DMAR_PLATFORM_OPT_IN, "DMA_CTRL_PLATFORM_OPT_IN");
}

/* init_no_remapping_devices() leaves out units without a present device. */
void dmar_check_not_shown(struct check_run *run)
{
	struct dmar_units units;

	if (!check_has_units(run, run->units->n_addresses))
		return;
	units = list_units(run);
	for (size_t i = 0; i < units.n; i++)
		if (!check_shows_address(run, units.units[i].base))
			check_fail_at(run, units.units[i].step.offset,
				      "no unit with address 0x%llx in /sys/class/iommu",
				      (unsigned long long)units.units[i].base);
}

void dmar_check_not_listed(struct check_run *run)
{
	const struct iommu *iommu = &run->host->iommu;
	struct dmar_units units;

	if (!check_has_units(run, run->units->n_addresses))
		return;
	units = list_by_base(run);
	for (size_t i = 0; i < iommu->n_units; i++) {
		const struct number *address = &iommu->units[i].address;

		if (known(*address) && !find_base(&units, address->value))
			check_fail(run, address->fact.source,
				   "0x%llx, which no DRHD of the DMAR has",
				   (unsigned long long)address->value);
	}
}
