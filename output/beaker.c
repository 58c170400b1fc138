/* --format beaker: what beaker-system-scan sends, right where that was wrong. */
#include "output/beaker.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "output/beaker_kinds.h"
#include "output/beaker_limits.h"
#include "output/document.h"
#include "output/format.h"
#include "output/json.h"
#include "output/row.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* ---- the machine ---- */

/* Beaker's architectures, by uname -m. It has no others, and one that it does not have
 * makes its call fail. */
static const struct {
	const char *machine, *arch;
} arches[] = {
	{ "x86_64", "x86_64" },   { "i386", "i386" },       { "i486", "i386" },
	{ "i586", "i386" },       { "i686", "i386" },       { "aarch64", "aarch64" },
	{ "armv7l", "armhfp" },   { "armv8l", "armhfp" },   { "armv6l", "arm" },
	{ "armv5tel", "arm" },    { "ppc", "ppc" },         { "ppc64", "ppc64" },
	{ "ppc64le", "ppc64le" }, { "s390", "s390" },       { "s390x", "s390x" },
	{ "ia64", "ia64" },
};

static const char *arch_of(struct json_object *machine)
{
	for (size_t i = 0; i < LENGTH(arches); i++)
		if (!strcmp(json_object_get_string(machine), arches[i].machine))
			return arches[i].arch;
	return NULL;
}

static struct json_object *kind_arches(struct json_object *machine)
{
	const char *arch = arch_of(machine);
	struct json_object *list = arch ? json_object_new_array() : NULL;

	if (arch)
		json_object_array_add(list, json_object_new_string(arch));
	return list;
}

/* The key takes any text: a machine that Beaker has no architecture for is told as it is. */
static struct json_object *kind_arch_key(struct json_object *machine)
{
	const char *arch = arch_of(machine);

	return arch ? json_object_new_string(arch) : json_object_get(machine);
}

/* "NAME (SKU)", as lshw calls a product, which labs have in their jobs. */
static struct json_object *kind_model(struct json_object *document)
{
	const char *product = document_text(document, "dmi.product");
	const char *sku = document_text(document, "dmi.sku");

	if (!product || !sku)
		return json_object_get(document_find(document, product ? "dmi.product" :
									 "system.model"));
	return kind_print("%s (%s)", product, sku);
}

/* Installed memory, as lshw adds it up; a kernel that does not show its blocks tells only
 * what it manages. */
static struct json_object *kind_installed(struct json_object *memory)
{
	struct json_object *installed = document_find(memory, "installed_bytes");
	struct json_object *bytes =
		installed ? installed : document_find(memory, "total_bytes");

	return bytes ? kind_mib(bytes) : NULL;
}

static struct json_object *kind_numa(struct json_object *nodes)
{
	struct json_object *limited = beaker_limited(json_object_get(nodes));
	struct json_object *numa = limited ? json_object_new_object() : NULL;

	if (limited)
		json_object_object_add(numa, "nodes", limited);
	return numa;
}

/* ---- its devices ---- */

/* "8086:1533" of each that has such, those that are there twice, too. */
static struct json_object *kind_known_ids(struct json_object *devices)
{
	struct json_object *all = kind_ids(devices), *list = json_object_new_array();

	for (size_t i = 0; i < document_count(all, ""); i++) {
		struct json_object *ids = document_element(all, "", i);

		if (strcmp(json_object_get_string(ids), "0000:0000"))
			json_object_array_add(list, json_object_get(ids));
	}
	json_object_put(all);
	return list;
}

/* ZCRYPT_MODEL and ZCRYPT_MODE have one value: those of the adapter that jobs get to use. */
static struct json_object *kind_crypto_type(struct json_object *adapters)
{
	return json_object_get(document_find(crypto_in_use(adapters), "type"));
}

static struct json_object *kind_crypto_mode(struct json_object *adapters)
{
	return json_object_get(document_find(crypto_in_use(adapters), "mode"));
}

/* ---- Cpu ---- */

static struct json_object *kind_mhz(struct json_object *khz)
{
	return json_object_new_double((double)json_object_get_int64(khz) / KHZ_PER_MHZ);
}

/* Cpu has all of its members, or the call fails. Without these it says nothing... */
static const struct row cpu_rows[] = {
	ROW("cores", "cores", number),
	ROW("processors", "processors", number),
};

/* ...and these are nil where they are not known: their columns take NULL, which meets no
 * job's condition, as 0 would. */
static const struct row cpu_rows_or_nil[] = {
	ROW("CpuFlags", "flags", list),
	ROW("family", "family", number),
	ROW("model", "model", number),
	ROW("modelName", "model_name", text),
	ROW("sockets", "sockets", number),
	ROW("speed", "speed_khz", mhz),
	ROW("stepping", "stepping", number),
	ROW("vendor", "vendor", text),
};

