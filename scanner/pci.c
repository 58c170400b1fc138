/* PCI functions: what they are by libpci, how the kernel uses them by sysfs.
 *
 * libpci opens PATH/devices/ADDRESS/... itself, PATH being sys/bus/pci below the root. It
 * knows no root: a link in a copied one would lead it to files of this machine. So
 * functions are listed through the root, and libpci is asked only about those where its
 * plain path and the root's path meet in the same files (root_is_plain). */
#include <pci/pci.h>

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/hwdb.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

#define DEVICES "sys/bus/pci/devices"

/* What libpci 3.5 reads of a function, without its configuration space. */
#define FILL_KEYS PCI_FILL_IDENT
#define FILL_ALL (PCI_FILL_IDENT | PCI_FILL_MODULE_ALIAS | PCI_FILL_NUMA_NODE)
static const char *const fill_files[] = { "vendor", "device", "modalias", "numa_node" };

/* What a read of no device gives; no vendor has it (PCI 3.0, 6.1). */
#define NO_VENDOR 0xffff

/* PCI 3.0, 3.2.2.3.2: five bits and three. */
#define LAST_DEVICE 31
#define LAST_FUNCTION 7

/* A function while its facts are collected. */
struct function {
	struct pci_device *facts;
	const char *dir;
	bool details; /* beyond what keys and verdicts need */
};

/* libpci's error callback must not return, and is given no context. */
static jmp_buf failure; /* NOLINT(cppcoreguidelines-avoid-non-const-global-variables) */

__attribute__((noreturn)) static void on_error(char *message, ...)
{
	(void)message;
	longjmp(failure, 1);
}

static void on_warning(char *message, ...)
{
	(void)message;
}

/* NULL when libpci cannot work here. */
static struct pci_access *access_new(struct host *host)
{
	struct pci_access *volatile access = pci_alloc();
	const char *root = host->root->live ? "" : host->root->path;
	char *path = arena_print(host->arena, "%s/sys/bus/pci", root);

	access->method = PCI_ACCESS_SYS_BUS_PCI;
	access->error = on_error;
	access->warning = on_warning;
	if (setjmp(failure)) {
		pci_cleanup(access);
		return NULL;
	}
	pci_set_param(access, "sysfs.path", path);
	pci_init(access);
	return access;
}

static bool is_confined(struct host *host, const char *dir)
{
	for (size_t i = 0; i < sizeof(fill_files) / sizeof(fill_files[0]); i++)
		if (!root_is_plain(host->root, "%s/%s", dir, fill_files[i]))
			return false;
	return true;
}

/* Whether libpci found ids. It makes 0 of text that is no number, and a version that
 * asks the configuration space finds none in a copied root. */
static bool has_ids(const struct pci_dev *device)
{
	return device->vendor_id && device->device_id && device->vendor_id != NO_VENDOR;
}

/* The function as libpci reads it, NULL when it cannot. */
static struct pci_dev *libpci_read(struct pci_access *access, const struct function *function)
{
	const struct pci_device *at = function->facts;
	struct pci_dev *volatile device = NULL;

	if (setjmp(failure) == 0) {
		device = pci_get_dev(access, (int)at->domain.value, (int)at->bus.value,
				     (int)at->device.value, (int)at->function.value);
		pci_fill_info(device, function->details ? FILL_ALL : FILL_KEYS);
		if (has_ids(device))
			return device;
	}
	if (device)
		pci_free_dev(device);
	return NULL;
}

static void keep_libpci(struct host *host, const struct function *function,
			const struct pci_dev *device)
{
	struct pci_device *facts = function->facts;
	const char *numa = host_source(host, "%s/numa_node", function->dir);
	const char *alias = host_source(host, "%s/modalias", function->dir);

	number_set(&facts->vendor_id, device->vendor_id,
		   host_source(host, "%s/vendor", function->dir));
	number_set(&facts->device_id, device->device_id,
		   host_source(host, "%s/device", function->dir));
	if (!function->details)
		return;
	if (device->numa_node < 0)
		host_failed(host, &facts->numa_node.fact, ENOENT, numa);
	else
		number_set(&facts->numa_node, (uint64_t)device->numa_node, numa);
	if (!device->module_alias)
		host_failed(host, &facts->modalias.fact, ENOENT, alias);
	else
		text_set(&facts->modalias, str_keep(host->arena, device->module_alias,
						    strlen(device->module_alias)), alias);
}

