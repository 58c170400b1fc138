/* Where the running system has its disks. */
#pragma once

struct host;

/* Fills `mounts` of the disks that were collected: mount points and swap, also of what
 * is made of a disk (partitions, device mapper, md, btrfs). A disk that nothing leads to
 * has none, or unknown ones where something may lead to it that cannot be followed. */
void mounts_read(struct host *host);
