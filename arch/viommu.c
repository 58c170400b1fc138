/* The models one by one: where QEMU has them, from which version on, and what libvirt asks
 * for (qemuValidateDomainDeviceDefIOMMU, virDomainDefIOMMUValidate). None needs an IOMMU of
 * the host. */
#include "arch/viommu.h"

#include <string.h>

#include "arch/evidence.h"
#include "arch/judgement.h"
#include "scanner/arena.h"
#include "scanner/str.h"

static const struct {
	const char *name, *libvirt, *trait;
} models[] = {
#define VIOMMU_MODEL(name, id, libvirt, trait) [VIOMMU_##name] = { id, libvirt, trait },
#define VIOMMU_PLACE(model, arch, machine, qemu, qemu_libvirt, kernel, config, words)
#include "arch/viommu_models.def"
#undef VIOMMU_MODEL
#undef VIOMMU_PLACE
};

static const struct viommu_place places[] = {
#define VIOMMU_MODEL(name, id, libvirt, trait)
#define VIOMMU_PLACE(model, arch, machine, qemu, qemu_libvirt, kernel, config, words) \
	{ VIOMMU_##model, arch, machine, qemu, qemu_libvirt, kernel, config, words },
#include "arch/viommu_models.def"
#undef VIOMMU_MODEL
#undef VIOMMU_PLACE
};

static const struct viommu_attribute attributes[] = {
#define VIOMMU_ATTRIBUTE(model, name, value, since, qemu, accelerator) \
	{ VIOMMU_##model, name, value, since, qemu, accelerator },
#include "arch/viommu_attributes.def"
#undef VIOMMU_ATTRIBUTE
};

enum kind { KIND_BLOCKS, KIND_UNTOLD, KIND_NEEDS };

static const struct {
	const char *id, *text, *remedy;
	enum kind kind;
} reasons[] = {
#define VIOMMU_REASON(name, id, kind, text, remedy) \
	[VIOMMU_REASON_##name] = { id, text, remedy, KIND_##kind },
#include "arch/viommu_reasons.def"
#undef VIOMMU_REASON
};

#define N_OF(rows) (sizeof(rows) / sizeof((rows)[0]))

const char *viommu_model_name(enum viommu_model model)
{
	return models[model].name;
}

const char *viommu_model_trait(enum viommu_model model)
{
	return models[model].trait;
}

enum viommu_model viommu_model_find(const char *name)
{
	enum viommu_model model = 0;

	while (model < N_VIOMMU_MODELS && strcmp(models[model].name, name))
		model++;
	return model;
}

const char *viommu_reason_id(enum viommu_reason reason)
{
	return reasons[reason].id;
}

const char *viommu_reason_kind(enum viommu_reason reason)
{
	static const char *const names[] = {
		[KIND_BLOCKS] = "blocks", [KIND_UNTOLD] = "untold", [KIND_NEEDS] = "needs",
	};

	return names[reasons[reason].kind];
}

const char *viommu_reason_text(enum viommu_reason reason)
{
	return reasons[reason].text;
}

const char *viommu_reason_remedy(enum viommu_reason reason)
{
	return reasons[reason].remedy;
}

/* ---- versions ---- */

bool viommu_version_read(const char *text, struct viommu_version *ret)
{
	*ret = (struct viommu_version){ .parts = { 0 } };
	for (size_t i = 0; i < N_OF(ret->parts); i++) {
		const uint64_t most = 1000000; /* no part of a version is as large */
		size_t digits = strspn(text, "0123456789");

		if (!digits)
			return false;
		for (size_t j = 0; j < digits; j++) {
			ret->parts[i] = ret->parts[i] * 10 + (uint64_t)(text[j] - '0');
			if (ret->parts[i] > most)
				return false;
		}
		text += digits;
		if (!*text)
			return true;
		if (*text++ != '.')
			return false;
	}
	return false;
}

bool viommu_version_since(const struct viommu_version *version, const char *first)
{
	struct viommu_version least;

	viommu_version_read(first, &least);
	for (size_t i = 0; i < N_OF(least.parts); i++)
		if (version->parts[i] != least.parts[i])
			return version->parts[i] > least.parts[i];
	return true;
}

/* Whether the version of `text` is `first` or newer. */
static enum answer since(const struct text *text, const char *first)
{
	struct viommu_version version;

	if (!known(*text) || !viommu_version_read(text->value, &version))
		return ANSWER_UNKNOWN;
	return viommu_version_since(&version, first) ? ANSWER_YES : ANSWER_NO;
}

/* ---- judging ---- */

struct judging {
	const struct host *host;
	const struct viommu_guest *guest;
	struct viommu_judged *judged;
};

/* Adds a reason; its evidence is added after it. */
static struct viommu_found *add(const struct judging *judging, enum viommu_reason reason)
{
	struct viommu_judged *judged = judging->judged;
	struct viommu_found *found =
		arena_add(judging->host->arena, judged->reasons, judged->n_reasons);

	found->reason = reason;
	if (reasons[reason].kind == KIND_BLOCKS)
		judged->possible = ANSWER_NO;
	else if (reasons[reason].kind == KIND_UNTOLD && judged->possible == ANSWER_YES)
		judged->possible = ANSWER_UNKNOWN;
	return found;
}

static void show(const struct judging *judging, struct viommu_found *found,
		 struct evidence evidence)
{
	*arena_add(judging->host->arena, found->evidence, found->n_evidence) = evidence;
}

/* Adds a reason that a fact of the guest is seen by; of a fact without a source (a default)
 * only its value is told. */
static void add_seen(const struct judging *judging, enum viommu_reason reason,
		     const struct fact *fact, const char *value, const char *wanted)
{
	struct viommu_found *found = add(judging, reason);

	if (fact->source)
		show(judging, found,
		     evidence_seen(judging->host->arena, fact->source, "%s; %s", value, wanted));
}

static const struct viommu_place *place_of(enum viommu_model model, const char *arch)
{
	for (size_t i = 0; i < N_OF(places); i++)
		if (places[i].model == model && !strcmp(places[i].arch, arch))
			return &places[i];
	return NULL;
}

const char *viommu_machine_of(const char *arch)
{
	for (size_t i = 0; i < N_OF(places); i++)
		if (!strcmp(places[i].arch, arch))
			return places[i].machine;
	return NULL;
}

/* As qemuDomainMachineIsQ35 and qemuDomainMachineIsARMVirt: the name itself, or one with a
 * version behind it. */
static bool is_machine(const char *name, const char *machine)
{
	size_t length = strlen(machine);

	if (str_starts(name, "pc-q35-"))
		name += strlen("pc-");
	return str_starts(name, machine) && (!name[length] || name[length] == '-');
}

/* False when guests of this architecture and machine cannot have it. */
static bool judge_place(const struct judging *judging)
{
	const struct viommu_guest *guest = judging->guest;
	struct viommu_judged *judged = judging->judged;
	struct arena *arena = judging->host->arena;

	if (!known(guest->arch)) {
		show(judging, add(judging, VIOMMU_REASON_ARCH_UNTOLD),
		     evidence_unread(&guest->arch.fact));
		return false;
	}
	judged->place = place_of(judged->model, guest->arch.value);
	if (!judged->place) {
		add_seen(judging, VIOMMU_REASON_GUEST_ARCH, &guest->arch.fact, guest->arch.value,
			 judged->model == VIOMMU_SMMUV3 ? "it is for aarch64" :
			 judged->model == VIOMMU_VIRTIO ? "it is for x86_64 and aarch64" :
							  "it is for x86_64");
		return false;
	}
	if (!is_machine(guest->machine.value, judged->place->machine))
		add_seen(judging, VIOMMU_REASON_MACHINE, &guest->machine.fact,
			 guest->machine.value,
			 arena_print(arena, "it is for %s", judged->place->machine));
	return true;
}

static void judge_qemu(const struct judging *judging)
{
	const struct virtualization *virtualization = &judging->host->virtualization;
	const struct text *qemu = &judging->guest->qemu;
	const struct viommu_place *place = judging->judged->place;
	bool alone = judging->guest->libvirt.fact.state == FACT_ABSENT;
	const char *first = alone ? place->qemu : place->qemu_libvirt;
	struct arena *arena = judging->host->arena;

	if (qemu->fact.state == FACT_ABSENT && known(virtualization->container)) {
		show(judging, add(judging, VIOMMU_REASON_EMULATOR_UNTOLD),
		     evidence_seen(arena, virtualization->container.fact.source,
				   "in a container: %s", virtualization->container.value));
	} else if (qemu->fact.state == FACT_ABSENT) {
		show(judging, add(judging, VIOMMU_REASON_NO_EMULATOR),
		     evidence_seen(arena, "/usr/bin", "no qemu-system-%s, nor qemu-kvm",
				   place->arch));
	} else if (since(qemu, first) == ANSWER_NO) {
		add_seen(judging, VIOMMU_REASON_QEMU_OLD, &qemu->fact, qemu->value,
			 arena_print(arena, "%s %s", strcmp(first, place->qemu) ?
				     "libvirt wants" : "it came with", first));
	} else if (since(qemu, first) == ANSWER_UNKNOWN) {
		bool seen = judging->host->emulation.n_emulators != 0;

		show(judging, add(judging, seen ? VIOMMU_REASON_QEMU_UNTOLD :
						  VIOMMU_REASON_EMULATOR_UNTOLD),
		     evidence_unread(&qemu->fact));
	}
}

static void judge_libvirt(const struct judging *judging)
{
	const struct text *libvirt = &judging->guest->libvirt;
	const char *first = models[judging->judged->model].libvirt;

	if (libvirt->fact.state == FACT_ABSENT)
		add(judging, VIOMMU_REASON_NO_LIBVIRT);
	else if (since(libvirt, first) == ANSWER_NO)
		add_seen(judging, VIOMMU_REASON_LIBVIRT_OLD, &libvirt->fact, libvirt->value,
			 arena_print(judging->host->arena, "it came with %s", first));
	else if (since(libvirt, first) == ANSWER_UNKNOWN)
		show(judging, add(judging, VIOMMU_REASON_LIBVIRT_UNTOLD),
		     evidence_unread(&libvirt->fact));
}

/* What each model has to be given, or is without. */
static void add_needs(const struct judging *judging)
{
	static const struct {
		enum viommu_model model;
		enum viommu_reason reason;
	} needs[] = {
		{ VIOMMU_INTEL, VIOMMU_REASON_SPLIT_IRQCHIP },
		{ VIOMMU_INTEL, VIOMMU_REASON_EIM },
		{ VIOMMU_INTEL, VIOMMU_REASON_CACHING_MODE },
		{ VIOMMU_AMD, VIOMMU_REASON_SPLIT_IRQCHIP },
		{ VIOMMU_AMD, VIOMMU_REASON_XTSUP },
		{ VIOMMU_AMD, VIOMMU_REASON_DMA_REMAP },
		{ VIOMMU_SMMUV3, VIOMMU_REASON_NESTED },
		{ VIOMMU_VIRTIO, VIOMMU_REASON_ACPI },
	};

	for (size_t i = 0; i < N_OF(needs); i++)
		if (needs[i].model == judging->judged->model)
			add(judging, needs[i].reason);
	add(judging, VIOMMU_REASON_PLATFORM);
}

/* A QEMU of unknown version is taken to be as new as libvirt. */
static bool takes(const struct viommu_guest *guest, const struct viommu_attribute *attribute)
{
	return since(&guest->libvirt, attribute->since) == ANSWER_YES &&
	       (!attribute->qemu || since(&guest->qemu, attribute->qemu) != ANSWER_NO);
}

static void add_attributes(const struct judging *judging)
{
	struct viommu_judged *judged = judging->judged;

	for (size_t i = 0; i < N_OF(attributes); i++)
		if (attributes[i].model == judged->model &&
		    takes(judging->guest, &attributes[i]))
			*arena_add(judging->host->arena, judged->attributes,
				   judged->n_attributes) = attributes[i];
}

static void judge_model(const struct host *host, const struct viommu_guest *guest,
			enum viommu_model model, struct viommu_judged *ret)
{
	const struct judging judging = { .host = host, .guest = guest, .judged = ret };

	*ret = (struct viommu_judged){ .model = model, .possible = ANSWER_YES };
	if (!judge_place(&judging))
		return;
	judge_qemu(&judging);
	judge_libvirt(&judging);
	add_needs(&judging);
	add_attributes(&judging);
	/* libvirt has the element since it has intremap. */
	ret->ioapic = (model == VIOMMU_INTEL || model == VIOMMU_AMD) &&
		      since(&guest->libvirt, "3.4.0") == ANSWER_YES;
}

void viommu_judge(const struct judgement *so_far, const struct viommu_request *request,
		  struct viommu *ret)
{
	const struct host *host = so_far->host;

	*ret = (struct viommu){ .peers.automatic = VIOMMU_NONE };
	viommu_find_guest(host, request, &ret->guest);
	for (enum viommu_model model = 0; model < N_VIOMMU_MODELS; model++)
		judge_model(host, &ret->guest, model, &ret->models[model]);
	viommu_judge_peers(so_far, ret);
}
