/* A `hardware:` block of tmt that this host satisfies (tmt, Specification, Hardware): what
 * it is in names and counts, and at least the sizes that it has. What a host changes with
 * its kernel (flags), or has alone (its name), is no hardware to ask for. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "output/document.h"
#include "output/format.h"
#include "output/row.h"
#include "output/yaml.h"
#include "scanner/str.h"

/* PCI Code and ID Assignment, 1.4 and 1.7: base classes, and one with its subclass. */
#define BASE_CLASS(class) ((class) >> 8)
enum { CLASS_DISPLAY = 0x03, CLASS_3D = 0x0302, CLASS_BRIDGE = 0x06 };

/* Whether tmt would cut the text: white space of Unicode, as Python's \s has it, at an end
 * (CONSTRAINT_VALUE_PATTERN). That of ASCII is gone already (str_keep). */
static bool is_cut(const char *text)
{
	static const char *const spaces[] = {
		"\xc2\x85", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
		"\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029",
		"\u202f", "\u205f", "\u3000",
	};

	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (str_starts(text, spaces[i]) || str_ends(text, spaces[i]))
			return true;
	return false;
}

/* A constraint for exactly this text. What begins like one of tmt's operators has one in
 * front; none says "", or what is cut. */
static struct json_object *kind_equal(struct json_object *text)
{
	const char *value = json_object_get_string(text);

	if (!value[0] || is_cut(value))
		return NULL;
	return strchr("=!<>~", value[0]) ? kind_print("= %s", value) : json_object_get(text);
}

/* In whole MiB and MHz; what is below one is not asked for. */
static struct json_object *at_least(int64_t number, const char *unit)
{
	return number ? kind_print(">= %" PRId64 " %s", number, unit) : NULL;
}

static struct json_object *kind_at_least(struct json_object *bytes)
{
	return at_least(json_object_get_int64(bytes) / MIB, "MiB");
}

static struct json_object *kind_frequency(struct json_object *khz)
{
	return at_least(json_object_get_int64(khz) / KHZ_PER_MHZ, "MHz");
}

static struct json_object *kind_bytes(struct json_object *bytes)
{
	return kind_print("%s B", json_object_get_string(bytes));
}

static struct json_object *kind_several(struct json_object *number)
{
	return json_object_new_boolean(json_object_get_int64(number) > 1);
}

static struct json_object *kind_is_guest(struct json_object *virtualization)
{
	return document_find(virtualization, "unknown.hypervisor") ?
		       NULL :
		       json_object_new_boolean(virtualization_is_guest(virtualization));
}

static const struct row disk_table[] = {
	ROW("size",                 "size_bytes",            at_least),
	ROW("model-name",           "model",                 equal),
	ROW("driver",               "driver",                equal),
	ROW("logical-sector-size",  "logical_sector_bytes",  bytes),
	ROW("physical-sector-size", "physical_sector_bytes", bytes),
};

static const struct row network_table[] = {
	ROW("vendor",               "pci.vendor_id",         hex_id),
	ROW("device",               "pci.device_id",         hex_id),
	ROW("type",                 "net.type",              equal),
	ROW("driver",               "net.driver",            equal),
};

static const struct row device_table[] = {
	ROW("vendor",               "vendor_id",             hex_id),
	ROW("device",               "device_id",             hex_id),
	ROW("driver",               "driver",                equal),
};

static const struct row crypto_table[] = {
	ROW("adapter",              "type",                  equal),
	ROW("mode",                 "mode",                  equal),
};

/* Nothing for a list or a mapping of none: that asks for nothing. */
static struct json_object *list_of(const struct rows *rows, struct json_object *array)
{
	return kind_unless_empty(rows_list(rows, array));
}

static struct json_object *block_of(const struct rows *rows, struct json_object *object)
{
	return kind_unless_empty(rows_tree(rows, object));
}

static struct json_object *kind_disks(struct json_object *disks)
{
	return list_of(&(struct rows)ROWS(disk_table), disks);
}

static struct json_object *kind_networks(struct json_object *document)
{
	struct json_object *pairs = net_functions(document);
	struct json_object *list = list_of(&(struct rows)ROWS(network_table), pairs);

	json_object_put(pairs);
	return list;
}

