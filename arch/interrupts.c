/* Interrupt remapping on x86, which VFIO asks for and x2APIC above 255 processors needs.
 * It is apart from DMA remapping: with VT-d it works although intel_iommu=off.
 * Mirrors irq_remapping_prepare(), intel_prepare_irq_remapping() and AMD's
 * check_ioapic_information(). */
#include "acpi/dmar.h"
#include "acpi/ivrs.h"
#include "acpi/madt.h"
#include "arch/dmar_walk.h"
#include "arch/ivrs_walk.h"
#include "arch/judgement.h"

/* The I/O APICs that a table speaks of, by id. */
struct ioapics {
	bool listed[UINT8_MAX + 1];
	uint32_t devid[UINT8_MAX + 1]; /* IVRS: the PCI function that it answers for, with
					  its segment (PCI_SEG_DEVID_TO_SBDF) */
};

/* IOAPIC_SB_DEVID: the southbridge's, which the timer hangs on, is 00:14.0. */
#define SOUTHBRIDGE_DEVID 0xa0

/* ir_parse_ioapic_hpet_scope(), for the units that Linux keeps */
static void list_dmar_ioapics(struct arena *arena, const struct acpi_table *table,
			      struct ioapics *ret)
{
	const size_t id_at = 4;
	struct dmar_units units = dmar_units_list(arena, table);

	for (size_t i = 0; i < units.n; i++) {
		struct dmar_step scope = { 0 };

		while (dmar_next_scope(table, &units.units[i].step, &scope))
			if (scope.type == DMAR_SCOPE_IOAPIC)
				ret->listed[acpi_number(table, scope.offset + id_at, 1)] = true;
	}
}

static void list_ivrs_ioapics(const struct acpi_table *table, struct ioapics *ret)
{
	struct ivrs_step block = { 0 }, entry;
	uint8_t type = ivrs_used_type(table);

	while (ivrs_next_used(table, type, &block))
		for (entry = (struct ivrs_step){ 0 }; ivrs_next_entry(table, &block, &entry);) {
			const size_t id_at = 4, devid_at = 5, variety_at = 7;
			uint64_t id = acpi_number(table, entry.offset + id_at, 1);

			/* get_ioapic_devid() finds the first of an id. */
			if (entry.type != IVHD_SPECIAL || ret->listed[id] ||
			    acpi_number(table, entry.offset + variety_at, 1) !=
				    IVHD_VARIETY_IOAPIC)
				continue;
			ret->listed[id] = true;
			ret->devid[id] =
				(uint32_t)ivrs_segment(table, &block) << 16 |
				(uint32_t)acpi_number(table, entry.offset + devid_at, 2);
		}
}

static const struct acpi_item *next_ioapic(const struct acpi_file *madt,
					   const struct acpi_item *after,
					   struct madt_ioapic *ret)
{
	const struct acpi_item *item =
		acpi_next(&madt->table, &madt->table.items[0], &madt_ioapic, after);

	if (item)
		acpi_decode(&madt->table, item, ret);
	return item;
}

/* The MADT, when it was read. */
static const struct acpi_file *readable_madt(const struct host *host)
{
	const struct acpi_file *madt = &host->iommu.madt;

	return madt->signature && !madt->error && madt->table.n_items ? madt : NULL;
}

/* The verdict that an I/O APIC of the MADT is not as the table has to have it. */
static void refuse_ioapic(const struct host *host, const struct acpi_file *file,
			  const struct acpi_item *item, const char *how,
			  struct verdict *verdict)
{
	const struct acpi_file *madt = &host->iommu.madt;
	struct madt_ioapic ioapic;

	acpi_decode(&madt->table, item, &ioapic);
	verdict_set(verdict, IOMMU_BROKEN, REASON_IR_IOAPIC);
	verdict_show_at(verdict, madt->path, item->offset, "IOAPIC %u", ioapic.id);
	verdict_show(verdict, file->path, "%s", how);
}

/* parse_ioapics_under_ir(): each is below a unit. */
static void judge_dmar_ioapics(const struct host *host, const struct acpi_file *file,
			       struct verdict *verdict)
{
	const struct acpi_file *madt = readable_madt(host);
	const struct acpi_item *item = NULL;
	struct ioapics ioapics = { 0 };
	struct madt_ioapic ioapic;

	list_dmar_ioapics(host->arena, &file->table, &ioapics);
	while (madt && (item = next_ioapic(madt, item, &ioapic)))
		if (!ioapics.listed[ioapic.id]) {
			refuse_ioapic(host, file, item, "does not list it", verdict);
			return;
		}
}

/* check_ioapic_information(): one is the southbridge's, and none that comes after it in
 * the MADT is missing. One that is missing before it does no harm. */
