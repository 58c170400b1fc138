/* Which vIOMMUs guests can have: each version from which on there is one, and each reason
 * against one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>

#include "arch/viommu.h"
#include "tests/unit/judge_host.h"

#define NEWEST "99.0"

static struct viommu_request x86(const char *qemu, const char *libvirt)
{
	return (struct viommu_request){ "x86_64", "q35", qemu, libvirt };
}

static struct viommu_request arm(const char *qemu, const char *libvirt)
{
	return (struct viommu_request){ "aarch64", "virt", qemu, libvirt };
}

/* A host of this architecture on which nothing is installed. */
static struct made_host *bare_host(enum arch arch, const char *machine)
{
	struct made_host *made = make_host(arch);
	struct emulation *emulation = &made->host.emulation;

	text_set(&made->host.system.machine, machine, "/labscan/machine");
	flag_set(&emulation->kvm, true, "/dev/kvm");
	flag_set(&emulation->emulators_read, false, "/usr");
	return made;
}

static void install(struct made_host *made, const char *arch, const char *qemu,
		    const char *libvirt)
{
	struct emulation *emulation = &made->host.emulation;
	struct emulator *emulator =
		arena_add(&made->arena, emulation->emulators, emulation->n_emulators);

	flag_set(&emulation->emulators_read, true, "/usr");
	text_set(&emulator->path, "/usr/bin/qemu", "/usr/bin/qemu");
	text_set(&emulator->guest_arch, arch, "/usr/bin/qemu");
	if (qemu)
		text_set(&emulator->version, qemu, "/var/lib/dpkg/status");
	else
		set_unreadable(&emulator->version.fact, ENODATA);
	if (libvirt)
		text_set(&emulation->libvirt, libvirt, "/usr/lib64/libvirt.so.0");
}

static const struct viommu *judge_for(struct made_host *made, const struct viommu_request *request)
{
	judge_made(made);
	viommu_judge(&made->judgement, request, &made->judgement.viommu);
	return &made->judgement.viommu;
}

static const struct viommu_found *find_reason(const struct viommu *viommu,
					      enum viommu_model model, enum viommu_reason reason)
{
	const struct viommu_judged *judged = &viommu->models[model];

	for (size_t i = 0; i < judged->n_reasons; i++)
		if (judged->reasons[i].reason == reason)
			return &judged->reasons[i];
	return NULL;
}

/* Judges the request on a bare host, asserts the answer, and the reason for it when there
 * has to be one; evidence is at `path`, unless that is NULL. */
static void assert_asked(struct viommu_request request, enum viommu_model model,
			 enum answer possible, enum viommu_reason reason, const char *path)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");
	const struct viommu *viommu = judge_for(made, &request);

	assert_int_equal(viommu->models[model].possible, possible);
	if (possible != ANSWER_YES) {
		const struct viommu_found *found = find_reason(viommu, model, reason);

		assert_non_null(found);
		assert_string_equal(found->evidence[0].path, path);
	}
	drop_host(made);
}

