/* Which disks are below the mounts and the swap of the running system: down from
 * /proc/self/mountinfo and /proc/swaps (proc(5)), by sysfs, through partitions and what
 * the kernel lists as `slaves` of a block device. */
#include "scanner/mounts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/mountinfo.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

#define MOUNTS "/proc/self/mountinfo"
#define SWAPS "/proc/swaps"

/* More than any host has below one mount; and a bound for all mounts together. */
enum { MOST_DEVICES = 256, MOST_STEPS = 1 << 20 };

struct mount {
	const char *device; /* "8:1", or "/dev/sda1" where there is no such number */
	const char *point;
	bool bound;         /* a folder of the file system, deep in the tree */
};

struct search {
	struct host *host;
	struct mount *mounts;
	size_t n;
	struct fact untold; /* why disks without a mount may have some; or absent */
	size_t steps;
};

/* Block devices that are below one mount: folders of sysfs. */
struct devices {
	const char *paths[MOST_DEVICES];
	size_t n;
};

static void set_untold(struct search *search, int error, const char *path)
{
	if (search->untold.state != FACT_UNKNOWN)
		host_unknown(&search->untold, error, path);
}

/* ---- the two files ---- */

static void add_mount(struct search *search, char *device, const char *point, bool bound)
{
	struct host *host = search->host;

	*arena_add(host->arena, search->mounts, search->n) = (struct mount){
		.device = mountinfo_unescape(device),
		.point = str_keep(host->arena, point, strlen(point)),
		.bound = bound,
	};
}

/* File systems that have disks and no device number of one. Others without one are of
 * the network, or of memory. */
static void add_unnumbered(struct search *search, const char *type, char *source,
			   const char *point, bool bound)
{
	if (!strcmp(type, "zfs"))
		set_untold(search, ENODATA, MOUNTS);
	if (strcmp(type, "btrfs") && strcmp(type, "bcachefs"))
		return;
	/* bcachefs lists its devices: /dev/sda:/dev/sdb. */
	for (char *next; *source; source = next) {
		next = source + strcspn(source, ":");
		if (*next)
			*next++ = '\0';
		add_mount(search, source, point, bound);
	}
}

static void parse_mount(void *context, char *line)
{
	struct search *search = context;
	struct mountinfo mount;

	if (!mountinfo_parse(line, &mount))
		return;
	const char *point = mountinfo_unescape(mount.point);
	/* Containers and services have folders of file systems mounted that are mounted
	 * whole elsewhere. Those at the top are the system's: ostree has all of it so. */
	bool bound = strcmp(mount.root, "/") && strcmp(mount.type, "btrfs") &&
		     strchr(point, '/') != strrchr(point, '/');
	if (str_starts(mount.number, "0:"))
		add_unnumbered(search, mount.type, mount.source, point, bound);
	else
		add_mount(search, mount.number, point, bound);
}

/* "Filename Type Size Used Priority"; a file is on a file system that is mounted. */
static void parse_swap(void *context, char *line)
{
	char *device = str_word(&line);
	const char *type = str_word(&line);

	if (type && !strcmp(type, "partition"))
		add_mount(context, device, "[SWAP]", false);
}

static void read_mounts(struct search *search)
{
	struct host *host = search->host;
	int error = host_lines(host, MOUNTS, parse_mount, search);

	if (error)
		host_lacks(host, &search->untold, error, MOUNTS);
	error = host_lines(host, SWAPS, parse_swap, search);
	/* A kernel without swap has no such file. */
	if (error && error != -ENOENT)
		host_lacks(host, &search->untold, error, SWAPS);
	/* A container sees its own mounts, and not the host's. */
	if (known(host->virtualization.container))
		set_untold(search, ENODATA, MOUNTS);
}

/* ---- from a mount to its disks ---- */

/* Adds a block device by its entry in a class: the whole of it, where it is a partition.
 * False when it is not there, or when there are too many. */
static bool add_device(struct search *search, struct devices *devices, const char *entry)
{
	struct host *host = search->host;
	const char *path = sysfs_path(host, entry);

	if (path && root_stat(host->root, NULL, "%s/partition", path) == 0)
		path = sysfs_parent(host, path);
	if (!path || search->steps++ >= MOST_STEPS)
		return false;
	for (size_t i = 0; i < devices->n; i++)
		if (!strcmp(devices->paths[i], path))
			return true;
	if (devices->n == MOST_DEVICES)
		return false;
	devices->paths[devices->n++] = path;
	return true;
}

static bool add_named(struct search *search, struct devices *devices, const char *name)
{
	return add_device(search, devices,
			  arena_print(search->host->arena, "sys/class/block/%s", name));
}

