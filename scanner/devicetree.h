/* The IOMMUs that a device tree describes, on hosts whose firmware has no ACPI. */
#pragma once

struct host;

/* Fills host->iommu.devicetree from /sys/firmware/devicetree/base, which anyone may read.
 * Absent when there is none; unknown when a part could not be read, or when it is larger
 * than any tree of a machine. */
void devicetree_read(struct host *host);
