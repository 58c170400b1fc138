/* How a PCI function is called on a page: from its entry of the document's "pci", and
 * from that of "devices". */
#pragma once

#include <stdbool.h>

struct arena;
struct json_object;

/* "8086:1533" */
#define FUNCTION_IDS_SIZE sizeof("vvvv:dddd")

/* The last PCI domain that QEMU's host= has room for (set_pci_host_devaddr), and libvirt
 * knows no other way: domains of Intel's VMD begin beyond it. */
#define FUNCTION_LAST_DOMAIN 0xffff

/* False when they are not known; then *ret is empty. */
bool function_ids(struct json_object *pci, char ret[static FUNCTION_IDS_SIZE]);

/* "Ethernet controller"; by number where there is no name: "device of class 0b40". */
const char *function_kind(struct arena *arena, struct json_object *pci);

/* "Intel Corporation I210 Gigabit Network Connection"; NULL when it has no name. */
const char *function_name(struct arena *arena, struct json_object *pci);

/* All of it: "Ethernet controller: Intel Corporation I210 ... [8086:1533]". */
const char *function_title(struct arena *arena, struct json_object *pci);

/* What hangs on it, network interfaces, then disks: "eth0, eth1"; NULL for nothing. */
const char *function_carries(struct arena *arena, struct json_object *device);

/* Whether it is a bridge, by its header (PCI 3.0, 6.1) or class: those of the host and
 * of ISA are bridges by class alone. */
bool function_is_bridge(struct json_object *pci, struct json_object *device);