/* The same through the root, which also tells why something cannot be read. */
static void read_sysfs(struct host *host, const struct function *function)
{
	struct pci_device *facts = function->facts;

	host_number(host, &facts->vendor_id, 16, "%s/vendor", function->dir);
	host_number(host, &facts->device_id, 16, "%s/device", function->dir);
	if (!function->details)
		return;
	host_text(host, &facts->modalias, "%s/modalias", function->dir);
	sysfs_number(host, &facts->numa_node,
		     host_source(host, "%s/numa_node", function->dir));
}

static void read_details(struct host *host, const struct function *function)
{
	struct pci_device *facts = function->facts;

	host_number(host, &facts->revision, 16, "%s/revision", function->dir);
	host_number(host, &facts->subsystem_vendor_id, 16, "%s/subsystem_vendor",
		    function->dir);
	host_number(host, &facts->subsystem_device_id, 16, "%s/subsystem_device",
		    function->dir);
	host_link_name(host, &facts->driver, "%s/driver", function->dir);
}

static void read_group(struct host *host, const struct function *function)
{
	struct number *group = &function->facts->iommu_group;
	struct text name;

	host_link_name(host, &name, "%s/iommu_group", function->dir);
	*group = (struct number){ name.fact, 0 };
	if (known(name) && !str_number(name.value, 10, &group->value))
		host_failed(host, &group->fact, EINVAL, name.fact.source);
}

/* The link is there when an IOMMU driver owns the function (iommu_device_link); a
 * group without it is vfio's noiommu mode. A directory is what a copy without links
 * made of the link, if it is a unit's; a function that is a unit itself has a plain
 * one of that name, too, for its class (iommu_device_sysfs_add). */
static void read_iommu(struct host *host, const struct function *function)
{
	struct flag *iommu = &function->facts->iommu;
	struct text *unit = &function->facts->unit;
	const char *source = host_source(host, "%s/iommu", function->dir);
	char *target = NULL;
	int error = root_link(host->root, &target, "%s", source + 1);

	if (error == -EINVAL)
		error = root_stat(host->root, NULL, "%s/devices", source + 1);
	if (target)
		text_set(unit, str_keep(host->arena, str_base(target),
					strlen(str_base(target))), source);
	if (!error) {
		flag_set(iommu, true, source);
		return;
	}
	host_failed(host, &iommu->fact, error, source);
	unit->fact = iommu->fact;
	if (iommu->fact.state == FACT_ABSENT)
		flag_set(iommu, false, source);
}

/* In sysfs a function hangs below the bridge that leads to it. */
static void read_parent(struct host *host, const struct function *function)
{
	const char *path = sysfs_path(host, function->dir);
	const char *parent = path ? sysfs_parent(host, path) : NULL;
	const char *name = parent ? strrchr(parent, '/') : NULL;

	if (name && sysfs_is_pci(name + 1))
		text_set(&function->facts->parent, name + 1,
			 host_source(host, "%s", function->dir));
}

static void read_function(struct host *host, struct pci_access *access,
			  const struct function *function)
{
	struct pci_device *facts = function->facts;
	struct pci_dev *device = NULL;

	if (access && is_confined(host, function->dir))
		device = libpci_read(access, function);
	if (device) {
		keep_libpci(host, function, device);
		pci_free_dev(device);
	} else {
		read_sysfs(host, function);
	}
	host_number(host, &facts->class_code, 16, "%s/class", function->dir);
	if (function->details)
		read_details(host, function);
	read_parent(host, function);
	read_group(host, function);
	read_iommu(host, function);
}

