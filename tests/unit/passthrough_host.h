/* Hosts made of facts, for tests of what can go to guests. */
#pragma once

#include "arch/acs.h"
#include "arch/passthrough.h"
#include "tests/unit/judge_host.h"

/* PCI functions by their place in host.pci: pointers move as functions are added. */
enum { PORT, DEVICE, FIRST_ADDED };

#define PORT_ADDRESS   "0000:00:01.0"
#define DEVICE_ADDRESS "0000:01:00.0"
#define CONFIG(address) "/sys/bus/pci/devices/" address "/config"

/* A host with a root port that isolates, and below it a network controller that vfio-pci
 * has, ready for a guest; Linux 6.12, an IOMMU of the architecture that does all it can. */
struct made_host *make_passing_host(enum arch arch);

/* Adds a function: "0000:02:00.0" below its bridge (NULL: on a root bus). Of a type of PCI
 * Express; conventional where that is CONVENTIONAL. Single, without ACS, group or driver. */
#define CONVENTIONAL UINT64_MAX
size_t add_function(struct made_host *made, const char *address, const char *parent,
		    uint64_t express);

/* Puts the function, or a device of another bus, into a group, which is made when new. */
void put_into_group(struct made_host *made, size_t index, uint64_t id);
void put_name_into_group(struct made_host *made, const char *name, uint64_t id,
			 const char *driver);
void set_acs(struct made_host *made, size_t index, uint64_t capabilities, uint64_t control);
void set_driver(struct made_host *made, size_t index, const char *driver);
void set_multifunction(struct made_host *made, size_t index);
void add_region(struct made_host *made, uint64_t group, uint64_t start, uint64_t end,
		const char *type);
struct disk *add_disk(struct made_host *made, const char *name, const char *controller,
		      const char *path);
struct net_interface *add_net(struct made_host *made, const char *name,
			      const char *bus_address, const char *path);

/* Judges the host, its groups and devices. */
void judge_guests(struct made_host *made);

/* What was found of the device; NULL: not that. */
const struct obstacle_found *find_obstacle(const struct made_host *made, size_t index,
					   enum obstacle obstacle);
const struct group_judged *find_group(const struct made_host *made, uint64_t id);
/* Why the function is in its group; NULL: no reason is given. */
const struct join *find_join(const struct made_host *made, const char *address);

void assert_passable(const struct made_host *made, size_t index, enum passable passable);
/* Asserts a piece of evidence: its path, and that its value has these words (NULL: any). */
void assert_shown(const struct evidence *evidence, size_t n, const char *path,
		  const char *words);
