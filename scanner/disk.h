/* Facts of one kind of disk each, for scanner/disks.c. */
#pragma once

#include <stdbool.h>

struct disk;
struct host;
struct text;

/* Where a disk is found, relative to the root. */
struct disk_place {
	const char *dir;    /* sys/block/sda */
	const char *path;   /* sys/devices/.../block/sda; NULL when dir is no link */
	const char *device; /* what carries the disk, below sys/devices; may be NULL */
};

/* Whether the SCSI peripheral device type is one of disks. */
bool disk_scsi_is_disk(struct host *host, const char *dir);

/* The driver of a SCSI host adapter that has no device. */
void disk_scsi_adapter(struct host *host, const char *device, struct text *ret);

/* The device that carries the namespace at `path`: its controller, or NULL. */
const char *disk_nvme_controller(struct host *host, const char *path);

/* Read what is kept in places of their own: model, vendor, serial, WWID, transport. */
void disk_scsi(struct host *host, const struct disk_place *place, struct disk *disk);
void disk_nvme(struct host *host, const struct disk_place *place, struct disk *disk);
