/* What nova, testcloud, tmt and Artemis make of a host and its guests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>

#include "arch/viommu.h"
#include "tests/unit/judge_host.h"

/* A host with libvirt and emulators for both kinds of guests. */
static struct made_host *host_with(const char *libvirt)
{
	struct made_host *made = make_host(ARCH_X86);
	struct emulation *emulation = &made->host.emulation;
	static const char *const arches[] = { "x86_64", "aarch64" };

	text_set(&made->host.system.machine, "x86_64", "/labscan/machine");
	flag_set(&emulation->kvm, true, "/dev/kvm");
	flag_set(&emulation->emulators_read, true, "/usr");
	text_set(&emulation->libvirt, libvirt, "/usr/lib64/libvirt.so.0");
	for (size_t i = 0; i < 2; i++) {
		struct emulator *emulator =
			arena_add(&made->arena, emulation->emulators, emulation->n_emulators);

		text_set(&emulator->path, "/usr/bin/qemu", "/usr/bin/qemu");
		text_set(&emulator->guest_arch, arches[i], "/usr/bin/qemu");
		text_set(&emulator->version, "9.0.0", "/var/lib/dpkg/status");
	}
	return made;
}

static const struct viommu *judge_for(struct made_host *made, const struct viommu_request *request)
{
	judge_made(made);
	viommu_judge(&made->judgement, request, &made->judgement.viommu);
	return &made->judgement.viommu;
}

static bool has_trait(const struct viommu *viommu, const char *trait)
{
	const struct texts *traits = &viommu->peers.traits;

	assert_int_equal(traits->fact.state, FACT_KNOWN);
	for (size_t i = 0; i < traits->n; i++)
		if (!strcmp(traits->values[i], trait))
			return true;
	return false;
}

static void nova_reports_traits_for_what_is_installed(void **state)
{
	struct made_host *made = host_with("8.3.0");
	const struct viommu *viommu = judge_for(made, NULL);

	(void)state;
	assert_true(has_trait(viommu, "COMPUTE_VIOMMU_MODEL_AUTO"));
	assert_true(has_trait(viommu, "COMPUTE_VIOMMU_MODEL_INTEL"));
	assert_true(has_trait(viommu, "COMPUTE_VIOMMU_MODEL_SMMUV3"));
	assert_true(has_trait(viommu, "COMPUTE_VIOMMU_MODEL_VIRTIO"));
	assert_int_equal(viommu->peers.traits.n, 4);
	drop_host(made);

	made = host_with("8.2.0");
	made->host.emulation.n_emulators = 1;
	viommu = judge_for(made, NULL);
	assert_true(has_trait(viommu, "COMPUTE_VIOMMU_MODEL_AUTO"));
	assert_true(has_trait(viommu, "COMPUTE_VIOMMU_MODEL_INTEL"));
	assert_int_equal(viommu->peers.traits.n, 2);
	drop_host(made);
}

static void traits_are_not_told_where_the_versions_are_not(void **state)
{
	struct made_host *made = host_with("8.3.0");

	(void)state;
	set_unreadable(&made->host.emulation.libvirt.fact, EACCES);
	assert_int_equal(judge_for(made, NULL)->peers.traits.fact.state, FACT_UNKNOWN);
	drop_host(made);
	made = host_with("8.3.0");
	set_unreadable(&made->host.emulation.emulators_read.fact, EACCES);
	assert_int_equal(judge_for(made, NULL)->peers.traits.fact.state, FACT_UNKNOWN);
	drop_host(made);
}

