/* Kinds of values that tables of formats have: each makes one of what stands at a row's
 * path, see struct row. Those of one format alone are in its file. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct json_object;

#define MIB (INT64_C(1024) * 1024)
#define KHZ_PER_MHZ 1000

/* A string as printf makes it, to be put. For kinds. */
struct json_object *kind_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An array or object, which is taken over; NULL when nothing is in it. */
struct json_object *kind_unless_empty(struct json_object *value);

/* As it is: a string, a number, true or false, a list. */
struct json_object *kind_text(struct json_object *text);
struct json_object *kind_number(struct json_object *number);
struct json_object *kind_flag(struct json_object *flag);
struct json_object *kind_list(struct json_object *list);

/* Whether a state is "enabled"; nothing for one that is not told. */
struct json_object *kind_enabled(struct json_object *state);

/* Bytes in MiB. */
struct json_object *kind_mib(struct json_object *bytes);

/* How many elements a list has. */
struct json_object *kind_count(struct json_object *list);

/* A machine's architecture in Beaker's words. */
struct json_object *kind_arch(struct json_object *machine);

/* Of "disks": the size of each in MiB, of all in bytes and in MiB, and the driver of the
 * first one's controller. */
struct json_object *kind_disk_sizes(struct json_object *disks);
struct json_object *kind_disk_bytes(struct json_object *disks);
struct json_object *kind_disk_space(struct json_object *disks);
struct json_object *kind_controller(struct json_object *disks);

/* Of "firmware.tpms": the version of the first. */
struct json_object *kind_tpm(struct json_object *tpms);

/* Of "iommu.groups": how many an IOMMU has made. */
struct json_object *kind_count_groups(struct json_object *groups);

/* Of "net": how many interfaces of that type have a device behind them. */
struct json_object *kind_count_eth(struct json_object *net);
struct json_object *kind_count_ib(struct json_object *net);

/* Of "net": an array, to be put, of those that have a device behind them. */
struct json_object *net_with_device(struct json_object *net);

/* Of a document with "net" and "pci": for each of these an object of "net", the interface,
 * and "pci", its function, if it has one; an array to be put. NULL when "net" is not told. */
struct json_object *net_functions(struct json_object *document);

/* Of "crypto": the first adapter that is in use, not to be put; NULL for none. */
struct json_object *crypto_in_use(struct json_object *adapters);

/* Of "virtualization": whether the host is known to be a guest. Xen's dom0 has a hypervisor
 * below it, but the machine is its own. */
bool virtualization_is_guest(struct json_object *virtualization);

/* Of "firmware.boot": uefi or bios; nothing for others. */
struct json_object *kind_boot_method(struct json_object *boot);

/* Of "iommu": the name that libvirt, and tmt after it, has for a vIOMMU of its kind; nothing
 * where firmware describes none, or one of a kind without a name. */
struct json_object *kind_iommu_model(struct json_object *iommu);

/* An id of PCI as "0x8086". */
struct json_object *kind_hex_id(struct json_object *id);

/* Of "pci" and "usb": vendor:device of each. */
struct json_object *kind_ids(struct json_object *devices);
