/* Devices, as Beaker's push has them: PCI functions, USB devices, and the firmware. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "output/beaker_kinds.h"
#include "output/beaker_limits.h"
#include "output/document.h"

/* Where nothing is known, as the column's text. */
#define UNKNOWN "Unknown"
#define GENERIC "GENERIC"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* PCI Code and ID Assignment, 1.6 and 1.12: told of as memory and as Cpu. */
enum { PCI_CLASS_MEMORY = 0x05, PCI_CLASS_PROCESSOR = 0x0b };
enum { SUBCLASS_ANY = 0xff };
/* A virtio balloon says that it is memory; it gives and takes some. */
enum { VENDOR_VIRTIO = 0x1af4, DEVICE_BALLOON_OLD = 0x1002, DEVICE_BALLOON = 0x1045 };

static const struct {
	unsigned code;
	const char *name;
} pci_classes[] = {
#define CLASS(code, name) { code, name },
#include "output/beaker_classes.def"
#undef CLASS
};

static const struct {
	uint64_t code;
	const char *name;
} usb_classes[] = {
#define USB_CLASS(code, name) { code, name },
#define USB_DRIVER(driver, name)
#include "output/beaker_usb_classes.def"
#undef USB_CLASS
#undef USB_DRIVER
};

static const struct {
	const char *driver, *name;
} usb_drivers[] = {
#define USB_CLASS(code, name)
#define USB_DRIVER(driver, name) { driver, name },
#include "output/beaker_usb_classes.def"
#undef USB_CLASS
#undef USB_DRIVER
};

/* ---- classes ---- */

/* 0 when it is not known. */
static unsigned number(struct json_object *object, const char *name)
{
	uint64_t value = 0;

	document_number(object, name, &value);
	return (unsigned)value;
}

static const char *class_named(unsigned code)
{
	for (size_t i = 0; i < LENGTH(pci_classes); i++)
		if (pci_classes[i].code == code)
			return pci_classes[i].name;
	return NULL;
}

/* NULL for what is no device. */
static const char *pci_class(struct json_object *pci)
{
	unsigned code = number(pci, "class_code") >> 8, id = number(pci, "device_id");
	const char *name = class_named(code);

	if (number(pci, "vendor_id") == VENDOR_VIRTIO &&
	    (id == DEVICE_BALLOON_OLD || id == DEVICE_BALLOON))
		return GENERIC;
	if (code >> 8 == PCI_CLASS_MEMORY || code >> 8 == PCI_CLASS_PROCESSOR)
		return NULL;
	if (!name)
		name = class_named(code | SUBCLASS_ANY);
	return name ? name : GENERIC;
}

static const char *usb_class(struct json_object *usb)
{
	uint64_t code;

	for (size_t i = 0; document_number(usb, "class_code", &code) &&
			   i < LENGTH(usb_classes); i++)
		if (usb_classes[i].code == code)
			return usb_classes[i].name;
	for (size_t i = 0; i < LENGTH(usb_drivers); i++)
		if (document_lists(usb, "drivers", usb_drivers[i].driver))
			return usb_drivers[i].name;
	return GENERIC;
}

/* ---- devices ---- */

static void add_text(struct json_object *device, const char *name, const char *text,
		     size_t width)
{
	json_object_object_add(device, name, beaker_text(text ? text : UNKNOWN, width));
}

/* Four lower-case digits; 0000 for one that there is not. */
static void add_id(struct json_object *device, const char *name, struct json_object *from,
		   const char *path)
{
	char id[sizeof("ffff")];

	snprintf(id, sizeof(id), "%04x", number(from, path) & 0xffff);
	json_object_object_add(device, name, json_object_new_string(id));
}

static struct json_object *new_device(const char *type, const char *bus, const char *driver,
				      const char *description, struct json_object *ids)
{
	struct json_object *device = json_object_new_object();

	add_text(device, "type", type, BEAKER_CLASS);
	add_text(device, "bus", bus, BEAKER_TEXT);
	add_text(device, "driver", driver, BEAKER_TEXT);
	add_text(device, "description", description, BEAKER_TEXT);
	add_id(device, "vendorID", ids, "vendor_id");
	add_id(device, "deviceID", ids, "device_id");
	add_id(device, "subsysVendorID", ids, "subsystem_vendor_id");
	add_id(device, "subsysDeviceID", ids, "subsystem_device_id");
	return device;
}

static void add_pci(struct json_object *list, struct json_object *pci)
{
	const char *type = pci_class(pci);
	const char *name = document_text(pci, "device_name");

	if (type)
		json_object_array_add(list, new_device(type, "pci", document_text(pci, "driver"),
						       name ? name : document_text(pci, "class_name"),
						       pci));
}

static void add_usb(struct json_object *list, struct json_object *usb)
{
	struct json_object *driver = document_element(usb, "drivers", 0);
	const char *name = document_text(usb, "product");

	json_object_array_add(list, new_device(usb_class(usb), "usb",
					       driver ? json_object_get_string(driver) : NULL,
					       name ? name : document_text(usb, "device_name"),
					       usb));
}

static void add_firmware(struct json_object *list, const char *version)
{
	struct json_object *device;

	if (!version)
		return;
	device = new_device("BUS", NULL, NULL, "BIOS", NULL);
	add_text(device, "fw_version", version, BEAKER_FIRMWARE_VERSION);
	json_object_array_add(list, device);
}

/* All of them or none: Beaker drops the devices that are not in the list. */
struct json_object *kind_devices(struct json_object *document)
{
	struct json_object *list;

	if (!document_find(document, "pci") || !document_find(document, "usb"))
		return NULL;
	list = json_object_new_array();
	add_firmware(list, document_text(document, "dmi.bios_version"));
	for (size_t i = 0; i < document_count(document, "pci"); i++)
		add_pci(list, document_element(document, "pci", i));
	for (size_t i = 0; i < document_count(document, "usb"); i++)
		add_usb(list, document_element(document, "usb", i));
	return list;
}
