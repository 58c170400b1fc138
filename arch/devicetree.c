/* IOMMUs of a device tree, as drivers/iommu/of_iommu.c finds them: by #iommu-cells, behind
 * iommus and iommu-map. There is nothing to be refused, and nothing to switch off. */
#include <string.h>

#include "arch/judgement.h"
#include "scanner/str.h"

/* A part of a compatible name, and the family whose units they are. */
static const struct {
	const char *part, *family;
} parts[] = {
	{ "smmu", "arm" }, { "arm,mmu-", "arm" }, { "riscv,", "riscv" }, { "virtio,", "virtio" },
};

/* NULL: none that has a name here (the IOMMUs of many a system on a chip). */
static const char *family_of(const struct devicetree_iommu *iommu)
{
	for (size_t c = 0; c < iommu->compatible.n; c++)
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			if (strstr(iommu->compatible.values[c], parts[i].part))
				return parts[i].family;
	return NULL;
}

/* What counts of all nodes. */
struct counted {
	size_t enabled, unread;
	size_t driven;      /* enabled, and its driver is registered */
	size_t undriven;    /* enabled, and its driver is not */
};

static struct counted count(const struct devicetree *tree)
{
	struct counted ret = { 0 };

	for (size_t i = 0; i < tree->n_iommus; i++) {
		const struct devicetree_iommu *iommu = &tree->iommus[i];

		ret.unread += !known(iommu->enabled);
		if (!known(iommu->enabled) || !iommu->enabled.value)
			continue;
		ret.enabled++;
		ret.driven += known(iommu->driver);
		ret.undriven += iommu->driver.fact.state == FACT_ABSENT &&
				iommu->driver.fact.source;
	}
	return ret;
}

static void show(const struct devicetree *tree, struct verdict *verdict)
{
	const size_t most = 8;

	for (size_t i = 0; i < tree->n_iommus && i < most; i++) {
		const struct devicetree_iommu *iommu = &tree->iommus[i];
		const char *name = iommu->compatible.n ? iommu->compatible.values[0] : "IOMMU";

		if (!known(iommu->enabled))
			verdict_show_error(verdict, iommu->enabled.fact.source,
					   iommu->enabled.fact.error);
		else
			verdict_show(verdict, iommu->path.value, "%s%s", name,
				     iommu->enabled.value ? "" : ", disabled");
		if (iommu->driver.fact.source && iommu->driver.fact.state != FACT_UNKNOWN)
			verdict_show(verdict, iommu->driver.fact.source,
				     known(iommu->driver) ? "the driver is registered" :
							    "no such driver is registered");
	}
	if (tree->n_iommus > most)
		verdict_show(verdict, tree->read.fact.source, "%zu such nodes in all",
			     tree->n_iommus);
	verdict_show(verdict, tree->read.fact.source, "%llu nodes are mapped to an IOMMU",
		     (unsigned long long)tree->users.value);
}

static void set_state(const struct devicetree *tree, struct verdict *verdict)
{
	struct counted n = count(tree);

	if (!tree->n_iommus)
		verdict_set(verdict, IOMMU_ABSENT, REASON_NO_UNIT);
	else if (!n.enabled && n.unread)
		verdict_set(verdict, IOMMU_UNKNOWN, REASON_UNREADABLE);
	else if (!n.enabled)
		verdict_set(verdict, IOMMU_ABSENT, REASON_UNIT_DISABLED);
	else if (!tree->users.value)
		verdict_set(verdict, IOMMU_OFF, REASON_NOT_MAPPED);
	else if (n.undriven && !n.driven)
		verdict_set(verdict, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
	else
		verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
}

bool judge_devicetree(const struct judgement *so_far, struct verdict *verdict)
{
	const struct devicetree *tree = &so_far->host->iommu.devicetree;
	const struct flag *hidden = &so_far->host->virtualization.firmware_hidden;

	/* Where ACPI's tables are hidden, the tree may be the stub that is beside them. */
	if (tree->read.fact.state == FACT_ABSENT || (known(*hidden) && hidden->value))
		return false;
	if (!known(tree->read)) {
		verdict_set(verdict, IOMMU_UNKNOWN, REASON_UNREADABLE);
		verdict_show_error(verdict, tree->read.fact.source, tree->read.fact.error);
		return true;
	}
	if (tree->n_iommus)
		verdict->family = family_of(&tree->iommus[0]);
	set_state(tree, verdict);
	show(tree, verdict);
	return true;
}

/* of_iommu_configure(): the devices below a host bridge without iommu-map stay as they
 * are. A tree without an IOMMU in use maps none, of course. */
void devicetree_check_hosts(struct check_run *run)
{
	const struct devicetree *tree = &run->host->iommu.devicetree;

	if (tree->read.fact.state == FACT_UNKNOWN)
		check_unknown(run, &tree->read.fact);
	else if (!known(tree->read) || !count(tree).enabled)
		check_not_applicable(run);
	else
		for (size_t i = 0; i < tree->unmapped_hosts.n; i++)
			check_fail(run, tree->unmapped_hosts.values[i],
				   "a PCI host bridge without iommu-map");
}
