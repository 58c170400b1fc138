/* The verdict on a table that Linux does not refuse, of an IOMMU that is not in use. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

static struct made_host *intel_host(const char *command_line)
{
	struct made_host *made = make_host(ARCH_X86);

	add_sound_dmar(made);
	set_command_line(made, command_line);
	return made;
}

static struct made_host *amd_host(const char *command_line)
{
	struct made_host *made = make_host(ARCH_X86);

	add_sound_ivrs(made);
	set_command_line(made, command_line);
	return made;
}

/* Asserts the verdict and what it says to add to or remove from the command line. */
static void check(struct made_host *made, enum iommu_state state, enum reason reason,
		  const char *add, const char *remove)
{
	const struct verdict *verdict = &made->judgement.iommu;

	assert_iommu(made, state, reason);
	assert_string_equal(verdict->add_option ? verdict->add_option : "", add ? add : "");
	assert_string_equal(verdict->remove_option ? verdict->remove_option : "",
			    remove ? remove : "");
	assert_int_equal(verdict->described, state == IOMMU_ABSENT ? ANSWER_NO : ANSWER_YES);
	drop_host(made);
}

static void vtd_is_off_by_option(void **state)
{
	(void)state;
	check(intel_host("intel_iommu=off"), IOMMU_OFF, REASON_OPTION, NULL, "intel_iommu=off");
	check(intel_host("iommu=off intel_iommu=on"), IOMMU_OFF, REASON_OPTION, NULL,
	      "iommu=off");
	check(intel_host("intel_iommu=on,off"), IOMMU_OFF, REASON_OPTION, NULL,
	      "intel_iommu=off");
}

static void vtd_is_off_by_default(void **state)
{
	struct made_host *made = intel_host("quiet");

	(void)state;
	set_config(made, true, false, false);
	assert_iommu(made, IOMMU_OFF, REASON_DEFAULT_OFF);
	assert_evidence(&made->judgement.iommu, "/boot/config-6.1.0", NO_OFFSET);
	check(made, IOMMU_OFF, REASON_DEFAULT_OFF, "intel_iommu=on", NULL);
}

static void a_default_that_cannot_be_read_is_told(void **state)
{
	struct made_host *made = intel_host("quiet");

	(void)state;
	check(made, IOMMU_OFF, REASON_DEFAULT_UNKNOWN, "intel_iommu=on", NULL);
	made = intel_host("quiet");
	set_unreadable(&made->host.iommu.config.read.fact, EACCES);
	check(made, IOMMU_OFF, REASON_DEFAULT_UNKNOWN, "intel_iommu=on", NULL);
}

static void vtd_that_should_be_on_is_not_in_use(void **state)
{
	struct made_host *made = intel_host("quiet");

	(void)state;
	set_config(made, true, true, false);
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);

	made = intel_host("quiet");
	set_config(made, true, false, false);
	text_set(&made->host.iommu.config.intel_iommu_default_on_intgpu_off, "y", "config");
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);

	check(intel_host("intel_iommu=on"), IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
	made = intel_host("intel_iommu=on");
	set_config(made, true, false, false);
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
}

static void a_kernel_without_vtd_is_unsupported(void **state)
{
	struct made_host *made = intel_host("intel_iommu=on");

	(void)state;
	set_config(made, false, false, true);
	check(made, IOMMU_UNSUPPORTED, REASON_NO_DRIVER, NULL, NULL);
}

static void amd_is_off_by_option(void **state)
{
	(void)state;
	check(amd_host("amd_iommu=off"), IOMMU_OFF, REASON_OPTION, NULL, "amd_iommu=off");
	check(amd_host("iommu=off"), IOMMU_OFF, REASON_OPTION, NULL, "iommu=off");
	check(amd_host("amd_iommu=off,force_enable"), IOMMU_OFF, REASON_OPTION, NULL,
	      "amd_iommu=off");
}

static void amd_without_a_reason_is_not_in_use(void **state)
{
	struct made_host *made = amd_host("amd_iommu=on");

	(void)state;
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
	made = amd_host("quiet");
	set_config(made, false, false, true);
	text_set(&made->host.system.machine, "x86_64", "/labscan/machine");
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
}

