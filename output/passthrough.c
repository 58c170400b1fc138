#include "output/passthrough.h"

#include <json-c/json.h>

#include "arch/judgement.h"
#include "arch/passthrough.h"
#include "output/facts.h"
#include "output/judgement.h"
#include "scanner/host.h"

static const struct fact_row vfio_rows[] = {
	FACT_ROW(vfio, pci_driver), FACT_ROW(vfio, type1), FACT_ROW(vfio, iommufd),
	FACT_ROW(vfio, container), FACT_ROW(vfio, unsafe_interrupts),
	FACT_ROW(vfio, noiommu), FACT_ROW(vfio, pci_ids),
};

static const struct fact_row function_rows[] = {
	FACT_ROW(pci_function, header_type), FACT_ROW(pci_function, multifunction),
	FACT_ROW(pci_function, express_type), FACT_ROW(pci_function, acs_capabilities),
	FACT_ROW(pci_function, acs_control), FACT_ROW(pci_function, ats),
	FACT_ROW(pci_function, pasid), FACT_ROW(pci_function, ari),
	FACT_ROW(pci_function, ari_forwarding), FACT_ROW(pci_function, virtual_function),
	FACT_ROW(pci_function, physical_function), FACT_ROW(pci_function, total_vfs),
	FACT_ROW(pci_function, active_vfs), FACT_ROW(pci_function, unassigned_vf_bars),
	FACT_ROW(pci_function, reset_methods), FACT_ROW(pci_function, driver_override),
	FACT_ROW(pci_function, driver_module), FACT_ROW(pci_function, vfio_device),
	FACT_ROW(pci_function, boot_display),
};

static void add_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_text(text));
}

static struct json_object *names_json(const struct texts *names)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < names->n; i++)
		json_object_array_add(array, json_object_new_string(names->values[i]));
	return array;
}

static struct json_object *id_json(const struct iommu_group *group)
{
	return group && known(group->id) ? json_number(group->id.value) : NULL;
}

/* ---- groups ---- */

static struct json_object *holders_json(const struct group_judged *group)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < group->n_holders; i++) {
		struct json_object *object = json_object_new_object();

		add_text(object, "device", group->holders[i].device);
		add_text(object, "driver", group->holders[i].driver);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *regions_json(const struct iommu_group *group)
{
	struct json_object *array;

	if (!known(group->regions_read))
		return NULL;
	array = json_object_new_array();
	for (size_t i = 0; i < group->n_regions; i++) {
		const struct reserved_region *region = &group->regions[i];
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "start", json_number(region->start));
		json_object_object_add(object, "end", json_number(region->end));
		add_text(object, "type", region->type);
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *joins_json(const struct group_judged *group)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < group->n_joins; i++) {
		const struct join *join = &group->joins[i];
		struct json_object *object = json_object_new_object();

		add_text(object, "id", join_id(join->kind));
		add_text(object, "explanation", join_text(join->kind));
		add_text(object, "device", join->device);
		add_text(object, "hop", join->hop);
		add_text(object, "missing", join->missing);
		json_object_object_add(object, "evidence",
				       evidence_json(join->evidence, join->n_evidence));
		json_object_array_add(array, object);
	}
	return array;
}

static struct json_object *group_json(const struct group_judged *judged)
{
	const struct iommu_group *group = judged->group;
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", id_json(group));
	add_text(object, "name", known(group->name) ? group->name.value : NULL);
	add_text(object, "type", known(group->type) ? group->type.value : NULL);
	add_text(object, "unit", judged->unit);
	json_object_object_add(object, "viable", answer_json(judged->viable));
	json_object_object_add(object, "devices", names_json(&group->devices));
	json_object_object_add(object, "holders", holders_json(judged));
	json_object_object_add(object, "regions", regions_json(group));
	json_object_object_add(object, "joins", joins_json(judged));
	facts_note_unknown(object, "type", &group->type.fact);
	facts_note_unknown(object, "devices", &group->devices.fact);
	facts_note_unknown(object, "regions", &group->regions_read.fact);
	return object;
}

static struct json_object *groups_json(const struct passthrough *passthrough)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < passthrough->n_groups; i++)
		json_object_array_add(array, group_json(&passthrough->groups[i]));
	return array;
}

/* ---- devices ---- */

static struct json_object *obstacles_json(const struct device_judged *device)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < device->n_obstacles; i++) {
		const struct obstacle_found *found = &device->obstacles[i];
		enum obstacle_kind kind = obstacle_kind(found->obstacle);
		struct json_object *object = json_object_new_object();

		add_text(object, "id", obstacle_id(found->obstacle));
		add_text(object, "kind", obstacle_kind_name(kind));
		add_text(object, "explanation", obstacle_text(found->obstacle));
		add_text(object, "remedy", obstacle_remedy(found->obstacle));
		json_object_object_add(object, "evidence",
				       evidence_json(found->evidence, found->n_evidence));
		json_object_array_add(array, object);
	}
	return array;
}

/* The facts of its function last: they are what the rest is made from. */
static struct json_object *device_json(const struct device_judged *device)
{
	struct json_object *facts = FACTS_JSON(device->function, function_rows);
	struct json_object *object = json_object_new_object();
	const struct text *unit = &device->pci->unit;

	add_text(object, "address", device->pci->address.value);
	json_object_object_add(object, "group",
			       id_json(device->group ? device->group->group : NULL));
	add_text(object, "unit", known(*unit) ? unit->value : NULL);
	add_text(object, "state", passable_name(device->passable));
	json_object_object_add(object, "obstacles", obstacles_json(device));
	json_object_object_add(object, "interfaces", names_json(&device->interfaces));
	json_object_object_add(object, "disks", names_json(&device->disks));
	json_object_object_foreach(facts, name, value)
		json_object_object_add(object, name, json_object_get(value));
	json_object_put(facts);
	return object;
}

static struct json_object *devices_json(const struct passthrough *passthrough)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < passthrough->n_devices; i++)
		json_object_array_add(array, device_json(&passthrough->devices[i]));
	return array;
}

void passthrough_add_json(struct json_object *document, const struct judgement *judgement)
{
	const struct host *host = judgement->host;
	const struct passthrough *passthrough = &judgement->passthrough;

	json_object_object_add(document, "vfio", FACTS_JSON(&host->vfio, vfio_rows));
	facts_add_list(document, "groups", &host->iommu.groups_read, groups_json(passthrough));
	facts_add_list(document, "devices", &host->pci_read, devices_json(passthrough));
}
