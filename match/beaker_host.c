#include <json-c/json.h>
#include <string.h>

#include "match/beaker.h"
#include "match/beaker_key.h"
#include "match/field.h"
#include "output/document.h"
#include "scanner/arena.h"

/* A member of what is pushed, and the column that it goes to. */
struct column {
	const char *pushed, *name;
};

#define COLUMNS(rows) (rows), sizeof(rows) / sizeof((rows)[0])

static const struct column cpu_columns[] = {
	{ "vendor", "vendor" }, { "model", "model" }, { "modelName", "model_name" },
	{ "family", "family" }, { "stepping", "stepping" }, { "speed", "speed" },
	{ "processors", "processors" }, { "cores", "cores" }, { "sockets", "sockets" },
};

static const struct column device_columns[] = {
	{ "vendorID", "vendor_id" }, { "deviceID", "device_id" },
	{ "subsysVendorID", "subsys_vendor_id" }, { "subsysDeviceID", "subsys_device_id" },
	{ "bus", "bus" }, { "driver", "driver" }, { "description", "description" },
	{ "type", "type" },
};

static const struct column disk_columns[] = {
	{ "size", "size" }, { "sector_size", "sector_size" },
	{ "phys_sector_size", "phys_sector_size" }, { "model", "model" },
};

static const struct column numa_columns[] = {
	{ "nodes", "nodes" },
};

/* Columns and tables that a scan does not fill. */
static const char *const lab_fields[] = {
	"serial", "lender", "location", "owner", "user", "loaned", "power_type",
	"lab_controller", "pool", "date_added", "date_inventoried", "compatible",
};

const struct beaker_key beaker_keys[] = {
#define KEY(key, kind, from, known_by) { #key, KEY_##kind, KEY_##from, known_by },
#include "match/beaker_keys.def"
#undef KEY
	{ .name = NULL },
};

/* NULL when it is not there, or null. */
static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *ret = NULL;

	if (json_object_is_type(object, json_type_object))
		json_object_object_get_ex(object, name, &ret);
	return ret;
}

