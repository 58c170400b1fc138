/* What ironic-python-agent posts to Ironic's inspection (its docs, How it works, Inspection
 * data), by its collectors default, pci-devices and extra-hardware, as far as files of a
 * running host tell it: no addresses of IP or of the BMC, no LLDP, and no root disk, which
 * is chosen by rules that a host does not have. */
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/format.h"
#include "output/json.h"
#include "output/row.h"
#include "scanner/str.h"

/* What udev's ID_WWN has of an NAA identifier: those of 128 bits have as much again, an
 * extension of the vendor's (SPC-4, 7.8.6.6.5). */
#define WWN_DIGITS 16

static struct json_object *kind_node(struct json_object *name)
{
	return kind_print("/dev/%s", json_object_get_string(name));
}

/* The digits of an NAA identifier; NULL for one of another kind. */
static const char *naa_digits(struct json_object *wwid)
{
	static const char naa[] = "naa.";
	const char *text = json_object_get_string(wwid);
	const char *digits = str_starts(text, naa) ? text + strlen(naa) : "";

	return *digits && !digits[strspn(digits, "0123456789abcdef")] ? digits : NULL;
}

/* As udev has it in ID_WWN (60-persistent-storage.rules, ata_id, scsi_id). */
static struct json_object *kind_wwn(struct json_object *wwid)
{
	const char *text = json_object_get_string(wwid), *digits = naa_digits(wwid);

	if (str_starts(text, "nvme.") || str_starts(text, "eui.") || str_starts(text, "uuid."))
		return json_object_get(wwid);
	return digits ? kind_print("0x%.*s", WWN_DIGITS, digits) : NULL;
}

static struct json_object *kind_wwn_long(struct json_object *wwid)
{
	const char *digits = naa_digits(wwid);

	return digits ? kind_print("0x%s", digits) : NULL;
}

static struct json_object *kind_wwn_extension(struct json_object *wwid)
{
	const char *digits = naa_digits(wwid);

	return digits && strlen(digits) > WWN_DIGITS ? kind_print("0x%s", digits + WWN_DIGITS) :
						       NULL;
}

/* As lscpu prints it. */
static struct json_object *kind_mhz(struct json_object *khz)
{
	return kind_print("%.4f", (double)json_object_get_int64(khz) / KHZ_PER_MHZ);
}

/* As the file numa_node has it. */
static struct json_object *kind_digits(struct json_object *number)
{
	return kind_print("%" PRId64, json_object_get_int64(number));
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
	ROW("wwn_with_extension",   "wwid", wwn_long),
	ROW("wwn_vendor_extension", "wwid", wwn_extension),
	ROW("size",        "size_bytes", number),
	ROW("rotational",  "rotational", flag),
};

static const struct row interface_table[] = {
	ROW("name",        "net.name",       text),
	ROW("mac_address", "net.mac",        text),
	ROW("has_carrier", "net.carrier",    flag),
	ROW("speed_mbps",  "net.speed_mbps", number),
	ROW("vendor",      "pci.vendor_id",  hex_id),
	ROW("product",     "pci.device_id",  hex_id),
	ROW("pci_address", "pci.address",    text),
	ROW("driver",      "net.driver",     text),
};

static const struct row pci_table[] = {
	ROW("vendor_id",   "vendor_id",  hex4),
	ROW("product_id",  "device_id",  hex4),
	ROW("class",       "class_code", hex6),
	ROW("revision",    "revision",   hex2),
	ROW("bus",         "address",    text),
	ROW("numa_node_id", "numa_node", digits),
};

static struct json_object *kind_disks(struct json_object *disks)
{
	return rows_list(&(struct rows)ROWS(disk_table), disks);
}

static struct json_object *kind_interfaces(struct json_object *document)
{
	struct json_object *pairs = net_functions(document);
	struct json_object *list =
		pairs ? rows_list(&(struct rows)ROWS(interface_table), pairs) : NULL;

	json_object_put(pairs);
	return list;
}

static struct json_object *kind_pci(struct json_object *pci)
{
	return rows_list(&(struct rows)ROWS(pci_table), pci);
}

/* What the library "hardware" tells, by which its users know the machine. */
static const struct row extra_table[] = {
	ROW("system.product.name",   "dmi.product",            text),
	ROW("system.product.vendor", "dmi.vendor",             text),
	ROW("system.product.serial", "dmi.serial",             text),
	ROW("firmware.bios.vendor",  "dmi.bios_vendor",        text),
	ROW("firmware.bios.version", "dmi.bios_version",       text),
	ROW("firmware.bios.date",    "dmi.bios_date",          text),
	ROW("cpu.physical.number",   "cpu.sockets",            number),
	ROW("cpu.logical.number",    "cpu.processors",         number),
	ROW("memory.total.size",     "memory.installed_bytes", number),
	ROW("disk.logical.count",    "disks",                  count),
};

/* A list for each of them: the three parts of its name, and the value, which is put in. */
static struct json_object *extra_item(const char *name, struct json_object *value)
{
	struct json_object *item = json_object_new_array();

	while (*name) {
		int length = (int)strcspn(name, ".");

		json_object_array_add(item, json_object_new_string_len(name, length));
		name += length + (name[length] == '.');
	}
	json_object_array_add(item, value);
	return item;
}

static struct json_object *kind_extra(struct json_object *document)
{
	const struct rows extra = ROWS(extra_table);
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < extra.n; i++) {
		struct json_object *value = row_value(&extra_table[i], document);

		if (value)
			json_object_array_add(list, extra_item(extra_table[i].name, value));
	}
	return kind_unless_empty(list);
}

static const struct row table[] = {
	ROW_OF("inventory.interfaces",              "net pci",            interfaces),
	ROW("inventory.cpu.model_name",             "cpu.model_name",     text),
	ROW("inventory.cpu.frequency",              "cpu.speed_khz",      mhz),
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
	ROW_OF("data",                              "dmi cpu memory disks", extra),
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
