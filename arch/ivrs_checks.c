/* What Linux asks of an IVRS; each check mirrors a function of drivers/iommu/amd/init.c,
 * named at it. */
#include "acpi/ivrs.h"

#include <stdlib.h>

#include "arch/check.h"
#include "arch/ivrs_walk.h"

/* check_ivrs_checksum(): the one table whose checksum Linux insists on. */
void ivrs_check_checksum(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;

	for (size_t i = 0; i < table->n_faults; i++)
		if (table->faults[i].rule == ACPI_CHECKSUM)
			check_fail_fault(run, run->file, &table->faults[i]);
}

/* No walk over blocks or entries asks whether a length is zero; an entry type without a
 * length has length 0 (ivhd_entry_length): the kernel hangs at boot. */
void ivrs_check_endless(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 }, entry;
	uint8_t type = ivrs_used_type(table);

	while (ivrs_next_used(table, type, &block)) {
		for (entry = (struct ivrs_step){ 0 }; ivrs_next_entry(table, &block, &entry);)
			;
		if (entry.stop == IVRS_STOP_ZERO)
			check_fail_at(run, entry.offset,
				      "device entry of type 0x%02x, which has no length",
				      entry.type);
	}
	if (block.stop == IVRS_STOP_ZERO)
		check_fail_at(run, block.offset, "block of length 0");
}

/* No walk asks whether a header is whole: Linux takes a length from behind the table. */
void ivrs_check_trailing(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 };

	while (ivrs_next(table, &block))
		;
	if (block.stop == IVRS_STOP_CUT)
		check_fail_at(run, block.offset, "%u bytes, too few for a block's header",
			      table->end - block.offset);
}

/* Without an IVHD of that type Linux drives no unit. */
void ivrs_check_units(struct check_run *run)
{
	uint8_t type = ivrs_used_type(&run->file->table);
	struct ivrs_step block = { 0 };

	if (!ivrs_next_used(&run->file->table, type, &block))
		check_fail(run, run->file->path, "no IVHD of type 0x%02x, the one that Linux uses",
			   type);
}

static bool names_device(uint8_t type)
{
	return type == IVHD_ALL || type == IVHD_SELECT || type == IVHD_RANGE_END ||
	       type == IVHD_ALIAS_SELECT || type == IVHD_EXT_SELECT;
}

/* find_last_devid_from_ivhd() returns -EINVAL for a block that names no device. */
void ivrs_check_entries(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 }, entry;
	uint8_t type = ivrs_used_type(table);

	while (ivrs_next_used(table, type, &block)) {
		bool any = false;

		entry = (struct ivrs_step){ 0 };
		while (!any && ivrs_next_entry(table, &block, &entry))
			any = names_device(entry.type);
		if (!any)
			check_fail_at(run, block.offset, "IVHD whose entries name no device");
	}
}

/* Registers that an IVHD claims. */
struct claim {
	uint64_t base, size;
	uint32_t offset;
};

/* init_iommu_one(): with performance counters there are more of them. */
static uint64_t claim_size(const struct acpi_table *table, const struct ivrs_step *block)
{
	/* 48882, 5.2.2.1 and the Extended Feature Register's PCSup. */
	const size_t features_at = 20, efr_at = 24;
	const uint64_t counters = 0x1e000, banks = 0x7e0000, pcsup = 1 << 9;
	const uint64_t few = 0x4000, many = 0x80000;
	uint64_t features = acpi_number(table, block->offset + features_at, 4);

	if (block->type == IVRS_IVHD_10)
		return features & counters && features & banks ? many : few;
	return acpi_number(table, block->offset + efr_at, 8) & pcsup ? many : few;
}

static int compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->base != y->base)
		return x->base < y->base ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* iommu_map_mmio_space(): "Can not reserve memory region ... This is a BIOS bug". Nobody
 * can have what another has, nor page 0. */