static void amd_needs_a_kernel_of_64_bits_that_has_it(void **state)
{
	struct made_host *made = amd_host("quiet");

	(void)state;
	text_set(&made->host.system.machine, "i686", "/labscan/machine");
	assert_iommu(made, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
	assert_evidence(&made->judgement.iommu, "/labscan/machine", NO_OFFSET);
	drop_host(made);

	made = amd_host("quiet");
	set_config(made, true, false, false);
	check(made, IOMMU_UNSUPPORTED, REASON_NO_DRIVER, NULL, NULL);
}

static void add_stoney_ridge(struct made_host *made)
{
	struct pci_device *pci = add_pci(made, 0, 1, 0, CLASS_GRAPHICS);

	number_set(&pci->vendor_id, 0x1002, "vendor");
	number_set(&pci->device_id, 0x98e4, "device");
}

static void stoney_ridge_has_to_be_forced(void **state)
{
	struct made_host *made = amd_host("quiet");

	(void)state;
	add_stoney_ridge(made);
	check(made, IOMMU_OFF, REASON_STONEY_RIDGE, "amd_iommu=force_enable", NULL);
	made = amd_host("amd_iommu=force_enable");
	add_stoney_ridge(made);
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
	/* detect_ivrs() looks on bus 0 of segment 0 alone. */
	made = amd_host("quiet");
	add_stoney_ridge(made);
	number_set(&made->host.pci[made->host.n_pci - 1].domain, 1, "domain");
	check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
}

/* The families whose driver registers itself: its table and sample. */
static const struct {
	enum arch arch;
	const char *signature, *family;
	struct build (*sample)(void);
	uint64_t unit_at; /* of a node that evidence has to show */
} registered[] = {
	{ ARCH_ARM, "IORT", "arm", sample_iort, NODES_FIRST + 28 },
	{ ARCH_X86, "VIOT", "virtio", sample_viot, NODES_FIRST },
	{ ARCH_RISCV, "RIMT", "riscv", sample_rimt, NODES_FIRST },
};

static void without_a_registered_driver_it_is_unsupported(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(registered) / sizeof(registered[0]); i++) {
		struct made_host *made = make_host(registered[i].arch);
		struct acpi_file *file =
			add_table(made, registered[i].signature, registered[i].sample());

		assert_iommu(made, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
		assert_string_equal(made->judgement.iommu.family, registered[i].family);
		assert_evidence(&made->judgement.iommu, file->path, registered[i].unit_at);
		check(made, IOMMU_UNSUPPORTED, REASON_NO_DRIVER, NULL, NULL);
	}
}

static void a_driver_that_is_a_module_has_to_be_loaded(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_table(made, "VIOT", sample_viot());
	set_config(made, true, true, true);
	text_set(&made->host.iommu.config.virtio_iommu, "m", "/boot/config-6.1.0");
	assert_iommu(made, IOMMU_OFF, REASON_NOT_LOADED);
	assert_evidence(&made->judgement.iommu, "/boot/config-6.1.0", NO_OFFSET);
	check(made, IOMMU_OFF, REASON_NOT_LOADED, NULL, NULL);
}

static void with_its_driver_it_is_not_in_use(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(registered) / sizeof(registered[0]); i++) {
		struct made_host *made = make_host(registered[i].arch);

		add_driver(made, add_table(made, registered[i].signature, registered[i].sample()),
			   "/sys/bus/platform/drivers/x");
		assert_iommu(made, IOMMU_OFF, REASON_NOT_IN_USE);
		assert_evidence(&made->judgement.iommu, "/sys/bus/platform/drivers/x", NO_OFFSET);
		check(made, IOMMU_OFF, REASON_NOT_IN_USE, NULL, NULL);
	}
}

/* A table of nodes: its header, and one node of these bytes. */
static struct build nodes(const char *signature, const struct piece *pieces, size_t n)
{
	struct build b = build_start(signature, 0);
	bool viot = !strcmp(signature, "VIOT");

	if (viot)
		ADD(&b, U16(1), U16(NODES_FIRST), U64(0));
	else
		ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	build_add(&b, pieces, n);
	return b;
}
#define NODES(signature, ...)                                               \
	nodes(signature, (const struct piece[]){ __VA_ARGS__ },             \
	      sizeof((const struct piece[]){ __VA_ARGS__ }) / sizeof(struct piece))

