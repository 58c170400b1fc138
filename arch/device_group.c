/* Whether a device is in a group of an IOMMU, or will be when vfio-pci has it. */
#include <string.h>

#include "acpi/iort.h"
#include "acpi/viot.h"
#include "arch/device.h"
#include "arch/evidence.h"
#include "arch/smmu.h"

/* Whether its group is VFIO's own, for a device without an IOMMU. */
static bool is_noiommu(const struct device_run *run)
{
	const struct group_judged *group = run->device->group;

	return group && known(group->group->name) &&
	       !strcmp(group->group->name.value, "vfio-noiommu");
}

bool device_has_iommu(const struct device_run *run)
{
	return run->all->so_far->iommu.state == IOMMU_ENABLED && run->device->group &&
	       !is_noiommu(run);
}

/* vfio_noiommu_group_alloc() */
void device_find_noiommu_mode(struct device_run *run)
{
	if (is_noiommu(run))
		device_show(run, evidence_seen(run->host->arena,
					       run->device->group->group->name.fact.source,
					       "vfio-noiommu"));
}

/* ---- groups to come: acpi_iommu_configure_id() and of_iommu_configure(), which the core
 * calls before a driver's probe ---- */

/* PCIe 2.2.6.2 */
static uint16_t requester_id(const struct pci_device *pci)
{
	return (uint16_t)(pci->bus.value << 8 | pci->device.value << 3 | pci->function.value);
}

/* More ranges are not looked through for each of thousands of functions. */
#define MOST_RANGES 1024

static enum answer too_many(const struct device_run *run, const struct acpi_file *file,
			    struct evidence *why)
{
	*why = evidence_seen(run->host->arena, file->path, "more than %d ranges of ids",
			     MOST_RANGES);
	return ANSWER_UNKNOWN;
}

/* iort_iommu_configure_id() */
static enum answer by_iort(const struct device_run *run, const struct acpi_file *file,
			   struct evidence *why)
{
	const struct smmus *smmus = run->all->smmus;
	uint16_t id = requester_id(run->pci);
	size_t seen = 0;

	for (size_t i = 0; i < smmus->n; i++)
		for (size_t r = 0; r < smmus->smmus[i].n_ranges; r++) {
			const struct smmu_range *range = &smmus->smmus[i].ranges[r];

			if (seen++ == MOST_RANGES)
				return too_many(run, file, why);
			if (range->segment != run->pci->domain.value || id < range->first ||
			    id > range->last)
				continue;
			*why = evidence_at(run->host->arena, file->path,
					   smmus->smmus[i].offset,
					   "an SMMUv3, for requester ids 0x%04x to 0x%04x",
					   range->first, range->last);
			return ANSWER_YES;
		}
	if (file->table.n_items &&
	    acpi_next(&file->table, &file->table.items[0], &iort_smmu, NULL)) {
		*why = evidence_seen(run->host->arena, file->path, "an SMMU older than SMMUv3");
		return ANSWER_UNKNOWN;
	}
	return ANSWER_NO;
}

/* viot_pci_dev_iommu_init() */
static enum answer by_viot(const struct device_run *run, const struct acpi_file *file,
			   struct evidence *why)
{
	const struct acpi_table *table = &file->table;
	const struct acpi_item *item = NULL;
	uint64_t segment = run->pci->domain.value;
	uint16_t id = requester_id(run->pci);
	size_t seen = 0;

	while (table->n_items &&
	       (item = acpi_next(table, &table->items[0], &viot_pci_range, item))) {
		struct viot_pci_range range;

		if (seen++ == MOST_RANGES)
			return too_many(run, file, why);
		acpi_decode(table, item, &range);
		if (segment < range.segment_start || segment > range.segment_end ||
		    id < range.bdf_start || id > range.bdf_end)
			continue;
		*why = evidence_at(run->host->arena, file->path, item->offset,
				   "requester ids 0x%04x to 0x%04x", range.bdf_start,
				   range.bdf_end);
		return ANSWER_YES;
	}
	return ANSWER_NO;
}

