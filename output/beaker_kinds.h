/* Kinds of values that Beaker's structs alone have (output/kinds.h). Those of the whole
 * document have the path "". */
#pragma once

struct json_object;

/* Of the document: the modules that the kernel has; the drivers of the disks below /boot or
 * /; the driver of the interface that leads to the default route; how many interfaces have a
 * device of their own. */
struct json_object *kind_modules(struct json_object *document);
struct json_object *kind_boot_drivers(struct json_object *document);
struct json_object *kind_network(struct json_object *document);
struct json_object *kind_own_eth(struct json_object *document);
struct json_object *kind_own_ib(struct json_object *document);

/* Of the document: PCI functions, USB devices and the firmware. */
struct json_object *kind_devices(struct json_object *document);

/* Of "disks": all of them or nothing; the driver of the first's controller; whether two are
 * paths of the same multipath map. */
struct json_object *kind_disks(struct json_object *disks);
struct json_object *kind_first_controller(struct json_object *disks);
struct json_object *kind_multipath(struct json_object *disks);
