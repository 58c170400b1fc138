/* A host as tmt's keys see it: each stands where it does in the requirements, in bytes and
 * MHz. A key that is left out cannot be told. */
#include <json-c/json.h>
#include <string.h>

#include "match/tmt.h"
#include "output/document.h"
#include "output/kinds.h"

/* PCI Code and ID Assignment: base class of display controllers; below it are two bytes. */
#define CLASS_DISPLAY 0x03
#define BASE_CLASS(code) ((code) >> 16)

/* A key, and the member of the document that has its value. */
struct pair {
	const char *key, *member;
};

static const struct pair cpu_pairs[] = {
	{ "cores", "cores" }, { "family", "family" }, { "flag", "flags" },
	{ "model", "model" }, { "model-name", "model_name" }, { "processors", "processors" },
	{ "sockets", "sockets" }, { "stepping", "stepping" }, { "threads", "processors" },
	{ "threads-per-core", "threads_per_core" }, { "vendor-name", "vendor" }, { NULL, NULL },
};

static const struct pair disk_pairs[] = {
	{ "driver", "driver" }, { "logical-sector-size", "logical_sector_bytes" },
	{ "model-name", "model" }, { "physical-sector-size", "physical_sector_bytes" },
	{ "size", "size_bytes" }, { NULL, NULL },
};

static const struct pair device_pairs[] = {
	{ "device", "device_id" }, { "device-name", "device_name" }, { "driver", "driver" },
	{ "vendor", "vendor_id" }, { "vendor-name", "vendor_name" }, { NULL, NULL },
};

static const struct pair network_pairs[] = {
	{ "driver", "driver" }, { "type", "type" }, { NULL, NULL },
};

static const struct pair crypto_pairs[] = {
	{ "adapter", "type" }, { "mode", "mode" }, { NULL, NULL },
};

/* ---- members ---- */

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, name, &found);
	return found;
}

/* The document's note why a member is null; NULL when it has none. */
static struct json_object *why_unknown(struct json_object *object, const char *name)
{
	return member(member(object, "unknown"), name);
}

/* Whether the document tells the member, be it that the host has none. */
static bool tells(struct json_object *object, const char *name)
{
	return json_object_object_get_ex(object, name, NULL) && !why_unknown(object, name);
}

static void note_unknown(struct json_object *to, const char *key, struct json_object *why)
{
	struct json_object *unknown = member(to, "unknown");

	if (!unknown) {
		unknown = json_object_new_object();
		json_object_object_add(to, "unknown", unknown);
	}
	json_object_object_add(unknown, key, json_object_get(why));
}

static void give(struct json_object *to, const char *key, struct json_object *from,
		 const char *name)
{
	struct json_object *why = why_unknown(from, name);

	if (why)
		note_unknown(to, key, why);
	else if (tells(from, name))
		json_object_object_add(to, key, json_object_get(member(from, name)));
}

static void give_all(struct json_object *to, struct json_object *from,
		     const struct pair *pairs)
{
	for (; pairs->key; pairs++)
		give(to, pairs->key, from, pairs->member);
}

static struct json_object *add_block(struct json_object *host, const char *name)
{
	struct json_object *block = json_object_new_object();

	json_object_object_add(host, name, block);
	return block;
}

/* The list of that name: NULL when the document does not tell it. */
static struct json_object *list_of(struct json_object *document, const char *name)
{
	struct json_object *list = member(document, name);

	return json_object_is_type(list, json_type_array) ? list : NULL;
}

/* ---- blocks ---- */

static void add_cpu(struct json_object *host, struct json_object *document)
{
	struct json_object *cpu = member(document, "cpu"), *block = add_block(host, "cpu");
	uint64_t processors, cores, sockets, khz;
	bool has_cores = document_number(cpu, "cores", &cores);

	give_all(block, cpu, cpu_pairs);
	if (has_cores && document_number(cpu, "processors", &processors))
		json_object_object_add(block, "hyper-threading",
				       json_object_new_boolean(processors > cores));
	/* Sockets that differ have no such number. */
	if (has_cores && document_number(cpu, "sockets", &sockets) && sockets)
		json_object_object_add(block, "cores-per-socket", cores % sockets ? NULL :
				       json_object_new_int64((int64_t)(cores / sockets)));
	if (document_number(cpu, "speed_khz", &khz))
		json_object_object_add(block, "frequency",
				       json_object_new_double((double)khz / KHZ_PER_MHZ));
}

/* What is installed, where that can be told: the kernel does not manage all of it. */
static void add_memory(struct json_object *host, struct json_object *document)
{
	struct json_object *memory = member(document, "memory");

	give(host, "memory", memory,
	     document_find(memory, "installed_bytes") ? "installed_bytes" : "total_bytes");
}