static unsigned class_of(struct json_object *function)
{
	return (unsigned)json_object_get_int64(document_find(function, "class_code")) >> 8;
}

/* Nobody asks for bridges, nor for what no driver is interested in. */
static bool is_asked_for(struct json_object *function)
{
	return document_find(function, "driver") &&
	       BASE_CLASS(class_of(function)) != CLASS_BRIDGE;
}

/* Each kind once: tmt's items may all be met by the same device. */
static struct json_object *kind_devices(struct json_object *pci)
{
	struct json_object *list = json_object_new_array(), *seen = json_object_new_object();

	for (size_t i = 0; i < document_count(pci, ""); i++) {
		struct json_object *function = document_element(pci, "", i);
		struct json_object *device =
			is_asked_for(function) ?
				block_of(&(struct rows)ROWS(device_table), function) : NULL;
		const char *text = json_object_to_json_string(device);

		if (device && !json_object_object_get_ex(seen, text, NULL)) {
			json_object_object_add(seen, text, NULL);
			json_object_array_add(list, json_object_get(device));
		}
		json_object_put(device);
	}
	json_object_put(seen);
	return kind_unless_empty(list);
}

/* tmt asks for one. A 3D controller has no other use; a display may be the console's. */
static struct json_object *kind_gpu(struct json_object *pci)
{
	struct json_object *found = NULL;

	for (size_t i = 0; i < document_count(pci, ""); i++) {
		struct json_object *function = document_element(pci, "", i);
		unsigned class = class_of(function);

		if (class == CLASS_3D && class_of(found) != CLASS_3D)
			found = function;
		else if (BASE_CLASS(class) == CLASS_DISPLAY && !found)
			found = function;
	}
	return block_of(&(struct rows)ROWS(device_table), found);
}

static struct json_object *kind_crypto(struct json_object *adapters)
{
	return block_of(&(struct rows)ROWS(crypto_table), crypto_in_use(adapters));
}

static const struct row table[] = {
	ROW("boot.method",           "firmware.boot",        boot_method),
	ROW("cpu.processors",        "cpu.processors",       number),
	ROW("cpu.sockets",           "cpu.sockets",          number),
	ROW("cpu.cores",             "cpu.cores",            number),
	ROW("cpu.threads-per-core",  "cpu.threads_per_core", number),
	ROW("cpu.hyper-threading",   "cpu.threads_per_core", several),
	ROW("cpu.family",            "cpu.family",           number),
	ROW("cpu.model",             "cpu.model",            number),
	ROW("cpu.model-name",        "cpu.model_name",       equal),
	ROW("cpu.stepping",          "cpu.stepping",         number),
	ROW("cpu.frequency",         "cpu.speed_khz",        frequency),
	ROW("cpu.vendor-name",       "cpu.vendor",           equal),
	ROW("device",                "pci",                  devices),
	ROW("disk",                  "disks",                disks),
	ROW("gpu",                   "pci",                  gpu),
	ROW("iommu.is-supported",    "iommu.described",      flag),
	ROW("iommu.model-name",      "iommu",                iommu_model),
	ROW("memory",                "memory.total_bytes",   at_least),
	ROW_OF("network",            "net pci",              networks),
	ROW("system.vendor-name",    "dmi.vendor",           equal),
	ROW("system.model-name",     "dmi.product",          equal),
	ROW("system.numa-nodes",     "memory.numa_nodes",    number),
	ROW("tpm.version",           "firmware.tpms",        tpm),
	ROW("virtualization.is-supported",   "cpu.virtualization", flag),
	ROW("virtualization.is-virtualized", "virtualization", is_guest),
	ROW("virtualization.hypervisor", "virtualization.hypervisor", equal),
	ROW("zcrypt",                "crypto",               crypto),
};

static const struct rows rows = ROWS(table);

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	struct json_object *block = json_object_new_object();

	(void)request;
	json_object_object_add(block, "hardware", rows_tree(&rows, document));
	yaml_print(block, out);
	json_object_put(block);
	return 0;
}

const struct format format_tmt = {
	.name = "tmt",
	.summary = "a \"hardware:\" block of tmt that this host satisfies, YAML",
	.rows = &rows,
	.print = print,
};
