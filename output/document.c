#include "output/document.h"

#include <json-c/json.h>
#include <string.h>

#include "output/facts.h"
#include "output/judgement.h"
#include "output/passthrough.h"
#include "output/viommu.h"
#include "scanner/collect.h"
#include "scanner/errors.h"
#include "scanner/host.h"
#include "scanner/str.h"

#define SCHEMA "labscan/1"

static const struct fact_row system_rows[] = {
	FACT_ROW(system, hostname), FACT_ROW(system, machine), FACT_ROW(system, model),
};

static const struct fact_row kernel_rows[] = {
	FACT_ROW(kernel, release), FACT_ROW(kernel, version),
	FACT_ROW(kernel, command_line), FACT_ROW(kernel, modules),
	FACT_ROW(kernel, lockdown), FACT_ROW(kernel, crash_kernel),
	FACT_ROW(kernel, boot_loader),
};

static const struct fact_row cpu_rows[] = {
	FACT_ROW(cpu, vendor), FACT_ROW(cpu, model_name), FACT_ROW(cpu, family),
	FACT_ROW(cpu, model), FACT_ROW(cpu, stepping), FACT_ROW(cpu, processors),
	FACT_ROW(cpu, sockets), FACT_ROW(cpu, cores), FACT_ROW(cpu, threads_per_core),
	FACT_ROW(cpu, speed_khz), FACT_ROW(cpu, flags), FACT_ROW(cpu, virtualization),
};

static const struct fact_row memory_rows[] = {
	FACT_ROW(memory, total_bytes), FACT_ROW(memory, installed_bytes),
	FACT_ROW(memory, numa_nodes),
};

static const struct fact_row node_rows[] = {
	FACT_ROW(numa_node, id), FACT_ROW(numa_node, memory_bytes), FACT_ROW(numa_node, cpus),
};

static const struct fact_row virtualization_rows[] = {
	FACT_ROW(virtualization, hypervisor), FACT_ROW(virtualization, hypervisor_evidence),
	FACT_ROW(virtualization, container), FACT_ROW(virtualization, container_evidence),
	FACT_ROW(virtualization, xen_role), FACT_ROW(virtualization, firmware_hidden),
};

static const struct fact_row firmware_rows[] = {
	FACT_ROW(firmware, boot), FACT_ROW(firmware, secure_boot),
	FACT_ROW(firmware, netboot_method),
};

static const struct fact_row tpm_rows[] = {
	FACT_ROW(tpm, name), FACT_ROW(tpm, version),
};

static const struct fact_row dmi_rows[] = {
	FACT_ROW(dmi, vendor), FACT_ROW(dmi, product), FACT_ROW(dmi, version),
	FACT_ROW(dmi, serial), FACT_ROW(dmi, uuid), FACT_ROW(dmi, sku), FACT_ROW(dmi, family),
	FACT_ROW(dmi, board_vendor), FACT_ROW(dmi, board_name), FACT_ROW(dmi, board_version),
	FACT_ROW(dmi, chassis_vendor), FACT_ROW(dmi, chassis_serial),
	FACT_ROW(dmi, chassis_type), FACT_ROW(dmi, chassis_name),
	FACT_ROW(dmi, bios_vendor), FACT_ROW(dmi, bios_version),
	FACT_ROW(dmi, bios_date), FACT_ROW(dmi, bios_release),
};

static const struct fact_row disk_rows[] = {
	FACT_ROW(disk, name), FACT_ROW(disk, size_bytes), FACT_ROW(disk, model),
	FACT_ROW(disk, vendor), FACT_ROW(disk, serial), FACT_ROW(disk, wwid),
	FACT_ROW(disk, rotational), FACT_ROW(disk, removable), FACT_ROW(disk, read_only),
	FACT_ROW(disk, transport), FACT_ROW(disk, logical_sector_bytes),
	FACT_ROW(disk, physical_sector_bytes), FACT_ROW(disk, driver),
	FACT_ROW(disk, controller), FACT_ROW(disk, multipath), FACT_ROW(disk, mounts),
};

