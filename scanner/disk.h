/* Facts of one kind of disk each, for scanner/disks.c. */
#pragma once

#include <stdbool.h>

struct disk;
struct host;

/* Where a disk is found, relative to the root. */
struct disk_place {
	const char *dir;    /* sys/block/sda */
	const char *path;   /* sys/devices/.../block/sda; NULL when dir is no link */
	const char *device; /* what path hangs on: without its last two components */
};

/* Whether the SCSI peripheral device type is one of disks. */
bool disk_scsi_is_disk(struct host *host, const char *dir);

/* Read what is kept in places of their own: model, vendor, serial, WWID, transport,
 * driver, controller. */
void disk_scsi(struct host *host, const struct disk_place *place, struct disk *disk);
void disk_nvme(struct host *host, const struct disk_place *place, struct disk *disk);