#define assert_possible(request, model) \
	assert_asked(request, VIOMMU_##model, ANSWER_YES, 0, NULL)
#define assert_impossible(request, model, reason, path) \
	assert_asked(request, VIOMMU_##model, ANSWER_NO, VIOMMU_REASON_##reason, path)

static void intel_comes_with_qemu_2_7_and_libvirt_2_1(void **state)
{
	(void)state;
	assert_possible(x86("2.7.0", "2.1.0"), INTEL);
	assert_impossible(x86("2.6.99", "2.1.0"), INTEL, QEMU_OLD, "--qemu");
	assert_impossible(x86("2.7.0", "2.0.0"), INTEL, LIBVIRT_OLD, "--libvirt");
}

static void amd_comes_with_libvirt_11_5_which_wants_qemu_10_1(void **state)
{
	(void)state;
	assert_possible(x86("10.1.0", "11.5.0"), AMD);
	assert_impossible(x86("10.0.5", "11.5.0"), AMD, QEMU_OLD, "--qemu");
	assert_impossible(x86("10.1.0", "11.4.9"), AMD, LIBVIRT_OLD, "--libvirt");
}

static void smmuv3_comes_with_qemu_3_0_and_libvirt_5_5(void **state)
{
	(void)state;
	assert_possible(arm("3.0", "5.5.0"), SMMUV3);
	assert_impossible(arm("2.12.1", "5.5.0"), SMMUV3, QEMU_OLD, "--qemu");
	assert_impossible(arm("3.0", "5.4.0"), SMMUV3, LIBVIRT_OLD, "--libvirt");
}

static void virtio_comes_with_qemu_7_0_and_libvirt_8_3_for_both(void **state)
{
	(void)state;
	assert_possible(x86("7.0.0", "8.3.0"), VIRTIO);
	assert_possible(arm("7.0.0", "8.3.0"), VIRTIO);
	assert_impossible(x86("6.2.0", "8.3.0"), VIRTIO, QEMU_OLD, "--qemu");
	assert_impossible(arm("6.2.0", "8.3.0"), VIRTIO, QEMU_OLD, "--qemu");
	assert_impossible(x86("7.0.0", "8.2.0"), VIRTIO, LIBVIRT_OLD, "--libvirt");
	assert_impossible(arm("7.0.0", "8.2.0"), VIRTIO, LIBVIRT_OLD, "--libvirt");
}

static void models_are_for_some_architectures_only(void **state)
{
	const struct viommu_request riscv = { "riscv64", "virt", NEWEST, NEWEST };

	(void)state;
	assert_impossible(arm(NEWEST, NEWEST), INTEL, GUEST_ARCH, "--arch");
	assert_impossible(arm(NEWEST, NEWEST), AMD, GUEST_ARCH, "--arch");
	assert_impossible(x86(NEWEST, NEWEST), SMMUV3, GUEST_ARCH, "--arch");
	assert_impossible(riscv, VIRTIO, GUEST_ARCH, "--arch");
	assert_impossible(riscv, SMMUV3, GUEST_ARCH, "--arch");
}

static void machine_types_have_versions_as_libvirt_reads_them(void **state)
{
	static const struct {
		const char *arch, *machine;
		enum viommu_model model;
		bool possible;
	} rows[] = {
		{ "x86_64", "q35", VIOMMU_INTEL, true },
		{ "x86_64", "pc-q35-7.2", VIOMMU_INTEL, true },
		{ "x86_64", "pc-q35-rhel9.2.0", VIOMMU_VIRTIO, true },
		{ "x86_64", "pc", VIOMMU_INTEL, false },
		{ "x86_64", "pc-i440fx-7.2", VIOMMU_INTEL, false },
		{ "x86_64", "q350", VIOMMU_INTEL, false },
		{ "x86_64", "virt", VIOMMU_VIRTIO, false },
		{ "aarch64", "virt", VIOMMU_SMMUV3, true },
		{ "aarch64", "virt-10.2", VIOMMU_SMMUV3, true },
		{ "aarch64", "virtual", VIOMMU_SMMUV3, false },
		{ "aarch64", "sbsa-ref", VIOMMU_VIRTIO, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_asked((struct viommu_request){ rows[i].arch, rows[i].machine, NEWEST,
						      NEWEST },
			     rows[i].model, rows[i].possible ? ANSWER_YES : ANSWER_NO,
			     VIOMMU_REASON_MACHINE, "--machine");
}

static void the_guest_is_as_the_host_unless_said(void **state)
{
	struct made_host *made = bare_host(ARCH_ARM, "aarch64");
	const struct viommu_guest *guest;

	(void)state;
	install(made, "x86_64", "5.0.0", "9.0.0");
	install(made, "aarch64", "8.2.0", "9.0.0");
	guest = &judge_for(made, NULL)->guest;
	assert_string_equal(guest->arch.value, "aarch64");
	assert_string_equal(guest->machine.value, "virt");
	assert_string_equal(guest->qemu.value, "8.2.0");
	assert_string_equal(guest->libvirt.value, "9.0.0");
	assert_string_equal(guest->accelerator.value, "kvm");
	guest = &judge_for(made, &(struct viommu_request){ .arch = "x86_64" })->guest;
	assert_string_equal(guest->machine.value, "q35");
	assert_string_equal(guest->qemu.value, "5.0.0");
	assert_string_equal(guest->accelerator.value, "tcg");
	flag_set(&made->host.emulation.kvm, false, "/dev/kvm");
	guest = &judge_for(made, NULL)->guest;
	assert_string_equal(guest->accelerator.value, "tcg");
	drop_host(made);
}

/* On a host, what stands against the model intel for guests of the host's own kind. */
static void assert_host(struct made_host *made, enum answer possible, enum viommu_reason reason,
			const char *path)
{
	const struct viommu *viommu = judge_for(made, NULL);
	const struct viommu_found *found = find_reason(viommu, VIOMMU_INTEL, reason);

	assert_int_equal(viommu->models[VIOMMU_INTEL].possible, possible);
	assert_non_null(found);
	if (path)
		assert_string_equal(found->evidence[0].path, path);
	drop_host(made);
}

static void without_an_emulator_there_is_none(void **state)
{
	(void)state;
	assert_host(bare_host(ARCH_X86, "x86_64"), ANSWER_NO, VIOMMU_REASON_NO_EMULATOR,
		    "/usr/bin");
}

static void an_emulator_for_other_guests_does_not_count(void **state)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");

	(void)state;
	install(made, "aarch64", "9.0.0", "9.0.0");
	assert_host(made, ANSWER_NO, VIOMMU_REASON_NO_EMULATOR, "/usr/bin");
}

static void in_a_container_the_emulators_of_the_host_are_not_seen(void **state)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");

	(void)state;
	text_set(&made->host.virtualization.container, "podman", "/run/.containerenv");
	assert_host(made, ANSWER_UNKNOWN, VIOMMU_REASON_EMULATOR_UNTOLD, "/run/.containerenv");
}

static void emulators_that_cannot_be_looked_for_are_not_told(void **state)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");

	(void)state;
	set_unreadable(&made->host.emulation.emulators_read.fact, EACCES);
	assert_host(made, ANSWER_UNKNOWN, VIOMMU_REASON_EMULATOR_UNTOLD, "/usr");
}

static void a_version_that_nothing_tells_is_no_version(void **state)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");

	(void)state;
	install(made, "x86_64", NULL, "9.0.0");
	assert_host(made, ANSWER_UNKNOWN, VIOMMU_REASON_QEMU_UNTOLD, NULL);
	made = bare_host(ARCH_X86, "x86_64");
	install(made, "x86_64", "7.2", "9.0.0");
	set_unreadable(&made->host.emulation.libvirt.fact, EACCES);
	assert_host(made, ANSWER_UNKNOWN, VIOMMU_REASON_LIBVIRT_UNTOLD, NULL);
	made = bare_host(ARCH_X86, "x86_64");
	install(made, "x86_64", "development", "9.0.0");
	assert_host(made, ANSWER_UNKNOWN, VIOMMU_REASON_QEMU_UNTOLD, NULL);
}

