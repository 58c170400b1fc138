/* Memory of a group that firmware wants mapped 1:1, and what the kernel makes of it. */
#include <string.h>

#include "arch/device.h"
#include "arch/evidence.h"
#include "arch/kernel.h"
#include "scanner/str.h"

/* PCI Code and ID Assignment: what device_rmrr_is_relaxable() and the workaround for
 * floppies (CONFIG_INTEL_IOMMU_FLOPPY_WA) look for. */
enum { BASE_DISPLAY = 0x03, USB = 0x0c03, ISA_BRIDGE = 0x0601 };

static struct evidence region_evidence(const struct passthrough_run *run,
				       const struct iommu_group *group,
				       const struct reserved_region *region)
{
	return evidence_seen(run->host->arena, group->regions_read.fact.source,
			     "0x%llx-0x%llx %s", (unsigned long long)region->start,
			     (unsigned long long)region->end, region->type);
}

/* Tables that would name who asks for a region. */
static void add_unread(const struct passthrough_run *run, struct locks *locks)
{
	static const char *const signatures[] = { "DMAR", "IVRS", "IORT" };

	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		const struct acpi_file *file = host_table(run->host, signatures[i]);

		if (file && file->error)
			*arena_add(run->host->arena, locks->evidence, locks->n_evidence) =
				(struct evidence){ .path = file->path, .error = file->error };
	}
}

static void list_locks(const struct passthrough_run *run, const struct iommu_group *group,
		       struct locks *locks)
{
	for (size_t r = 0; r < group->n_regions && locks->n_evidence < MOST_SHOWN; r++) {
		const struct reserved_region *region = &group->regions[r];

		if (strcmp(region->type, "direct"))
			continue;
		*arena_add(run->host->arena, locks->evidence, locks->n_evidence) =
			region_evidence(run, group, region);
		for (size_t i = 0; i < group->devices.n && locks->n_evidence < MOST_SHOWN; i++) {
			size_t device = passthrough_find(run, group->devices.values[i]);

			if (device != NOT_FOUND)
				wanted_show(run, device, region, &locks->evidence,
					    &locks->n_evidence);
		}
	}
	if (locks->n_evidence)
		add_unread(run, locks);
}

void locks_list(struct passthrough_run *run)
{
	run->locks = arena_alloc(run->host->arena, run->ret->n_groups * sizeof(*run->locks));
	for (size_t i = 0; i < run->ret->n_groups; i++)
		list_locks(run, run->ret->groups[i].group, &run->locks[i]);
}

static const struct locks *locks_of(const struct device_run *run)
{
	return &run->all->locks[run->device->group - run->all->ret->groups];
}

/* Intel's driver has always kept such devices (device_is_rmrr_locked). Since 6.6 all
 * drivers do: `require_direct` of a device, in __iommu_device_set_domain(). */
static enum answer is_heeded(const struct device_run *run)
{
	const struct text *release = &run->host->kernel.release;

	if (known(run->pci->unit) && str_starts(run->pci->unit.value, "dmar"))
		return ANSWER_YES;
	if (!known(*release))
		return ANSWER_UNKNOWN;
	return kernel_is_since(release->value, 6, 6) ? ANSWER_YES : ANSWER_NO;
}

static void show_locks(struct device_run *run)
{
	const struct locks *locks = locks_of(run);

	for (size_t i = 0; i < locks->n_evidence; i++)
		device_show(run, locks->evidence[i]);
}

void device_find_direct(struct device_run *run)
{
	const struct iommu_group *group;

	if (!device_has_iommu(run))
		return;
	group = run->device->group->group;
	if (!known(group->regions_read))
		device_unread(run, &group->regions_read.fact);
	if (!locks_of(run)->n_evidence)
		return;
	if (is_heeded(run) == ANSWER_YES)
		show_locks(run);
	else if (is_heeded(run) == ANSWER_UNKNOWN)
		device_unread(run, &run->host->kernel.release.fact);
}

void device_find_direct_unheeded(struct device_run *run)
{
	const struct text *release = &run->host->kernel.release;

	if (!device_has_iommu(run) || !locks_of(run)->n_evidence ||
	    is_heeded(run) != ANSWER_NO)
		return;
	device_show(run, evidence_seen(run->host->arena, release->fact.source, "%s",
				       release->value));
	show_locks(run);
}

/* Whether the device itself can be why its group has such a region. */
static bool can_be_relaxed(const struct device_run *run)
{
	uint64_t class_code = run->pci->class_code.value;

	if (!known(run->pci->unit) || !str_starts(run->pci->unit.value, "dmar"))
		return true;
	return class_code >> 16 == BASE_DISPLAY || class_code >> 8 == USB ||
	       class_code >> 8 == ISA_BRIDGE;
}

void device_find_relaxable(struct device_run *run)
{
	const struct iommu_group *group;

	if (!device_has_iommu(run) || !can_be_relaxed(run))
		return;
	group = run->device->group->group;
	for (size_t i = 0; i < group->n_regions && i < MOST_LOOKED_AT; i++) {
		struct evidence *rows = NULL;
		size_t n = 0;

		if (strcmp(group->regions[i].type, "direct-relaxable"))
			continue;
		device_show(run, region_evidence(run->all, group, &group->regions[i]));
		wanted_show(run->all, run->index, &group->regions[i], &rows, &n);
		for (size_t row = 0; row < n; row++)
			device_show(run, rows[row]);
	}
}
