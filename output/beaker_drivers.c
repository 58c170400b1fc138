/* What a host boots from and is reached by, and the modules that drive it. */
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "output/beaker_kinds.h"
#include "output/document.h"
#include "output/lookup.h"

/* ---- MODULE ---- */

static void add_module(struct json_object *list, struct json_object *seen, const char *module)
{
	if (!module || json_object_object_get_ex(seen, module, NULL))
		return;
	json_object_object_add(seen, module, NULL);
	json_object_array_add(list, json_object_new_string(module));
}

/* Those that are loaded, and those that drivers in use are of: such a one that is not among
 * them is built into the kernel, which has it all the same. */
struct json_object *kind_modules(struct json_object *document)
{
	struct json_object *loaded = document_find(document, "kernel.modules");
	struct json_object *list = json_object_new_array(), *seen;

	if (!loaded) {
		json_object_put(list);
		return NULL;
	}
	seen = json_object_new_object();
	for (size_t i = 0; i < document_count(loaded, ""); i++)
		add_module(list, seen, json_object_get_string(document_element(loaded, "", i)));
	for (size_t i = 0; i < document_count(document, "devices"); i++)
		add_module(list, seen, document_text(document_element(document, "devices", i),
						     "driver_module"));
	json_object_put(seen);
	return list;
}

/* ---- BOOTDISK ---- */

/* Adds a driver, if there is one and it is not there yet. */
static void add_driver(struct json_object *list, const char *driver)
{
	if (driver && !document_lists(list, "", driver))
		json_object_array_add(list, json_object_new_string(driver));
}

/* From the disk to the PCI function that carries it, whose driver has a module. */
static void add_chain(struct json_object *list, const struct lookup *lookup,
		      struct json_object *disk)
{
	const char *controller = document_text(disk, "controller");

	add_driver(list, document_text(disk, "driver"));
	if (!controller)
		return;
	add_driver(list, document_text(lookup_pci(lookup, controller), "driver"));
	add_driver(list, document_text(lookup_device(lookup, controller), "driver_module"));
}

static struct json_object *drivers_below(struct json_object *document, const char *point)
{
	struct json_object *list = json_object_new_array();
	struct lookup lookup = lookup_new(document);

	for (size_t i = 0; i < document_count(document, "disks"); i++) {
		struct json_object *disk = document_element(document, "disks", i);

		if (document_lists(disk, "mounts", point))
			add_chain(list, &lookup, disk);
	}
	lookup_free(&lookup);
	return list;
}

/* Disks of /boot, whatever it is made of; a host without one boots from that of /. */
struct json_object *kind_boot_drivers(struct json_object *document)
{
	static const char *const points[] = { "/boot", "/" };

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		struct json_object *list = drivers_below(document, points[i]);

		if (document_count(list, ""))
			return list;
		json_object_put(list);
	}
	return NULL;
}

/* ---- interfaces ---- */

static bool has(struct json_object *object, const char *flag)
{
	return json_object_get_boolean(document_find(object, flag));
}

/* The first with a driver: the route may lead by bridges and bonds, which have none. */
struct json_object *kind_network(struct json_object *document)
{
	for (size_t i = 0; i < document_count(document, "net"); i++) {
		struct json_object *net = document_element(document, "net", i);

		if (has(net, "default_route") && document_find(net, "driver"))
			return json_object_get(document_find(net, "driver"));
	}
	return NULL;
}

/* A virtual function is made of another's device. */
static bool has_own_device(const struct lookup *lookup, struct json_object *net)
{
	const char *address = document_text(net, "bus_address");

	return !has(net, "virtual") &&
	       !(address && has(lookup_device(lookup, address), "virtual_function"));
}

static struct json_object *count(struct json_object *document, const char *type)
{
	struct lookup lookup = lookup_new(document);
	int64_t n = 0;

	for (size_t i = 0; i < document_count(document, "net"); i++) {
		struct json_object *net = document_element(document, "net", i);
		const char *named = document_text(net, "type");

		n += named && !strcmp(named, type) && has_own_device(&lookup, net);
	}
	lookup_free(&lookup);
	return document_find(document, "net") ? json_object_new_int64(n) : NULL;
}

struct json_object *kind_own_eth(struct json_object *document)
{
	return count(document, "eth");
}

struct json_object *kind_own_ib(struct json_object *document)
{
	return count(document, "ib");
}