static void a_host_of_unknown_architecture_is_not_told(void **state)
{
	struct made_host *made = bare_host(ARCH_UNKNOWN, "x86_64");

	(void)state;
	made->host.system.machine = (struct text){ .value = NULL };
	assert_host(made, ANSWER_UNKNOWN, VIOMMU_REASON_ARCH_UNTOLD, NULL);
}

static void no_is_stronger_than_not_told(void **state)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");
	const struct viommu *viommu;

	(void)state;
	install(made, "x86_64", NULL, "9.0.0");
	viommu = judge_for(made, NULL);
	assert_int_equal(viommu->models[VIOMMU_AMD].possible, ANSWER_NO);
	assert_non_null(find_reason(viommu, VIOMMU_AMD, VIOMMU_REASON_LIBVIRT_OLD));
	assert_non_null(find_reason(viommu, VIOMMU_AMD, VIOMMU_REASON_QEMU_UNTOLD));
	drop_host(made);
}

/* Whether a host with QEMU alone has the model. */
static enum answer alone(enum arch arch, const char *machine, const char *qemu,
			 enum viommu_model model)
{
	struct made_host *made = bare_host(arch, machine);
	const struct viommu *viommu;
	enum answer possible;

	install(made, machine, qemu, NULL);
	viommu = judge_for(made, NULL);
	assert_non_null(find_reason(viommu, model, VIOMMU_REASON_NO_LIBVIRT));
	possible = viommu->models[model].possible;
	drop_host(made);
	return possible;
}

