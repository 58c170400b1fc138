/* Intel VT-d. Linux walks all structures of the DMAR at boot and drops the whole table
 * at the first that it refuses (dmar_checks.c), so one bad unit switches every unit off.
 * What it accepts may still be off: detect_intel_iommu(), intel_iommu_init(). */
#include "arch/judgement.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "dmar");
}

/* dmar_disabled starts as the configuration says (drivers/iommu/intel/iommu.c). Debian
 * has one more way to say that it is on. */
static bool default_on(const struct kernel_config *config)
{
	return kernel_config_has(&config->intel_iommu_default_on) ||
	       kernel_config_has(&config->intel_iommu_default_on_intgpu_off);
}

static void want_on(struct verdict *verdict, enum reason reason)
{
	verdict_set(verdict, IOMMU_OFF, reason);
	verdict->add_option = "intel_iommu=on";
}

static void judge_default(const struct host *host, bool switched_on, struct verdict *verdict)
{
	const struct kernel_config *config = &host->iommu.config;

	if (!known(config->read) || !config->read.value) {
		if (!switched_on)
			want_on(verdict, REASON_DEFAULT_UNKNOWN);
		return;
	}
	if (!kernel_config_has(&config->intel_iommu)) {
		verdict_set(verdict, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
		verdict_show(verdict, config->read.fact.source, "CONFIG_INTEL_IOMMU is not set");
	} else if (!switched_on && !default_on(config)) {
		want_on(verdict, REASON_DEFAULT_OFF);
		verdict_show(verdict, config->read.fact.source,
			     "CONFIG_INTEL_IOMMU_DEFAULT_ON is not set");
	}
}

static void judge_intel(const struct judgement *so_far, const struct acpi_file *file,
			struct verdict *verdict)
{
	const struct option_use *off;

	(void)file;
	if (verdict_refused(verdict, so_far, "DMAR"))
		return;
	verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
	off = options_set(&so_far->options, SETTING_NO_IOMMU, 1);
	if (!off)
		off = options_set(&so_far->options, SETTING_INTEL, 0);
	if (off)
		verdict_off_by(verdict, so_far->host, off);
	else if (!verdict_unmapped(verdict, so_far, "DMAR"))
		judge_default(so_far->host, options_set(&so_far->options, SETTING_INTEL, 1),
			      verdict);
}

const struct family family_intel = {
	.name = "intel",
	.signature = "DMAR",
	.owns = owns,
	.judge = judge_intel,
};
