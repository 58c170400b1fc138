#include "output/viommu.h"

#include <json-c/json.h>
#include <string.h>

#include "arch/judgement.h"
#include "arch/viommu.h"
#include "output/document.h"
#include "output/facts.h"
#include "output/judgement.h"
#include "scanner/host.h"

static const struct fact_row emulation_rows[] = {
	FACT_ROW(emulation, libvirt), FACT_ROW(emulation, kvm),
};

static const struct fact_row emulator_rows[] = {
	FACT_ROW(emulator, path), FACT_ROW(emulator, guest_arch), FACT_ROW(emulator, version),
};

static const struct fact_row guest_rows[] = {
	FACT_ROW(viommu_guest, arch), FACT_ROW(viommu_guest, machine),
	FACT_ROW(viommu_guest, qemu), FACT_ROW(viommu_guest, libvirt),
	FACT_ROW(viommu_guest, accelerator),
};

static const struct fact_row nova_rows[] = {
	FACT_ROW(viommu_peers, traits),
};

static void add_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_text(text));
}

static struct json_object *reason_json(const struct viommu_found *found)
{
	struct json_object *object = json_object_new_object();

	add_text(object, "id", viommu_reason_id(found->reason));
	add_text(object, "kind", viommu_reason_kind(found->reason));
	add_text(object, "explanation", viommu_reason_text(found->reason));
	add_text(object, "remedy", viommu_reason_remedy(found->reason));
	json_object_object_add(object, "evidence",
			       evidence_json(found->evidence, found->n_evidence));
	return object;
}

static struct json_object *reasons_json(const struct viommu_judged *judged)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < judged->n_reasons; i++)
		json_object_array_add(array, reason_json(&judged->reasons[i]));
	return array;
}

/* An attribute that needs another accelerator than the guest's has no value. */
static struct json_object *driver_json(const struct viommu_judged *judged,
				       const struct text *accelerator)
{
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < judged->n_attributes; i++) {
		const struct viommu_attribute *attribute = &judged->attributes[i];
		const char *needs = attribute->accelerator;
		bool fits = !needs ||
			    (known(*accelerator) && !strcmp(accelerator->value, needs));

		add_text(object, attribute->name, fits ? attribute->value : NULL);
	}
	return object;
}

/* What the guest's kernel has to have. */
static struct json_object *kernel_json(const struct viommu_place *place)
{
	struct json_object *object, *config;

	if (!place)
		return NULL;
	object = json_object_new_object();
	config = json_object_new_array();
	add_text(object, "since", place->kernel);
	for (const char *word = place->config; *word;) {
		size_t length = strcspn(word, " ");

		json_object_array_add(config, json_object_new_string_len(word, (int)length));
		word += length;
		word += strspn(word, " ");
	}
	json_object_object_add(object, "config", config);
	add_text(object, "command_line", place->words);
	return object;
}

static struct json_object *model_json(const struct viommu_judged *judged,
				      const struct viommu_guest *guest)
{
	static const char *const states[] = {
		[ANSWER_YES] = "possible", [ANSWER_NO] = "impossible",
		[ANSWER_UNKNOWN] = "unknown",
	};
	struct json_object *object = json_object_new_object();

	add_text(object, "name", viommu_model_name(judged->model));
	add_text(object, "state", states[judged->possible]);
	json_object_object_add(object, "reasons", reasons_json(judged));
	json_object_object_add(object, "kernel", kernel_json(judged->place));
	json_object_object_add(object, "driver", driver_json(judged, &guest->accelerator));
	json_object_object_add(object, "ioapic", json_object_new_boolean(judged->ioapic));
	add_text(object, "trait", viommu_model_trait(judged->model));
	return object;
}

static struct json_object *models_json(const struct viommu *viommu)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < N_VIOMMU_MODELS; i++)
		json_object_array_add(array, model_json(&viommu->models[i], &viommu->guest));
	return array;
}

static struct json_object *nova_json(const struct viommu_peers *peers)
{
	struct json_object *object = FACTS_JSON(peers, nova_rows);
	struct json_object *notes = json_object_new_array();

	add_text(object, "auto", peers->automatic == VIOMMU_NONE ?
					 NULL : viommu_model_name(peers->automatic));
	for (enum viommu_note note = 0; note < N_VIOMMU_NOTES; note++) {
		struct json_object *row;

		if (!peers->notes[note])
			continue;
		row = json_object_new_object();
		add_text(row, "id", viommu_note_id(note));
		add_text(row, "explanation", viommu_note_text(note));
		json_object_array_add(notes, row);
	}
	json_object_object_add(object, "notes", notes);
	return object;
}

/* The host's own IOMMU, by the names of tmt's hardware requirements and Artemis's flavors. */
static struct json_object *host_json(const struct viommu_peers *peers)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "is-supported", answer_json(peers->host_iommu));
	add_text(object, "model-name", peers->host_model);
	return object;
}

struct json_object *viommu_json(const struct judgement *judgement)
{
	const struct viommu *viommu = &judgement->viommu;
	const struct emulation *emulation = &judgement->host->emulation;
	struct json_object *object = FACTS_JSON(emulation, emulation_rows);

	facts_add_list(object, "emulators", &emulation->emulators_read,
		       LIST_JSON(emulation->emulators, emulation->n_emulators, emulator_rows));
	json_object_object_add(object, "guest", FACTS_JSON(&viommu->guest, guest_rows));
	json_object_object_add(object, "models", models_json(viommu));
	json_object_object_add(object, "nova", nova_json(&viommu->peers));
	json_object_object_add(object, "testcloud", answer_json(viommu->peers.testcloud));
	json_object_object_add(object, "iommu", host_json(&viommu->peers));
	return object;
}

struct json_object *viommu_model_of(struct json_object *document, const char *name)
{
	struct json_object *models = document_find(document, "viommu.models");

	for (size_t i = 0; models && i < (size_t)json_object_array_length(models); i++) {
		struct json_object *model = json_object_array_get_idx(models, i);

		if (!strcmp(document_text(model, "name"), name))
			return model;
	}
	return NULL;
}