static void nova_resolves_auto_by_libvirt_then_by_machine(void **state)
{
	static const struct {
		const char *arch, *machine, *libvirt;
		enum viommu_model model;
	} rows[] = {
		{ "x86_64", "q35", "8.3.0", VIOMMU_VIRTIO },
		{ "aarch64", "virt", "8.3.0", VIOMMU_VIRTIO },
		{ "x86_64", "q35", "8.2.0", VIOMMU_INTEL },
		{ "x86_64", "pc-q35-6.2", "8.2.0", VIOMMU_INTEL },
		{ "aarch64", "virt", "8.2.0", VIOMMU_SMMUV3 },
		{ "x86_64", "pc", "8.3.0", VIOMMU_NONE },
		{ "aarch64", "sbsa-ref", "8.3.0", VIOMMU_NONE },
		{ "riscv64", "virt", "8.3.0", VIOMMU_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made_host *made = host_with("1.0.0");
		const struct viommu_request request = {
			rows[i].arch, rows[i].machine, "9.0", rows[i].libvirt,
		};

		assert_int_equal(judge_for(made, &request)->peers.automatic, rows[i].model);
		drop_host(made);
	}
}

static void auto_is_not_told_without_libvirts_version(void **state)
{
	struct made_host *made = host_with("8.3.0");

	(void)state;
	made->host.emulation.libvirt = (struct text){ .value = NULL };
	assert_int_equal(judge_for(made, NULL)->peers.automatic, VIOMMU_NONE);
	drop_host(made);
}

/* The notes of a guest, as a set of bits. */
static unsigned notes_of(const struct viommu_request *request)
{
	struct made_host *made = host_with("1.0.0");
	const struct viommu *viommu = judge_for(made, request);
	unsigned bits = 0;

	for (unsigned i = 0; i < N_VIOMMU_NOTES; i++)
		bits |= (unsigned)viommu->peers.notes[i] << i;
	drop_host(made);
	return bits;
}

#define NOTE(name) (1u << VIOMMU_NOTE_##name)

static void notes_are_told_where_they_bite(void **state)
{
	static const struct {
		struct viommu_request request;
		unsigned notes;
	} rows[] = {
		/* Intel alone: what nova writes fits it. */
		{ { "x86_64", "q35", "6.2.0", "8.2.0" }, NOTE(PREFILTER) },
		{ { "x86_64", "q35", "9.0.0", "9.0.0" }, NOTE(PREFILTER) | NOTE(ATTRIBUTES) },
		{ { "aarch64", "virt", "6.2.0", "8.2.0" }, NOTE(PREFILTER) | NOTE(ATTRIBUTES) },
		/* auto is virtio, which this QEMU does not have. */
		{ { "x86_64", "q35", "6.2.0", "8.3.0" }, NOTE(PREFILTER) | NOTE(AUTO) },
		{ { "x86_64", "q35", "6.1.0", "8.2.0" }, NOTE(PREFILTER) | NOTE(MINIMUM) },
		{ { "x86_64", "q35", "6.2.0", "7.10.0" }, NOTE(PREFILTER) | NOTE(MINIMUM) },
		{ { "x86_64", "q35", "10.1.0", "11.5.0" },
		  NOTE(PREFILTER) | NOTE(ATTRIBUTES) | NOTE(AMD) },
		{ { "x86_64", "pc", "10.1.0", "11.5.0" }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(notes_of(&rows[i].request), rows[i].notes);
}

static void without_libvirt_there_is_neither_nova_nor_testcloud(void **state)
{
	struct made_host *made = host_with("9.0.0");
	const struct viommu *viommu;

	(void)state;
	made->host.emulation.libvirt = (struct text){ .value = NULL };
	viommu = judge_for(made, NULL);
	assert_int_equal(viommu->models[VIOMMU_VIRTIO].possible, ANSWER_YES);
	assert_int_equal(viommu->peers.testcloud, ANSWER_NO);
	assert_int_equal(viommu->peers.traits.fact.state, FACT_ABSENT);
	for (size_t i = 0; i < N_VIOMMU_NOTES; i++)
		assert_false(viommu->peers.notes[i]);
	drop_host(made);
}

static void testcloud_takes_virtio(void **state)
{
	struct made_host *made = host_with("8.3.0");

	(void)state;
	assert_int_equal(judge_for(made, NULL)->peers.testcloud, ANSWER_YES);
	drop_host(made);
	made = host_with("8.2.0");
	assert_int_equal(judge_for(made, NULL)->peers.testcloud, ANSWER_NO);
	drop_host(made);
}

/* ---- the host's own ---- */

/* Judges a host whose verdict is given, and asserts tmt's two answers. */
static void assert_own(struct made_host *made, const char *family, enum answer described,
		       enum answer supported, const char *model)
{
	const struct viommu *viommu = &made->judgement.viommu;

	judge_made(made);
	made->judgement.iommu.family = family;
	made->judgement.iommu.described = described;
	viommu_judge(&made->judgement, NULL, &made->judgement.viommu);
	assert_int_equal(viommu->peers.host_iommu, supported);
	if (model)
		assert_string_equal(viommu->peers.host_model, model);
	else
		assert_null(viommu->peers.host_model);
	drop_host(made);
}

static void tmt_has_names_for_four_families(void **state)
{
	struct made_host *smmu = host_with("9.0.0");

	(void)state;
	assert_own(host_with("9.0.0"), "intel", ANSWER_YES, ANSWER_YES, "intel");
	assert_own(host_with("9.0.0"), "amd", ANSWER_YES, ANSWER_YES, "amd");
	assert_own(host_with("9.0.0"), "virtio", ANSWER_YES, ANSWER_YES, "virtio");
	assert_own(host_with("9.0.0"), "power", ANSWER_YES, ANSWER_YES, NULL);
	assert_own(host_with("9.0.0"), "riscv", ANSWER_YES, ANSWER_YES, NULL);
	add_unit(smmu, "smmu3.0x0000000009050000", 0x9050000, 1);
	assert_own(smmu, "arm", ANSWER_YES, ANSWER_YES, "smmuv3");
}

static void an_smmu_of_version_2_has_no_agreed_name(void **state)
{
	struct made_host *made = host_with("9.0.0");

	(void)state;
	add_unit(made, "smmu.0x0000000009050000", 0x9050000, 1);
	assert_own(made, "arm", ANSWER_YES, ANSWER_YES, NULL);
}

static void an_smmu_that_is_off_is_told_by_the_device_tree(void **state)
{
	struct made_host *made = host_with("9.0.0");
	struct devicetree *tree = &made->host.iommu.devicetree;
	struct devicetree_iommu *iommu = arena_add(&made->arena, tree->iommus, tree->n_iommus);

	(void)state;
	*arena_add(&made->arena, iommu->compatible.values, iommu->compatible.n) = "arm,smmu-v3";
	assert_own(made, "arm", ANSWER_YES, ANSWER_YES, "smmuv3");
}

static void no_iommu_has_no_name_and_an_unknown_one_no_answer(void **state)
{
	(void)state;
	assert_own(host_with("9.0.0"), "intel", ANSWER_NO, ANSWER_NO, NULL);
	assert_own(host_with("9.0.0"), NULL, ANSWER_NO, ANSWER_NO, NULL);
	assert_own(host_with("9.0.0"), "intel", ANSWER_UNKNOWN, ANSWER_UNKNOWN, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nova_reports_traits_for_what_is_installed),
		cmocka_unit_test(traits_are_not_told_where_the_versions_are_not),
		cmocka_unit_test(nova_resolves_auto_by_libvirt_then_by_machine),
		cmocka_unit_test(auto_is_not_told_without_libvirts_version),
		cmocka_unit_test(notes_are_told_where_they_bite),
		cmocka_unit_test(without_libvirt_there_is_neither_nova_nor_testcloud),
		cmocka_unit_test(testcloud_takes_virtio),
		cmocka_unit_test(tmt_has_names_for_four_families),
		cmocka_unit_test(an_smmu_of_version_2_has_no_agreed_name),
		cmocka_unit_test(an_smmu_that_is_off_is_told_by_the_device_tree),
		cmocka_unit_test(no_iommu_has_no_name_and_an_unknown_one_no_answer),
	};

	return cmocka_run_group_tests_name("viommu_peers", tests, NULL, NULL);
}
