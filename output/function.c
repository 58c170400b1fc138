#include "output/function.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* PCI Code and ID Assignment, 1.7. */
#define CLASS_BRIDGE 0x06

/* 0 when it is not known. */
static unsigned number(struct json_object *object, const char *name)
{
	uint64_t number = 0;

	document_number(object, name, &number);
	return (unsigned)number;
}

bool function_ids(struct json_object *pci, char ret[static FUNCTION_IDS_SIZE])
{
	ret[0] = '\0';
	if (!document_find(pci, "vendor_id") || !document_find(pci, "device_id"))
		return false;
	snprintf(ret, FUNCTION_IDS_SIZE, "%04x:%04x", number(pci, "vendor_id") & 0xffff,
		 number(pci, "device_id") & 0xffff);
	return true;
}

static const struct {
	unsigned code;
	const char *name;
} classes[] = {
#define CLASS(code, name) { code, name },
#include "output/pci_classes.def"
#undef CLASS
};

const char *function_kind(struct arena *arena, struct json_object *pci)
{
	const char *name = document_text(pci, "class_name");
	unsigned code = number(pci, "class_code") >> 8;

	if (name)
		return name;
	if (!document_find(pci, "class_code"))
		return "device of a class not known";
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (classes[i].code == code)
			return classes[i].name;
	return arena_print(arena, "device of class %04x", code);
}

const char *function_name(struct arena *arena, struct json_object *pci)
{
	const char *vendor = document_text(pci, "vendor_name");
	const char *device = document_text(pci, "device_name");

	if (vendor && device)
		return arena_print(arena, "%s %s", vendor, device);
	return device ? device : vendor;
}

const char *function_title(struct arena *arena, struct json_object *pci)
{
	const char *name = function_name(arena, pci);
	char ids[FUNCTION_IDS_SIZE];

	function_ids(pci, ids);
	return arena_print(arena, "%s%s%s%s%s%s", function_kind(arena, pci), name ? ": " : "",
			   name ? name : "", ids[0] ? " [" : "", ids, ids[0] ? "]" : "");
}

const char *function_carries(struct arena *arena, struct json_object *device)
{
	static const char *const lists[] = { "interfaces", "disks" };
	const char **names = NULL;
	size_t n = 0;

	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++)
		for (size_t i = 0; i < document_count(device, lists[l]); i++)
			*arena_add(arena, names, n) = json_object_get_string(
				document_element(device, lists[l], i));
	return n ? str_join(arena, names, n, ", ") : NULL;
}

bool function_is_bridge(struct json_object *pci, struct json_object *device)
{
	return number(device, "header_type") != 0 ||
	       number(pci, "class_code") >> 16 == CLASS_BRIDGE;
}