static void qemu_without_libvirt_has_models_earlier(void **state)
{
	(void)state;
	assert_int_equal(alone(ARCH_X86, "x86_64", "2.8.0", VIOMMU_AMD), ANSWER_YES);
	assert_int_equal(alone(ARCH_X86, "x86_64", "2.7.1", VIOMMU_AMD), ANSWER_NO);
	assert_int_equal(alone(ARCH_ARM, "aarch64", "5.0.0", VIOMMU_VIRTIO), ANSWER_YES);
	assert_int_equal(alone(ARCH_ARM, "aarch64", "4.2.1", VIOMMU_VIRTIO), ANSWER_NO);
	assert_int_equal(alone(ARCH_X86, "x86_64", "6.2.0", VIOMMU_VIRTIO), ANSWER_NO);
}

/* ---- libvirt's attributes ---- */

static const struct viommu_attribute *find_attribute(const struct viommu_judged *judged,
						     const char *name)
{
	for (size_t i = 0; i < judged->n_attributes; i++)
		if (!strcmp(judged->attributes[i].name, name))
			return &judged->attributes[i];
	return NULL;
}

static void each_attribute_comes_with_its_version(void **state)
{
	static const struct {
		enum viommu_model model;
		const char *name, *first, *before;
	} rows[] = {
		{ VIOMMU_INTEL, "intremap", "3.4.0", "3.3.0" },
		{ VIOMMU_INTEL, "caching_mode", "3.4.0", "3.3.0" },
		{ VIOMMU_INTEL, "eim", "3.4.0", "3.3.0" },
		{ VIOMMU_INTEL, "iotlb", "3.5.0", "3.4.0" },
		{ VIOMMU_INTEL, "aw_bits", "6.5.0", "6.4.0" },
		{ VIOMMU_INTEL, "dma_translation", "10.7.0", "10.6.0" },
		{ VIOMMU_AMD, "passthrough", "11.5.0", "11.4.0" },
		{ VIOMMU_AMD, "xtsup", "11.5.0", "11.4.0" },
		{ VIOMMU_SMMUV3, "pciBus", "11.10.0", "11.9.0" },
		{ VIOMMU_SMMUV3, "accel", "12.7.0", "12.6.0" },
		{ VIOMMU_VIRTIO, "aw_bits", "12.2.0", "12.1.0" },
	};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool on_arm = rows[i].model == VIOMMU_SMMUV3;
		struct viommu_request first = on_arm ? arm(NEWEST, rows[i].first) :
						       x86(NEWEST, rows[i].first);
		struct viommu_request before = on_arm ? arm(NEWEST, rows[i].before) :
							x86(NEWEST, rows[i].before);
		struct made_host *made = bare_host(ARCH_X86, "x86_64");

		assert_non_null(find_attribute(&judge_for(made, &first)->models[rows[i].model],
					       rows[i].name));
		assert_null(find_attribute(&judge_for(made, &before)->models[rows[i].model],
					   rows[i].name));
		drop_host(made);
	}
	/* None is without a row here. */
	for (enum viommu_model model = 0; model < N_VIOMMU_MODELS; model++) {
		struct made_host *made = bare_host(ARCH_X86, "x86_64");
		struct viommu_request newest = model == VIOMMU_SMMUV3 ? arm(NEWEST, NEWEST) :
									x86(NEWEST, NEWEST);

		n += judge_for(made, &newest)->models[model].n_attributes;
		drop_host(made);
	}
	assert_int_equal(n, sizeof(rows) / sizeof(rows[0]));
}