/* of_pci_iommu_init(): by the host bridge's iommu-map. */
static enum answer by_devicetree(const struct device_run *run, struct evidence *why)
{
	const struct devicetree *tree = &run->host->iommu.devicetree;

	if (tree->read.fact.state == FACT_ABSENT)
		return ANSWER_NO;
	if (!known(tree->read)) {
		*why = evidence_unread(&tree->read.fact);
		return ANSWER_UNKNOWN;
	}
	if (tree->unmapped_hosts.n) {
		*why = evidence_seen(run->host->arena, tree->unmapped_hosts.values[0],
				     "a PCI host bridge without iommu-map");
		return ANSWER_UNKNOWN;
	}
	*why = evidence_seen(run->host->arena, tree->read.fact.source,
			     "each PCI host bridge has an iommu-map");
	return ANSWER_YES;
}

typedef enum answer by_table(const struct device_run *run, const struct acpi_file *file,
			     struct evidence *why);

/* Intel's and AMD's drivers group each function when it is found: what has no group then
 * gets none. Of others only those do that a driver is bound to. */
static enum answer ask_tables(const struct device_run *run, struct evidence *why)
{
	static const struct {
		const char *signature;
		by_table *asks;
	} tables[] = { { "IORT", by_iort }, { "VIOT", by_viot } };
	enum answer answer = ANSWER_NO;
	bool found = false;

	if (run->pci->driver.fact.state != FACT_ABSENT ||
	    run->pci->iommu_group.fact.state != FACT_ABSENT)
		return ANSWER_NO;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && answer == ANSWER_NO; i++) {
		const struct acpi_file *file = host_table(run->host, tables[i].signature);

		if (!file)
			continue;
		found = true;
		*why = (struct evidence){ .path = file->path, .error = file->error };
		answer = file->error ? ANSWER_UNKNOWN : tables[i].asks(run, file, why);
	}
	return found ? answer : by_devicetree(run, why);
}

/* Shows that the kernel has not put it into a group, or that this could not be read. */
static void show_no_group(struct device_run *run)
{
	const struct number *group = &run->pci->iommu_group;

	if (group->fact.state == FACT_UNKNOWN)
		device_unread(run, &group->fact);
	else if (!known(*group))
		device_show(run, evidence_seen(run->host->arena,
					       device_path(run, "iommu_group"), "not there"));
	else if (known(run->host->iommu.groups_read))
		/* It came or went while the host was read. */
		device_untold(run, evidence_seen(run->host->arena, group->fact.source,
						 "group %llu, which is not listed",
						 (unsigned long long)group->value));
	else
		device_unread(run, &run->host->iommu.groups_read.fact);
}

/* Whether the IOMMU is in use, and not for this one. */
static bool is_left_out(const struct device_run *run)
{
	return run->all->so_far->iommu.state == IOMMU_ENABLED && !run->device->group;
}

/* Tables may be long: a device asks them once. */
static const struct later_group *later_group(struct device_run *run)
{
	if (!run->later.asked) {
		run->later.asked = true;
		run->later.answer = ask_tables(run, &run->later.why);
	}
	return &run->later;
}

bool device_gets_group(struct device_run *run)
{
	return is_left_out(run) && later_group(run)->answer == ANSWER_YES;
}

void device_find_no_group(struct device_run *run)
{
	if (!is_left_out(run))
		return;
	switch (later_group(run)->answer) {
	case ANSWER_YES:
		break;
	case ANSWER_UNKNOWN:
		device_untold(run, run->later.why);
		break;
	case ANSWER_NO:
		show_no_group(run);
		break;
	}
}

void device_find_group_later(struct device_run *run)
{
	if (device_gets_group(run))
		device_show(run, run->later.why);
}
