/* Arm SMMUv3s one by one: what the IORT says of each, and which requests reach it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host;
struct iommu_unit;

/* Requester ids of a PCI segment that a root complex sends to an SMMU. */
struct smmu_range {
	uint32_t segment;
	uint16_t first, last; /* inclusive; bus, device and function as in PCIe 2.2.4.2 */
	bool ats;             /* the root complex supports it (IORT, ATS attribute) */
};

struct smmu {
	const struct iommu_unit *unit; /* as the kernel has it; NULL: it does not use it */
	uint64_t base;        /* of its registers */
	const char *path;     /* of the table that describes it; NULL: none does, and the
			       * rest is not known */
	uint32_t offset;      /* of the node in it */
	bool coherent;        /* firmware says that its walks are, whatever it says itself */
	unsigned httu;        /* likewise: 1 it sets access flags, 2 and dirty states */
	bool has_proximity;
	uint32_t proximity;   /* domain of the SRAT; not the kernel's number of the node */
	struct smmu_range *ranges; /* by root complex, then by requester id */
	size_t n_ranges;
};

struct smmus {
	bool read;            /* the list is the host's, so far as table and kernel tell */
	struct smmu *smmus;   /* of the table in its order, then of the kernel alone */
	size_t n;
};

/* Lists the SMMUv3s of a host. Ranges are those that iort_node_map_id() would find.
 * Pure; lives in the host's arena. */
void smmus_list(const struct host *host, struct smmus *ret);