static void judge_ivrs_ioapics(const struct host *host, const struct acpi_file *file,
			       struct verdict *verdict)
{
	const struct acpi_file *madt = readable_madt(host);
	const struct acpi_item *item = NULL, *first = NULL, *missing = NULL;
	struct ioapics ioapics = { 0 };
	struct madt_ioapic ioapic;
	bool southbridge = false;

	list_ivrs_ioapics(&file->table, &ioapics);
	while (madt && (item = next_ioapic(madt, item, &ioapic))) {
		first = first ? first : item;
		if (!ioapics.listed[ioapic.id]) {
			missing = item;
		} else if (ioapics.devid[ioapic.id] == SOUTHBRIDGE_DEVID) {
			southbridge = true;
			missing = NULL;
		}
	}
	if (missing)
		refuse_ioapic(host, file, missing, "does not list it", verdict);
	else if (first && !southbridge)
		refuse_ioapic(host, file, first, "lists none as the southbridge's, 00:14.0",
			      verdict);
}

static void judge_dmar(const struct judgement *so_far, const struct acpi_file *file,
		       struct verdict *verdict)
{
	struct dmar_header header;

	acpi_decode(&file->table, &file->table.items[0], &header);
	if (verdict_refused(verdict, so_far, "DMAR"))
		return;
	if (!(header.flags & DMAR_INTR_REMAP)) {
		verdict_set(verdict, IOMMU_UNSUPPORTED, REASON_IR_NOT_CLAIMED);
		verdict_show_at(verdict, file->path, ACPI_HEADER_LENGTH + 1,
				"flags 0x%02x: no INTR_REMAP", header.flags);
	} else {
		judge_dmar_ioapics(so_far->host, file, verdict);
	}
}

static void judge_ivrs(const struct judgement *so_far, const struct acpi_file *file,
		       struct verdict *verdict)
{
	const struct option_use *off = options_set(&so_far->options, SETTING_NO_IOMMU, 1);

	if (!off)
		off = options_set(&so_far->options, SETTING_AMD_OFF, 1);
	if (verdict_refused(verdict, so_far, "IVRS"))
		return;
	if (off)
		verdict_off_by(verdict, so_far->host, off);
	else
		judge_ivrs_ioapics(so_far->host, file, verdict);
}

/* Why it is off, from the table of the host's IOMMU. */
static void judge_table(const struct judgement *so_far, struct verdict *verdict)
{
	const struct acpi_file *dmar = host_table(so_far->host, "DMAR");
	const struct acpi_file *file = dmar ? dmar : host_table(so_far->host, "IVRS");

	if (!file) {
		/* Where tables cannot be seen, it is not that there are none. */
		if (so_far->iommu.state == IOMMU_HIDDEN || so_far->iommu.state == IOMMU_UNKNOWN)
			verdict_set(verdict, so_far->iommu.state, so_far->iommu.reason);
		else
			verdict_set(verdict, IOMMU_ABSENT, REASON_IR_NO_TABLE);
		return;
	}
	verdict->table = file->signature;
	if (file->error) {
		verdict_set(verdict, IOMMU_OFF, REASON_NO_PERMISSION);
		verdict_show_error(verdict, file->path, file->error);
	} else if (!file->table.n_items) {
		verdict_set(verdict, IOMMU_BROKEN, REASON_TABLE_FAULT);
	} else if (dmar) {
		judge_dmar(so_far, file, verdict);
	} else {
		judge_ivrs(so_far, file, verdict);
	}
}

void judge_interrupts(const struct judgement *so_far, struct verdict *ret)
{
	const struct flag *remapped = &so_far->host->iommu.interrupt_remapping;
	const struct option_use *off = options_set(&so_far->options, SETTING_INTREMAP, 0);

	*ret = (struct verdict){ .arena = so_far->host->arena };
	if (remapped->fact.state == FACT_UNKNOWN) {
		verdict_set(ret, IOMMU_UNKNOWN, REASON_UNREADABLE);
		verdict_show_error(ret, remapped->fact.source, remapped->fact.error);
		return;
	}
	if (known(*remapped) && remapped->value) {
		verdict_set(ret, IOMMU_ENABLED, REASON_IR_ON);
		verdict_show(ret, remapped->fact.source, "interrupt chips named IR-");
		return;
	}
	verdict_set(ret, IOMMU_OFF, REASON_IR_NOT_IN_USE);
	if (known(*remapped))
		verdict_show(ret, remapped->fact.source, "no interrupt chip named IR-");
	if (off)
		verdict_off_by(ret, so_far->host, off);
	else
		judge_table(so_far, ret);
}
