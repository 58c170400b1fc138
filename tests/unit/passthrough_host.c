#include "tests/unit/passthrough_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FULL_ACS (ACS_SV | ACS_RR | ACS_CR | ACS_UF)

enum { CLASS_NETWORK = 0x020000, INTEL = 0x8086, A_CARD = 0x10d3 };

static const char *path_of(struct made_host *made, const char *address, const char *file)
{
	return arena_print(&made->arena, "/sys/bus/pci/devices/%s/%s", address, file);
}

static void set_address(struct made_host *made, struct pci_device *pci, const char *address)
{
	unsigned domain, bus, device, function;

	assert_int_equal(sscanf(address, "%x:%x:%x.%x", &domain, &bus, &device, &function), 4);
	text_set(&pci->address, address, path_of(made, address, ""));
	number_set(&pci->domain, domain, pci->address.fact.source);
	number_set(&pci->bus, bus, pci->address.fact.source);
	number_set(&pci->device, device, pci->address.fact.source);
	number_set(&pci->function, function, pci->address.fact.source);
}

static bool is_bridge(uint64_t express)
{
	return express == EXPRESS_ROOT_PORT || express == EXPRESS_UPSTREAM ||
	       express == EXPRESS_DOWNSTREAM || express == EXPRESS_TO_PCI;
}

size_t add_function(struct made_host *made, const char *address, const char *parent,
		    uint64_t express)
{
	struct host *host = &made->host;
	size_t index = host->n_pci;
	struct pci_function *function = arena_add(host->arena, host->functions, index);
	struct pci_device *pci = arena_add(host->arena, host->pci, host->n_pci);
	const char *config = path_of(made, address, "config");

	set_address(made, pci, address);
	number_set(&pci->class_code, is_bridge(express) ? CLASS_BRIDGE : CLASS_NETWORK,
		   path_of(made, address, "class"));
	number_set(&pci->vendor_id, INTEL, path_of(made, address, "vendor"));
	number_set(&pci->device_id, A_CARD, path_of(made, address, "device"));
	pci->driver.fact.source = path_of(made, address, "driver");
	pci->iommu_group.fact.source = path_of(made, address, "iommu_group");
	if (parent)
		text_set(&pci->parent, parent, pci->address.fact.source);
	function->address = pci->address;
	number_set(&function->header_type, is_bridge(express), config);
	flag_set(&function->multifunction, false, config);
	if (express != CONVENTIONAL)
		number_set(&function->express_type, express, config);
	function->reset_methods.fact = (struct fact){ FACT_KNOWN, 0,
						      path_of(made, address, "reset_method") };
	*arena_add(host->arena, function->reset_methods.values, function->reset_methods.n) = "flr";
	return host->n_pci - 1;
}

static struct iommu_group *group_of(struct made_host *made, uint64_t id)
{
	struct iommu *iommu = &made->host.iommu;
	struct iommu_group *group;
	const char *path = arena_print(&made->arena, "/sys/kernel/iommu_groups/%llu",
				       (unsigned long long)id);

	for (size_t i = 0; i < iommu->n_groups; i++)
		if (iommu->groups[i].id.value == id)
			return &iommu->groups[i];
	group = arena_add(&made->arena, iommu->groups, iommu->n_groups);
	number_set(&group->id, id, path);
	flag_set(&group->regions_read, true,
		 arena_print(&made->arena, "%s/reserved_regions", path));
	return group;
}

void put_name_into_group(struct made_host *made, const char *name, uint64_t id,
			 const char *driver)
{
	struct iommu_group *group = group_of(made, id);
	size_t n = group->devices.n;
	struct text *text = arena_add(&made->arena, group->drivers, n);

	*arena_add(&made->arena, group->devices.values, group->devices.n) = name;
	if (driver)
		text_set(text, driver, "/sys/kernel/iommu_groups/devices/driver");
}

void put_into_group(struct made_host *made, size_t index, uint64_t id)
{
	struct pci_device *pci = &made->host.pci[index];

	put_name_into_group(made, pci->address.value, id, NULL);
	number_set(&pci->iommu_group, id, pci->iommu_group.fact.source);
	flag_set(&pci->iommu, true, pci->address.fact.source);
	text_set(&pci->unit, made->host.iommu.units[0].name.value, pci->address.fact.source);
}

void set_acs(struct made_host *made, size_t index, uint64_t capabilities, uint64_t control)
{
	struct pci_function *function = &made->host.functions[index];
	const char *config = path_of(made, function->address.value, "config");

	number_set(&function->acs_capabilities, capabilities, config);
	number_set(&function->acs_control, control, config);
	function->acs_at = 0x100;
}

