/* The search for what stands between one device and a guest; for the files of arch/. */
#pragma once

#include "arch/passthrough_run.h"

/* Whether the kernel makes a group once vfio-pci is bound, and what says so. */
struct later_group {
	bool asked;
	enum answer answer;
	struct evidence why; /* with ANSWER_NO it says nothing */
};

struct device_run {
	const struct passthrough_run *all;
	const struct host *host;
	size_t index; /* in host.pci */
	const struct pci_device *pci;
	const struct pci_function *function;
	struct device_judged *device;
	enum obstacle row;              /* that is being looked for */
	struct obstacle_found *current; /* NULL: not found so far */
	bool over;                      /* what else there is does not matter */
	struct later_group later;       /* see device_group.c */
	struct evidence *unread;        /* what could block, and could not be read */
	size_t n_unread;
};

/* The obstacle is there, and this shows it. What a thousand things show is shown by the
 * first few. */
void device_show(struct device_run *run, struct evidence evidence);
/* The obstacle may be there: this is why it cannot be told, or this fact would tell. */
void device_untold(struct device_run *run, struct evidence evidence);
void device_unread(struct device_run *run, const struct fact *fact);

/* A file of the device in sysfs. Lives in the arena. */
const char *device_path(const struct device_run *run, const char *file);

/* Whether a driver of VFIO has it. */
bool device_is_bound(const struct device_run *run);
/* Whether the IOMMU is in use, so that what VFIO asks of it matters. */
bool device_has_iommu(const struct device_run *run);
/* Whether it is in no group, and would be once vfio-pci had it. */
bool device_gets_group(struct device_run *run);

#define OBSTACLE(name, id, kind, function, text, remedy) \
	void function(struct device_run *run);
#include "arch/obstacles.def"
#undef OBSTACLE
