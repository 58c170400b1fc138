/* Devices in sysfs: where one hangs, who drives it, attributes without a value.
 *
 * Paths are relative to the root ("sys/...") and live in the host's arena. */
#pragma once

#include "scanner/fact.h"

struct host;

/* The path below sys/devices that the link `entry` of a class or bus leads to, with
 * every ".." resolved. NULL when the entry is no link, as in some copied roots. */
char *sysfs_path(struct host *host, const char *entry);

/* The path without its last component. NULL when it has only one. */
char *sysfs_parent(struct host *host, const char *path);

/* Whether a name is a PCI address: 0000:00:1f.2 */
bool sysfs_is_pci(const char *name);

/* What carries a disk or an interface: the driver of the nearest device at or above
 * `path` that has one, and that device's name. For virtio the name is that of the PCI
 * function that carries it, if one does. Both are absent when nothing has a driver.
 * `path` may be NULL. */
void sysfs_controller(struct host *host, const char *path, struct text *driver,
		      struct text *name);

/* As host_text and host_number (base 10), for attributes that have no value at times:
 * EINVAL and, as a number, -1 mean absent. `source` as from host_source. */
void sysfs_text(struct host *host, struct text *ret, const char *source);
void sysfs_number(struct host *host, struct number *ret, const char *source);