static void put(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

/* What was not pushed is NULL in the database. */
static void put_columns(struct json_object *row, struct json_object *pushed,
			const struct column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(row, columns[i].name, json_object_get(member(pushed, columns[i].pushed)));
}

static struct json_object *row_of(struct json_object *pushed, const struct column *columns,
				  size_t n)
{
	struct json_object *row = NULL;

	if (pushed) {
		row = json_object_new_object();
		put_columns(row, pushed, columns, n);
	}
	return row;
}

static struct json_object *rows_of(struct json_object *pushed, const struct column *columns,
				   size_t n)
{
	struct json_object *rows = json_object_new_array();

	for (size_t i = 0; json_object_is_type(pushed, json_type_array) &&
			   i < json_object_array_length(pushed); i++)
		json_object_array_add(rows, row_of(json_object_array_get_idx(pushed, i), columns,
						   n));
	return rows;
}

/* The array itself, or one of the single value; booleans as 0 and 1, as update_legacy
 * stores them. */
static struct json_object *list_of(struct json_object *pushed)
{
	struct json_object *list = json_object_new_array();

	if (json_object_is_type(pushed, json_type_array)) {
		json_object_put(list);
		list = json_object_get(pushed);
	} else if (json_object_is_type(pushed, json_type_boolean)) {
		json_object_array_add(list, json_object_new_int(json_object_get_boolean(pushed)));
	} else if (pushed) {
		json_object_array_add(list, json_object_get(pushed));
	}
	return list;
}

static struct json_object *cpu_of(struct json_object *pushed)
{
	struct json_object *cpu = row_of(pushed, COLUMNS(cpu_columns));
	struct json_object *processors = member(cpu, "processors"), *cores = member(cpu, "cores");

	if (!cpu)
		return NULL;
	/* Cpu.hyper is derived on the server. */
	put(cpu, "hyper", processors && cores ?
	    json_object_new_int(json_object_get_int64(processors) >
				json_object_get_int64(cores)) : NULL);
	put(cpu, "flags", list_of(member(pushed, "CpuFlags")));
	return cpu;
}

/* ---- what is not known ---- */

static void put_unknown(struct json_object *object, const char *name, const char *why)
{
	put(member(object, "unknown"), name, json_object_new_string(why));
}

/* A part of Data, and what a scan leaves it out without: see beaker_keys.def. */
static const struct {
	const char *pushed, *name, *fact;
} parts[] = {
	{ "Cpu", "cpu", NULL },
	{ "Numa", "numa", "memory.numa_nodes" },
	{ "Arch", "arch", "system.machine" },
	{ "Devices", "device", NULL },
	{ "Disk", "disk", NULL },
	{ "Hypervisor", "hypervisor", "virtualization.hypervisor" },
	{ "memory", "memory", NULL },
	{ "model", "model", "dmi.product" },
	{ "vendor", "vendor", "dmi.vendor" },
};

/* Whether a push leaves this out because the document could not tell. */
static bool is_untold(struct json_object *pushed, const char *name, const char *fact,
		      struct json_object *document)
{
	struct arena arena = { NULL };
	struct json_object *value;
	bool ret;

	if (!document || json_object_object_get_ex(pushed, name, NULL))
		return false;
	ret = !fact || field_find(document, fact, &arena, &value) == IS_UNKNOWN;
	arena_free(&arena);
	return ret;
}

/* ---- the host ---- */

static struct json_object *keys_of(struct json_object *legacy, struct json_object *document)
{
	struct json_object *keys = json_object_new_object();

	put(keys, "unknown", json_object_new_object());
	for (const struct beaker_key *key = beaker_keys; key->name; key++) {
		if (key->origin == KEY_LAB)
			put_unknown(keys, key->name, "only the lab knows");
		else if (is_untold(legacy, key->name, key->fact, document))
			put_unknown(keys, key->name, "the scan could not tell");
		else
			put(keys, key->name, list_of(member(legacy, key->name)));
	}
	return keys;
}

/* Beaker has fully qualified names: a short one does not tell which. */
static void put_name(struct json_object *host, struct json_object *document)
{
	const char *name = document ? document_text(document, "system.hostname") : NULL;

	if (name && strchr(name, '.'))
		put(host, "fqdn", json_object_new_string(name));
}

static void put_data(struct json_object *host, struct json_object *data)
{
	struct json_object *hypervisor = member(data, "Hypervisor");

	put(host, "vendor", json_object_get(member(data, "vendor")));
	put(host, "model", json_object_get(member(data, "model")));
	put(host, "memory", json_object_get(member(data, "memory")));
	put(host, "cpu", cpu_of(member(data, "Cpu")));
	put(host, "numa", row_of(member(data, "Numa"), COLUMNS(numa_columns)));
	put(host, "arch", list_of(member(data, "Arch")));
	put(host, "device", rows_of(member(data, "Devices"), COLUMNS(device_columns)));
	put(host, "disk", rows_of(member(member(data, "Disk"), "Disks"), COLUMNS(disk_columns)));
	put(host, "hypervisor", hypervisor ? json_object_get(hypervisor) :
					     json_object_new_string(""));
}

struct json_object *beaker_host(struct json_object *legacy, struct json_object *data,
				struct json_object *document)
{
	struct json_object *host = json_object_new_object();

	put(host, "unknown", json_object_new_object());
	put_data(host, data);
	put_name(host, document);
	put(host, "key", keys_of(legacy, document));
	put(host, "type", json_object_new_string("Machine"));
	put(host, "status", json_object_new_string("Automated"));
	for (size_t i = 0; i < sizeof(lab_fields) / sizeof(lab_fields[0]); i++)
		put_unknown(host, lab_fields[i], "only the lab knows");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (is_untold(data, parts[i].pushed, parts[i].fact, document)) {
			json_object_object_del(host, parts[i].name);
			put_unknown(host, parts[i].name, "the scan could not tell");
		}
	}
	return host;
}
