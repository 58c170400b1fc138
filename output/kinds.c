#include "output/kinds.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <string.h>

#include "output/document.h"
#include "output/lookup.h"
#include "scanner/arena.h"

static int64_t member_int(struct json_object *object, const char *name)
{
	return json_object_get_int64(json_object_object_get(object, name));
}

static bool member_is(struct json_object *object, const char *name, const char *text)
{
	const char *member = document_text(object, name);

	return member && !strcmp(member, text);
}

struct json_object *kind_print(const char *format, ...)
{
	struct arena arena = { 0 };
	va_list args;

	va_start(args, format);
	struct json_object *text = json_object_new_string(arena_print_args(&arena, format, args));
	va_end(args);
	arena_free(&arena);
	return text;
}

struct json_object *kind_unless_empty(struct json_object *value)
{
	bool empty = json_object_is_type(value, json_type_array) ?
			     !json_object_array_length(value) :
			     !json_object_object_length(value);

	if (empty)
		json_object_put(value);
	return empty ? NULL : value;
}

struct json_object *kind_text(struct json_object *text)
{
	return json_object_get(text);
}

struct json_object *kind_number(struct json_object *number)
{
	return json_object_get(number);
}

struct json_object *kind_flag(struct json_object *flag)
{
	return json_object_get(flag);
}

struct json_object *kind_list(struct json_object *list)
{
	return json_object_get(list);
}

struct json_object *kind_enabled(struct json_object *state)
{
	const char *text = json_object_get_string(state);

	if (!strcmp(text, "unknown") || !strcmp(text, "hidden"))
		return NULL;
	return json_object_new_boolean(!strcmp(text, "enabled"));
}

struct json_object *kind_mib(struct json_object *bytes)
{
	return json_object_new_int64(json_object_get_int64(bytes) / MIB);
}

static struct json_object *count(size_t n)
{
	return json_object_new_int64((int64_t)n);
}

struct json_object *kind_count(struct json_object *list)
{
	return count(document_length(list));
}

/* Beaker knows all 32-bit x86 as i386. */
struct json_object *kind_arch(struct json_object *machine)
{
	const char *name = json_object_get_string(machine);
	bool x86_32 = strlen(name) == 4 && name[0] == 'i' && !strcmp(name + 2, "86");

	return x86_32 ? json_object_new_string("i386") : json_object_get(machine);
}

/* Whether each element tells its member `name`: a sum that leaves one out is wrong. */
static bool each_tells(struct json_object *array, const char *name)
{
	size_t n = document_length(array);

	for (size_t i = 0; i < n; i++)
		if (!json_object_object_get(json_object_array_get_idx(array, i), name))
			return false;
	return true;
}

/* Calls `value` for each element; an array of what it returns. */
static struct json_object *map(struct json_object *array,
			       struct json_object *(*value)(struct json_object *element))
{
	size_t n = document_length(array);
	struct json_object *values = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(values, value(json_object_array_get_idx(array, i)));
	return values;
}

static struct json_object *disk_size(struct json_object *disk)
{
	return kind_mib(json_object_object_get(disk, "size_bytes"));
}

struct json_object *kind_disk_sizes(struct json_object *disks)
{
	return each_tells(disks, "size_bytes") ? map(disks, disk_size) : NULL;
}

struct json_object *kind_disk_bytes(struct json_object *disks)
{
	size_t n = document_length(disks);
	int64_t bytes = 0;

	if (!each_tells(disks, "size_bytes"))
		return NULL;
	for (size_t i = 0; i < n; i++)
		bytes += member_int(json_object_array_get_idx(disks, i), "size_bytes");
	return json_object_new_int64(bytes);
}

/* The sum first, then whole MiB, as Beaker counts. */
struct json_object *kind_disk_space(struct json_object *disks)
{
	struct json_object *bytes = kind_disk_bytes(disks);
	struct json_object *space = bytes ? kind_mib(bytes) : NULL;

	json_object_put(bytes);
	return space;
}

/* A text of the first element; nothing when there is none. */
static struct json_object *first_text(struct json_object *array, const char *name)
{
	struct json_object *first =
		document_length(array) ? json_object_array_get_idx(array, 0) : NULL;
	const char *text = first ? document_text(first, name) : NULL;

