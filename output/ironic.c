/* What ironic-python-agent posts to Ironic's inspection (Ironic, Inspection data), as far
 * as a running host tells it: no addresses of IP or of the BMC, and no LLDP. */
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "output/format.h"
#include "output/json.h"
#include "output/row.h"
#include "scanner/str.h"

/* What udev's ID_WWN has of an NAA identifier: those of 128 bits have an extension (SPC-4,
 * 7.8.6.6.5). */
#define WWN_DIGITS 16

static struct json_object *kind_node(struct json_object *name)
{
	return kind_print("/dev/%s", json_object_get_string(name));
}

/* As udev has it in ID_WWN (60-persistent-storage.rules, ata_id, scsi_id). */
static struct json_object *kind_wwn(struct json_object *wwid)
{
	static const char naa[] = "naa.";
	const char *text = json_object_get_string(wwid);

	if (str_starts(text, "nvme.") || str_starts(text, "eui.") || str_starts(text, "uuid."))
		return json_object_get(wwid);
	return str_starts(text, naa) ?
		       kind_print("0x%.*s", WWN_DIGITS, text + strlen(naa)) :
		       NULL;
}

static struct json_object *hex(struct json_object *number, int digits)
{
	return kind_print("%0*" PRIx64, digits, json_object_get_int64(number));
}

static struct json_object *kind_hex2(struct json_object *number)
{
	return hex(number, 2);
}

static struct json_object *kind_hex4(struct json_object *number)
{
	return hex(number, 4);
}

static struct json_object *kind_hex6(struct json_object *number)
{
	return hex(number, 6);
}

static const struct row disk_table[] = {
	ROW("name",        "name",       node),
	ROW("model",       "model",      text),
	ROW("vendor",      "vendor",     text),
	ROW("serial",      "serial",     text),
	ROW("wwn",         "wwid",       wwn),
	ROW("size",        "size_bytes", number),
	ROW("rotational",  "rotational", flag),
};

static const struct row interface_table[] = {
	ROW("name",        "name",       text),
	ROW("mac_address", "mac",        text),
	ROW("has_carrier", "carrier",    flag),
	ROW("speed_mbps",  "speed_mbps", number),
};

static const struct row pci_table[] = {
	ROW("vendor_id",   "vendor_id",  hex4),
	ROW("product_id",  "device_id",  hex4),
	ROW("class",       "class_code", hex6),
	ROW("revision",    "revision",   hex2),
	ROW("bus",         "address",    text),
};

static struct json_object *kind_disks(struct json_object *disks)
{
	return rows_list(&(struct rows)ROWS(disk_table), disks);
}

static struct json_object *kind_interfaces(struct json_object *net)
{
	struct json_object *real = net_with_device(net);
	struct json_object *list = rows_list(&(struct rows)ROWS(interface_table), real);

	json_object_put(real);
	return list;
}

static struct json_object *kind_pci(struct json_object *pci)
{
	return rows_list(&(struct rows)ROWS(pci_table), pci);
}

static const struct row table[] = {
	ROW("inventory.interfaces",                 "net",                interfaces),
	ROW("inventory.cpu.model_name",             "cpu.model_name",     text),
	ROW("inventory.cpu.count",                  "cpu.processors",     number),
	ROW("inventory.cpu.architecture",           "system.machine",     text),
	ROW("inventory.cpu.flags",                  "cpu.flags",          list),
	ROW("inventory.disks",                      "disks",              disks),
	ROW("inventory.memory.total",               "memory.total_bytes", number),
	ROW("inventory.memory.physical_mb",         "memory.installed_bytes", mib),
	ROW("inventory.system_vendor.product_name", "dmi.product",        text),
	ROW("inventory.system_vendor.serial_number", "dmi.serial",        text),
	ROW("inventory.system_vendor.manufacturer", "dmi.vendor",         text),
	ROW("inventory.system_vendor.firmware.vendor", "dmi.bios_vendor", text),
	ROW("inventory.system_vendor.firmware.version", "dmi.bios_version", text),
	ROW("inventory.system_vendor.firmware.build_date", "dmi.bios_date", text),
	ROW("inventory.boot.current_boot_mode",     "firmware.boot",      boot_method),
	ROW("inventory.hostname",                   "system.hostname",    text),
	ROW("pci_devices",                          "pci",                pci),
};

static const struct rows rows = ROWS(table);

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	struct json_object *data = rows_tree(&rows, document);

	(void)request;
	json_print_lines(data, out);
	json_object_put(data);
	return 0;
}

const struct format format_ironic = {
	.name = "ironic",
	.summary = "an inventory as Ironic's inspection has it, JSON",
	.rows = &rows,
	.print = print,
};
