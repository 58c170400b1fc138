/* Which devices can go to a guest, what stands in the way, and why groups are as they
 * are. Mirrors VFIO (drivers/vfio/) and the making of groups (pci_device_group). */
#pragma once

#include "arch/verdict.h"

struct judgement;

/* Why members of a group cannot be told apart; rows of joins.def. */
enum join_kind {
#define JOIN(name, id, text) JOIN_##name,
#include "arch/joins.def"
#undef JOIN
};

const char *join_id(enum join_kind kind);
const char *join_text(enum join_kind kind);

/* One such reason. */
struct join {
	enum join_kind kind;
	const char *device;  /* the member that it holds for: PCI address */
	const char *hop;     /* the port, bridge or function at fault; NULL: none is */
	/* ACS bits that are missing there, by the names of PCIe 7.7.11: "SV", "RR", "CR",
	 * "UF"; NULL where that is not the point. */
	const char *missing;
	struct evidence *evidence;
	size_t n_evidence;
};

/* A member of a group whose driver keeps the group from VFIO. */
struct holder {
	const char *device;
	const char *driver;
};

struct group_judged {
	const struct iommu_group *group;
	const char *unit;          /* that serves it; NULL: none is shown */
	/* Whether VFIO would take it now: iommu_group_claim_dma_owner() (6.1 on). */
	enum answer viable;
	const struct fact *unread; /* why that cannot be told; NULL when it can */
	struct holder *holders;
	size_t n_holders;
	struct join *joins;        /* of a group with several members */
	size_t n_joins;
};

/* What can be said against giving a device to a guest; rows of obstacles.def. */
enum obstacle_kind {
	OBSTACLE_BLOCKS, /* it cannot be given away on this host as it is booted */
	OBSTACLE_STEP,   /* to be done first, by commands */
	OBSTACLE_WARNS,  /* it can be given away; the host, or the guest, loses by it */
	OBSTACLE_UNTOLD, /* could not be read, and might block */
};

enum obstacle {
#define OBSTACLE(name, id, kind, function, text, remedy) OBSTACLE_ID_##name,
#include "arch/obstacles.def"
#undef OBSTACLE
};

const char *obstacle_kind_name(enum obstacle_kind kind); /* "blocks", "step", ... */
const char *obstacle_id(enum obstacle obstacle);
enum obstacle_kind obstacle_kind(enum obstacle obstacle);
const char *obstacle_text(enum obstacle obstacle);
const char *obstacle_remedy(enum obstacle obstacle); /* NULL: none */

struct obstacle_found {
	enum obstacle obstacle;
	struct evidence *evidence;
	size_t n_evidence;
};

enum passable {
	PASSABLE_UNKNOWN,  /* something that might block could not be read */
	PASSABLE_BLOCKED,  /* an obstacle blocks */
	PASSABLE_POSSIBLE, /* after the steps */
	PASSABLE_READY,    /* vfio-pci has it, and its group is viable */
};

const char *passable_name(enum passable passable); /* "unknown", "blocked", ... */

struct device_judged {
	const struct pci_device *pci;
	const struct pci_function *function;
	const struct group_judged *group; /* NULL: it is in none */
	enum passable passable;
	struct obstacle_found *obstacles; /* in the order of obstacles.def */
	size_t n_obstacles;
	struct texts interfaces;          /* network interfaces that hang on it */
	struct texts disks;               /* disks that hang on it */
};

struct passthrough {
	struct group_judged *groups; /* one for each of host.iommu.groups, in its order */
	size_t n_groups;
	struct device_judged *devices; /* one for each of host.pci, in its order */
	size_t n_devices;
};

/* Judges all groups and PCI functions of a host whose IOMMU is judged and whose
 * section vfio was collected. Pure; lives in the host's arena. */
void passthrough_judge(const struct judgement *so_far, struct passthrough *ret);