static void a_unit_that_nothing_maps_to_is_off(void **state)
{
	const struct {
		const char *signature;
		struct build table;
	} rows[] = {
		{ "IORT", NODES("IORT", U8(4), U16(60), ZERO(57)) },
		{ "VIOT", NODES("VIOT", U8(3), U8(0), U16(16), ZERO(12)) },
		{ "RIMT", NODES("RIMT", U8(0), U8(1), U16(40), ZERO(36)) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made_host *made = make_host(ARCH_UNKNOWN);

		add_driver(made, add_table(made, rows[i].signature, rows[i].table), "/driver");
		check(made, IOMMU_OFF, REASON_NOT_MAPPED, NULL, NULL);
	}
}

static void a_table_without_units_is_no_iommu(void **state)
{
	const struct {
		const char *signature;
		struct build table;
	} rows[] = {
		{ "IORT", NODES("IORT", U8(0), U16(24), ZERO(21)) },
		{ "VIOT", NODES("VIOT", U8(1), U8(0), U16(24), ZERO(20)) },
		{ "RIMT", NODES("RIMT", U8(1), U8(1), U16(20), ZERO(16)) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct made_host *made = make_host(ARCH_UNKNOWN);

		add_driver(made, add_table(made, rows[i].signature, rows[i].table), "/driver");
		check(made, IOMMU_ABSENT, REASON_NO_UNIT, NULL, NULL);
	}
}

/* An Arm guest has an IORT for its interrupts, and its IOMMU in the VIOT. */
static void the_table_that_says_most_counts(void **state)
{
	for (int viot_first = 0; viot_first < 2; viot_first++) {
		struct made_host *made = make_host(ARCH_ARM);

		(void)state;
		if (viot_first)
			add_table(made, "VIOT", sample_viot());
		add_table(made, "IORT", NODES("IORT", U8(0), U16(24), ZERO(21)));
		if (!viot_first)
			add_table(made, "VIOT", sample_viot());
		assert_iommu(made, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
		assert_string_equal(made->judgement.iommu.table, "VIOT");
		drop_host(made);
	}
}

static void a_refused_table_counts_less_than_one_that_is_off(void **state)
{
	struct made_host *made = intel_host("intel_iommu=off");
	struct build b = build_start("IVRS", 2);

	(void)state;
	ADD(&b, U32(0), ZERO(8));
	add_table(made, "IVRS", b);
	assert_iommu(made, IOMMU_OFF, REASON_OPTION);
	assert_string_equal(made->judgement.iommu.table, "DMAR");
	drop_host(made);
}

/* The kernel reads the table before it asks whether an IOMMU is wanted. */
static void a_broken_table_comes_before_an_option(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = build_start("DMAR", 1);

	(void)state;
	ADD(&b, U8(38), U8(0), ZERO(10));
	ADD(&b, U16(0), U16(16), U8(0), U8(0), U16(0), U64(0));
	add_table(made, "DMAR", b);
	set_command_line(made, "intel_iommu=off");
	assert_iommu(made, IOMMU_BROKEN, REASON_BASE_ZERO);
	assert_int_equal(made->judgement.iommu.described, ANSWER_NO);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vtd_is_off_by_option),
		cmocka_unit_test(vtd_is_off_by_default),
		cmocka_unit_test(a_default_that_cannot_be_read_is_told),
		cmocka_unit_test(vtd_that_should_be_on_is_not_in_use),
		cmocka_unit_test(a_kernel_without_vtd_is_unsupported),
		cmocka_unit_test(amd_is_off_by_option),
		cmocka_unit_test(amd_without_a_reason_is_not_in_use),
		cmocka_unit_test(amd_needs_a_kernel_of_64_bits_that_has_it),
		cmocka_unit_test(stoney_ridge_has_to_be_forced),
		cmocka_unit_test(without_a_registered_driver_it_is_unsupported),
		cmocka_unit_test(a_driver_that_is_a_module_has_to_be_loaded),
		cmocka_unit_test(with_its_driver_it_is_not_in_use),
		cmocka_unit_test(a_unit_that_nothing_maps_to_is_off),
		cmocka_unit_test(a_table_without_units_is_no_iommu),
		cmocka_unit_test(the_table_that_says_most_counts),
		cmocka_unit_test(a_refused_table_counts_less_than_one_that_is_off),
		cmocka_unit_test(a_broken_table_comes_before_an_option),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