void set_driver(struct made_host *made, size_t index, const char *driver)
{
	struct text *text = &made->host.pci[index].driver;

	text_set(text, driver, text->fact.source);
}

void set_multifunction(struct made_host *made, size_t index)
{
	made->host.functions[index].multifunction.value = true;
}

void add_region(struct made_host *made, uint64_t group, uint64_t start, uint64_t end,
		const char *type)
{
	struct iommu_group *ret = group_of(made, group);

	*arena_add(&made->arena, ret->regions, ret->n_regions) =
		(struct reserved_region){ start, end, type };
}

struct disk *add_disk(struct made_host *made, const char *name, const char *controller,
		      const char *path)
{
	struct disk *disk = arena_add(&made->arena, made->host.disks, made->host.n_disks);

	text_set(&disk->name, name, "/sys/block");
	text_set(&disk->controller, controller, path);
	return disk;
}

struct net_interface *add_net(struct made_host *made, const char *name,
			      const char *bus_address, const char *path)
{
	struct net_interface *net = arena_add(&made->arena, made->host.net, made->host.n_net);

	flag_set(&made->host.net_read, true, "/sys/class/net");
	text_set(&net->name, name, "/sys/class/net");
	flag_set(&net->virtual, !bus_address, "/sys/class/net");
	if (bus_address)
		text_set(&net->bus_address, bus_address, path);
	return net;
}

struct made_host *make_passing_host(enum arch arch)
{
	struct made_host *made = make_host(arch);
	struct vfio *vfio = &made->host.vfio;

	text_set(&made->host.kernel.release, "6.12.0", "/proc/sys/kernel/osrelease");
	add_unit(made, arch == ARCH_ARM ? "smmu3.0x0000000009050000" : "dmar0", 0x9050000, 2);
	set_interrupts(made, true);
	text_set(&vfio->pci_driver, "loaded", "/sys/bus/pci/drivers/vfio-pci");
	text_set(&vfio->type1, "loaded", "/sys/module/vfio_iommu_type1");
	flag_set(&vfio->unsafe_interrupts, false, "/sys/module/parameters");
	add_function(made, PORT_ADDRESS, NULL, EXPRESS_ROOT_PORT);
	set_acs(made, PORT, FULL_ACS, FULL_ACS);
	put_into_group(made, PORT, 1);
	set_driver(made, PORT, "pcieport");
	add_function(made, DEVICE_ADDRESS, PORT_ADDRESS, EXPRESS_ENDPOINT);
	put_into_group(made, DEVICE, 2);
	set_driver(made, DEVICE, "vfio-pci");
	return made;
}

void judge_guests(struct made_host *made)
{
	judge_made(made);
	passthrough_judge(&made->judgement, &made->judgement.passthrough);
}

const struct obstacle_found *find_obstacle(const struct made_host *made, size_t index,
					   enum obstacle obstacle)
{
	const struct device_judged *device = &made->judgement.passthrough.devices[index];

	for (size_t i = 0; i < device->n_obstacles; i++)
		if (device->obstacles[i].obstacle == obstacle)
			return &device->obstacles[i];
	return NULL;
}

const struct group_judged *find_group(const struct made_host *made, uint64_t id)
{
	const struct passthrough *passthrough = &made->judgement.passthrough;

	for (size_t i = 0; i < passthrough->n_groups; i++)
		if (passthrough->groups[i].group->id.value == id)
			return &passthrough->groups[i];
	fail_msg("no group %llu", (unsigned long long)id);
	return NULL;
}

const struct join *find_join(const struct made_host *made, const char *address)
{
	const struct passthrough *passthrough = &made->judgement.passthrough;

	for (size_t i = 0; i < passthrough->n_groups; i++)
		for (size_t j = 0; j < passthrough->groups[i].n_joins; j++)
			if (!strcmp(passthrough->groups[i].joins[j].device, address))
				return &passthrough->groups[i].joins[j];
	return NULL;
}

void assert_passable(const struct made_host *made, size_t index, enum passable passable)
{
	assert_string_equal(passable_name(made->judgement.passthrough.devices[index].passable),
			    passable_name(passable));
}

void assert_shown(const struct evidence *evidence, size_t n, const char *path,
		  const char *words)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(evidence[i].path, path) &&
		    (!words || (evidence[i].value && strstr(evidence[i].value, words))))
			return;
	fail_msg("no evidence of %s at %s", words ? words : "anything", path);
}
