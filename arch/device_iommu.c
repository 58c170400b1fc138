/* What the IOMMU has to do for a device before VFIO takes it. */
#include <string.h>

#include "acpi/iort.h"
#include "arch/device.h"
#include "arch/evidence.h"
#include "arch/smmu.h"
#include "scanner/str.h"

/* vfio_pci_core_register_device(). What can be said of other devices does not matter for
 * a bridge. */
void device_find_bridge(struct device_run *run)
{
	const struct number *header = &run->function->header_type;

	if (!known(*header)) {
		device_unread(run, &header->fact);
	} else if (header->value) {
		device_show(run, evidence_seen(run->host->arena, header->fact.source,
					       "header type %u", (unsigned)header->value));
		run->over = true;
	}
}

/* The first piece of the verdict's evidence: doctor shows all. */
static struct evidence first_evidence(const struct device_run *run,
				      const struct verdict *verdict)
{
	if (verdict->n_evidence)
		return verdict->evidence[0];
	return evidence_seen(run->host->arena, "/sys/class/iommu", "%s",
			     reason_text(verdict->reason));
}

void device_find_no_iommu(struct device_run *run)
{
	const struct verdict *verdict = &run->all->so_far->iommu;

	if (verdict->state == IOMMU_HIDDEN || verdict->state == IOMMU_UNKNOWN)
		device_untold(run, first_evidence(run, verdict));
	else if (verdict->state != IOMMU_ENABLED)
		device_show(run, first_evidence(run, verdict));
}

/* ---- interrupts: allow_unsafe_interrupts in vfio_iommu_type1_attach_group() ---- */

/* Whether VFIO was told to do without; `source` tells where. */
static bool is_trusting(const struct device_run *run, const char **source)
{
	const struct flag *unsafe = &run->host->vfio.unsafe_interrupts;
	const struct text *line = &run->host->kernel.command_line;

	*source = known(*unsafe) ? unsafe->fact.source : line->fact.source;
	if (known(*unsafe))
		return unsafe->value;
	/* It is not loaded yet, and will be told then. */
	return options_set(&run->all->so_far->options, SETTING_TYPE1_UNSAFE, 1) != NULL;
}

/* On Arm requests for interrupts are told apart by an ITS, whose domain says so
 * (IRQ_DOMAIN_FLAG_ISOLATED_MSI), and not by the SMMU. */
static enum answer arm_isolates(const struct device_run *run, struct evidence *why)
{
	const struct acpi_file *iort = host_table(run->host, "IORT");
	const struct flag *its = &run->host->iommu.interrupt_remapping;

	if (known(*its) && its->value)
		return ANSWER_YES;
	if (!iort) {
		*why = evidence_unread(&its->fact);
		return ANSWER_UNKNOWN;
	}
	if (iort->error) {
		*why = (struct evidence){ .path = iort->path, .error = iort->error };
		return ANSWER_UNKNOWN;
	}
	if (!iort->table.n_items ||
	    !acpi_next(&iort->table, &iort->table.items[0], &iort_its, NULL)) {
		*why = evidence_seen(run->host->arena, iort->path, "no ITS group");
		return ANSWER_NO;
	}
	return ANSWER_YES;
}

/* POWER has VFIO's sPAPR backend, which does not ask; zPCI is always isolated
 * (arch_is_isolated_msi). */
static enum answer isolates_interrupts(const struct device_run *run, struct evidence *why)
{
	const struct judgement *so_far = run->all->so_far;

	if (run->host->system.arch == ARCH_ARM)
		return arm_isolates(run, why);
	if (!so_far->interrupts_judged || so_far->interrupts.state == IOMMU_ENABLED)
		return ANSWER_YES;
	*why = first_evidence(run, &so_far->interrupts);
	return so_far->interrupts.state == IOMMU_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_NO;
}

void device_find_unsafe_interrupts(struct device_run *run)
{
	struct evidence why;
	const char *source;

	if ((!device_has_iommu(run) && !device_gets_group(run)) || is_trusting(run, &source))
		return;
	switch (isolates_interrupts(run, &why)) {
	case ANSWER_UNKNOWN:
		device_untold(run, why);
		break;
	case ANSWER_NO:
		device_show(run, why);
		break;
	case ANSWER_YES:
		break;
	}
}

void device_find_interrupts_trusted(struct device_run *run)
{
	struct evidence why;
	const char *source;

	if (!device_has_iommu(run) || !is_trusting(run, &source) ||
	    isolates_interrupts(run, &why) != ANSWER_NO)
		return;
	device_show(run, why);
	device_show(run, evidence_seen(run->host->arena, source, "allow_unsafe_interrupts"));
}

/* ---- what only some IOMMUs are ---- */

/* IOMMU_CAP_CACHE_COHERENCY, without which vfio_register_group_dev() fails. Only SMMUs lack
 * it; what the IORT says of one counts, not its register (arm_smmu_device_hw_probe). */
void device_find_not_coherent(struct device_run *run)
{
	const struct smmus *smmus = run->all->smmus;

	for (size_t i = 0; smmus && i < smmus->n && known(run->pci->unit); i++) {
		const struct smmu *smmu = &smmus->smmus[i];

		if (!smmu->unit || !smmu->path || smmu->coherent ||
		    strcmp(smmu->unit->name.value, run->pci->unit.value))
			continue;
		device_show(run, evidence_at(run->host->arena, smmu->path, smmu->offset,
					     "SMMUv3 without COHACC override"));
		return;
	}
}

/* Linux does not know the option: whether this kernel is patched cannot be seen. */
void device_find_acs_override(struct device_run *run)
{
	const struct options_judged *options = &run->all->so_far->options;

	if (!device_has_iommu(run))
		return;
	for (size_t i = 0; i < options->n_uses; i++)
		if (options->uses[i].effect == OPTION_FOREIGN &&
		    str_starts(options->uses[i].text, "pcie_acs_override"))
			device_show(run,
				    evidence_seen(run->host->arena,
						  run->host->kernel.command_line.fact.source,
						  "%s", options->uses[i].text));
}
