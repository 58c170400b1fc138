/* What Linux and the VT-d specification ask of a DMAR; each check mirrors a function of
 * drivers/iommu/intel/dmar.c or iommu.c, named at it. */
#include "acpi/dmar.h"

#include <stdlib.h>

#include "arch/check.h"

/* A fault of the walk over all structures is one of the header's item. */
#define HEADER_ITEM 0

/* parse_dmar_table() wants PAGE_SHIFT bits at least; the field is one less. */
#define LEAST_WIDTH 11

#define PAGE_MASK UINT64_C(0xfff)

static const struct acpi_fault *find_fault(const struct check_run *run, enum acpi_rule rule)
{
	const struct acpi_table *table = &run->file->table;

	for (size_t i = 0; i < table->n_faults; i++)
		if (table->faults[i].rule == rule)
			return &table->faults[i];
	return NULL;
}

/* dmar_walk_remapping_entries(): "Record passes table end" */
void dmar_check_length(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;

	for (size_t i = 0; i < table->n_faults; i++)
		if (table->faults[i].rule == ACPI_STRUCTURE_LONG &&
		    table->faults[i].item == HEADER_ITEM)
			check_fail_fault(run, run->file, &table->faults[i]);
}

static void check_bases(struct check_run *run, uint64_t bad)
{
	const struct acpi_item *item = NULL;

	while ((item = check_next(run, &dmar_drhd, item))) {
		struct dmar_drhd drhd;

		acpi_decode(&run->file->table, item, &drhd);
		if (drhd.base == bad)
			check_fail_at(run, item->offset, "DRHD with register base 0x%llx",
				      (unsigned long long)drhd.base);
	}
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

	acpi_decode(&run->file->table, &run->file->table.items[HEADER_ITEM], &header);
	if (header.host_address_width < LEAST_WIDTH)
		check_fail_at(run, ACPI_HEADER_LENGTH, "host address width of %u bits",
			      header.host_address_width + 1u);
}

/* dmar_parse_one_andd(): the name must end inside its structure. */
void dmar_check_names(struct check_run *run)
{
	const struct acpi_fault *fault = find_fault(run, ACPI_TEXT_OPEN);

	if (fault)
		check_fail_fault(run, run->file, fault);
}

/* parse_dmar_table(): "No DRHD structure found". A structure of length zero ends that
 * walk, silently. */
void dmar_check_units(struct check_run *run)
{
	const struct acpi_fault *zero = find_fault(run, ACPI_STRUCTURE_ZERO);

	if (check_next(run, &dmar_drhd, NULL))
		return;
	check_fail(run, run->file->path, "no DRHD");
	if (zero)
		check_fail_fault(run, run->file, zero);
}

/* dmar_acpi_dev_scope_init() and dmar_alloc_dev_scope() walk by length and never ask
 * whether it is zero: the kernel hangs at boot. */
void dmar_check_endless(struct check_run *run)
{
	const struct acpi_fault *zero = find_fault(run, ACPI_STRUCTURE_ZERO);

	if (zero && check_next(run, &dmar_drhd, NULL))
		check_fail_fault(run, run->file, zero);
}

/* Calls `check` for each scope of each structure, with the structure's segment. */
static void each_scope(struct check_run *run,
		       void (*check)(struct check_run *run, unsigned segment,
				     const struct acpi_item *scope))
{
	/* DRHD and RMRR, ATSR, SATC and SIDP all have it there. */
	const size_t segment_at = 6;
	const struct acpi_table *table = &run->file->table;
	const struct acpi_item *item = NULL, *scope;

	while ((item = check_next(run, NULL, item)))
		for (scope = NULL; (scope = acpi_next(table, item, &dmar_scope, scope));)
			check(run,
			      (unsigned)acpi_number(table, item->offset + segment_at, 2),
			      scope);
}

/* The PCI function that a scope names, when its path has one step: the others need the
 * bridges' bus numbers. */
