/* Disks as a lab counts them: whole, with a medium, and with hardware behind them. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/disk.h"
#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"
#include "scanner/udev_db.h"

/* The unit of `size`, whatever the disk's own sectors are (block/genhd.c). */
#define SECTOR_SIZE 512

static void read_virtio(struct host *host, const struct disk_place *place,
			struct disk *disk)
{
	host_text(host, &disk->serial, "%s/serial", place->dir);
}

static void read_mmc(struct host *host, const struct disk_place *place, struct disk *disk)
{
	host_text(host, &disk->model, "%s/device/name", place->dir);
	host_text(host, &disk->serial, "%s/device/serial", place->dir);
}

static void read_dasd(struct host *host, const struct disk_place *place,
		      struct disk *disk)
{
	host_text(host, &disk->model, "%s/device/devtype", place->dir);
	sysfs_text(host, &disk->wwid, host_source(host, "%s/device/uid", place->dir));
}

static void read_other(struct host *host, const struct disk_place *place,
		       struct disk *disk)
{
	host_text(host, &disk->model, "%s/device/model", place->dir);
}

/* Kinds by the start of their names; the transport where the name tells it. */
static const struct kind {
	const char *prefix, *transport;
	void (*read)(struct host *host, const struct disk_place *place,
		     struct disk *disk);
	/* What carries the disk; NULL: what `path` hangs on, two components above. */
	const char *(*device)(struct host *host, const char *path);
	/* The driver, where the device and those above it have none; may be NULL. */
	void (*driver)(struct host *host, const char *device, struct text *ret);
} kinds[] = {
	{ .prefix = "sd", .read = disk_scsi, .driver = disk_scsi_adapter },
	{ .prefix = "nvme", .read = disk_nvme, .device = disk_nvme_controller },
	{ .prefix = "vd", .transport = "virtio", .read = read_virtio },
	{ .prefix = "xvd", .transport = "xen", .read = read_other },
	{ .prefix = "mmcblk", .transport = "mmc", .read = read_mmc },
	{ .prefix = "dasd", .transport = "dasd", .read = read_dasd },
	{ .prefix = "pmem", .transport = "nvdimm", .read = read_other },
	{ .prefix = "nbd", .transport = "nbd", .read = read_other },
	{ .prefix = "", .read = read_other },
};

static const struct kind *kind_of(const char *name)
{
	const struct kind *kind = kinds;

	while (!str_starts(name, kind->prefix))
		kind++;
	return kind;
}

/* Block devices that are no disks: their names are these and a number. */
static bool has_other_name(const char *name)
{
	static const char *const others[] = {
		"loop", "ram", "zram", "dm-", "md", "md_d", "sr", "fd", "mtdblock",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_starts(name, others[i]) &&
		    isdigit((unsigned char)name[strlen(others[i])]))
			return true;
	return false;
}

/* mmcblk0boot0, mmcblk0rpmb, mmcblk0gp1: partitions made in hardware, block devices of
 * their own (drivers/mmc/core/block.c). */
static bool is_mmc_part(const char *name)
{
	if (!str_starts(name, "mmcblk"))
		return false;
	name += strlen("mmcblk");
	return name[strspn(name, "0123456789")] != '\0';
}

/* The paths below the head of an NVMe multipath are hidden block devices. */
static bool is_hidden(struct host *host, const char *dir)
{
	struct flag hidden;

	host_flag(host, &hidden, "%s/hidden", dir);
	return known(hidden) && hidden.value;
}

/* Whether no hardware is behind it: md with a name, zvols, null_blk, bcache, ... A
 * network block device with a size has a disk at its other end. */
static bool is_virtual(const char *name, const struct disk_place *place)
{
	return place->path && str_starts(place->path, "sys/devices/virtual/block/") &&
	       !str_starts(name, "nbd");
}

/* False when there is no medium, or no device any more. */
static bool read_size(struct host *host, const char *dir, struct number *ret)
{
	host_number(host, ret, 10, "%s/size", dir);
	if (ret->fact.state == FACT_ABSENT || (known(*ret) && !ret->value))
		return false;
	if (known(*ret) && __builtin_mul_overflow(ret->value, SECTOR_SIZE, &ret->value))
		host_failed(host, &ret->fact, ERANGE, ret->fact.source);
	return true;
}