/* Only what libpci would print alike, since it makes its paths of the numbers. */
static bool parse_address(struct host *host, const char *name, struct pci_device *ret)
{
	unsigned domain, bus, device, function;
	const char *source = host_source(host, DEVICES "/%s", name);

	if (!sysfs_is_pci(name) ||
	    sscanf(name, "%x:%x:%x.%x", &domain, &bus, &device, &function) != 4 ||
	    device > LAST_DEVICE || function > LAST_FUNCTION ||
	    strcmp(name, arena_print(host->arena, "%04x:%02x:%02x.%x",
				     domain, bus, device, function)))
		return false;
	text_set(&ret->address, name, source);
	number_set(&ret->domain, domain, source);
	number_set(&ret->bus, bus, source);
	number_set(&ret->device, device, source);
	number_set(&ret->function, function, source);
	return true;
}

static void add_function(struct host *host, struct pci_access *access,
			 const struct wants *wants, const char *name)
{
	struct pci_device facts = { .address.value = NULL };
	struct function function = { .facts = &facts, .details = !wants->keys_only };

	if (!parse_address(host, name, &facts))
		return;
	function.dir = facts.address.fact.source + 1;
	read_function(host, access, &function);
	/* Unplugged since it was listed. */
	if (!known(facts.class_code) && root_stat(host->root, NULL, "%s", function.dir))
		return;
	*arena_add(host->arena, host->pci, host->n_pci) = facts;
}

/* Ids as modalias_show (drivers/pci/pci-sysfs.c) writes them, without the subsystem: with
 * it, the database's name is the board's and not the chip's. */
static const char *chip_modalias(struct host *host, const struct pci_device *facts)
{
	unsigned class_code = (unsigned)facts->class_code.value;

	return arena_print(host->arena, "pci:v%08Xd%08Xsv-sd-bc%02Xsc%02Xi%02X",
			   (unsigned)facts->vendor_id.value,
			   (unsigned)facts->device_id.value, class_code >> 16 & 0xff,
			   class_code >> 8 & 0xff, class_code & 0xff);
}

static void find_names(struct host *host, const struct hwdb *hwdb,
		       struct pci_device *pci)
{
	struct text class_name;
	const struct hwdb_name names[] = {
		{ .property = "ID_VENDOR_FROM_DATABASE", .ret = &pci->vendor_name },
		{ .property = "ID_MODEL_FROM_DATABASE", .ret = &pci->device_name },
		{ .property = "ID_PCI_SUBCLASS_FROM_DATABASE", .ret = &pci->class_name },
		{ .property = "ID_PCI_CLASS_FROM_DATABASE", .ret = &class_name },
	};

	if (!known(pci->vendor_id) || !known(pci->device_id) ||
	    !known(pci->class_code))
		return;
	hwdb_find(host, hwdb, chip_modalias(host, pci), names,
		  sizeof(names) / sizeof(names[0]));
	if (!known(pci->class_name))
		pci->class_name = class_name;
}

static int compare_numbers(const struct number *a, const struct number *b)
{
	return (a->value > b->value) - (a->value < b->value);
}

static int compare_addresses(const void *a, const void *b)
{
	const struct pci_device *m = a, *n = b;
	int order = compare_numbers(&m->domain, &n->domain);

	if (!order)
		order = compare_numbers(&m->bus, &n->bus);
	if (!order)
		order = compare_numbers(&m->device, &n->device);
	return order ? order : compare_numbers(&m->function, &n->function);
}

void collect_pci(struct host *host, const struct wants *wants)
{
	struct names names;

	if (!host_list(host, &host->pci_read, &names, DEVICES))
		return;
	struct pci_access *access = access_new(host);
	for (size_t i = 0; i < names.n; i++)
		add_function(host, access, wants, names.names[i]);
	if (access)
		pci_cleanup(access);
	/* Natural order takes hexadecimal addresses for words. */
	if (host->n_pci)
		qsort(host->pci, host->n_pci, sizeof(*host->pci), compare_addresses);
	if (wants->names) {
		struct hwdb hwdb;

		hwdb_open(&hwdb);
		for (size_t i = 0; i < host->n_pci; i++)
			find_names(host, &hwdb, &host->pci[i]);
		hwdb_close(&hwdb);
	}
}
