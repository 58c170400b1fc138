/* Which vIOMMUs a guest of this host can have, by the rules of QEMU, libvirt and nova. */
#pragma once

#include "arch/verdict.h"

struct judgement;

enum viommu_model {
#define VIOMMU_MODEL(name, id, libvirt, trait) VIOMMU_##name,
#define VIOMMU_PLACE(model, arch, machine, qemu, qemu_libvirt, kernel, config, words)
#include "arch/viommu_models.def"
#undef VIOMMU_MODEL
#undef VIOMMU_PLACE
	N_VIOMMU_MODELS,
	VIOMMU_NONE = N_VIOMMU_MODELS,
};

const char *viommu_model_name(enum viommu_model model); /* "intel", ... */
const char *viommu_model_trait(enum viommu_model model); /* NULL: nova does not know it */
/* VIOMMU_NONE for a name that is none. */
enum viommu_model viommu_model_find(const char *name);

/* A version of up to three numbers: 8.2, 11.10.0. False for any other text. */
struct viommu_version {
	uint64_t parts[3];
};

bool viommu_version_read(const char *text, struct viommu_version *ret);
/* Whether it is `first` or newer; `first` is a sound version. */
bool viommu_version_since(const struct viommu_version *version, const char *first);

/* The guest that is asked about. NULL: as the host is. Versions are sound. */
struct viommu_request {
	const char *arch, *machine, *qemu, *libvirt;
};

/* That guest, each fact with its source: an option, or what the host tells. */
struct viommu_guest {
	struct text arch;         /* as uname -m */
	struct text machine;      /* q35, virt, pc-q35-7.2, ...; absent: the architecture has
				   * none with a vIOMMU */
	struct text qemu;         /* absent: no emulator */
	struct text libvirt;      /* absent: not installed */
	struct text accelerator;  /* kvm, tcg */
};

enum viommu_reason {
#define VIOMMU_REASON(name, id, kind, text, remedy) VIOMMU_REASON_##name,
#include "arch/viommu_reasons.def"
#undef VIOMMU_REASON
};

const char *viommu_reason_id(enum viommu_reason reason);
/* "blocks", "untold", or "needs" for what has to be seen to. */
const char *viommu_reason_kind(enum viommu_reason reason);
const char *viommu_reason_text(enum viommu_reason reason);
const char *viommu_reason_remedy(enum viommu_reason reason); /* NULL: none */

struct viommu_found {
	enum viommu_reason reason;
	struct evidence *evidence;
	size_t n_evidence;
};

/* An attribute that libvirt's <driver> takes for the model. */
struct viommu_attribute {
	enum viommu_model model;
	const char *name;
	const char *value;   /* to give it; NULL: better left out */
	const char *since;   /* version of libvirt */
	const char *qemu;    /* version that it needs; NULL: any that has the model */
	const char *accelerator; /* that it needs; NULL: any */
};

/* Guests that a model exists for. */
struct viommu_place {
	enum viommu_model model;
	const char *arch, *machine;
	const char *qemu;    /* the first version that has it */
	const char *qemu_libvirt; /* the first that libvirt takes for it */
	const char *kernel;  /* the first Linux that can use it, in the guest */
	const char *config;  /* options of its configuration, separated by spaces */
	const char *words;   /* for its command line; NULL: none */
};

struct viommu_judged {
	enum viommu_model model;
	enum answer possible;
	struct viommu_found *reasons; /* what stands against it, then what it needs */
	size_t n_reasons;
	const struct viommu_place *place; /* NULL: not for guests of this architecture */
	struct viommu_attribute *attributes; /* that this libvirt takes */
	size_t n_attributes;
	bool ioapic;         /* it needs <ioapic driver='qemu'/> */
};

enum viommu_note {
#define VIOMMU_NOTE(name, id, text) VIOMMU_NOTE_##name,
#include "arch/viommu_notes.def"
#undef VIOMMU_NOTE
	N_VIOMMU_NOTES,
};

const char *viommu_note_id(enum viommu_note note);
const char *viommu_note_text(enum viommu_note note);

/* What nova, tmt, Artemis and testcloud make of the host and the guest. */
struct viommu_peers {
	struct texts traits;      /* that nova's driver reports for the host, sorted */
	enum viommu_model automatic; /* hw:viommu_model=auto; VIOMMU_NONE: not to be told, or
				   * nova refuses such guests */
	bool notes[N_VIOMMU_NOTES]; /* that apply here */
	enum answer testcloud;    /* --iommu */
	enum answer host_iommu;   /* tmt's iommu.is-supported of the host itself */
	const char *host_model;   /* iommu.model-name; NULL: there is no agreed one */
};

struct viommu {
	struct viommu_guest guest;
	struct viommu_judged models[N_VIOMMU_MODELS];
	struct viommu_peers peers;
};

/* Judges each model for the guest on a host whose IOMMU is judged and whose section viommu
 * was collected. `request` may be NULL. Pure; lives in the host's arena. */
void viommu_judge(const struct judgement *so_far, const struct viommu_request *request,
		  struct viommu *ret);

/* ---- for the files of arch/ ---- */

void viommu_find_guest(const struct host *host, const struct viommu_request *request,
		       struct viommu_guest *ret);
void viommu_judge_peers(const struct judgement *so_far, struct viommu *viommu);
/* The machine type of this architecture that has vIOMMUs; NULL: none has. */
const char *viommu_machine_of(const char *arch);
