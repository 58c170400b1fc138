/* SCSI disks, and what Linux shows as such: SATA, SAS, USB, Fibre Channel, iSCSI. */
#include "scanner/disk.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

/* Peripheral device types (SPC-5, 6.7.2) that drivers/scsi/sd.c binds to; it takes
 * optical memory (7) too, which is no disk. */
enum { TYPE_DISK = 0, TYPE_RBC = 14, TYPE_ZBC = 20 };

/* A page of vital product data (SPC-5, 7.7.1): page code, length (big-endian), data. */
enum { VPD_CODE = 1, VPD_LENGTH = 2, VPD_DATA = 4 };
enum { VPD_SERIAL = 0x80, VPD_ATA = 0x89 };

/* IDENTIFY DEVICE data in the ATA Information page (SAT-4, 12.4.2); its model number is
 * words 27 to 46 (ACS-4, 7.13). */
enum { ATA_IDENTIFY = 60, ATA_MODEL = ATA_IDENTIFY + 2 * 27, ATA_MODEL_SIZE = 40 };

bool disk_scsi_is_disk(struct host *host, const char *dir)
{
	struct number type;

	host_number(host, &type, 10, "%s/device/type", dir);
	return !known(type) || type.value == TYPE_DISK || type.value == TYPE_RBC ||
	       type.value == TYPE_ZBC;
}

/* Reads a page, cut to the length that it says. */
static int read_vpd(struct host *host, struct bytes *ret, const char *source,
		    uint8_t code)
{
	struct bytes bytes;
	int error = root_read(host->root, &bytes, "%s", source + 1);

	if (error)
		return error;
	const uint8_t *page = (const uint8_t *)bytes.data;
	if (bytes.size < VPD_DATA || page[VPD_CODE] != code)
		return -EBADMSG;
	size_t length = VPD_DATA + ((size_t)page[VPD_LENGTH] << 8 | page[VPD_LENGTH + 1]);
	if (length < bytes.size)
		bytes.size = length;
	*ret = bytes;
	return 0;
}

static void read_serial_page(struct host *host, const char *dir, struct text *ret)
{
	const char *source = host_source(host, "%s/device/vpd_pg80", dir);
	struct bytes page;
	int error = read_vpd(host, &page, source, VPD_SERIAL);

	/* Older kernels show the file without a page, and refuse to read it. */
	if (error == -EINVAL)
		error = -ENOENT;
	if (error) {
		host_failed(host, &ret->fact, error, source);
		return;
	}
	const char *serial = str_keep(host->arena, page.data + VPD_DATA,
				      page.size - VPD_DATA);
	if (*serial)
		text_set(ret, serial, source);
	else
		host_failed(host, &ret->fact, ENOENT, source);
}

/* The serial number of the USB device whose interface carries the disk. */
static void read_usb_serial(struct host *host, const struct disk *disk, struct text *ret)
{
	const char *interface = disk->controller.fact.source + 1;
	const char *device = sysfs_parent(host, interface);

	if (device)
		host_text(host, ret, "%s/serial", device);
}

static void read_serial(struct host *host, const struct disk_place *place,
			struct disk *disk)
{
	bool usb = known(disk->transport) && !strcmp(disk->transport.value, "usb");

	read_serial_page(host, place->dir, &disk->serial);
	/* usb-storage does not ask most devices for pages. */
	if (disk->serial.fact.state == FACT_ABSENT && usb && known(disk->controller))
		read_usb_serial(host, disk, &disk->serial);
}

/* SCSI's model has 16 characters of ATA's 40: takes the whole one from the drive's own
 * data, if it continues what the kernel says. Words are in the byte order of the
 * host, with the first character in the high byte. */
static void complete_ata_model(struct host *host, const char *dir, struct text *model)
{
	const char *source = host_source(host, "%s/device/vpd_pg89", dir);
	char swapped[ATA_MODEL_SIZE];
	struct bytes page;

	if (read_vpd(host, &page, source, VPD_ATA) ||
	    page.size < ATA_MODEL + ATA_MODEL_SIZE)
		return;
	const char *plain = page.data + ATA_MODEL;
	for (size_t i = 0; i < ATA_MODEL_SIZE; i++)
		swapped[i] = plain[i ^ 1];
	const char *const orders[] = { swapped, plain };
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		const char *whole = str_keep(host->arena, orders[i], ATA_MODEL_SIZE);

		if (str_starts(whole, model->value)) {
			text_set(model, whole, source);
			return;
		}
	}
}

static void read_identity(struct host *host, const char *dir, struct disk *disk)
{
	host_text(host, &disk->vendor, "%s/device/vendor", dir);
	host_text(host, &disk->model, "%s/device/model", dir);
	if (known(disk->vendor) && known(disk->model) &&
	    !strcmp(disk->vendor.value, "ATA"))
		complete_ata_model(host, dir, &disk->model);
	sysfs_text(host, &disk->wwid, host_source(host, "%s/device/wwid", dir));
}

/* The path up to and with the component that starts with `prefix` and a digit; NULL
 * when it has none. */
static const char *cut_after(struct host *host, const char *path, const char *prefix)
{
	const char *at = path;

	while ((at = strstr(at, prefix))) {
		const char *number = at + strlen(prefix);
		size_t digits = strspn(number, "0123456789");

		if (digits) {
			size_t length = (size_t)(number - path) + digits;

			return arena_print(host->arena, "%.*s", (int)length, path);
		}
		at = number;
	}
	return NULL;
}

/* A SATA link tells its speed, a parallel one "<unknown>"
 * (drivers/ata/libata-transport.c). Link and port have the same number. */
static void read_ata_transport(struct host *host, const char *port, struct text *ret)
{
	const char *number = strrchr(port, '/') + strlen("/ata");
	const char *source = host_source(host, "%s/link%s/ata_link/link%s/sata_spd",
					 port, number, number);
	struct text speed;

	sysfs_text(host, &speed, source);
	bool serial = known(speed) && str_ends(speed.value, "Gbps");
	text_set(ret, serial ? "sata" : "ata", source);
}

static void read_transport(struct host *host, const char *device, struct text *ret)
{
	/* Objects of the transport classes (drivers/scsi/scsi_transport_*.c). */
	static const struct {
		const char *component, *transport;
	} rows[] = {
		{ .component = "/usb", .transport = "usb" },
		{ .component = "/session", .transport = "iscsi" },
		{ .component = "/rport-", .transport = "fc" },
		{ .component = "/end_device-", .transport = "sas" },
	};
	const char *source = host_source(host, "%s", device);
	const char *port = cut_after(host, device, "/ata");

	if (port) {
		read_ata_transport(host, port, ret);
		return;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (cut_after(host, device, rows[i].component)) {
			text_set(ret, rows[i].transport, source);
			return;
		}
	}
	text_set(ret, "scsi", source);
}

/* Software iSCSI has such: it still names its driver. */
void disk_scsi_adapter(struct host *host, const char *device, struct text *ret)
{
	const char *adapter = cut_after(host, device, "/host");
	struct text name;

	if (!adapter)
		return;
	host_text(host, &name, "sys/class/scsi_host/%s/proc_name",
		  strrchr(adapter, '/') + 1);
	/* Adapters without a name say (null) or <NULL>. */
	if (known(name) && name.value[0] != '(' && name.value[0] != '<')
		*ret = name;
}

void disk_scsi(struct host *host, const struct disk_place *place, struct disk *disk)
{
	read_identity(host, place->dir, disk);
	if (place->device)
		read_transport(host, place->device, &disk->transport);
	read_serial(host, place, disk);
}
