/* What programs that make guests say of a host: nova's driver and scheduler (Zed and later),
 * testcloud's --iommu; and what tmt and Artemis ask of a host itself. */
#include <string.h>

#include "acpi/iort.h"

#include "arch/judgement.h"
#include "arch/viommu.h"
#include "scanner/arena.h"
#include "scanner/str.h"

static bool is_absent(const struct text *text)
{
	return text->fact.state == FACT_ABSENT;
}

/* Whether the version is known and `first` or newer. */
static bool is_since(const struct text *text, const char *first)
{
	struct viommu_version version;

	return known(*text) && viommu_version_read(text->value, &version) &&
	       viommu_version_since(&version, first);
}

static bool is_before(const struct text *text, const char *first)
{
	struct viommu_version version;

	return known(*text) && viommu_version_read(text->value, &version) &&
	       !viommu_version_since(&version, first);
}

static bool has_emulator(const struct host *host, const struct viommu_guest *guest,
			 const char *arch)
{
	const struct emulation *emulation = &host->emulation;

	if (known(guest->qemu) && known(guest->arch) && !strcmp(guest->arch.value, arch))
		return true;
	for (size_t i = 0; i < emulation->n_emulators; i++)
		if (known(emulation->emulators[i].guest_arch) &&
		    !strcmp(emulation->emulators[i].guest_arch.value, arch))
			return true;
	return false;
}

/* ---- nova ---- */

/* What its driver reports goes by what is installed, not by the IOMMU of the host. */
static void find_traits(const struct host *host, const struct viommu_guest *guest,
			struct texts *ret)
{
	const struct {
		const char *trait;
		bool reported;
	} rows[] = {
		{ "COMPUTE_VIOMMU_MODEL_AUTO", true },
		{ viommu_model_trait(VIOMMU_INTEL), has_emulator(host, guest, "x86_64") },
		{ viommu_model_trait(VIOMMU_SMMUV3), has_emulator(host, guest, "aarch64") },
		{ viommu_model_trait(VIOMMU_VIRTIO), is_since(&guest->libvirt, "8.3.0") },
	};

	ret->fact = guest->libvirt.fact;
	if (known(*ret) && host->emulation.emulators_read.fact.state == FACT_UNKNOWN)
		ret->fact = host->emulation.emulators_read.fact;
	for (size_t i = 0; known(*ret) && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].reported)
			*arena_add(host->arena, ret->values, ret->n) = rows[i].trait;
}

/* What nova accepts, by parts of the machine type's name. */
static bool accepts(const struct viommu_guest *guest)
{
	if (!known(guest->arch) || !known(guest->machine))
		return false;
	return (!strcmp(guest->arch.value, "x86_64") && strstr(guest->machine.value, "q35")) ||
	       (!strcmp(guest->arch.value, "aarch64") && strstr(guest->machine.value, "virt"));
}

static enum viommu_model automatic(const struct viommu_guest *guest)
{
	if (!known(guest->libvirt) || !accepts(guest))
		return VIOMMU_NONE;
	if (is_since(&guest->libvirt, "8.3.0"))
		return VIOMMU_VIRTIO;
	return strstr(guest->machine.value, "q35") ? VIOMMU_INTEL : VIOMMU_SMMUV3;
}

static bool can_be(const struct viommu *viommu, enum viommu_model model)
{
	return viommu->models[model].possible != ANSWER_NO;
}

static void find_notes(struct viommu *viommu)
{
	const struct viommu_guest *guest = &viommu->guest;
	struct viommu_peers *peers = &viommu->peers;
	bool refused = can_be(viommu, VIOMMU_VIRTIO) || can_be(viommu, VIOMMU_SMMUV3);

	if (is_absent(&guest->libvirt))
		return;
	peers->notes[VIOMMU_NOTE_ATTRIBUTES] = refused;
	peers->notes[VIOMMU_NOTE_AUTO] = peers->automatic != VIOMMU_NONE &&
					 !can_be(viommu, peers->automatic);
	peers->notes[VIOMMU_NOTE_PREFILTER] = refused || can_be(viommu, VIOMMU_INTEL);
	peers->notes[VIOMMU_NOTE_MINIMUM] = is_before(&guest->libvirt, "8.0.0") ||
					    is_before(&guest->qemu, "6.2.0");
	peers->notes[VIOMMU_NOTE_AMD] = can_be(viommu, VIOMMU_AMD);
}

/* ---- the host's own, as tmt and Artemis name it ---- */

static bool has_smmu_v3(const struct host *host)
{
	const struct acpi_file *iort = host_table(host, "IORT");
	const struct iommu *iommu = &host->iommu;
	const struct acpi_item *node = NULL;

	for (size_t i = 0; i < iommu->n_units; i++)
		if (known(iommu->units[i].name) &&
		    str_starts(iommu->units[i].name.value, "smmu3."))
			return true;
	for (size_t i = 0; i < iommu->devicetree.n_iommus; i++) {
		const struct texts *compatible = &iommu->devicetree.iommus[i].compatible;

		for (size_t j = 0; j < compatible->n; j++)
			if (!strcmp(compatible->values[j], "arm,smmu-v3"))
				return true;
	}
	while (iort && !iort->error &&
	       (node = acpi_next(&iort->table, &iort->table.items[0], NULL, node)))
		if (node->layout == &iort_smmu_v3)
			return true;
	return false;
}

/* SMMUv1 and v2, and what POWER, z and RISC-V have, are in no list of names. */
static const char *host_model(const struct judgement *so_far)
{
	const char *family = so_far->iommu.family;

	if (!family || so_far->iommu.described != ANSWER_YES)
		return NULL;
	if (!strcmp(family, "arm"))
		return has_smmu_v3(so_far->host) ? "smmuv3" : NULL;
	return viommu_model_find(family) == VIOMMU_NONE ? NULL : family;
}

void viommu_judge_peers(const struct judgement *so_far, struct viommu *viommu)
{
	struct viommu_peers *peers = &viommu->peers;

	find_traits(so_far->host, &viommu->guest, &peers->traits);
	peers->automatic = automatic(&viommu->guest);
	find_notes(viommu);
	peers->testcloud = is_absent(&viommu->guest.libvirt) ?
				   ANSWER_NO : viommu->models[VIOMMU_VIRTIO].possible;
	peers->host_iommu = so_far->iommu.described;
	peers->host_model = host_model(so_far);
}

static const struct {
	const char *id, *text;
} notes[] = {
#define VIOMMU_NOTE(name, id, text) [VIOMMU_NOTE_##name] = { id, text },
#include "arch/viommu_notes.def"
#undef VIOMMU_NOTE
};

const char *viommu_note_id(enum viommu_note note)
{
	return notes[note].id;
}

const char *viommu_note_text(enum viommu_note note)
{
	return notes[note].text;
}
