/* What the judgement of groups and devices works with; for the files of arch/. */
#pragma once

#include "arch/judgement.h"
#include "arch/passthrough.h"

#define NOT_FOUND SIZE_MAX

/* Most pieces of evidence of one kind that are shown: a group can have thousands of
 * members, and each of them has to tell of all others. */
#define MOST_SHOWN 8

/* A PCI domain has 256 buses, so no function is below more bridges; a parent that leads in
 * circles ends there, too. */
#define MOST_BRIDGES 256

/* Most members or regions of a group that each of its members looks at. */
#define MOST_LOOKED_AT 64

struct by_address {
	const char *address;
	size_t index; /* in host.pci */
};

struct by_id {
	uint64_t id;
	size_t index; /* in host.iommu.groups */
};

/* What hangs on a device: indices in host.disks and host.net. */
struct hanging {
	size_t *disks, *nets;
	size_t n_disks, n_nets;
};

/* Memory that firmware wants mapped 1:1: an RMRR, an IVMD, a range of an IORT's RMR. */
struct wanted {
	uint64_t start, end; /* inclusive */
	const struct acpi_file *file;
	uint32_t offset;     /* of the structure */
	bool for_any;        /* for whom is not known */
	const char *words;   /* what it is */
};

/* Which function it is wanted for. */
struct claim {
	size_t device; /* in host.pci */
	size_t wanted;
	bool below;    /* and all that is behind this bridge */
};

/* What shows that a group has regions of the type `direct`; empty: it has none. */
struct locks {
	struct evidence *evidence;
	size_t n_evidence;
};

struct passthrough_run {
	const struct judgement *so_far;
	const struct host *host;
	struct passthrough *ret;
	struct by_address *addresses; /* sorted; one for each of host.pci */
	struct by_id *ids;            /* sorted; one for each of host.iommu.groups with an id */
	size_t n_ids;
	size_t *parents;              /* of each of host.pci: its bridge, NOT_FOUND: none */
	struct hanging *hanging;      /* of each of host.pci */
	size_t n_nics;                /* devices that have network interfaces */
	const struct smmus *smmus;    /* NULL where there are none */
	struct wanted *wanted;        /* of all tables */
	struct claim *claims;         /* sorted by device */
	size_t n_wanted, n_claims;
	struct locks *locks;          /* of each group */
};

/* The index in host.pci, or NOT_FOUND. */
size_t passthrough_find(const struct passthrough_run *run, const char *address);
/* NULL: there is none of this id. */
struct group_judged *passthrough_group(const struct passthrough_run *run, uint64_t id);

/* Of all groups: unit, viability, and why they are as they are. */
void groups_judge(struct passthrough_run *run);
void joins_judge(struct passthrough_run *run, struct group_judged *judged);

/* Of all devices, once the groups are judged. */
void devices_judge(struct passthrough_run *run);

/* The ranges of all tables, and whom they are for. */
void wanted_list(struct passthrough_run *run);
/* Adds evidence of the ranges wanted for a device (in host.pci) that lie in a region; up to
 * MOST_SHOWN in all, each once. */
void wanted_show(const struct passthrough_run *run, size_t device,
		 const struct reserved_region *region, struct evidence **rows, size_t *n);

/* Of all groups; fills run->locks. */
void locks_list(struct passthrough_run *run);

/* Whether a driver leaves a device's DMA to VFIO (driver_managed_dma). */
bool is_vfio_driver(const char *driver);
bool leaves_dma_alone(const char *driver);
