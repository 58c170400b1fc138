/* What counts when PCI functions are given to guests: what each of them can do, which
 * addresses its group may not use, and what VFIO is and is told here
 * (Documentation/ABI/testing/sysfs-bus-pci, sysfs-kernel-iommu_groups). */
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/mounts.h"
#include "scanner/pci_config.h"
#include "scanner/routes.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"
#include "scanner/vfio.h"

#define DRIVERS "sys/bus/pci/drivers"
#define GROUPS "sys/kernel/iommu_groups"
#define CLASS_DISPLAY 0x03 /* PCI 3.0, D.4 */

/* A function while its facts are collected. */
struct function {
	const struct pci_device *pci;
	struct pci_function *facts;
	const char *dir;
	/* As much of the configuration space as tells all; size 0: it could not be read. */
	uint8_t config[PCI_CFG_SPACE_EXP_SIZE];
	size_t config_size;
};

static void set_config_unknown(struct pci_function *facts, const struct fact *why)
{
	struct fact *const all[] = {
		&facts->header_type.fact, &facts->multifunction.fact,
		&facts->express_type.fact, &facts->acs_capabilities.fact,
		&facts->acs_control.fact, &facts->ats.fact, &facts->pasid.fact,
		&facts->ari.fact, &facts->ari_forwarding.fact,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		*all[i] = *why;
}

static int read_step(struct root_file *file, size_t at, struct function *function, bool *have)
{
	ssize_t n = root_file_read(file, at, function->config + at, PCI_CONFIG_STEP);

	have[at / PCI_CONFIG_STEP] = n == PCI_CONFIG_STEP;
	return n < 0 ? (int)n : 0;
}

/* Reads as much of the space as tells all: some ten fours of a thousand. */
static int read_space(struct host *host, struct function *function, const char *source)
{
	bool have[PCI_CFG_SPACE_EXP_SIZE / PCI_CONFIG_STEP] = { false };
	size_t size = sizeof(function->config), at;
	struct root_file file;
	int error = root_file_open(host->root, &file, "%s", source + 1);

	if (error)
		return error;
	while (!error && (at = pci_config_missing(function->config, size, have)) !=
				 PCI_CONFIG_WHOLE) {
		error = read_step(&file, at, function, have);
		if (error || have[at / PCI_CONFIG_STEP])
			continue;
		error = read_step(&file, PCI_CONFIG_PROBE, function, have);
		size = pci_config_end(function->config, at, have);
	}
	root_file_close(&file);
	function->config_size = error ? 0 : size;
	return error;
}

static void read_config(struct host *host, struct function *function)
{
	const char *source = host_source(host, "%s/config", function->dir);
	struct fact why;
	int error = read_space(host, function, source);

	if (error) {
		host_lacks(host, &why, error, source);
		set_config_unknown(function->facts, &why);
		return;
	}
	error = pci_config_parse(function->config, function->config_size, source,
				 function->facts);
	if (error)
		host_failed(host, &why, error, source);
}

/* ---- SR-IOV ---- */

static bool has_extended(const struct function *function, uint16_t id)
{
	return pci_config_extended(function->config, function->config_size, id) != 0;
}

static void read_vf_bars(struct host *host, struct function *function)
{
	struct number *ret = &function->facts->unassigned_vf_bars;
	const char *source = host_source(host, "%s/resource", function->dir);
	struct bytes text;
	int error = root_read(host->root, &text, "%s", source + 1);

	number_set(ret, 0, source);
	if (!error)
		error = pci_config_vf_bars(function->config, function->config_size,
					   text.data, &ret->value);
	if (error)
		host_failed(host, &ret->fact, error, source);
}

/* The counts are everyone's to see, the capability is not: without it they are tried. */
static void read_sriov(struct host *host, struct function *function)
{
	struct pci_function *facts = function->facts;
	const struct fact *told = &facts->ari.fact; /* as all of the extended space */

	if (told->state == FACT_KNOWN && !has_extended(function, PCI_EXT_CAP_ID_SRIOV)) {
		const struct fact none = { FACT_ABSENT, 0, told->source };

		facts->total_vfs.fact = facts->active_vfs.fact = none;
		facts->unassigned_vf_bars.fact = none;
		return;
	}
	host_number(host, &facts->total_vfs, 10, "%s/sriov_totalvfs", function->dir);
	facts->active_vfs.fact = facts->unassigned_vf_bars.fact = facts->total_vfs.fact;
	if (!known(facts->total_vfs))
		return;
	host_number(host, &facts->active_vfs, 10, "%s/sriov_numvfs", function->dir);
	if (told->state == FACT_KNOWN)
		read_vf_bars(host, function);
	else
		facts->unassigned_vf_bars.fact = *told;
}

static void read_physical(struct host *host, struct function *function)
{
	struct pci_function *facts = function->facts;

	host_link_name(host, &facts->physical_function, "%s/physfn", function->dir);
	facts->virtual_function = (struct flag){
		.fact = facts->physical_function.fact,
		.value = known(facts->physical_function),
	};
	if (facts->virtual_function.fact.state == FACT_ABSENT)
		flag_set(&facts->virtual_function, false,
			 facts->physical_function.fact.source);
}

/* ---- what the kernel does with it ---- */

/* Words between spaces. */
static void split_words(struct host *host, const char *text, struct texts *ret)
{
	for (;;) {
		text += strspn(text, " \t\n");
		size_t length = strcspn(text, " \t\n");

		if (!length)
			return;
		*arena_add(host->arena, ret->values, ret->n) =
			str_keep(host->arena, text, length);
		text += length;
	}
}

/* Since Linux 5.15 the file is there when there is a way, and empty when the
 * administrator has taken them all away. Before, `reset` is there, and the way is not told. */
static void read_reset(struct host *host, struct function *function)
{
	struct texts *ret = &function->facts->reset_methods;
	const char *source = host_source(host, "%s/reset_method", function->dir);
	struct bytes text;
	int error = root_read(host->root, &text, "%s", source + 1);

	ret->fact = (struct fact){ FACT_ABSENT, 0, source };
	if (!error) {
		split_words(host, text.data, ret);
		if (ret->n)
			ret->fact.state = FACT_KNOWN;
		return;
	}
	host_failed(host, &ret->fact, error, source);
	if (ret->fact.state == FACT_ABSENT &&
	    root_stat(host->root, NULL, "%s/reset", function->dir) == 0)
		host_unknown(&ret->fact, ENODATA, source);
}

static void read_override(struct host *host, struct function *function)
{
	struct text *ret = &function->facts->driver_override;

	host_text(host, ret, "%s/driver_override", function->dir);
	/* As the kernel prints no string (driver_override_show). */
	if (known(*ret) && !strcmp(ret->value, "(null)"))
		*ret = (struct text){ { FACT_ABSENT, 0, ret->fact.source }, NULL };
}

/* The kernel links a driver to its module, and one that is built in to what stands for it
 * in /sys/module, if anything does (module_add_driver). */
static void read_driver_module(struct host *host, struct function *function)
{
	const struct text *driver = &function->pci->driver;
	struct text *ret = &function->facts->driver_module;

	if (!known(*driver)) {
		ret->fact = driver->fact;
		return;
	}
	host_link_name(host, ret, DRIVERS "/%s/module", driver->value);
	/* A copy of a host may lack the driver. */
	if (ret->fact.state == FACT_ABSENT &&
	    root_stat(host->root, NULL, DRIVERS "/%s", driver->value) != 0)
		host_unknown(&ret->fact, ENODATA,
			     host_source(host, DRIVERS "/%s/module", driver->value));
}

/* The character device of a function that a driver of VFIO has (vfio_device_set_group):
 * all of those in the kernel have the word in their names. */
static void read_vfio_device(struct host *host, struct function *function)
{
	const struct text *driver = &function->pci->driver;
	struct text *ret = &function->facts->vfio_device;
	const char *source = host_source(host, "%s/vfio-dev", function->dir);
	struct names names;

	*ret = (struct text){ { driver->fact.state, driver->fact.error, source }, NULL };
	if (!known(*driver))
		return;
	ret->fact.state = FACT_ABSENT;
	if (!strstr(driver->value, "vfio"))
		return;
	int error = root_list(host->root, &names, "%s", source + 1);
	if (error)
		host_failed(host, &ret->fact, error, source);
	for (size_t i = 0; !error && i < names.n; i++)
		if (str_starts(names.names[i], "vfio"))
			text_set(ret, names.names[i], source);
}

static void read_boot_display(struct host *host, struct function *function)
{
	const struct number *class_code = &function->pci->class_code;
	struct flag *ret = &function->facts->boot_display;

	if (!known(*class_code))
		ret->fact = class_code->fact;
	else if (class_code->value >> 16 == CLASS_DISPLAY)
		host_flag(host, ret, "%s/boot_vga", function->dir);
}

static void read_function(struct host *host, const struct pci_device *pci,
			  struct pci_function *facts)
{
	struct function function = {
		.pci = pci, .facts = facts, .dir = pci->address.fact.source + 1,
	};
	bool endpoint;

	facts->address = pci->address;
	read_config(host, &function);
	/* Bridges have no virtual functions, and are none (SR-IOV 1.1, 3.3). */
	endpoint = !known(facts->header_type) ||
		   facts->header_type.value == PCI_HEADER_TYPE_NORMAL;
	if (endpoint) {
		read_physical(host, &function);
		read_sriov(host, &function);
	} else {
		flag_set(&facts->virtual_function, false, facts->header_type.fact.source);
	}
	read_reset(host, &function);
	read_override(host, &function);
	read_driver_module(host, &function);
	read_vfio_device(host, &function);
	read_boot_display(host, &function);
}

/* ---- groups ---- */

/* "0x00000000fee00000 0x00000000feefffff msi" (iommu_group_show_resv_regions). */
static bool parse_region(struct host *host, const char *line, struct reserved_region *ret)
{
	unsigned long long start, end;
	int length = 0;

	if (sscanf(line, "0x%llx 0x%llx %n", &start, &end, &length) != 2 || !length)
		return false;
	*ret = (struct reserved_region){
		.start = start, .end = end,
		.type = str_keep(host->arena, line + length, strlen(line + length)),
	};
	return true;
}

static void read_regions(struct host *host, struct iommu_group *group)
{
	const char *source = host_source(host, GROUPS "/%llu/reserved_regions",
					 (unsigned long long)group->id.value);
	struct reserved_region region;
	struct bytes bytes;
	int error;

	group->regions_read.fact = group->id.fact;
	if (!known(group->id))
		return;
	error = root_read(host->root, &bytes, "%s", source + 1);
	if (error) {
		host_failed(host, &group->regions_read.fact, error, source);
		return;
	}
	flag_set(&group->regions_read, true, source);
	char *text = bytes.data;
	for (char *line; (line = str_line(&text));) {
		if (!parse_region(host, line, &region)) {
			host_failed(host, &group->regions_read.fact, EINVAL, source);
			return;
		}
		*arena_add(host->arena, group->regions, group->n_regions) = region;
	}
}

/* Those of PCI functions are known already. */
static void read_drivers(struct host *host, struct iommu_group *group)
{
	if (!known(group->id) || !group->devices.n)
		return;
	group->drivers = arena_alloc(host->arena,
				     group->devices.n * sizeof(*group->drivers));
	for (size_t i = 0; i < group->devices.n; i++)
		if (!sysfs_is_pci(group->devices.values[i]))
			host_link_name(host, &group->drivers[i],
				       GROUPS "/%llu/devices/%s/driver",
				       (unsigned long long)group->id.value,
				       group->devices.values[i]);
}

void collect_vfio(struct host *host, const struct wants *wants)
{
	(void)wants;
	if (host->n_pci)
		host->functions = arena_alloc(host->arena,
					      host->n_pci * sizeof(*host->functions));
	for (size_t i = 0; i < host->n_pci; i++)
		read_function(host, &host->pci[i], &host->functions[i]);
	for (size_t i = 0; i < host->iommu.n_groups; i++) {
		read_regions(host, &host->iommu.groups[i]);
		read_drivers(host, &host->iommu.groups[i]);
	}
	vfio_drivers_read(host);
	vfio_ids_read(host);
	mounts_read(host);
	routes_read(host);
}
