/* What firmware says of IOMMUs (ACPI tables) and what the kernel shows of them
 * (Documentation/ABI/testing/sysfs-class-iommu, sysfs-kernel-iommu_groups). */
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/devicetree.h"
#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

#define CLASS "sys/class/iommu"
#define GROUPS "sys/kernel/iommu_groups"
#define TABLES "sys/firmware/acpi/tables"

/* An SMMU carries the address of its registers in its name (arm_smmu_device_probe). */
static void read_smmu_address(struct iommu_unit *unit)
{
	const char *name = unit->name.value, *address = strstr(name, ".0x");
	uint64_t value;

	if (address && str_number(address + 1, 16, &value))
		number_set(&unit->address, value, unit->name.fact.source);
}

/* A unit that is a PCI function is a child of it: .../0000:00:02.0/iommu/ivhd0. One of
 * virtio is named after it. */
static void read_function(struct host *host, struct iommu_unit *unit)
{
	const char *name = unit->name.value, *source = unit->name.fact.source;
	char *path = sysfs_path(host, source + 1);

	if (sysfs_is_pci(name)) {
		text_set(&unit->function, name, source);
		return;
	}
	for (int up = 0; path && up < 2; up++)
		path = sysfs_parent(host, path);
	if (!path)
		return;
	const char *parent = strrchr(path, '/');
	if (parent && sysfs_is_pci(parent + 1))
		text_set(&unit->function, parent + 1, source);
}

static void read_unit(struct host *host, struct iommu_unit *unit, const char *name)
{
	struct names devices;
	struct flag listed;

	text_set(&unit->name, name, host_source(host, CLASS "/%s", name));
	if (host_list(host, &listed, &devices, CLASS "/%s/devices", name))
		number_set(&unit->devices, devices.n, listed.fact.source);
	else
		unit->devices.fact = listed.fact;
	/* The attributes are the driver's, in a directory of its name. */
	if (str_starts(name, "dmar")) {
		host_number(host, &unit->address, 16, CLASS "/%s/intel-iommu/address", name);
		host_text(host, &unit->cap, CLASS "/%s/intel-iommu/cap", name);
		host_text(host, &unit->ecap, CLASS "/%s/intel-iommu/ecap", name);
		host_text(host, &unit->version, CLASS "/%s/intel-iommu/version", name);
	} else if (str_starts(name, "ivhd")) {
		host_text(host, &unit->cap, CLASS "/%s/amd-iommu/cap", name);
		host_text(host, &unit->features, CLASS "/%s/amd-iommu/features", name);
	} else if (str_starts(name, "smmu")) {
		read_smmu_address(unit);
		host_number(host, &unit->numa_node, 10, CLASS "/%s/device/numa_node", name);
	}
	read_function(host, unit);
}

static void read_units(struct host *host, struct iommu *iommu)
{
	struct names names;

	if (!host_list(host, &iommu->class_read, &names, CLASS))
		return;
	for (size_t i = 0; i < names.n; i++)
		read_unit(host, arena_add(host->arena, iommu->units, iommu->n_units),
			  names.names[i]);
}

static void read_group(struct host *host, struct iommu_group *group, const char *name)
{
	struct names devices;
	struct flag listed;
	uint64_t id;

	if (str_number(name, 10, &id))
		number_set(&group->id, id, host_source(host, GROUPS "/%s", name));
	host_text(host, &group->name, GROUPS "/%s/name", name);
	host_text(host, &group->type, GROUPS "/%s/type", name);
	if (host_list(host, &listed, &devices, GROUPS "/%s/devices", name)) {
		group->devices.values = (const char **)devices.names;
		group->devices.n = devices.n;
	}
	group->devices.fact = listed.fact;
}

static void read_groups(struct host *host, struct iommu *iommu)
{
	struct names names;

	if (!host_list(host, &iommu->groups_read, &names, GROUPS))
		return;
	for (size_t i = 0; i < names.n; i++)
		read_group(host, arena_add(host->arena, iommu->groups, iommu->n_groups),
			   names.names[i]);
}

/* Where the kernel shows that it has a driver for what a table describes. Intel's
 * and AMD's are part of the kernel proper and register none. */
static const struct {
	const char *signature, *path;
} drivers[] = {
	{ "IORT", "sys/bus/platform/drivers/arm-smmu-v3" },
	{ "IORT", "sys/bus/platform/drivers/arm-smmu" },
	{ "VIOT", "sys/bus/virtio/drivers/virtio_iommu" },
	{ "RIMT", "sys/bus/platform/drivers/riscv,iommu" },
	{ "RIMT", "sys/bus/pci/drivers/riscv_iommu_pci" },
};