static const struct pci_device *named_function(struct check_run *run, unsigned segment,
					       const struct acpi_item *item,
					       const struct dmar_scope *scope)
{
	const struct acpi_table *table = &run->file->table;
	struct dmar_hop hop, second;

	if (!dmar_hop(table, item, 0, &hop) || dmar_hop(table, item, 1, &second))
		return NULL;
	return check_find_pci(run, segment, scope->start_bus, hop.device, hop.function);
}

/* PCI Code and ID Assignment: base class 06h is a bridge, 0604h one to PCI, 0607h one
 * to CardBus: these two have another header than the normal one. */
static bool has_bridge_header(const struct pci_device *pci)
{
	uint64_t class = pci->class_code.value >> 8;

	return class == 0x0604 || class == 0x0607;
}

static bool is_bridge_class(const struct pci_device *pci)
{
	return pci->class_code.value >> 16 == 0x06;
}

static void check_one_match(struct check_run *run, unsigned segment,
			    const struct acpi_item *item)
{
	const struct pci_device *pci;
	struct dmar_scope scope;
	bool wrong;

	acpi_decode(&run->file->table, item, &scope);
	pci = named_function(run, segment, item, &scope);
	if (!pci || !known(pci->class_code))
		return;
	wrong = (scope.type == DMAR_SCOPE_ENDPOINT && has_bridge_header(pci)) ||
		(scope.type == DMAR_SCOPE_BRIDGE && !has_bridge_header(pci) &&
		 !is_bridge_class(pci));
	if (wrong)
		check_fail_at(run, item->offset, "scope of type %u for %s, whose class is %06llx",
			      scope.type, pci->address.value,
			      (unsigned long long)pci->class_code.value);
}

/* dmar_insert_dev_scope(): "Device scope type does not match", -EINVAL, and
 * intel_iommu_init() gives up. */
void dmar_check_scope_match(struct check_run *run)
{
	if (!known(run->host->pci_read))
		check_unknown(run, &run->host->pci_read.fact);
	else
		each_scope(run, check_one_match);
}

static void check_one_type(struct check_run *run, unsigned segment,
			   const struct acpi_item *item)
{
	struct dmar_scope scope;

	(void)segment;
	acpi_decode(&run->file->table, item, &scope);
	if (scope.type < DMAR_SCOPE_ENDPOINT || scope.type > DMAR_SCOPE_NAMESPACE)
		check_fail_at(run, item->offset, "scope of type 0x%02x", scope.type);
}

/* dmar_alloc_dev_scope(): "Unsupported device scope" */
void dmar_check_scope_type(struct check_run *run)
{
	each_scope(run, check_one_type);
}

/* dmar_parse_one_andd() keeps no order; a scope names its device by number. */
void dmar_check_scope_namespace(struct check_run *run)
{
	bool declared[UINT8_MAX + 1] = { false };
	const struct acpi_table *table = &run->file->table;
	const struct acpi_item *item = NULL, *structure = NULL;

	while ((item = check_next(run, &dmar_andd, item))) {
		struct dmar_andd andd;

		acpi_decode(table, item, &andd);
		declared[andd.device_number] = true;
	}
	while ((structure = check_next(run, NULL, structure)))
		for (item = NULL; (item = acpi_next(table, structure, &dmar_scope, item));) {
			struct dmar_scope scope;

			acpi_decode(table, item, &scope);
			if (scope.type == DMAR_SCOPE_NAMESPACE && !declared[scope.enum_id])
				check_fail_at(run, item->offset,
					      "scope for ACPI device %u, which no ANDD names",
					      scope.enum_id);
		}
}

/* The units of a DMAR by their register base, sorted, to find one among many. */
struct units {
	struct unit {
		uint64_t base;
		uint16_t segment;
		uint32_t offset;
	} *units;
	size_t n;
};

