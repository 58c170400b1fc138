/* What the commands share that tell which devices can go to a guest. */
#pragma once

#include "scanner/scan.h"

struct options;

/* What that rests on, and what remedies and names are made of. */
#define PASSTHROUGH_SECTIONS                                                      \
	(SECTION_BIT(system) | SECTION_BIT(kernel) | SECTION_BIT(virtualization) | \
	 SECTION_BIT(firmware) | SECTION_BIT(dmi) | SECTION_BIT(disks) |           \
	 SECTION_BIT(pci) | SECTION_BIT(net) | SECTION_BIT(iommu) | SECTION_BIT(vfio))

/* What a command tells about, and cannot without. */
enum passthrough_list { LIST_FUNCTIONS, LIST_GROUPS };

/* Whether the host's list of them was read; if not, *failure says why. */
bool passthrough_lists(const struct scan *scan, enum passthrough_list list,
		       struct failure *failure);

/* Scans, and gives a scan that has the list to `print`, which returns the exit code. */
int passthrough_run(const struct options *options, enum passthrough_list list,
		    int (*print)(const struct options *options, struct scan *scan, bool json,
				 struct failure *failure),
		    struct failure *failure);

/* For a name on the command line that means nothing of the document. */
struct failure failure_of_name(struct scan *scan, const char *name);