static void read_common(struct host *host, const char *dir, struct disk *disk)
{
	host_flag(host, &disk->rotational, "%s/queue/rotational", dir);
	host_flag(host, &disk->removable, "%s/removable", dir);
	host_flag(host, &disk->read_only, "%s/ro", dir);
	host_number(host, &disk->logical_sector_bytes, 10,
		    "%s/queue/logical_block_size", dir);
	host_number(host, &disk->physical_sector_bytes, 10,
		    "%s/queue/physical_block_size", dir);
}

/* The map of dm-multipath that has the disk as a path: the prefix of a map's uuid tells
 * who made it, for multipath-tools' "mpath-" (libmultipath/devmapper.c). A map of one path
 * is one, too: how many a map has is told by its disks. */
static void read_multipath(struct host *host, const char *dir, struct text *ret)
{
	const char *source = host_source(host, "%s/holders", dir);
	struct names names;
	struct text uuid;
	int error = root_list(host->root, &names, "%s", source + 1);

	host_failed(host, &ret->fact, error ? error : ENOENT, source);
	for (size_t i = 0; !error && i < names.n; i++) {
		if (!str_starts(names.names[i], "dm-"))
			continue;
		host_text(host, &uuid, "sys/block/%s/dm/uuid", names.names[i]);
		if (!known(uuid)) {
			if (uuid.fact.state == FACT_UNKNOWN)
				ret->fact = uuid.fact;
		} else if (str_starts(uuid.value, "mpath-")) {
			host_text(host, ret, "sys/block/%s/dm/name", names.names[i]);
			return;
		}
	}
}

/* The kernel writes "!" for the "/" in names such as cciss/c0d0. */
static void set_name(struct host *host, const char *dir, const char *entry,
		     struct text *ret)
{
	char *name = str_keep(host->arena, entry, strlen(entry));

	for (char *c = name; *c; c++)
		if (*c == '!')
			*c = '/';
	text_set(ret, name, host_source(host, "%s", dir));
}

/* What a path of sysfs hangs on: sys/devices/DEVICE of sys/devices/DEVICE/block/sda. */
static const char *carrier(struct host *host, const char *path)
{
	const char *class = sysfs_parent(host, path);

	return class ? sysfs_parent(host, class) : NULL;
}

static void find_place(struct host *host, const struct kind *kind, const char *dir,
		       struct disk_place *ret)
{
	*ret = (struct disk_place){ .dir = dir, .path = sysfs_path(host, dir) };
	if (ret->path)
		ret->device = kind->device ? kind->device(host, ret->path) :
					     carrier(host, ret->path);
}

static void read_driver(struct host *host, const struct kind *kind,
			const struct disk_place *place, struct disk *disk)
{
	sysfs_controller(host, place->device, &disk->driver, &disk->controller);
	if (kind->driver && place->device && disk->driver.fact.state == FACT_ABSENT)
		kind->driver(host, place->device, &disk->driver);
}

static void read_details(struct host *host, const struct kind *kind,
			 const struct disk_place *place, struct disk *disk)
{
	read_common(host, place->dir, disk);
	read_multipath(host, place->dir, &disk->multipath);
	kind->read(host, place, disk);
	if (kind->transport)
		text_set(&disk->transport, kind->transport, disk->name.fact.source);
	if (disk->serial.fact.state == FACT_ABSENT)
		udev_db_block(host, &disk->serial, place->dir, "ID_SERIAL_SHORT");
}

static void add_disk(struct host *host, const struct wants *wants, const char *name)
{
	struct disk disk = { .name.value = NULL };
	const struct kind *kind = kind_of(name);
	struct disk_place place;

	if (has_other_name(name) || is_mmc_part(name))
		return;
	const char *dir = arena_print(host->arena, "sys/block/%s", name);
	find_place(host, kind, dir, &place);
	if (is_virtual(name, &place) || !read_size(host, dir, &disk.size_bytes) ||
	    is_hidden(host, dir))
		return;
	if (kind->read == disk_scsi && !disk_scsi_is_disk(host, dir))
		return;
	set_name(host, dir, name, &disk.name);
	read_driver(host, kind, &place, &disk);
	if (!wants->keys_only)
		read_details(host, kind, &place, &disk);
	*arena_add(host->arena, host->disks, host->n_disks) = disk;
}

void collect_disks(struct host *host, const struct wants *wants)
{
	struct names names;

	if (!host_list(host, &host->disks_read, &names, "sys/block"))
		return;
	for (size_t i = 0; i < names.n; i++)
		add_disk(host, wants, names.names[i]);
}
