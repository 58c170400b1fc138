/* IBM Z: every PCI function has an IOMMU of its own (drivers/iommu/s390-iommu.c); no
 * firmware table tells. Without PCI functions there is nothing to translate. */
#include "arch/verdict.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "s390-iommu");
}

const struct family family_z = {
	.name = "z",
	.structural = ARCH_Z,
	.owns = owns,
};
