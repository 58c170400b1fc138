#include "output/judgement.h"

#include <json-c/json.h>
#include <string.h>

#include "arch/verdict.h"
#include "output/facts.h"
#include "output/table.h"
#include "scanner/errors.h"
#include "scanner/host.h"

static const struct fact_row unit_rows[] = {
	FACT_ROW(iommu_unit, name), FACT_ROW(iommu_unit, devices),
	FACT_ROW(iommu_unit, address), FACT_ROW(iommu_unit, version),
	FACT_ROW(iommu_unit, cap), FACT_ROW(iommu_unit, ecap),
	FACT_ROW(iommu_unit, features),
};

static const struct fact_row group_rows[] = {
	FACT_ROW(iommu_group, id), FACT_ROW(iommu_group, name),
	FACT_ROW(iommu_group, type), FACT_ROW(iommu_group, devices),
};

static const struct fact_row iommu_rows[] = {
	FACT_ROW(iommu, interrupt_remapping),
};

static struct json_object *text_json(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static struct json_object *evidence_json(const struct evidence *evidence)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "path", json_object_new_string(evidence->path));
	if (evidence->has_offset)
		json_object_object_add(object, "offset",
				       json_object_new_int64((int64_t)evidence->offset));
	if (evidence->error)
		json_object_object_add(object, "error", json_object_new_string(
					       error_name(evidence->error)));
	else
		json_object_object_add(object, "value",
				       json_object_new_string(evidence->value));
	return object;
}

static struct json_object *option_json(const struct option_use *use)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "option", json_object_new_string(use->text));
	json_object_object_add(object, "effect",
			       json_object_new_string(option_effect_name(use->effect)));
	json_object_object_add(object, "meaning", text_json(use->means));
	json_object_object_add(object, "by", text_json(use->by));
	return object;
}

static struct json_object *answer_json(enum answer answer)
{
	return answer == ANSWER_UNKNOWN ? NULL : json_object_new_boolean(answer == ANSWER_YES);
}

static void add_verdict(struct json_object *object, const struct verdict *verdict)
{
	struct json_object *evidence = json_object_new_array();
	struct json_object *options = json_object_new_array();

	for (size_t i = 0; i < verdict->options.n_uses; i++)
		json_object_array_add(options, option_json(&verdict->options.uses[i]));
	for (size_t i = 0; i < verdict->n_evidence; i++)
		json_object_array_add(evidence, evidence_json(&verdict->evidence[i]));
	json_object_object_add(object, "state",
			       json_object_new_string(iommu_state_name(verdict->state)));
	json_object_object_add(object, "described", answer_json(verdict->described));
	json_object_object_add(object, "reason",
			       json_object_new_string(reason_id(verdict->reason)));
	json_object_object_add(object, "explanation",
			       json_object_new_string(reason_text(verdict->reason)));
	json_object_object_add(object, "remedy", text_json(reason_remedy(verdict->reason)));
	json_object_object_add(object, "family", text_json(verdict->family));
	json_object_object_add(object, "table", text_json(verdict->table));
	json_object_object_add(object, "evidence", evidence);
	json_object_object_add(object, "options", options);
}

static struct json_object *file_json(struct arena *arena, const struct acpi_file *file)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "signature", json_object_new_string(file->signature));
	json_object_object_add(object, "path", json_object_new_string(file->path));
	json_object_object_add(object, "size",
			       known(file->size) ?
				       json_object_new_int64((int64_t)file->size.value) :
				       NULL);
	json_object_object_add(object, "error",
			       text_json(file->error ? error_name(file->error) : NULL));
	json_object_object_add(object, "faults",
			       file->error ? NULL : table_faults_json(arena, &file->table));
	return object;
}

static struct json_object *files_json(const struct host *host)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < host->iommu.n_files; i++)
		json_object_array_add(array, file_json(host->arena, &host->iommu.files[i]));
	return array;
}

struct json_object *judgement_json(const struct host *host, const struct verdict *verdict)
{
	const struct iommu *iommu = &host->iommu;
	struct json_object *object = json_object_new_object();
	struct json_object *units = json_object_new_array();
	struct json_object *groups = json_object_new_array();

	for (size_t i = 0; i < iommu->n_units; i++)
		json_object_array_add(units, FACTS_JSON(&iommu->units[i], unit_rows));
	for (size_t i = 0; i < iommu->n_groups; i++)
		json_object_array_add(groups, FACTS_JSON(&iommu->groups[i], group_rows));
	add_verdict(object, verdict);
	json_object_object_add(object, "facts", FACTS_JSON(iommu, iommu_rows));
	facts_add_list(object, "tables", &iommu->tables_listed, files_json(host));
	facts_add_list(object, "units", &iommu->class_read, units);
	facts_add_list(object, "groups", &iommu->groups_read, groups);
	return object;
}