static int compare_units(const void *a, const void *b)
{
	const struct unit *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static struct units list_units(struct check_run *run)
{
	const struct acpi_item *item = NULL;
	struct units units = { 0 };

	while ((item = check_next(run, &dmar_drhd, item))) {
		struct unit *unit = arena_add(run->host->arena, units.units, units.n);
		struct dmar_drhd drhd;

		acpi_decode(&run->file->table, item, &drhd);
		*unit = (struct unit){ drhd.base, drhd.segment, item->offset };
	}
	if (units.n)
		qsort(units.units, units.n, sizeof(*units.units), compare_units);
	return units;
}

static bool has_base(const struct units *units, uint64_t base)
{
	size_t low = 0, high = units->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (units->units[middle].base < base)
			low = middle + 1;
		else
			high = middle;
	}
	return low < units->n && units->units[low].base == base;
}

/* dmar_find_dmaru(): the second is ignored. */
void dmar_check_twice(struct check_run *run)
{
	struct units units = list_units(run);

	for (size_t i = 1; i < units.n; i++) {
		const struct unit *unit = &units.units[i], *before = unit - 1;

		if (unit->base == before->base && unit->segment == before->segment)
			check_fail_at(run, unit->offset,
				      "a second DRHD with register base 0x%llx",
				      (unsigned long long)unit->base);
	}
}

/* VT-d specification 8.3: the register set is aligned to 4 KiB. Linux does not ask. */
void dmar_check_alignment(struct check_run *run)
{
	const struct acpi_item *item = NULL;

	while ((item = check_next(run, &dmar_drhd, item))) {
		struct dmar_drhd drhd;

		acpi_decode(&run->file->table, item, &drhd);
		if (drhd.base & PAGE_MASK && drhd.base != UINT64_MAX)
			check_fail_at(run, item->offset, "register base 0x%llx",
				      (unsigned long long)drhd.base);
	}
}

/* rmrr_sanity_check(): "Your BIOS is broken; bad RMRR", and it is used all the same. */
void dmar_check_rmrr(struct check_run *run)
{
	const struct acpi_item *item = NULL;

	while ((item = check_next(run, &dmar_rmrr, item))) {
		struct dmar_rmrr rmrr;

		acpi_decode(&run->file->table, item, &rmrr);
		if (rmrr.base & PAGE_MASK || (rmrr.limit + 1) & PAGE_MASK ||
		    rmrr.limit <= rmrr.base)
			check_fail_at(run, item->offset, "RMRR from 0x%llx to 0x%llx",
				      (unsigned long long)rmrr.base,
				      (unsigned long long)rmrr.limit);
	}
}

/* dmar_parse_one_rhsa(): "RHSA refers to non-existent DMAR unit" */
void dmar_check_rhsa(struct check_run *run)
{
	const struct acpi_item *item = NULL;
	struct units units = list_units(run);

	while ((item = check_next(run, &dmar_rhsa, item))) {
		struct dmar_rhsa rhsa;

		acpi_decode(&run->file->table, item, &rhsa);
		if (!has_base(&units, rhsa.base))
			check_fail_at(run, item->offset, "RHSA for register base 0x%llx",
				      (unsigned long long)rhsa.base);
	}
}

static void check_flag(struct check_run *run, unsigned flag, const char *name)
{
	struct dmar_header header;

	acpi_decode(&run->file->table, &run->file->table.items[HEADER_ITEM], &header);
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
	const struct acpi_item *item = NULL;

	if (!check_has_units(run, run->units->n_addresses))
		return;
	while ((item = check_next(run, &dmar_drhd, item))) {
		struct dmar_drhd drhd;

		acpi_decode(&run->file->table, item, &drhd);
		if (!check_shows_address(run, drhd.base))
			check_fail_at(run, item->offset,
				      "no unit with address 0x%llx in /sys/class/iommu",
				      (unsigned long long)drhd.base);
	}
}

void dmar_check_not_listed(struct check_run *run)
{
	const struct iommu *iommu = &run->host->iommu;
	struct units units;

	if (!check_has_units(run, run->units->n_addresses))
		return;
	units = list_units(run);
	for (size_t i = 0; i < iommu->n_units; i++) {
		const struct number *address = &iommu->units[i].address;

		if (known(*address) && !has_base(&units, address->value))
			check_fail(run, address->fact.source,
				   "0x%llx, which no DRHD of the DMAR has",
				   (unsigned long long)address->value);
	}
}