static void an_attribute_can_need_a_newer_qemu_than_its_model(void **state)
{
	static const struct {
		const char *name, *first, *before;
	} rows[] = {
		{ "pciBus", "10.2.0", "10.1.9" }, { "accel", "11.0.0", "10.2.9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made_host *made = bare_host(ARCH_X86, "x86_64");
		struct viommu_request request = arm(rows[i].first, NEWEST);

		assert_non_null(find_attribute(
			&judge_for(made, &request)->models[VIOMMU_SMMUV3], rows[i].name));
		request.qemu = rows[i].before;
		assert_null(find_attribute(
			&judge_for(made, &request)->models[VIOMMU_SMMUV3], rows[i].name));
		drop_host(made);
	}
}

static void the_split_io_apic_goes_with_models_that_remap_interrupts(void **state)
{
	struct made_host *made = bare_host(ARCH_X86, "x86_64");
	struct viommu_request request = x86(NEWEST, NEWEST);
	const struct viommu *viommu = judge_for(made, &request);

	(void)state;
	assert_true(viommu->models[VIOMMU_INTEL].ioapic);
	assert_true(viommu->models[VIOMMU_AMD].ioapic);
	assert_false(viommu->models[VIOMMU_VIRTIO].ioapic);
	request.libvirt = "3.3.0"; /* has no such element */
	assert_false(judge_for(made, &request)->models[VIOMMU_INTEL].ioapic);
	drop_host(made);
}

/* ---- versions ---- */

static void versions_are_one_to_three_numbers(void **state)
{
	static const char *const wrong[] = {
		"", ".", "8.", ".8", "8..2", "8.2.1.0", "v8", "8.2-1", "8 ", " 8", "-1", "8.x",
		"99999999999999999999", "1.18446744073709551617",
	};
	struct viommu_version version;

	(void)state;
	assert_true(viommu_version_read("11.10", &version));
	assert_int_equal(version.parts[0], 11);
	assert_int_equal(version.parts[1], 10);
	assert_int_equal(version.parts[2], 0);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(viommu_version_read(wrong[i], &version));
}

static void versions_compare_by_number(void **state)
{
	struct viommu_version version;

	(void)state;
	assert_true(viommu_version_read("11.10.0", &version));
	assert_true(viommu_version_since(&version, "11.9.0"));
	assert_true(viommu_version_since(&version, "11.10"));
	assert_false(viommu_version_since(&version, "11.10.1"));
	assert_false(viommu_version_since(&version, "12.0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intel_comes_with_qemu_2_7_and_libvirt_2_1),
		cmocka_unit_test(amd_comes_with_libvirt_11_5_which_wants_qemu_10_1),
		cmocka_unit_test(smmuv3_comes_with_qemu_3_0_and_libvirt_5_5),
		cmocka_unit_test(virtio_comes_with_qemu_7_0_and_libvirt_8_3_for_both),
		cmocka_unit_test(models_are_for_some_architectures_only),
		cmocka_unit_test(machine_types_have_versions_as_libvirt_reads_them),
		cmocka_unit_test(the_guest_is_as_the_host_unless_said),
		cmocka_unit_test(without_an_emulator_there_is_none),
		cmocka_unit_test(an_emulator_for_other_guests_does_not_count),
		cmocka_unit_test(in_a_container_the_emulators_of_the_host_are_not_seen),
		cmocka_unit_test(emulators_that_cannot_be_looked_for_are_not_told),
		cmocka_unit_test(a_version_that_nothing_tells_is_no_version),
		cmocka_unit_test(a_host_of_unknown_architecture_is_not_told),
		cmocka_unit_test(no_is_stronger_than_not_told),
		cmocka_unit_test(qemu_without_libvirt_has_models_earlier),
		cmocka_unit_test(each_attribute_comes_with_its_version),
		cmocka_unit_test(an_attribute_can_need_a_newer_qemu_than_its_model),
		cmocka_unit_test(the_split_io_apic_goes_with_models_that_remap_interrupts),
		cmocka_unit_test(versions_are_one_to_three_numbers),
		cmocka_unit_test(versions_compare_by_number),
	};

	return cmocka_run_group_tests_name("viommu", tests, NULL, NULL);
}
