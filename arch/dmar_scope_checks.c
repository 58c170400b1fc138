/* What Linux asks of the device scopes of a DMAR; each check mirrors a function of
 * drivers/iommu/intel/dmar.c, named at it. */
#include "acpi/dmar.h"
#include "arch/check.h"
#include "arch/dmar_walk.h"

/* VT-d specification, 8.3.1, and where DRHD, RMRR, ATSR and SATC have the segment. */
enum {
	SCOPE_ID_AT = 4,
	SCOPE_BUS_AT = 5,
	SCOPE_PATH_AT = 6,
	HOP_LENGTH = 2,
	SEGMENT_AT = 6,
};

/* A walk over the structures that Linux parses: not over a unit's second DRHD. */
struct parsed {
	struct dmar_units units;
	size_t next;
	const struct dmar_unit *unit; /* when the step is one */
	struct dmar_step step;
};

static bool next_parsed(const struct check_run *run, struct parsed *parsed)
{
	const enum { DRHD = 0 } unit_type = DRHD;

	while (dmar_next(&run->file->table, &parsed->step)) {
		const struct dmar_units *units = &parsed->units;

		parsed->unit = NULL;
		if (parsed->step.type != unit_type)
			return true;
		if (parsed->next == units->n ||
		    units->units[parsed->next].step.offset != parsed->step.offset)
			continue;
		parsed->unit = &units->units[parsed->next++];
		return true;
	}
	return false;
}

static struct parsed start_parsed(const struct check_run *run)
{
	return (struct parsed){
		.units = dmar_units_list(run->host->arena, &run->file->table),
	};
}

static uint8_t byte_at(const struct check_run *run, const struct dmar_step *step, size_t offset)
{
	return (uint8_t)acpi_number(&run->file->table, step->offset + offset, 1);
}

/* The PCI function that a scope names; NULL: it is not there. dmar_match_pci_path():
 * from bus to bus, or, for a path of one step, by the bus that it is really on. */
