#include "output/smmu.h"

#include <json-c/json.h>

#include "arch/smmu.h"
#include "output/facts.h"
#include "scanner/host.h"

static void add_number(struct json_object *object, const char *name, uint64_t value)
{
	json_object_object_add(object, name, json_number(value));
}

static struct json_object *range_json(const struct smmu_range *range)
{
	struct json_object *object = json_object_new_object();

	add_number(object, "segment", range->segment);
	add_number(object, "first", range->first);
	add_number(object, "last", range->last);
	json_object_object_add(object, "ats", json_object_new_boolean(range->ats));
	return object;
}

static struct json_object *ranges_json(const struct smmu *smmu)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < smmu->n_ranges; i++)
		json_object_array_add(array, range_json(&smmu->ranges[i]));
	return array;
}

static void add_described(struct json_object *object, const struct smmu *smmu)
{
	json_object_object_add(object, "path", json_object_new_string(smmu->path));
	add_number(object, "offset", smmu->offset);
	json_object_object_add(object, "coherent", json_object_new_boolean(smmu->coherent));
	add_number(object, "httu", smmu->httu);
	json_object_object_add(object, "proximity",
			       smmu->has_proximity ? json_number(smmu->proximity) : NULL);
	json_object_object_add(object, "ranges", ranges_json(smmu));
}

static struct json_object *smmu_json(const struct smmu *smmu)
{
	static const char *const described[] = { "path", "offset", "coherent", "httu",
						 "proximity", "ranges" };
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "unit",
			       smmu->unit ? json_object_new_string(smmu->unit->name.value) :
					    NULL);
	add_number(object, "base", smmu->base);
	for (size_t i = 0; i < sizeof(described) / sizeof(described[0]); i++)
		json_object_object_add(object, described[i], NULL);
	if (smmu->path)
		add_described(object, smmu);
	/* Linux shows what the registers say in its log alone, which is not read. */
	json_object_object_add(object, "ssidsize", NULL);
	json_object_object_add(object, "oas", NULL);
	return object;
}

struct json_object *smmus_json(const struct host *host)
{
	struct json_object *array;
	struct smmus smmus;

	smmus_list(host, &smmus);
	if (!smmus.read)
		return NULL;
	array = json_object_new_array();
	for (size_t i = 0; i < smmus.n; i++)
		json_object_array_add(array, smmu_json(&smmus.smmus[i]));
	return array;
}