/* The name in sysfs of /dev/mapper/root: dm-0. Links in /dev tell; a node is called as
 * it is there, with '!' for '/'. */
static char *name_of_node(struct host *host, const char *node)
{
	char *target, *name;

	if (!str_starts(node, "/dev/"))
		return NULL;
	if (root_link(host->root, &target, "%s", node + 1) == 0)
		return arena_print(host->arena, "%s", str_base(target));
	name = arena_print(host->arena, "%s", node + strlen("/dev/"));
	for (char *c = name; *c; c++)
		if (*c == '/')
			*c = '!';
	return name;
}

/* A btrfs of several devices names one of them as its source
 * (Documentation: /sys/fs/btrfs/UUID/devices). */
static bool add_btrfs(struct search *search, struct devices *devices, const char *name)
{
	struct host *host = search->host;
	struct names all, members;
	bool added = true;

	if (root_list(host->root, &all, "sys/fs/btrfs"))
		return true;
	for (size_t i = 0; i < all.n; i++) {
		if (root_list(host->root, &members, "sys/fs/btrfs/%s/devices", all.names[i]) ||
		    !names_have(&members, name))
			continue;
		for (size_t m = 0; m < members.n; m++)
			added &= add_named(search, devices, members.names[m]);
	}
	return added;
}

static bool find_devices(struct search *search, struct devices *ret, const char *device)
{
	struct host *host = search->host;

	ret->n = 0;
	if (device[0] != '/')
		return add_device(search, ret,
				  arena_print(host->arena, "sys/dev/block/%s", device));
	const char *name = name_of_node(host, device);
	return name && add_named(search, ret, name) && add_btrfs(search, ret, name);
}

static int compare_name(const void *name, const void *disk)
{
	return str_natural(name, str_base(((const struct disk *)disk)->name.fact.source));
}

/* Disks are in the order that directories are listed in. */
static struct disk *find_disk(struct host *host, const char *path)
{
	return bsearch(str_base(path), host->disks, host->n_disks, sizeof(*host->disks),
		       compare_name);
}

/* Mounts of one device, at all of its disks. */
static void keep_mounts(struct search *search, struct disk *disk,
			const struct mount *mounts, size_t n)
{
	bool whole = false;

	for (size_t i = 0; i < n; i++)
		whole |= !mounts[i].bound;
	for (size_t i = 0; i < n; i++) {
		if ((mounts[i].bound && whole) || search->steps++ >= MOST_STEPS)
			continue;
		*arena_add(search->host->arena, disk->mounts.values, disk->mounts.n) =
			mounts[i].point;
	}
}

/* Goes down from one device to its disks. What ends elsewhere, as a loop device does,
 * is in a file of another mount, or in memory. */
static void follow(struct search *search, const struct mount *mounts, size_t n)
{
	struct host *host = search->host;
	struct devices devices;
	struct names slaves;

	if (!find_devices(search, &devices, mounts->device))
		set_untold(search, ENODATA, MOUNTS);
	for (size_t i = 0; i < devices.n; i++) {
		struct disk *disk = find_disk(host, devices.paths[i]);

		if (disk) {
			keep_mounts(search, disk, mounts, n);
			continue;
		}
		if (root_list(host->root, &slaves, "%s/slaves", devices.paths[i]))
			continue;
		for (size_t s = 0; s < slaves.n; s++)
			if (!add_named(search, &devices, slaves.names[s]))
				set_untold(search, ENODATA, MOUNTS);
	}
}

static int compare_devices(const void *a, const void *b)
{
	return strcmp(((const struct mount *)a)->device, ((const struct mount *)b)->device);
}

static void finish(struct search *search)
{
	for (size_t i = 0; i < search->host->n_disks; i++) {
		struct texts *mounts = &search->host->disks[i].mounts;

		mounts->fact = (struct fact){ FACT_KNOWN, 0, MOUNTS };
		if (!mounts->n && search->untold.state == FACT_UNKNOWN)
			mounts->fact = search->untold;
		host_sort_texts(mounts);
	}
}

void mounts_read(struct host *host)
{
	struct search search = { .host = host };

	if (!host->n_disks)
		return;
	read_mounts(&search);
	if (search.n)
		qsort(search.mounts, search.n, sizeof(*search.mounts), compare_devices);
	for (size_t i = 0, end; i < search.n; i = end) {
		for (end = i + 1; end < search.n; end++)
			if (compare_devices(&search.mounts[i], &search.mounts[end]))
				break;
		follow(&search, &search.mounts[i], end - i);
	}
	if (search.steps >= MOST_STEPS)
		set_untold(&search, EFBIG, MOUNTS);
	finish(&search);
}
