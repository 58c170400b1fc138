#include "output/judgement.h"

#include <json-c/json.h>
#include <string.h>

#include "arch/capabilities.h"
#include "arch/judgement.h"
#include "output/facts.h"
#include "output/smmu.h"
#include "output/table.h"
#include "scanner/errors.h"
#include "scanner/host.h"

static const struct fact_row unit_rows[] = {
	FACT_ROW(iommu_unit, name), FACT_ROW(iommu_unit, devices),
	FACT_ROW(iommu_unit, address), FACT_ROW(iommu_unit, function),
	FACT_ROW(iommu_unit, numa_node), FACT_ROW(iommu_unit, version),
	FACT_ROW(iommu_unit, cap), FACT_ROW(iommu_unit, ecap),
	FACT_ROW(iommu_unit, features),
};

static const struct fact_row group_rows[] = {
	FACT_ROW(iommu_group, id), FACT_ROW(iommu_group, name),
	FACT_ROW(iommu_group, type), FACT_ROW(iommu_group, devices),
};

static const struct fact_row devicetree_rows[] = {
	FACT_ROW(devicetree, users), FACT_ROW(devicetree, unmapped_hosts),
};

static const struct fact_row devicetree_iommu_rows[] = {
	FACT_ROW(devicetree_iommu, path), FACT_ROW(devicetree_iommu, compatible),
	FACT_ROW(devicetree_iommu, enabled), FACT_ROW(devicetree_iommu, driver),
};

static const struct fact_row config_rows[] = {
#define CONFIG(member, NAME) FACT_ROW(kernel_config, member),
#include "scanner/kernel_config.def"
#undef CONFIG
};

static const struct fact_row capability_rows[] = {
	FACT_ROW(capabilities, address_bits), FACT_ROW(capabilities, virtual),
	FACT_ROW(capabilities, interrupt_remapping), FACT_ROW(capabilities, x2apic),
	FACT_ROW(capabilities, posted_interrupts), FACT_ROW(capabilities, pass_through),
	FACT_ROW(capabilities, coherent), FACT_ROW(capabilities, snoop_control),
	FACT_ROW(capabilities, ats), FACT_ROW(capabilities, page_requests),
	FACT_ROW(capabilities, pasid), FACT_ROW(capabilities, scalable_mode),
	FACT_ROW(capabilities, nested), FACT_ROW(capabilities, secure_nested_paging),
};

static struct json_object *piece_json(const struct evidence *evidence)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "path", json_object_new_string(evidence->path));
	if (evidence->has_offset)
		json_object_object_add(object, "offset",
				       json_number(evidence->offset));
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
	json_object_object_add(object, "meaning", json_text(use->means));
	json_object_object_add(object, "by", json_text(use->by));
	json_object_object_add(object, "explanation", json_object_new_string(use->explanation));
	return object;
}

struct json_object *answer_json(enum answer answer)
{
	return answer == ANSWER_UNKNOWN ? NULL : json_object_new_boolean(answer == ANSWER_YES);
}

struct json_object *evidence_json(const struct evidence *evidence, size_t n)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(array, piece_json(&evidence[i]));
	return array;
}

static void add_verdict(struct json_object *object, const struct verdict *verdict)
{
	json_object_object_add(object, "state",
			       json_object_new_string(iommu_state_name(verdict->state)));
	json_object_object_add(object, "reason",
			       json_object_new_string(reason_id(verdict->reason)));
	json_object_object_add(object, "explanation",
			       json_object_new_string(reason_text(verdict->reason)));
	json_object_object_add(object, "remedy", json_text(reason_remedy(verdict->reason)));
	json_object_object_add(object, "add_option", json_text(verdict->add_option));
	json_object_object_add(object, "remove_option", json_text(verdict->remove_option));
	json_object_object_add(object, "evidence",
			       evidence_json(verdict->evidence, verdict->n_evidence));
}

static struct json_object *interrupts_json(const struct judgement *judgement)
{
	struct json_object *object;

	if (!judgement->interrupts_judged)
		return NULL;
	object = json_object_new_object();
	add_verdict(object, &judgement->interrupts);
	return object;
}

