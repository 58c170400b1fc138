/* USB devices, root hubs among them: what they say of themselves, and who drives them. */
#include <stdlib.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/hwdb.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

#define DEVICES "sys/bus/usb/devices"

/* Interfaces are DEVICE:CONFIGURATION.INTERFACE (drivers/usb/core/message.c). */
static bool is_interface(const char *name)
{
	return strchr(name, ':') != NULL;
}

static void read_speed(struct host *host, const char *dir, struct number *ret)
{
	struct text speed;

	host_text(host, &speed, "%s/speed", dir);
	*ret = (struct number){ speed.fact, 0 };
	if (!known(speed))
		return;
	/* "unknown" is the kernel's word (speed_show of drivers/usb/core/sysfs.c). */
	char *whole = arena_print(host->arena, "%.*s", (int)strcspn(speed.value, "."),
				  speed.value);
	if (!str_number(whole, 10, &ret->value))
		ret->fact.state = FACT_ABSENT;
}

static void read_details(struct host *host, const char *dir, struct usb_device *device)
{
	host_number(host, &device->class_code, 16, "%s/bDeviceClass", dir);
	host_text(host, &device->manufacturer, "%s/manufacturer", dir);
	host_text(host, &device->product, "%s/product", dir);
	host_text(host, &device->serial, "%s/serial", dir);
	read_speed(host, dir, &device->speed_mbps);
}

static void add_device(struct host *host, const struct wants *wants, const char *name)
{
	struct usb_device device = { .port.value = NULL };
	const char *dir = arena_print(host->arena, DEVICES "/%s", name);

	host_number(host, &device.vendor_id, 16, "%s/idVendor", dir);
	/* Unplugged since it was listed. */
	if (device.vendor_id.fact.state == FACT_ABSENT &&
	    root_stat(host->root, NULL, "%s", dir))
		return;
	text_set(&device.port, str_keep(host->arena, name, strlen(name)),
		 host_source(host, "%s", dir));
	host_number(host, &device.device_id, 16, "%s/idProduct", dir);
	if (!wants->keys_only)
		read_details(host, dir, &device);
	*arena_add(host->arena, host->usb, host->n_usb) = device;
}

static int compare_ports(const void *name, const void *device)
{
	return str_natural(name, ((const struct usb_device *)device)->port.value);
}

/* "1-2.1:1.0" is of "1-2.1", but "1-0:1.0" of the root hub, "usb1". */
static struct usb_device *find_device(struct host *host, const char *interface)
{
	int length = (int)strcspn(interface, ":");
	const char *port = arena_print(host->arena, "%.*s", length, interface);

	if (str_ends(port, "-0"))
		port = arena_print(host->arena, "usb%.*s", length - 2, interface);
	if (!host->n_usb)
		return NULL;
	return bsearch(port, host->usb, host->n_usb, sizeof(*host->usb), compare_ports);
}

static void add_driver(struct host *host, const char *interface)
{
	struct usb_device *device = find_device(host, interface);
	struct text driver;

	if (!device)
		return;
	host_link_name(host, &driver, DEVICES "/%s/driver", interface);
	if (!known(driver)) {
		if (device->drivers.fact.state != FACT_KNOWN)
			device->drivers.fact = driver.fact;
		return;
	}
	device->drivers.fact = driver.fact;
	*arena_add(host->arena, device->drivers.values, device->drivers.n) = driver.value;
}

static void find_names(struct host *host, const struct hwdb *hwdb,
		       struct usb_device *device)
{
	const struct hwdb_name names[] = {
		{ .property = "ID_VENDOR_FROM_DATABASE", .ret = &device->vendor_name },
		{ .property = "ID_MODEL_FROM_DATABASE", .ret = &device->device_name },
	};

	if (!known(device->vendor_id) || !known(device->device_id))
		return;
	const char *modalias = arena_print(host->arena, "usb:v%04Xp%04X",
					   (unsigned)device->vendor_id.value,
					   (unsigned)device->device_id.value);
	hwdb_find(host, hwdb, modalias, names, sizeof(names) / sizeof(names[0]));
}

static void find_all_names(struct host *host)
{
	struct hwdb hwdb;

	hwdb_open(&hwdb);
	for (size_t i = 0; i < host->n_usb; i++)
		find_names(host, &hwdb, &host->usb[i]);
	hwdb_close(&hwdb);
}

void collect_usb(struct host *host, const struct wants *wants)
{
	struct names names;

	if (!host_list(host, &host->usb_read, &names, DEVICES))
		return;
	for (size_t i = 0; i < names.n; i++)
		if (!is_interface(names.names[i]))
			add_device(host, wants, names.names[i]);
	for (size_t i = 0; i < names.n; i++)
		if (is_interface(names.names[i]) && !wants->keys_only)
			add_driver(host, names.names[i]);
	for (size_t i = 0; i < host->n_usb; i++)
		host_sort_texts(&host->usb[i].drivers);
	if (wants->names && host->n_usb)
		find_all_names(host);
}
