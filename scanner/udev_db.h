/* What udev knows of a device: the text of run/udev/data, read through the root, so that
 * live and copied hosts are read alike. */
#pragma once

#include <stddef.h>

struct host;
struct text;

/* A property of the device whose number is in the attribute `dev`, "8:0", of the block
 * device directory `dir` (relative to the root). Absent when udev is not running, or
 * does not know the device or the property. */
void udev_db_block(struct host *host, struct text *ret, const char *dir,
		   const char *property);
