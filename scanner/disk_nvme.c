/* NVMe namespaces: by themselves below their controller, or under native multipath below
 * the subsystem, whose directory has a link to each controller. */
#include "scanner/disk.h"

#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

static bool is_controller(const char *name)
{
	const char *number = name + strlen("nvme");

	return str_starts(name, "nvme") && *number &&
	       !number[strspn(number, "0123456789")];
}

/* The first controller of the subsystem that the head of a multipath is below. */
static const char *subsystem_controller(struct host *host, const char *path)
{
	const char *subsystem = sysfs_parent(host, path);
	struct names names;

	if (!subsystem || root_list(host->root, &names, "%s", subsystem))
		return NULL;
	for (size_t i = 0; i < names.n; i++) {
		if (!is_controller(names.names[i]))
			continue;
		const char *link = arena_print(host->arena, "%s/%s", subsystem,
					       names.names[i]);
		const char *controller = sysfs_path(host, link);
		if (controller)
			return controller;
	}
	return NULL;
}

/* Fabrics by name ("nvme-tcp"); a controller on a bus of the machine is just "nvme". */
static void read_transport(struct host *host, const char *controller, struct text *ret)
{
	static const char *const fabrics[] = { "tcp", "rdma", "fc", "loop" };

	host_text(host, ret, "%s/transport", controller);
	if (!known(*ret))
		return;
	for (size_t i = 0; i < sizeof(fabrics) / sizeof(fabrics[0]); i++) {
		if (!strcmp(ret->value, fabrics[i])) {
			ret->value = arena_print(host->arena, "nvme-%s", fabrics[i]);
			return;
		}
	}
	ret->value = "nvme";
}

const char *disk_nvme_controller(struct host *host, const char *path)
{
	return strstr(path, "/nvme-subsystem/") ? subsystem_controller(host, path) :
						  sysfs_parent(host, path);
}

void disk_nvme(struct host *host, const struct disk_place *place, struct disk *disk)
{
	host_text(host, &disk->model, "%s/device/model", place->dir);
	host_text(host, &disk->serial, "%s/device/serial", place->dir);
	sysfs_text(host, &disk->wwid, host_source(host, "%s/wwid", place->dir));
	read_transport(host, place->device ? place->device :
				arena_print(host->arena, "%s/device", place->dir),
		       &disk->transport);
}
