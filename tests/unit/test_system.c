/* Which machine a root is of, never which one reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

static void the_recorded_name_comes_first(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_system, false, ROOT_FILE("labscan/machine", "s390x\n"),
	     ROOT_FILE("proc/sys/kernel/arch", "x86_64\n"),
	     ROOT_FILE("proc/sys/kernel/hostname", "lab-17.example\n"));
	assert_text(s.host.system.machine, "s390x");
	assert_int_equal(s.host.system.arch, ARCH_Z);
	assert_text(s.host.system.hostname, "lab-17.example");
	scan_drop(&s);
}

static void the_kernel_names_its_machine(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_system, false, ROOT_FILE("proc/sys/kernel/arch", "ppc64le\n"));
	assert_text(s.host.system.machine, "ppc64le");
	assert_source(s.host.system.machine, "/proc/sys/kernel/arch");
	assert_int_equal(s.host.system.arch, ARCH_POWER);
	scan_drop(&s);
}

static void a_device_tree_names_the_model(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_system, false, ROOT_FILE("labscan/machine", "ppc64le\n"),
	     ROOT_BYTES("proc/device-tree/model", "8335-GTH\0"));
	assert_text(s.host.system.model, "8335-GTH");
	assert_source(s.host.system.model, "/proc/device-tree/model");
	scan_drop(&s);
	SCAN(&s, collect_system, false, ROOT_FILE("labscan/machine", "s390x\n"));
	assert_int_equal(STATE(s.host.system.model), FACT_ABSENT);
	scan_drop(&s);
}

static void a_host_that_nobody_named_has_no_name(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_system, false, ROOT_FILE("proc/sys/kernel/hostname", "(none)\n"));
	assert_int_equal(s.host.system.hostname.fact.state, FACT_ABSENT);
	scan_drop(&s);
}

static void cpuinfo_tells_the_machine_by_its_shape(void **state)
{
	static const struct {
		const char *file, *machine; /* NULL: cannot be told */
		enum arch arch;
	} shapes[] = {
		{ "tests/unit/cpuinfo/x86-epyc-2s", "x86_64", ARCH_X86 },
		{ "tests/unit/cpuinfo/arm64-cortex-a76", "aarch64", ARCH_ARM },
		{ "tests/unit/cpuinfo/s390x-z15", "s390x", ARCH_Z },
		{ "tests/unit/cpuinfo/riscv64-virt", "riscv64", ARCH_RISCV },
		{ "tests/unit/cpuinfo/ppc64le-pseries-power9", NULL, ARCH_POWER },
		{ "tests/unit/cpuinfo/ppc64le-powernv-power9", NULL, ARCH_POWER },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		struct scanned s;
		char *text = read_fixture(shapes[i].file);
		struct root_entry row = ROOT_FILE("proc/cpuinfo", text);

		scan_root(&s, collect_system, false, &row, 1);
		assert_int_equal(s.host.system.arch, shapes[i].arch);
		if (shapes[i].machine)
			assert_text(s.host.system.machine, shapes[i].machine);
		else
			assert_int_equal(STATE(s.host.system.machine), FACT_ABSENT);
		scan_drop(&s);
		free(text);
	}
}

static void thirty_two_bit_kernels_are_told_apart(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_system, false,
	     ROOT_FILE("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n"
				       "cpu family\t: 6\nfdiv_bug\t: no\nflags\t\t: fpu lm\n"));
	assert_text(s.host.system.machine, "i686");
	scan_drop(&s);
	SCAN(&s, collect_system, false,
	     ROOT_FILE("proc/cpuinfo", "processor\t: 0\n"
				       "model name\t: ARMv7 Processor rev 5 (v7l)\n"
				       "CPU implementer\t: 0x41\n"));
	assert_text(s.host.system.machine, "armv7l");
	assert_int_equal(s.host.system.arch, ARCH_ARM);
	scan_drop(&s);
}

static void an_empty_root_has_no_machine(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_system, false, ROOT_DIR("proc"));
	assert_int_equal(STATE(s.host.system.machine), FACT_ABSENT);
	assert_int_equal(s.host.system.arch, ARCH_UNKNOWN);
	assert_int_equal(STATE(s.host.system.hostname), FACT_ABSENT);
	assert_int_equal(s.host.n_problems, 0);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_tree_names_the_model),
		cmocka_unit_test(the_recorded_name_comes_first),
		cmocka_unit_test(the_kernel_names_its_machine),
		cmocka_unit_test(a_host_that_nobody_named_has_no_name),
		cmocka_unit_test(cpuinfo_tells_the_machine_by_its_shape),
		cmocka_unit_test(thirty_two_bit_kernels_are_told_apart),
		cmocka_unit_test(an_empty_root_has_no_machine),
	};

	return cmocka_run_group_tests_name("system", tests, NULL, NULL);
}