static const struct fact_row pci_rows[] = {
	FACT_ROW(pci_device, address), FACT_ROW(pci_device, domain), FACT_ROW(pci_device, bus),
	FACT_ROW(pci_device, device), FACT_ROW(pci_device, function),
	FACT_ROW(pci_device, vendor_id), FACT_ROW(pci_device, device_id),
	FACT_ROW(pci_device, subsystem_vendor_id), FACT_ROW(pci_device, subsystem_device_id),
	FACT_ROW(pci_device, class_code), FACT_ROW(pci_device, revision),
	FACT_ROW(pci_device, vendor_name), FACT_ROW(pci_device, device_name),
	FACT_ROW(pci_device, class_name), FACT_ROW(pci_device, parent),
	FACT_ROW(pci_device, driver),
	FACT_ROW(pci_device, numa_node), FACT_ROW(pci_device, iommu_group),
	FACT_ROW(pci_device, iommu), FACT_ROW(pci_device, unit),
	FACT_ROW(pci_device, modalias),
};

static const struct fact_row usb_rows[] = {
	FACT_ROW(usb_device, port), FACT_ROW(usb_device, vendor_id),
	FACT_ROW(usb_device, device_id), FACT_ROW(usb_device, class_code),
	FACT_ROW(usb_device, vendor_name), FACT_ROW(usb_device, device_name),
	FACT_ROW(usb_device, manufacturer), FACT_ROW(usb_device, product),
	FACT_ROW(usb_device, serial), FACT_ROW(usb_device, speed_mbps),
	FACT_ROW(usb_device, drivers),
};

static const struct fact_row net_rows[] = {
	FACT_ROW(net_interface, name), FACT_ROW(net_interface, type),
	FACT_ROW(net_interface, mac), FACT_ROW(net_interface, speed_mbps),
	FACT_ROW(net_interface, driver), FACT_ROW(net_interface, bus_address),
	FACT_ROW(net_interface, virtual), FACT_ROW(net_interface, carrier),
	FACT_ROW(net_interface, default_route),
};

static const struct fact_row crypto_rows[] = {
	FACT_ROW(crypto_adapter, name), FACT_ROW(crypto_adapter, type),
	FACT_ROW(crypto_adapter, mode), FACT_ROW(crypto_adapter, online),
};

static struct json_object *memory_json(const struct memory *memory)
{
	struct json_object *object = FACTS_JSON(memory, memory_rows);

	json_object_object_add(object, "nodes",
			       LIST_JSON(memory->nodes, memory->n_nodes, node_rows));
	return object;
}

static struct json_object *firmware_json(const struct firmware *firmware)
{
	struct json_object *object = FACTS_JSON(firmware, firmware_rows);

	facts_add_list(object, "tpms", &firmware->tpms_read,
		       LIST_JSON(firmware->tpms, firmware->n_tpms, tpm_rows));
	return object;
}

static struct json_object *scan_json(const struct scan_info *scan)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_object_new_string(scan->id));
	json_object_object_add(object, "version", json_object_new_string(scan->version));
	json_object_object_add(object, "root", json_object_new_string(scan->root));
	json_object_object_add(object, "time", json_object_new_string(scan->time));
	json_object_object_add(object, "duration_us",
			       json_number(scan->duration_us));
	return object;
}

static struct json_object *problems_json(const struct host *host)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < host->n_problems; i++) {
		struct json_object *object = json_object_new_object();
		const struct problem *problem = &host->problems[i];

		json_object_object_add(object, "path",
				       json_object_new_string(problem->path));
		json_object_object_add(object, "error", json_object_new_string(
					       error_name(problem->error)));
		json_object_array_add(array, object);
	}
	return array;
}