/* Adds the rows' values; a row without one is left out, or nil. */
static void add_rows(struct json_object *object, struct json_object *from,
		     const struct row *rows, size_t n, bool or_nil)
{
	for (size_t i = 0; i < n; i++) {
		struct json_object *value = beaker_limited(row_value(&rows[i], from));

		if (value || or_nil)
			json_object_object_add(object, rows[i].name, value);
	}
}

static struct json_object *kind_cpu(struct json_object *cpu)
{
	struct json_object *ret = json_object_new_object();

	add_rows(ret, cpu, cpu_rows, LENGTH(cpu_rows), false);
	if (json_object_object_length(ret) == LENGTH(cpu_rows)) {
		add_rows(ret, cpu, cpu_rows_or_nil, LENGTH(cpu_rows_or_nil), true);
		return ret;
	}
	json_object_put(ret);
	return NULL;
}

/* ---- Hypervisor ---- */

/* Beaker's names; a guest of another hypervisor has none there. */
static const struct {
	const char *hypervisor, *name;
} hypervisors[] = {
	{ "kvm", "KVM" },
	{ "xen", "Xen" },
	{ "hyperv", "HyperV" },
	{ "vmware", "VMWare" },
};

static void add_hypervisor(struct json_object *data, struct json_object *virtualization)
{
	const char *name = document_text(virtualization, "hypervisor");
	bool guest = virtualization_is_guest(virtualization);

	if (!virtualization || document_find(virtualization, "unknown.hypervisor"))
		return;
	if (!guest) /* nil clears what was there */
		json_object_object_add(data, "Hypervisor", NULL);
	for (size_t i = 0; guest && i < LENGTH(hypervisors); i++)
		if (!strcmp(name, hypervisors[i].hypervisor))
			json_object_object_add(data, "Hypervisor",
					       json_object_new_string(hypervisors[i].name));
}

/* ---- the structs ---- */

static const struct row legacy_rows[] = {
	ROW("ARCH", "system.machine", arch_key),
	ROW("BOOTDISK", "", boot_drivers),
	ROW("CPUFAMILY", "cpu.family", number),
	ROW("CPUFLAGS", "cpu.flags", list),
	ROW("CPUMODEL", "cpu.model_name", text),
	ROW("CPUMODELNUMBER", "cpu.model", number),
	ROW("CPUVENDOR", "cpu.vendor", text),
	ROW("DISK", "disks", disk_sizes),
	ROW("DISKSPACE", "disks", disk_space),
	ROW("DISK_CONTROLLER", "disks", first_controller),
	ROW("DISK_MULTIPATH", "disks", multipath),
	ROW("FORMFACTOR", "dmi.chassis_name", text),
	ROW("HVM", "cpu.virtualization", flag),
	ROW("MODEL", "", model),
	ROW("MODULE", "", modules),
	ROW("NETBOOT_METHOD", "firmware.netboot_method", text),
	ROW("NETWORK", "", network),
	ROW("NR_DISKS", "disks", count),
	ROW("NR_ETH", "", own_eth),
	ROW("NR_IB", "", own_ib),
	ROW("PCIID", "pci", known_ids),
	ROW("PROCESSORS", "cpu.processors", number),
	ROW("TPM", "firmware.tpms", tpm),
	ROW("USBID", "usb", known_ids),
	ROW("VENDOR", "dmi.vendor", text),
	ROW("VIRT_IOMMU", "iommu.described", flag),
	ROW("ZCRYPT_MODE", "crypto", crypto_mode),
	ROW("ZCRYPT_MODEL", "crypto", crypto_type),
};

static const struct row data_rows[] = {
	ROW("Arch", "system.machine", arches),
	ROW("Cpu", "cpu", cpu),
	ROW("Devices", "", devices),
	ROW("Disk", "disks", disks),
	ROW("Numa", "memory.numa_nodes", numa),
	ROW("memory", "memory", installed),
	ROW("model", "", model),
	ROW("vendor", "dmi.vendor", text),
};

struct json_object *beaker_legacy(struct json_object *document)
{
	struct json_object *legacy = json_object_new_object();

	add_rows(legacy, document, legacy_rows, LENGTH(legacy_rows), false);
	return legacy;
}

struct json_object *beaker_data(struct json_object *document)
{
	struct json_object *data = json_object_new_object();

	add_rows(data, document, data_rows, LENGTH(data_rows), false);
	add_hypervisor(data, document_find(document, "virtualization"));
	return data;
}

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	struct json_object *both = json_object_new_object();

	(void)request;
	json_object_object_add(both, "legacy", beaker_legacy(document));
	json_object_object_add(both, "Data", beaker_data(document));
	json_print_lines(both, out);
	json_object_put(both);
	return 0;
}

const struct format format_beaker = {
	.name = "beaker",
	.summary = "the structs of Beaker's legacypush and push, as JSON",
	.names = true,
	.print = print,
};