	return text && text[0] ? json_object_new_string(text) : NULL;
}

struct json_object *kind_controller(struct json_object *disks)
{
	return first_text(disks, "driver");
}

struct json_object *kind_tpm(struct json_object *tpms)
{
	return first_text(tpms, "version");
}

/* Groups that VFIO made for devices without an IOMMU do not count. */
struct json_object *kind_count_groups(struct json_object *groups)
{
	size_t n = document_length(groups), real = 0;

	for (size_t i = 0; i < n; i++)
		real += !member_is(json_object_array_get_idx(groups, i), "name",
				   "vfio-noiommu");
	return count(real);
}

struct json_object *net_with_device(struct json_object *net)
{
	struct json_object *real = json_object_new_array();

	for (size_t i = 0; i < document_count(net, ""); i++) {
		struct json_object *interface = document_element(net, "", i);
		struct json_object *virtual = document_find(interface, "virtual");

		if (virtual && !json_object_get_boolean(virtual))
			json_object_array_add(real, json_object_get(interface));
	}
	return real;
}

struct json_object *net_functions(struct json_object *document)
{
	struct json_object *net = document_find(document, "net"), *real, *pairs;
	struct lookup lookup;

	if (!net)
		return NULL;
	lookup = lookup_new(document);
	real = net_with_device(net);
	pairs = json_object_new_array();
	for (size_t i = 0; i < document_count(real, ""); i++) {
		struct json_object *pair = json_object_new_object();
		struct json_object *interface = document_element(real, "", i);
		const char *address = document_text(interface, "bus_address");
		struct json_object *pci = address ? lookup_pci(&lookup, address) : NULL;

		json_object_object_add(pair, "net", json_object_get(interface));
		json_object_object_add(pair, "pci", json_object_get(pci));
		json_object_array_add(pairs, pair);
	}
	json_object_put(real);
	lookup_free(&lookup);
	return pairs;
}

static struct json_object *count_of(struct json_object *net, const char *type)
{
	struct json_object *real = net_with_device(net);
	size_t found = 0;

	for (size_t i = 0; i < document_count(real, ""); i++)
		found += member_is(document_element(real, "", i), "type", type);
	json_object_put(real);
	return count(found);
}

struct json_object *kind_count_eth(struct json_object *net)
{
	return count_of(net, "eth");
}

struct json_object *kind_count_ib(struct json_object *net)
{
	return count_of(net, "ib");
}

struct json_object *crypto_in_use(struct json_object *adapters)
{
	for (size_t i = 0; i < document_count(adapters, ""); i++) {
		struct json_object *adapter = document_element(adapters, "", i);

		if (json_object_get_boolean(document_find(adapter, "online")))
			return adapter;
	}
	return NULL;
}

bool virtualization_is_guest(struct json_object *virtualization)
{
	return document_find(virtualization, "hypervisor") &&
	       !member_is(virtualization, "xen_role", "dom0");
}

struct json_object *kind_boot_method(struct json_object *boot)
{
	const char *method = json_object_get_string(boot);

	return !strcmp(method, "uefi") || !strcmp(method, "bios") ? json_object_get(boot) : NULL;
}

struct json_object *kind_iommu_model(struct json_object *iommu)
{
	static const char *const models[] = { "intel", "amd", "virtio" };
	struct json_object *described = document_find(iommu, "described");

	if (!described || !json_object_get_boolean(described))
		return NULL;
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (member_is(iommu, "family", models[i]))
			return json_object_new_string(models[i]);
	/* The SMMUs of versions 1 and 2 have no model. */
	return member_is(iommu, "family", "arm") && document_count(iommu, "smmus") ?
		       json_object_new_string("smmuv3") :
		       NULL;
}

struct json_object *kind_hex_id(struct json_object *id)
{
	return kind_print("0x%04" PRIx64, json_object_get_int64(id));
}

static struct json_object *id(struct json_object *device)
{
	return kind_print("%04" PRIx64 ":%04" PRIx64, member_int(device, "vendor_id"),
			  member_int(device, "device_id"));
}

struct json_object *kind_ids(struct json_object *devices)
{
	return map(devices, id);
}