const struct pci_device *dmar_scope_function(const struct check_run *run, unsigned segment,
					     const struct dmar_step *scope)
{
	unsigned bus = byte_at(run, scope, SCOPE_BUS_AT);
	size_t hops = scope->length > SCOPE_PATH_AT ?
			      (scope->length - SCOPE_PATH_AT) / HOP_LENGTH : 0;
	const struct pci_device *pci = NULL;

	for (size_t i = 0; i < hops; i++) {
		unsigned device = byte_at(run, scope, SCOPE_PATH_AT + i * HOP_LENGTH);
		unsigned function = byte_at(run, scope, SCOPE_PATH_AT + i * HOP_LENGTH + 1);

		if (i && !check_bus_below(run, pci, &bus))
			return NULL;
		pci = check_find_pci(run, segment, bus, device, function);
		if (!pci || (!i && hops > 1 && known(pci->parent)))
			return NULL;
	}
	return pci;
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

static void check_match(struct check_run *run, unsigned segment, const struct dmar_step *scope)
{
	const struct pci_device *pci = dmar_scope_function(run, segment, scope);
	bool wrong;

	if (!pci || !known(pci->class_code))
		return;
	wrong = (scope->type == DMAR_SCOPE_ENDPOINT && has_bridge_header(pci)) ||
		(scope->type == DMAR_SCOPE_BRIDGE && !has_bridge_header(pci) &&
		 !is_bridge_class(pci));
	if (wrong)
		check_fail_at(run, scope->offset, "scope of type %u for %s, whose class is %06llx",
			      scope->type, pci->address.value,
			      (unsigned long long)pci->class_code.value);
}

/* dmar_insert_dev_scope(): "Device scope type does not match", -EINVAL, and
 * intel_iommu_init() gives up. The scopes of a unit for all devices are not looked up
 * (dmar_pci_bus_add_dev). */
void dmar_check_scope_match(struct check_run *run)
{
	struct parsed parsed = start_parsed(run);
	struct dmar_step scope;

	if (!known(run->host->pci_read)) {
		check_unknown(run, &run->host->pci_read.fact);
		return;
	}
	while (next_parsed(run, &parsed)) {
		unsigned segment = (unsigned)acpi_number(&run->file->table,
							 parsed.step.offset + SEGMENT_AT, 2);

		if (parsed.unit && parsed.unit->all)
			continue;
		for (scope = (struct dmar_step){ 0 };
		     dmar_next_scope(&run->file->table, &parsed.step, &scope);)
			check_match(run, segment, &scope);
	}
}

/* dmar_alloc_dev_scope(): "Unsupported device scope" */
void dmar_check_scope_type(struct check_run *run)
{
	struct parsed parsed = start_parsed(run);
	struct dmar_step scope;

	while (next_parsed(run, &parsed))
		for (scope = (struct dmar_step){ 0 };
		     dmar_next_scope(&run->file->table, &parsed.step, &scope);)
			if (scope.type < DMAR_SCOPE_ENDPOINT || scope.type > DMAR_SCOPE_NAMESPACE)
				check_fail_at(run, scope.offset, "scope of type 0x%02x",
					      scope.type);
}

/* dmar_acpi_insert_dev_scope(): an ANDD and a scope name the device by one number. */
void dmar_check_scope_namespace(struct check_run *run)
{
	bool declared[UINT8_MAX + 1] = { false };
	struct parsed parsed = start_parsed(run);
	const struct acpi_item *item = NULL;
	struct dmar_step scope;

	while ((item = check_next(run, &dmar_andd, item))) {
		struct dmar_andd andd;

		acpi_decode(&run->file->table, item, &andd);
		declared[andd.device_number] = true;
	}
	while (next_parsed(run, &parsed))
		for (scope = (struct dmar_step){ 0 };
		     dmar_next_scope(&run->file->table, &parsed.step, &scope);) {
			uint8_t id = byte_at(run, &scope, SCOPE_ID_AT);

			if (scope.type == DMAR_SCOPE_NAMESPACE && !declared[id])
				check_fail_at(run, scope.offset,
					      "scope for ACPI device %u, which no ANDD names", id);
		}
}

/* Whether a scope leads to something that is there. What is behind a bridge may come
 * later, and ACPI devices cannot be seen from here. */
static bool leads_somewhere(const struct check_run *run, unsigned segment,
			    const struct dmar_step *scope)
{
	unsigned bus = byte_at(run, scope, SCOPE_BUS_AT);

	if (scope->type == DMAR_SCOPE_NAMESPACE)
		return true;
	return (scope->type == DMAR_SCOPE_ENDPOINT || scope->type == DMAR_SCOPE_BRIDGE) &&
	       check_find_pci(run, segment, bus, byte_at(run, scope, SCOPE_PATH_AT),
			      byte_at(run, scope, SCOPE_PATH_AT + 1));
}

static bool maps_any(const struct check_run *run, const struct dmar_unit *unit)
{
	struct dmar_step scope = { 0 };

	if (unit->all && check_has_pci(run, unit->segment, 0, UINT16_MAX))
		return true;
	while (dmar_next_scope(&run->file->table, &unit->step, &scope))
		if (leads_somewhere(run, unit->segment, &scope))
			return true;
	return false;
}

/* init_no_remapping_devices() ignores a unit without a device that is there. One for all
 * devices of a segment is shown, without devices. */
void dmar_check_mapped(struct check_run *run)
{
	struct dmar_units units = dmar_units_list(run->host->arena, &run->file->table);

	if (!known(run->host->pci_read)) {
		check_unknown(run, &run->host->pci_read.fact);
		return;
	}
	if (!units.n || !run->host->n_pci) {
		check_not_applicable(run);
		return;
	}
	for (size_t i = 0; i < units.n; i++)
		if (maps_any(run, &units.units[i]))
			return;
	for (size_t i = 0; i < units.n; i++)
		check_fail_at(run, units.units[i].step.offset,
			      "DRHD of segment %u: nothing of what it names is there",
			      units.units[i].segment);
}