static void add_disks(struct json_object *host, struct json_object *document)
{
	struct json_object *disks = list_of(document, "disks"), *list;

	if (!disks)
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(disks); i++) {
		struct json_object *disk = json_object_new_object();

		give_all(disk, json_object_array_get_idx(disks, i), disk_pairs);
		json_object_array_add(list, disk);
	}
	json_object_object_add(host, "disk", list);
}

static void add_devices(struct json_object *host, struct json_object *document)
{
	struct json_object *functions = list_of(document, "pci"), *devices, *gpus;

	if (!functions)
		return;
	devices = json_object_new_array();
	gpus = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(functions); i++) {
		struct json_object *function = json_object_array_get_idx(functions, i);
		struct json_object *device = json_object_new_object();
		uint64_t class;

		give_all(device, function, device_pairs);
		json_object_array_add(devices, device);
		if (document_number(function, "class_code", &class) &&
		    BASE_CLASS(class) == CLASS_DISPLAY)
			json_object_array_add(gpus, json_object_get(device));
	}
	json_object_object_add(host, "device", devices);
	json_object_object_add(host, "gpu", gpus);
}

/* Interfaces with a device behind them. That of one is known when it is of PCI. */
static void add_networks(struct json_object *host, struct json_object *document)
{
	struct json_object *pairs = net_functions(document), *list;

	if (!pairs)
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(pairs); i++) {
		struct json_object *pair = json_object_array_get_idx(pairs, i);
		struct json_object *network = json_object_new_object();

		give_all(network, member(pair, "pci"), device_pairs);
		give_all(network, member(pair, "net"), network_pairs);
		json_object_array_add(list, network);
	}
	json_object_object_add(host, "network", list);
	json_object_put(pairs);
}

static void add_iommu(struct json_object *host, struct json_object *document)
{
	struct json_object *iommu = member(document, "iommu");
	struct json_object *block = add_block(host, "iommu");

	/* null says that it cannot be told, with or without a file that was to blame. */
	if (!document_find(iommu, "described"))
		return;
	give(block, "is-supported", iommu, "described");
	json_object_object_add(block, "model-name", kind_iommu_model(iommu));
}

static void add_system(struct json_object *host, struct json_object *document)
{
	struct json_object *dmi = member(document, "dmi"), *block = add_block(host, "system");

	give(block, "vendor-name", dmi, "vendor");
	give(block, "model-name", dmi, "product");
	give(block, "numa-nodes", member(document, "memory"), "numa_nodes");
}

/* A host without one has no version of it. */
static void add_tpm(struct json_object *host, struct json_object *document)
{
	struct json_object *tpms = list_of(member(document, "firmware"), "tpms");
	struct json_object *block = add_block(host, "tpm");

	if (tpms && json_object_array_length(tpms))
		give(block, "version", json_object_array_get_idx(tpms, 0), "version");
	else if (tpms)
		json_object_object_add(block, "version", NULL);
}

static void add_virtualization(struct json_object *host, struct json_object *document)
{
	struct json_object *virtualization = member(document, "virtualization");
	struct json_object *block = add_block(host, "virtualization");

	give(block, "is-supported", member(document, "cpu"), "virtualization");
	give(block, "hypervisor", virtualization, "hypervisor");
	if (tells(virtualization, "hypervisor"))
		json_object_object_add(block, "is-virtualized", json_object_new_boolean(
				       virtualization_is_guest(virtualization)));
}

static void add_zcrypt(struct json_object *host, struct json_object *document)
{
	struct json_object *adapters = list_of(document, "crypto"), *list;

	if (!adapters)
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(adapters); i++) {
		struct json_object *adapter = json_object_new_object();

		give_all(adapter, json_object_array_get_idx(adapters, i), crypto_pairs);
		json_object_array_add(list, adapter);
	}
	json_object_object_add(host, "zcrypt", list);
}

struct json_object *tmt_host(struct json_object *document)
{
	struct json_object *host = json_object_new_object();

	give(host, "arch", member(document, "system"), "machine");
	give(host, "hostname", member(document, "system"), "hostname");
	give(add_block(host, "boot"), "method", member(document, "firmware"), "boot");
	add_cpu(host, document);
	add_memory(host, document);
	add_disks(host, document);
	add_devices(host, document);
	add_networks(host, document);
	add_iommu(host, document);
	add_system(host, document);
	add_tpm(host, document);
	add_virtualization(host, document);
	add_zcrypt(host, document);
	return host;
}