void ivrs_check_registers(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 };
	uint8_t type = ivrs_used_type(table);
	struct claim *claims = NULL;
	size_t n = 0;

	while (ivrs_next_used(table, type, &block))
		*arena_add(run->host->arena, claims, n) = (struct claim){
			ivrs_base(table, &block), claim_size(table, &block), block.offset };
	if (n)
		qsort(claims, n, sizeof(*claims), compare_claims);
	for (size_t i = 0; i < n; i++) {
		const struct claim *claim = &claims[i], *before = i ? claim - 1 : NULL;

		if (!claim->base)
			check_fail_at(run, claim->offset, "IVHD with base address 0");
		else if (before && claim->base - before->base < before->size)
			check_fail_at(run, claim->offset,
				      "IVHD with base address 0x%llx, another has 0x%llx",
				      (unsigned long long)claim->base,
				      (unsigned long long)before->base);
	}
}

/* Calls `check` for each entry of a type in the blocks that Linux uses. */
static void each_entry(struct check_run *run, uint8_t entry_type,
		       void (*check)(struct check_run *run, const struct ivrs_step *block,
				     const struct ivrs_step *entry))
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 }, entry;
	uint8_t type = ivrs_used_type(table);

	while (ivrs_next_used(table, type, &block))
		for (entry = (struct ivrs_step){ 0 }; ivrs_next_entry(table, &block, &entry);)
			if (entry.type == entry_type)
				check(run, &block, &entry);
}

static void check_one_variety(struct check_run *run, const struct ivrs_step *block,
			      const struct ivrs_step *entry)
{
	const size_t variety_at = 7;
	unsigned variety = (unsigned)acpi_number(&run->file->table, entry->offset + variety_at, 1);

	(void)block;
	if (variety != IVHD_VARIETY_IOAPIC && variety != IVHD_VARIETY_HPET)
		check_fail_at(run, entry->offset, "special device of variety %u", variety);
}

/* add_special_device(): -EINVAL */
void ivrs_check_variety(struct check_run *run)
{
	each_entry(run, IVHD_SPECIAL, check_one_variety);
}

/* iommu_init_pci(): the unit's own PCI function must be there. */
void ivrs_check_function(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 };
	uint8_t type = ivrs_used_type(table);

	if (!known(run->host->pci_read)) {
		check_unknown(run, &run->host->pci_read.fact);
		return;
	}
	while (ivrs_next_used(table, type, &block)) {
		unsigned segment = ivrs_segment(table, &block), devid = ivrs_devid(table, &block);

		if (!check_find_pci(run, segment, devid >> 8, devid >> 3 & 31, devid & 7))
			check_fail_at(run, block.offset,
				      "IVHD for PCI function %04x:%02x:%02x.%x, which is not there",
				      segment, devid >> 8, devid >> 3 & 31, devid & 7);
	}
}

static void check_one_hid_block(struct check_run *run, const struct ivrs_step *block,
				const struct ivrs_step *entry)
{
	if (block->type != IVRS_IVHD_40)
		check_fail_at(run, entry->offset, "HID entry in an IVHD of type 0x%02x",
			      block->type);
}

/* init_iommu_from_acpi(): "Invalid IVHD device type", the entry is skipped. */
void ivrs_check_hid_block(struct check_run *run)
{
	each_entry(run, IVHD_HID, check_one_hid_block);
}

static void check_one_hid(struct check_run *run, const struct ivrs_step *block,
			  const struct ivrs_step *entry)
{
	const size_t hid_at = 4;

	(void)block;
	if (!acpi_number(&run->file->table, entry->offset + hid_at, 1))
		check_fail_at(run, entry->offset, "HID entry without a HID");
}

/* init_iommu_from_acpi(): "Invalid HID.", the entry is skipped. */
void ivrs_check_hid_empty(struct check_run *run)
{
	each_entry(run, IVHD_HID, check_one_hid);
}

/* Linux reads on past the table's end, and warns when its walk does not end there. */
void ivrs_check_length(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;

	for (size_t i = 0; i < table->n_faults; i++)
		if (table->faults[i].rule == ACPI_STRUCTURE_LONG)
			check_fail_fault(run, run->file, &table->faults[i]);
}

/* init_unity_map_range(): the memory is mapped 1:1 for these devices. A range that
 * covers all buses keeps every device from guests. */
