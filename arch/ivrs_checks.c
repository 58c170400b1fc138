/* What Linux asks of an IVRS; each check mirrors a function of drivers/iommu/amd/init.c,
 * named at it. */
#include "acpi/ivrs.h"

#include "arch/check.h"

/* What every block begins with, known or not: 48882, 5.2.2. */
enum { BLOCK_TYPE = 0, BLOCK_DEVID = 4 };

static uint8_t block_type(const struct check_run *run, const struct acpi_item *block)
{
	return (uint8_t)acpi_number(&run->file->table, block->offset + BLOCK_TYPE, 1);
}

static uint16_t block_devid(const struct check_run *run, const struct acpi_item *block)
{
	return (uint16_t)acpi_number(&run->file->table, block->offset + BLOCK_DEVID, 2);
}

static bool is_ivhd(const struct acpi_item *block)
{
	return block->layout == &ivrs_ivhd_10 || block->layout == &ivrs_ivhd_11;
}

/* get_highest_supported_ivhd_type(): the last type that describes the device of the
 * first block. Firmware lists a unit once for each type; only one is used. */
static uint8_t used_type(const struct check_run *run)
{
	const struct acpi_item *first = check_next(run, NULL, NULL), *block = NULL;
	uint8_t type = 0;

	while ((block = check_next(run, NULL, block)) && block_type(run, block) <= IVRS_IVHD_40)
		if (block_devid(run, block) == block_devid(run, first))
			type = block_type(run, block);
	return type;
}

/* The next IVHD of the type that Linux uses, after `after`. */
static const struct acpi_item *next_used(const struct check_run *run, uint8_t type,
					 const struct acpi_item *after)
{
	while ((after = check_next(run, NULL, after)))
		if (is_ivhd(after) && block_type(run, after) == type)
			return after;
	return NULL;
}

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
	uint8_t type = used_type(run);

	for (size_t i = 0; i < table->n_faults; i++) {
		const struct acpi_fault *fault = &table->faults[i];
		const struct acpi_item *block =
			fault->item < table->n_items ? &table->items[fault->item] : NULL;

		if (fault->rule == ACPI_STRUCTURE_ZERO ||
		    (fault->rule == ACPI_ENTRY_UNKNOWN && block &&
		     block_type(run, block) == type))
			check_fail_fault(run, run->file, fault);
	}
}

/* Without an IVHD of that type Linux drives no unit. */
void ivrs_check_units(struct check_run *run)
{
	uint8_t type = used_type(run);

	if (!next_used(run, type, NULL))
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
	const struct acpi_item *block = NULL, *entry;
	uint8_t type = used_type(run);

	while ((block = next_used(run, type, block))) {
		bool any = false;

		for (entry = NULL; (entry = acpi_next(table, block, NULL, entry)) && !any;)
			any = names_device(block_type(run, entry));
		if (!any)
			check_fail_at(run, block->offset, "IVHD whose entries name no device");
	}
}

/* Calls `check` for each entry of a layout in the blocks that Linux uses. */
static void each_entry(struct check_run *run, const struct acpi_layout *layout,
		       void (*check)(struct check_run *run, const struct acpi_item *block,
				     const struct acpi_item *entry))
{
	const struct acpi_item *block = NULL, *entry;
	uint8_t type = used_type(run);

	while ((block = next_used(run, type, block)))
		for (entry = NULL; (entry = acpi_next(&run->file->table, block, layout, entry));)
			check(run, block, entry);
}

static void check_one_variety(struct check_run *run, const struct acpi_item *block,
			      const struct acpi_item *entry)
{
	struct ivhd_special special;

	(void)block;
	acpi_decode(&run->file->table, entry, &special);
	if (special.variety != IVHD_VARIETY_IOAPIC && special.variety != IVHD_VARIETY_HPET)
		check_fail_at(run, entry->offset, "special device of variety %u",
			      special.variety);
}

/* add_special_device(): -EINVAL */
void ivrs_check_variety(struct check_run *run)
{
	each_entry(run, &ivhd_special, check_one_variety);
}

/* iommu_init_pci(): the unit's own PCI function must be there. */
void ivrs_check_function(struct check_run *run)
{
	const struct acpi_item *block = NULL;
	uint8_t type = used_type(run);

	if (!known(run->host->pci_read)) {
		check_unknown(run, &run->host->pci_read.fact);
		return;
	}
	while ((block = next_used(run, type, block))) {
		struct ivrs_ivhd ivhd;

		acpi_decode(&run->file->table, block, &ivhd);
		if (!check_find_pci(run, ivhd.segment, ivhd.devid >> 8, ivhd.devid >> 3 & 31,
				    ivhd.devid & 7))
			check_fail_at(run, block->offset,
				      "IVHD for PCI function %04x:%02x:%02x.%x, which is not there",
				      ivhd.segment, ivhd.devid >> 8, ivhd.devid >> 3 & 31,
				      ivhd.devid & 7);
	}
}

static void check_one_hid_block(struct check_run *run, const struct acpi_item *block,
				const struct acpi_item *entry)
{
	if (block_type(run, block) != IVRS_IVHD_40)
		check_fail_at(run, entry->offset, "HID entry in an IVHD of type 0x%02x",
			      block_type(run, block));
}

/* init_iommu_from_acpi(): "Invalid IVHD device type", the entry is skipped. */
void ivrs_check_hid_block(struct check_run *run)
{
	each_entry(run, &ivhd_hid, check_one_hid_block);
}

static void check_one_hid(struct check_run *run, const struct acpi_item *block,
			  const struct acpi_item *entry)
{
	const size_t hid_at = 4;

	(void)block;
	if (!acpi_number(&run->file->table, entry->offset + hid_at, 1))
		check_fail_at(run, entry->offset, "HID entry without a HID");
}

/* init_iommu_from_acpi(): "Invalid HID.", the entry is skipped. */
void ivrs_check_hid_empty(struct check_run *run)
{
	each_entry(run, &ivhd_hid, check_one_hid);
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
	const struct acpi_item *block = NULL;
	uint8_t type = used_type(run);

	if (!check_has_units(run, run->units->n_functions))
		return;
	while ((block = next_used(run, type, block))) {
		struct ivrs_ivhd ivhd;

		acpi_decode(&run->file->table, block, &ivhd);
		const char *function = arena_print(run->host->arena, "%04x:%02x:%02x.%x",
						   ivhd.segment, ivhd.devid >> 8,
						   ivhd.devid >> 3 & 31, ivhd.devid & 7);
		if (!check_shows_function(run, function))
			check_fail_at(run, block->offset,
				      "no unit in /sys/class/iommu is the function %s", function);
	}
}