struct json_object *document_build(const struct host *host, const struct judgement *judgement,
				   const struct scan_info *scan, unsigned sections)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "schema", json_object_new_string(SCHEMA));
	if (scan)
		json_object_object_add(object, "scan", scan_json(scan));
	if (sections & SECTION_BIT(system))
		json_object_object_add(object, "system", FACTS_JSON(&host->system, system_rows));
	if (sections & SECTION_BIT(kernel))
		json_object_object_add(object, "kernel", FACTS_JSON(&host->kernel, kernel_rows));
	if (sections & SECTION_BIT(cpu))
		json_object_object_add(object, "cpu", FACTS_JSON(&host->cpu, cpu_rows));
	if (sections & SECTION_BIT(memory))
		json_object_object_add(object, "memory", memory_json(&host->memory));
	if (sections & SECTION_BIT(virtualization))
		json_object_object_add(object, "virtualization",
				       FACTS_JSON(&host->virtualization, virtualization_rows));
	if (sections & SECTION_BIT(firmware))
		json_object_object_add(object, "firmware", firmware_json(&host->firmware));
	if (sections & SECTION_BIT(dmi))
		json_object_object_add(object, "dmi", FACTS_JSON(&host->dmi, dmi_rows));
	if (sections & SECTION_BIT(disks))
		facts_add_list(object, "disks", &host->disks_read,
			       LIST_JSON(host->disks, host->n_disks, disk_rows));
	if (sections & SECTION_BIT(pci))
		facts_add_list(object, "pci", &host->pci_read,
			       LIST_JSON(host->pci, host->n_pci, pci_rows));
	if (sections & SECTION_BIT(usb))
		facts_add_list(object, "usb", &host->usb_read,
			       LIST_JSON(host->usb, host->n_usb, usb_rows));
	if (sections & SECTION_BIT(net))
		facts_add_list(object, "net", &host->net_read,
			       LIST_JSON(host->net, host->n_net, net_rows));
	if (sections & SECTION_BIT(crypto))
		facts_add_list(object, "crypto", &host->crypto_read,
			       LIST_JSON(host->crypto, host->n_crypto, crypto_rows));
	if (sections & SECTION_BIT(iommu))
		json_object_object_add(object, "iommu", judgement_json(judgement));
	if (sections & SECTION_BIT(vfio))
		passthrough_add_json(object, judgement);
	if (sections & SECTION_BIT(viommu))
		json_object_object_add(object, "viommu", viommu_json(judgement));
	json_object_object_add(object, "problems", problems_json(host));
	return object;
}

struct json_object *document_find(struct json_object *document, const char *path)
{
	while (document && *path) {
		char name[64];
		size_t length = strcspn(path, ".");

		if (length >= sizeof(name) ||
		    !json_object_is_type(document, json_type_object))
			return NULL;
		memcpy(name, path, length);
		name[length] = '\0';
		document = json_object_object_get(document, name);
		path += length + (path[length] == '.');
	}
	return document;
}

const char *document_text(struct json_object *object, const char *path)
{
	struct json_object *found = document_find(object, path);

	return found ? json_object_get_string(found) : NULL;
}

/* By its text: json-c keeps what has 64 bits as a double (json_number). */
bool document_number(struct json_object *object, const char *path, uint64_t *ret)
{
	const char *text = document_text(object, path);

	return text && str_number(text, 10, ret);
}

size_t document_length(struct json_object *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

size_t document_count(struct json_object *object, const char *path)
{
	return document_length(document_find(object, path));
}

struct json_object *document_element(struct json_object *object, const char *path, size_t i)
{
	return i < document_count(object, path) ?
		       json_object_array_get_idx(document_find(object, path), i) :
		       NULL;
}

bool document_lists(struct json_object *object, const char *path, const char *text)
{
	for (size_t i = 0; i < document_count(object, path); i++) {
		struct json_object *element = document_element(object, path, i);

		if (element && !strcmp(json_object_get_string(element), text))
			return true;
	}
	return false;
}