void ivrs_check_ivmd(struct check_run *run)
{
	const uint16_t bus_0_end = 0xff;
	const struct acpi_item *block = NULL;

	while ((block = check_next(run, &ivrs_ivmd, block))) {
		struct ivrs_ivmd ivmd;

		acpi_decode(&run->file->table, block, &ivmd);
		if (!(ivmd.flags & (IVMD_UNITY | IVMD_EXCLUSION)))
			continue;
		if (ivmd.type == IVRS_IVMD_ALL ||
		    (ivmd.type == IVRS_IVMD_RANGE && ivmd.devid == 0 && ivmd.aux > bus_0_end))
			check_fail_at(run, block->offset,
				      "IVMD of 0x%llx bytes at 0x%llx for devices 0x%04x to 0x%04x",
				      (unsigned long long)ivmd.mem_length,
				      (unsigned long long)ivmd.start, ivmd.devid,
				      ivmd.type == IVRS_IVMD_ALL ? UINT16_MAX : ivmd.aux);
	}
}

/* ivinfo_init(): IOMMU_CAP_PRE_BOOT_PROTECTION */
void ivrs_check_preboot(struct check_run *run)
{
	struct ivrs_header header;

	acpi_decode(&run->file->table, &run->file->table.items[0], &header);
	if (header.ivinfo & IVINFO_DMA_REMAP)
		check_fail_at(run, ACPI_HEADER_LENGTH, "IVinfo 0x%08x: DMA remapping",
			      header.ivinfo);
}

/* iommu_init_pci() makes each unit a child of its PCI function. */
void ivrs_check_not_shown(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 };
	uint8_t type = ivrs_used_type(table);

	if (!check_has_units(run, run->units->n_functions))
		return;
	while (ivrs_next_used(table, type, &block)) {
		unsigned segment = ivrs_segment(table, &block), devid = ivrs_devid(table, &block);
		const char *function =
			arena_print(run->host->arena, "%04x:%02x:%02x.%x", segment, devid >> 8,
				    devid >> 3 & 31, devid & 7);

		if (!check_shows_function(run, function))
			check_fail_at(run, block.offset,
				      "no unit in /sys/class/iommu is the function %s", function);
	}
}

/* Whether an entry leads to a function that is there; *start is the range that is open. */
static bool leads_somewhere(const struct check_run *run, const struct ivrs_step *block,
			    const struct ivrs_step *entry, uint16_t *start)
{
	const struct acpi_table *table = &run->file->table;
	const size_t devid_at = 1;
	uint16_t devid = (uint16_t)acpi_number(table, entry->offset + devid_at, 2);
	unsigned segment = ivrs_segment(table, block);

	switch (entry->type) {
	case IVHD_ALL:
		return check_has_pci(run, segment, 0, UINT16_MAX);
	case IVHD_SELECT:
	case IVHD_ALIAS_SELECT:
	case IVHD_EXT_SELECT:
		return check_has_pci(run, segment, devid, devid);
	case IVHD_RANGE_START:
	case IVHD_ALIAS_RANGE_START:
	case IVHD_EXT_RANGE_START:
		*start = devid;
		return false;
	case IVHD_RANGE_END:
		return check_has_pci(run, segment, *start, devid);
	case IVHD_HID: /* an ACPI device, which cannot be seen from here */
		return true;
	default:
		return false;
	}
}

/* Only devices that an entry names have the unit (amd_iommu_set_rlookup_table). */
void ivrs_check_mapped(struct check_run *run)
{
	const struct acpi_table *table = &run->file->table;
	struct ivrs_step block = { 0 }, entry;
	uint8_t type = ivrs_used_type(table);

	if (!known(run->host->pci_read)) {
		check_unknown(run, &run->host->pci_read.fact);
		return;
	}
	if (!run->host->n_pci || !ivrs_next_used(table, type, &block)) {
		check_not_applicable(run);
		return;
	}
	do {
		uint16_t start = 0;

		for (entry = (struct ivrs_step){ 0 }; ivrs_next_entry(table, &block, &entry);)
			if (leads_somewhere(run, &block, &entry, &start))
				return;
	} while (ivrs_next_used(table, type, &block));
	check_fail(run, run->file->path, "no IVHD names a PCI function that is there");
}
