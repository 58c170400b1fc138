/* Checks of IORT and VIOT, and those that are not about one table. */
#include <string.h>

#include "acpi/iort.h"
#include "acpi/viot.h"
#include "arch/check.h"

static bool is_smmu(const struct acpi_item *node)
{
	return node && (node->layout == &iort_smmu || node->layout == &iort_smmu_v3);
}

static bool maps_to_smmu(const struct acpi_table *table, const struct acpi_item *node)
{
	const struct acpi_item *item = NULL;

	while ((item = acpi_next(table, node, &iort_mapping, item))) {
		struct iort_mapping mapping;

		acpi_decode(table, item, &mapping);
		if (is_smmu(acpi_node_at(table, mapping.output_ref)))
			return true;
	}
	return false;
}

static bool has_smmu(const struct check_run *run)
{
	const struct acpi_item *node = NULL;

	while ((node = check_next(run, NULL, node)))
		if (is_smmu(node))
			return true;
	return false;
}

/* iort_iommu_configure_id(): a root complex without a mapping to an SMMU leaves the
 * devices of its segment untranslated. */
void iort_check_roots(struct check_run *run)
{
	const struct acpi_item *node = NULL;

	if (!has_smmu(run)) {
		check_not_applicable(run);
		return;
	}
	while ((node = check_next(run, &iort_root, node))) {
		struct iort_root root;

		acpi_decode(&run->file->table, node, &root);
		if (!maps_to_smmu(&run->file->table, node))
			check_fail_at(run, node->offset, "root complex of segment %u",
				      root.segment);
	}
}

/* An SMMU whose probe failed has no unit (arm_smmu_device_probe). */
void iort_check_not_shown(struct check_run *run)
{
	const size_t base_at = 16; /* of SMMUv1, v2 and v3 alike */
	const struct acpi_item *node = NULL;

	if (!check_has_units(run, run->units->n_addresses))
		return;
	while ((node = check_next(run, NULL, node))) {
		uint64_t base = acpi_number(&run->file->table, node->offset + base_at, 8);

		if (is_smmu(node) && !check_shows_address(run, base))
			check_fail_at(run, node->offset,
				      "no unit with address 0x%llx in /sys/class/iommu",
				      (unsigned long long)base);
	}
}

/* viot_get_pci_iommu_fwnode(): "Could not find PCI IOMMU" */
void viot_check_function(struct check_run *run)
{
	const struct acpi_item *node = NULL;

	if (!known(run->host->pci_read)) {
		check_unknown(run, &run->host->pci_read.fact);
		return;
	}
	while ((node = check_next(run, &viot_virtio_pci, node))) {
		struct viot_virtio_pci pci;

		acpi_decode(&run->file->table, node, &pci);
		if (!check_find_pci(run, pci.segment, pci.bdf >> 8, pci.bdf >> 3 & 31,
				    pci.bdf & 7))
			check_fail_at(run, node->offset,
				      "PCI function %04x:%02x:%02x.%x, which is not there",
				      pci.segment, pci.bdf >> 8, pci.bdf >> 3 & 31, pci.bdf & 7);
	}
}

/* Each place where a table breaks its format; what of it is fatal is told by a check
 * of its own. */
void host_check_faults(struct check_run *run)
{
	const struct iommu *iommu = &run->host->iommu;

	for (size_t i = 0; i < iommu->n_files; i++)
		if (iommu->files[i].error)
			check_unknown(run, &(struct fact){ .state = FACT_UNKNOWN,
							   .error = iommu->files[i].error,
							   .source = iommu->files[i].path });
	for (size_t i = 0; i < iommu->n_files; i++) {
		const struct acpi_file *file = &iommu->files[i];

		for (size_t f = 0; !file->error && f < file->table.n_faults; f++)
			check_fail_fault(run, file, &file->table.faults[f]);
	}
}

void host_check_options(struct check_run *run)
{
	const struct options_judged *options = run->options;
	const struct fact *line = &run->host->kernel.command_line.fact;

	if (line->state == FACT_UNKNOWN)
		check_unknown(run, line);
	for (size_t i = 0; i < options->n_uses; i++) {
		const struct option_use *use = &options->uses[i];

		if (use->effect != OPTION_EFFECTIVE)
			check_fail(run, run->host->kernel.command_line.fact.source,
				   "%s: %s", use->text, use->explanation);
	}
}

/* vfio_noiommu_group_alloc() */
void host_check_noiommu(struct check_run *run)
{
	const struct iommu *iommu = &run->host->iommu;

	if (!known(iommu->groups_read))
		check_unknown(run, &iommu->groups_read.fact);
	for (size_t i = 0; i < iommu->n_groups; i++) {
		const struct text *name = &iommu->groups[i].name;

		if (known(*name) && !strcmp(name->value, "vfio-noiommu"))
			check_fail(run, name->fact.source, "%s", name->value);
	}
}

static const struct pci_device *find_amd_iommu(const struct host *host)
{
	/* PCI Code and ID Assignment: 080600h is an IOMMU. */
	const uint64_t amd = 0x1022, iommu_class = 0x080600;

	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].class_code.value == iommu_class &&
		    host->pci[i].vendor_id.value == amd)
			return &host->pci[i];
	return NULL;
}

void host_check_amd_unlisted(struct check_run *run)
{
	const struct host *host = run->host;
	const struct flag *listed = &host->iommu.tables_listed;
	const struct flag *hidden = &host->virtualization.firmware_hidden;
	const struct pci_device *pci = find_amd_iommu(host);

	if (host->system.arch != ARCH_X86 || host_table(host, "IVRS"))
		check_not_applicable(run);
	else if (!known(host->pci_read))
		check_unknown(run, &host->pci_read.fact);
	else if (pci && (!known(*listed) || !listed->value || (known(*hidden) && hidden->value)))
		check_unknown(run, &listed->fact);
	else if (pci)
		check_fail(run, pci->address.fact.source, "an IOMMU of AMD, and no IVRS");
}
