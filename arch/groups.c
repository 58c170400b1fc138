/* Whether VFIO would take a group, and which unit serves it. */
#include <string.h>

#include "arch/passthrough_run.h"
#include "scanner/str.h"

bool is_vfio_driver(const char *driver)
{
	/* Of modules that add to vfio-pci the driver is called as the module is:
	 * mlx5_vfio_pci, hisi_acc_vfio_pci, ... */
	return str_starts(driver, "vfio-") || str_ends(driver, "_vfio_pci");
}

/* driver_managed_dma of Linux 6.1 to 7.2: the drivers of VFIO, and these. */
bool leaves_dma_alone(const char *driver)
{
	return is_vfio_driver(driver) || !strcmp(driver, "pcieport") ||
	       !strcmp(driver, "pci-stub");
}

/* The driver of a member; NULL: nothing tells. */
static const struct text *driver_of(const struct passthrough_run *run,
				    const struct iommu_group *group, size_t member)
{
	size_t index = passthrough_find(run, group->devices.values[member]);

	if (index != NOT_FOUND)
		return &run->host->pci[index].driver;
	return group->drivers ? &group->drivers[member] : NULL;
}

static void judge_member(const struct passthrough_run *run, struct group_judged *judged,
			 size_t member)
{
	const struct iommu_group *group = judged->group;
	const struct text *driver = driver_of(run, group, member);

	if (!driver || driver->fact.state == FACT_UNKNOWN)
		judged->unread = driver ? &driver->fact : &group->devices.fact;
	else if (known(*driver) && !leaves_dma_alone(driver->value))
		*arena_add(run->host->arena, judged->holders, judged->n_holders) =
			(struct holder){ .device = group->devices.values[member],
					 .driver = driver->value };
}

/* iommu_group_claim_dma_owner() wants nobody to use the group for the kernel's DMA:
 * iommu_device_use_default_domain(), which binding any other driver calls. */
static void judge_viable(const struct passthrough_run *run, struct group_judged *judged)
{
	const struct texts *devices = &judged->group->devices;

	if (devices->fact.state == FACT_UNKNOWN)
		judged->unread = &devices->fact;
	for (size_t i = 0; i < devices->n; i++)
		judge_member(run, judged, i);
	judged->viable = judged->n_holders ? ANSWER_NO :
			 judged->unread ? ANSWER_UNKNOWN : ANSWER_YES;
	if (judged->viable == ANSWER_NO)
		judged->unread = NULL;
}

static const char *unit_of(const struct passthrough_run *run, const struct iommu_group *group)
{
	for (size_t i = 0; i < group->devices.n; i++) {
		size_t index = passthrough_find(run, group->devices.values[i]);

		if (index != NOT_FOUND && known(run->host->pci[index].unit))
			return run->host->pci[index].unit.value;
	}
	return NULL;
}

void groups_judge(struct passthrough_run *run)
{
	for (size_t i = 0; i < run->ret->n_groups; i++) {
		struct group_judged *judged = &run->ret->groups[i];

		judged->group = &run->host->iommu.groups[i];
		judged->unit = unit_of(run, judged->group);
		judge_viable(run, judged);
		joins_judge(run, judged);
	}
}