static void find_drivers(struct host *host, struct acpi_file *file)
{
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (!strcmp(drivers[i].signature, file->signature) &&
		    root_stat(host->root, NULL, "%s", drivers[i].path) == 0)
			*arena_add(host->arena, file->drivers.values, file->drivers.n) =
				host_source(host, "%s", drivers[i].path);
}

static void read_table(struct host *host, struct acpi_file *file, const char *signature,
		       const char *name)
{
	struct bytes bytes;
	struct fact failed;
	uint64_t size;

	file->signature = signature;
	file->path = host_source(host, TABLES "/%s", name);
	/* The size is everyone's to see; the bytes are root's (acpi/sysfs.c). */
	if (root_stat(host->root, &size, "%s", file->path + 1) == 0)
		number_set(&file->size, size, file->path);
	file->error = -root_read(host->root, &bytes, "%s", file->path + 1);
	if (!file->error)
		file->error = -acpi_table_parse((const uint8_t *)bytes.data, bytes.size,
						&file->table);
	if (file->error)
		host_failed(host, &failed, file->error, file->path);
	find_drivers(host, file);
}

/* The file of a signature's table, NULL when there is none. sysfs numbers the tables
 * of one signature when there are several; the kernel uses the first
 * (acpi_table_attr_init, acpi_get_table with instance 0). */
static const char *table_name(struct host *host, const struct names *names,
			      const char *signature)
{
	const char *numbered = arena_print(host->arena, "%s1", signature);

	return names_have(names, signature) ? signature :
	       names_have(names, numbered)  ? numbered :
					    NULL;
}

static void read_tables(struct host *host, struct iommu *iommu)
{
	/* Xen renames the DMAR in memory so that dom0 leaves the IOMMU to it: RMAD
	 * today, XMAR before (xen/drivers/passthrough/vtd/dmar.c:acpi_dmar_zap). */
	static const char *const zapped[] = { "RMAD", "XMAR" };
	static const char *const signatures[] = { "DMAR", "IVRS", "IORT", "VIOT", "RIMT" };
	struct names names;
	const char *name;

	if (!host_list(host, &iommu->tables_listed, &names, TABLES))
		return;
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if ((name = table_name(host, &names, signatures[i])))
			read_table(host, arena_add(host->arena, iommu->files, iommu->n_files),
				   signatures[i], name);
	/* Interrupt remapping needs each IOAPIC in the DMAR or IVRS. */
	if (host->system.arch == ARCH_X86 && iommu->n_files &&
	    (name = table_name(host, &names, "APIC")))
		read_table(host, &iommu->madt, "APIC", name);
	for (size_t i = 0; i < sizeof(zapped) / sizeof(zapped[0]); i++)
		if (names_have(&names, zapped[i]))
			text_set(&iommu->xmar, zapped[i],
				 host_source(host, TABLES "/%s", zapped[i]));
}

/* Whether the chip of a line of /proc/interrupts, which follows the interrupt's number and
 * its counts, is one that tells devices apart, by the name of its irq_chip. */
static bool remapped(const char *line, enum arch arch)
{
	line += strspn(line, " ");
	line += strcspn(line, ":");
	if (*line == ':')
		line++;
	line += strspn(line, " 0123456789");
	return str_starts(line, arch == ARCH_ARM ? "ITS-" : "IR-");
}

static void read_interrupts(struct host *host, struct iommu *iommu)
{
	struct flag *ret = &iommu->interrupt_remapping;
	struct bytes bytes;

	if (!host_read(host, &ret->fact, &bytes, "/proc/interrupts"))
		return;
	char *text = bytes.data, *line;

	while (!ret->value && (line = str_line(&text)))
		ret->value = remapped(line, host->system.arch);
}

/* Whether it is there, and cannot be read. */
static bool unreadable(const struct flag *listed)
{
	return listed->fact.state == FACT_UNKNOWN && listed->fact.error != ENOENT;
}

void collect_iommu(struct host *host, const struct wants *wants)
{
	struct iommu *iommu = &host->iommu;

	(void)wants;
	read_units(host, iommu);
	read_groups(host, iommu);
	read_tables(host, iommu);
	if (!iommu->tables_listed.value && !unreadable(&iommu->tables_listed))
		devicetree_read(host);
	/* A quarter of a megabyte, which says why an IOMMU is off. */
	if (iommu->n_files && !iommu->n_units)
		kernel_config_read(host);
	/* A large file on large hosts: read only where it can say something. */
	if ((host->system.arch == ARCH_X86 && (iommu->n_files || iommu->n_units)) ||
	    (host->system.arch == ARCH_ARM && iommu->n_units))
		read_interrupts(host, iommu);
}
