/* Disks, as Beaker's push has them. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "output/beaker_kinds.h"
#include "output/beaker_limits.h"
#include "output/document.h"
#include "output/kinds.h"

#define SCSI_DISK "sd"  /* how the names of SCSI disks begin; and of ATA's and USB's */
#define SECTOR_SIZE 512 /* of a disk that does not tell */

static struct json_object *sector(struct json_object *disk, const char *name, int64_t otherwise)
{
	uint64_t size;

	if (!document_number(disk, name, &size) || size > INT32_MAX)
		return json_object_new_int64(otherwise);
	return json_object_new_int64((int64_t)size);
}

/* These four members and no others. The size is a text: XML-RPC's ints have 32 bits. */
static struct json_object *disk_struct(struct json_object *disk)
{
	struct json_object *ret = json_object_new_object();
	struct json_object *logical = sector(disk, "logical_sector_bytes", SECTOR_SIZE);
	struct json_object *physical =
		sector(disk, "physical_sector_bytes", json_object_get_int64(logical));
	const char *model = document_text(disk, "model");

	json_object_object_add(ret, "model", model ? beaker_text(model, BEAKER_TEXT) : NULL);
	json_object_object_add(ret, "phys_sector_size", physical);
	json_object_object_add(ret, "sector_size", logical);
	json_object_object_add(ret, "size",
			       json_object_new_string(document_text(disk, "size_bytes")));
	return ret;
}

struct json_object *kind_disks(struct json_object *disks)
{
	struct json_object *list = json_object_new_array(), *ret;

	for (size_t i = 0; i < document_count(disks, ""); i++) {
		struct json_object *disk = document_element(disks, "", i);

		/* Beaker drops the disks that are not in the list. */
		if (!document_find(disk, "size_bytes")) {
			json_object_put(list);
			return NULL;
		}
		json_object_array_add(list, disk_struct(disk));
	}
	beaker_sort(list);
	ret = json_object_new_object();
	json_object_object_add(ret, "Disks", list);
	return ret;
}

/* The first of the machine's tree: what lshw called disks are SCSI's, which jobs go by, also
 * where there are others. Names are given as disks are found, from boot to boot. */
struct json_object *kind_first_controller(struct json_object *disks)
{
	struct json_object *first = NULL;

	for (size_t i = 0; i < document_count(disks, ""); i++) {
		struct json_object *disk = document_element(disks, "", i);
		const char *name = document_text(disk, "name");
		const char *controller = document_text(disk, "controller");

		if (!name || strncmp(name, SCSI_DISK, strlen(SCSI_DISK)) || !controller ||
		    !document_find(disk, "driver"))
			continue;
		if (!first || strcmp(controller, document_text(first, "controller")) < 0)
			first = disk;
	}
	return first ? json_object_get(document_find(first, "driver")) : kind_controller(disks);
}

struct json_object *kind_multipath(struct json_object *disks)
{
	struct json_object *maps = json_object_new_object();
	bool told = true, multipath = false;

	for (size_t i = 0; i < document_count(disks, ""); i++) {
		struct json_object *disk = document_element(disks, "", i);
		const char *map = document_text(disk, "multipath");

		told &= !document_find(disk, "unknown.multipath");
		if (!map)
			continue;
		multipath |= json_object_object_get_ex(maps, map, NULL);
		json_object_object_add(maps, map, NULL);
	}
	json_object_put(maps);
	return multipath || told ? json_object_new_boolean(multipath) : NULL;
}
