/* AMD-Vi, and Hygon's, which is the same. What Linux refuses of an IVRS is in
 * ivrs_checks.c; the rest mirrors amd_iommu_detect() and detect_ivrs(). */
#include "arch/judgement.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "ivhd");
}

/* detect_ivrs(): Linux leaves the IOMMU off beside the graphics of Stoney Ridge. */
static const struct pci_device *stoney_ridge(const struct host *host)
{
	const uint64_t amd_graphics = 0x1002, stoney = 0x98e4;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_device *pci = &host->pci[i];

		if (pci->domain.value == 0 && pci->bus.value == 0 &&
		    pci->function.value == 0 && pci->vendor_id.value == amd_graphics &&
		    pci->device_id.value == stoney)
			return pci;
	}
	return NULL;
}

/* CONFIG_AMD_IOMMU depends on X86_64. */
static bool unsupported(const struct host *host, struct verdict *verdict)
{
	const struct kernel_config *config = &host->iommu.config;
	const struct text *machine = &host->system.machine;

	if (known(*machine) && !str_starts(machine->value, "x86_64")) {
		verdict_set(verdict, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
		verdict_show(verdict, machine->fact.source, "a kernel of 32 bits: %s",
			     machine->value);
		return true;
	}
	if (!known(config->read) || !config->read.value ||
	    kernel_config_has(&config->amd_iommu))
		return false;
	verdict_set(verdict, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
	verdict_show(verdict, config->read.fact.source, "CONFIG_AMD_IOMMU is not set");
	return true;
}

static void judge_amd(const struct judgement *so_far, const struct acpi_file *file,
		      struct verdict *verdict)
{
	const struct pci_device *stoney = stoney_ridge(so_far->host);
	const struct option_use *off;

	(void)file;
	if (verdict_refused(verdict, so_far, "IVRS") || unsupported(so_far->host, verdict))
		return;
	verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
	off = options_set(&so_far->options, SETTING_NO_IOMMU, 1);
	if (!off)
		off = options_set(&so_far->options, SETTING_AMD_OFF, 1);
	if (off) {
		verdict_off_by(verdict, so_far->host, off);
	} else if (stoney && !options_set(&so_far->options, SETTING_STONEY, 1)) {
		verdict_set(verdict, IOMMU_OFF, REASON_STONEY_RIDGE);
		verdict->add_option = "amd_iommu=force_enable";
		verdict_show(verdict, stoney->address.fact.source, "1002:98e4");
	} else {
		verdict_unmapped(verdict, so_far, "IVRS");
	}
}

const struct family family_amd = {
	.name = "amd",
	.signature = "IVRS",
	.owns = owns,
	.judge = judge_amd,
};
