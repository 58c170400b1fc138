/* POWER: every PCI host bridge translates by TCE tables; no firmware table tells, and
 * none is needed. The kernel shows groups (arch/powerpc/kernel/iommu.c), and the
 * bridges in /sys/class/iommu only in newer versions. */
#include "arch/verdict.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "iommu-phb");
}

const struct family family_power = {
	.name = "power",
	.structural = ARCH_POWER,
	.owns = owns,
};
