/* What the commands share that tell which devices can go to a guest. */
#pragma once

#include "scanner/fact.h"
#include "scanner/scan.h"

/* What that rests on, and what remedies and names are made of. */
#define PASSTHROUGH_SECTIONS                                                      \
	(SECTION_BIT(system) | SECTION_BIT(kernel) | SECTION_BIT(virtualization) | \
	 SECTION_BIT(firmware) | SECTION_BIT(dmi) | SECTION_BIT(disks) |           \
	 SECTION_BIT(pci) | SECTION_BIT(net) | SECTION_BIT(iommu) | SECTION_BIT(vfio))

/* For a list that could not be read: `read` tells why, `path` outlives the scan. */
struct failure failure_of_list(const struct flag *read, const char *path);

/* For a name on the command line that means nothing of the document. */
struct failure failure_of_name(struct scan *scan, const char *name);