static struct json_object *options_json(const struct options_judged *options)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < options->n_uses; i++)
		json_object_array_add(array, option_json(&options->uses[i]));
	return array;
}

static struct json_object *finding_json(const struct finding *finding)
{
	const struct check *check = finding->check;
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_object_new_string(reason_id(check->reason)));
	json_object_object_add(object, "table", json_text(check->signature));
	json_object_object_add(object, "severity",
			       json_object_new_string(severity_name(check->severity)));
	json_object_object_add(object, "outcome",
			       json_object_new_string(outcome_name(finding->outcome)));
	json_object_object_add(object, "explanation",
			       json_object_new_string(reason_text(check->reason)));
	json_object_object_add(object, "remedy", json_text(reason_remedy(check->reason)));
	json_object_object_add(object, "evidence",
			       evidence_json(finding->evidence, finding->n_evidence));
	json_object_object_add(object, "more", json_number(finding->n_more));
	return object;
}

/* What failed, and what could not be told. */
static struct json_object *findings_json(const struct findings *findings)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < findings->n; i++)
		if (findings->rows[i].outcome == OUTCOME_FAIL ||
		    findings->rows[i].outcome == OUTCOME_UNKNOWN)
			json_object_array_add(array, finding_json(&findings->rows[i]));
	return array;
}

static struct json_object *file_json(struct arena *arena, const struct acpi_file *file)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "signature", json_object_new_string(file->signature));
	json_object_object_add(object, "path", json_object_new_string(file->path));
	json_object_object_add(object, "size",
			       known(file->size) ?
				       json_number(file->size.value) :
				       NULL);
	json_object_object_add(object, "error",
			       json_text(file->error ? error_name(file->error) : NULL));
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

static struct json_object *units_json(const struct iommu *iommu)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < iommu->n_units; i++) {
		struct json_object *object = FACTS_JSON(&iommu->units[i], unit_rows);
		struct capabilities capabilities;

		capabilities_read(&iommu->units[i], &capabilities);
		json_object_object_add(object, "capabilities",
				       FACTS_JSON(&capabilities, capability_rows));
		json_object_array_add(array, object);
	}
	return array;
}

/* NULL on a host without a device tree, or with ACPI beside it. */
static struct json_object *devicetree_json(const struct devicetree *tree)
{
	struct json_object *object;

	if (tree->read.fact.state == FACT_ABSENT)
		return NULL;
	object = FACTS_JSON(tree, devicetree_rows);
	facts_add_list(object, "iommus", &tree->read,
		       LIST_JSON(tree->iommus, tree->n_iommus, devicetree_iommu_rows));
	return object;
}

struct json_object *judgement_json(const struct judgement *judgement)
{
	const struct host *host = judgement->host;
	const struct iommu *iommu = &host->iommu;
	const struct verdict *verdict = &judgement->iommu;
	struct json_object *object = json_object_new_object();

	add_verdict(object, verdict);
	json_object_object_add(object, "described", answer_json(verdict->described));
	json_object_object_add(object, "healthy", answer_json(judgement_healthy(judgement)));
	json_object_object_add(object, "family", json_text(verdict->family));
	json_object_object_add(object, "table", json_text(verdict->table));
	json_object_object_add(object, "interrupts", interrupts_json(judgement));
	json_object_object_add(object, "options", options_json(&judgement->options));
	json_object_object_add(object, "findings", findings_json(&judgement->findings));
	json_object_object_add(object, "kernel_config", FACTS_JSON(&iommu->config, config_rows));
	facts_add_list(object, "tables", &iommu->tables_listed, files_json(host));
	json_object_object_add(object, "devicetree", devicetree_json(&iommu->devicetree));
	facts_add_list(object, "units", &iommu->class_read, units_json(iommu));
	json_object_object_add(object, "smmus", smmus_json(host));
	facts_add_list(object, "groups", &iommu->groups_read,
		       LIST_JSON(iommu->groups, iommu->n_groups, group_rows));
	return object;
}
