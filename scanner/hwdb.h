/* Names of devices, from udev's hardware database of the machine that labscan runs on,
 * also for a copied root: they are knowledge about ids, no facts of a host. A capture
 * has the answers with it, so that it says the same everywhere. */
#pragma once

#include <stddef.h>

struct host;
struct text;
struct udev;
struct udev_hwdb;

struct hwdb {
	struct udev *udev;
	struct udev_hwdb *database; /* NULL where none is installed */
};

/* A property of the database, and the fact that it becomes. */
struct hwdb_name {
	const char *property; /* ID_MODEL_FROM_DATABASE, ... */
	struct text *ret;
};

/* Opens the database. Without one every name is absent. */
void hwdb_open(struct hwdb *ret);
void hwdb_close(struct hwdb *hwdb);

/* Looks up a modalias once, for all `names`. What the database lacks is absent; the
 * source of each is "hwdb:" and the modalias. */
void hwdb_find(struct host *host, const struct hwdb *hwdb, const char *modalias,
	       const struct hwdb_name *names, size_t n);
