/* The processors of each architecture, from what kernels printed (cpuinfo/README.md),
 * and from texts made up here where no machine for it was at hand: those say so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

#define CPUS "sys/devices/system/cpu/"
#define MOST_ROWS 32

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_cpu(host, wants);
}

/* The rows of a root that grows while a test describes it. */
struct rows {
	struct root_entry rows[MOST_ROWS];
	size_t n;
	struct arena arena;
};

static void add(struct rows *rows, const char *path, const char *content)
{
	assert_true(rows->n < MOST_ROWS);
	rows->rows[rows->n++] = (struct root_entry)ROOT_FILE(path, content);
}

static void add_cpu(struct rows *rows, unsigned cpu, const char *threads, const char *package)
{
	const char *directory = arena_print(&rows->arena, CPUS "cpu%u/topology", cpu);

	add(rows, arena_print(&rows->arena, "%s/thread_siblings_list", directory), threads);
	add(rows, arena_print(&rows->arena, "%s/core_siblings_list", directory), package);
	add(rows, arena_print(&rows->arena, "%s/physical_package_id", directory), "0\n");
}

/* Scans the rows and what the kernel of a named machine printed; frees the rows. */
static void scan_rows(struct scanned *s, struct rows *rows, const char *fixture)
{
	char *text = fixture ? read_fixture(fixture) : NULL;

	if (text)
		add(rows, "proc/cpuinfo", text);
	scan_root(s, run, false, rows->rows, rows->n);
	free(text);
	arena_free(&rows->arena);
}

static bool has_flag(const struct texts *flags, const char *flag)
{
	for (size_t i = 0; i < flags->n; i++)
		if (!strcmp(flags->values[i], flag))
			return true;
	return false;
}

/* ---- x86 ---- */

static void x86_tells_all_in_one_file(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	add(&rows, CPUS "online", "0-7\n");
	scan_rows(&s, &rows, "tests/unit/cpuinfo/x86-skylake-2s-4c-8t");
	const struct cpu *cpu = &s.host.cpu;

	assert_text(cpu->vendor, "GenuineIntel");
	assert_text(cpu->model_name, "Intel Xeon Processor (Skylake)");
	assert_number(cpu->family, 6);
	assert_number(cpu->model, 85);
	assert_number(cpu->stepping, 4);
	assert_number(cpu->processors, 8);
	assert_source(cpu->processors, "/sys/devices/system/cpu/online");
	assert_number(cpu->sockets, 2);
	assert_number(cpu->cores, 4);
	assert_number(cpu->threads_per_core, 2);
	assert_source(cpu->cores, "/proc/cpuinfo");
	assert_number(cpu->virtualization, false);
	assert_false(has_flag(&cpu->flags, "x2apic"));
	assert_true(has_flag(&cpu->flags, "hypervisor"));
	assert_string_equal(cpu->flags.values[0], "abm");
	scan_drop(&s);
}

static void a_thread_that_is_offline_leaves_its_core(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	add(&rows, CPUS "online", "0-4,6-7\n");
	scan_rows(&s, &rows, "tests/unit/cpuinfo/x86-skylake-cpu5-offline");
	assert_number(s.host.cpu.processors, 7);
	assert_number(s.host.cpu.sockets, 2);
	assert_number(s.host.cpu.cores, 4);
	assert_int_equal(STATE(s.host.cpu.threads_per_core), FACT_ABSENT);
	scan_drop(&s);
}

static void svm_is_virtualization(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	scan_rows(&s, &rows, "tests/unit/cpuinfo/x86-epyc-2s");
	assert_text(s.host.cpu.vendor, "AuthenticAMD");
	assert_number(s.host.cpu.family, 23);
	assert_number(s.host.cpu.virtualization, true);
	assert_number(s.host.cpu.sockets, 2);
	/* No list of online processors: those in cpuinfo are. */
	assert_number(s.host.cpu.processors, 2);
	assert_source(s.host.cpu.processors, "/proc/cpuinfo");
	scan_drop(&s);
}

/* ---- Arm ---- */

static void arm_cores_have_the_names_of_implementer_and_part(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	add(&rows, CPUS "online", "0-3\n");
	for (unsigned i = 0; i < 4; i++)
		add_cpu(&rows, i, arena_print(&rows.arena, "%u\n", i), "0-3\n");
	scan_rows(&s, &rows, "tests/unit/cpuinfo/arm64-cortex-a76");
	const struct cpu *cpu = &s.host.cpu;

	assert_text(cpu->vendor, "ARM");
	assert_text(cpu->model_name, "Cortex-A76");
	assert_number(cpu->family, 8);
	assert_number(cpu->model, 0xd0b);
	assert_number(cpu->stepping, 0x41); /* r4p1 */
	assert_number(cpu->sockets, 1);
	assert_number(cpu->cores, 4);
	assert_number(cpu->threads_per_core, 1);
	assert_true(has_flag(&cpu->flags, "asimd"));
	/* Nothing here can tell, so nothing is said. */
	assert_int_equal(STATE(cpu->virtualization), FACT_ABSENT);
	scan_drop(&s);
}

static void arm_sockets_are_counted_by_their_lists(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	add(&rows, CPUS "online", "0-3\n");
	for (unsigned i = 0; i < 4; i++)
		add_cpu(&rows, i, arena_print(&rows.arena, "%u\n", i), i < 2 ? "0-1\n" : "2-3\n");
	scan_rows(&s, &rows, "tests/unit/cpuinfo/arm64-neoverse-n1-2s");
	assert_text(s.host.cpu.model_name, "Neoverse-N1");
	assert_number(s.host.cpu.sockets, 2);
	assert_number(s.host.cpu.cores, 4);
	scan_drop(&s);
}

/* Made up, as are the two below: one core of each part. */
#define ARM_CORE(implementer, part)                                                        \
	"processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: " implementer            \
	"\nCPU architecture: 8\nCPU variant\t: 0x1\nCPU part\t: " part "\nCPU revision\t: 2\n\n"

static void several_kinds_of_core_are_named_once_each(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     ROOT_FILE("proc/cpuinfo", ARM_CORE("0x41", "0xd08") ARM_CORE("0x41", "0xd03")
					       ARM_CORE("0x41", "0xd08")));
	assert_text(s.host.cpu.model_name, "Cortex-A53, Cortex-A72");
	assert_int_equal(STATE(s.host.cpu.model), FACT_ABSENT);
	assert_int_equal(STATE(s.host.cpu.stepping), FACT_ABSENT);
	scan_drop(&s);
}

static void arm_cores_without_a_name_are_called_by_number(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("proc/cpuinfo", ARM_CORE("0x7a", "0x00f")));
	assert_text(s.host.cpu.vendor, "0x7a");
	assert_text(s.host.cpu.model_name, "0x00f");
	assert_number(s.host.cpu.model, 0xf);
	scan_drop(&s);
}

static void the_kvm_device_tells_of_virtualization(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("proc/cpuinfo", ARM_CORE("0xc0", "0xac3")),
	     ROOT_FILE("dev/kvm", ""));
	assert_text(s.host.cpu.vendor, "Ampere");
	assert_text(s.host.cpu.model_name, "Ampere-1");
	assert_number(s.host.cpu.virtualization, true);
	assert_source(s.host.cpu.virtualization, "/dev/kvm");
	scan_drop(&s);
}

/* ---- POWER, z, RISC-V ---- */

static void power_has_its_version_register_as_model(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	add(&rows, CPUS "online", "0-3\n");
	for (unsigned i = 0; i < 4; i++)
		add_cpu(&rows, i, arena_print(&rows.arena, "%u\n", i), i < 2 ? "0-1\n" : "2-3\n");
	scan_rows(&s, &rows, "tests/unit/cpuinfo/ppc64le-pseries-power9");
	const struct cpu *cpu = &s.host.cpu;

	assert_text(cpu->vendor, "IBM");
	assert_text(cpu->model_name, "POWER9 (architected), altivec supported");
	assert_number(cpu->model, 0x004e1200);
	assert_int_equal(STATE(cpu->flags), FACT_ABSENT);
	assert_int_equal(STATE(cpu->family), FACT_ABSENT);
	assert_number(cpu->sockets, 2);
	assert_number(cpu->cores, 4);
	/* A partition: whether it may run guests is the hypervisor's to say. */
	assert_int_equal(STATE(cpu->virtualization), FACT_ABSENT);
	scan_drop(&s);
}

static void bare_metal_power_can_run_guests(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	scan_rows(&s, &rows, "tests/unit/cpuinfo/ppc64le-powernv-power9");
	assert_number(s.host.cpu.virtualization, true);
	scan_drop(&s);
}

static void z_is_named_by_its_machine_type(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	add(&rows, CPUS "online", "0-2\n");
	for (unsigned i = 0; i < 3; i++) {
		const char *alone = arena_print(&rows.arena, "%u\n", i);

		add_cpu(&rows, i, alone, alone);
	}
	scan_rows(&s, &rows, "tests/unit/cpuinfo/s390x-z15");
	const struct cpu *cpu = &s.host.cpu;

	assert_text(cpu->vendor, "IBM/S390");
	assert_text(cpu->model_name, "IBM z15");
	assert_number(cpu->model, 0);
	assert_number(cpu->processors, 3);
	assert_number(cpu->sockets, 3);
	assert_true(has_flag(&cpu->flags, "zarch"));
	assert_number(cpu->virtualization, false);
	scan_drop(&s);
}

/* Made up. */
static void z_identification_is_the_model(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     ROOT_FILE("proc/cpuinfo",
		       "vendor_id       : IBM/S390\n# processors    : 1\nfeatures\t: esan3 sie\n"
		       "processor 0: version = FF,  identification = 32C047,  machine = 1111\n\n"
		       "cpu number      : 0\nmachine         : 1111\n"));
	assert_number(s.host.cpu.model, 3326023);
	assert_text(s.host.cpu.model_name, "1111");
	assert_number(s.host.cpu.virtualization, true);
	scan_drop(&s);
}

static void riscv_extensions_are_flags(void **state)
{
	struct rows rows = { .n = 0 };
	struct scanned s;

	(void)state;
	scan_rows(&s, &rows, "tests/unit/cpuinfo/riscv64-virt");
	const struct cpu *cpu = &s.host.cpu;

	assert_int_equal(STATE(cpu->vendor), FACT_ABSENT); /* mvendorid 0 */
	assert_number(cpu->model, 0x70216);
	assert_number(cpu->processors, 4);
	assert_int_equal(cpu->flags.n, 19);
	assert_string_equal(cpu->flags.values[0], "a");
	assert_true(has_flag(&cpu->flags, "zicsr"));
	assert_number(cpu->virtualization, true); /* the letter h */
	scan_drop(&s);
}

/* Made up. */
static void riscv_makers_are_named(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     ROOT_FILE("proc/cpuinfo", "processor\t: 0\nhart\t\t: 1\nisa\t\t: rv64imafdc\n"
				       "uarch\t\t: sifive,u74-mc\nmvendorid\t: 0x489\n"));
	assert_text(s.host.cpu.vendor, "SiFive");
	assert_text(s.host.cpu.model_name, "sifive,u74-mc");
	assert_int_equal(STATE(s.host.cpu.virtualization), FACT_ABSENT);
	scan_drop(&s);
}

/* ---- what is missing, and what is hostile ---- */

static void an_empty_root_has_no_processors_to_tell(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_DIR("proc"));
	assert_int_equal(STATE(s.host.cpu.vendor), FACT_ABSENT);
	assert_int_equal(STATE(s.host.cpu.processors), FACT_ABSENT);
	assert_int_equal(STATE(s.host.cpu.cores), FACT_ABSENT);
	assert_int_equal(s.host.n_problems, 0);
	scan_drop(&s);
}

static void more_entries_than_processors_can_be_are_refused(void **state)
{
	static const char entry[] = "processor:0\n";
	const size_t n = 65537, length = sizeof(entry) - 1;
	char *text = malloc(n * length + 1);
	struct scanned s;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * length, entry, sizeof(entry));
	struct root_entry row = ROOT_FILE("proc/cpuinfo", text);
	scan_root(&s, collect_cpu, false, &row, 1);
	assert_int_equal(STATE(s.host.cpu.vendor), FACT_UNKNOWN);
	assert_int_equal(s.host.cpu.vendor.fact.error, E2BIG);
	assert_int_equal(s.host.n_problems, 1);
	scan_drop(&s);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86_tells_all_in_one_file),
		cmocka_unit_test(a_thread_that_is_offline_leaves_its_core),
		cmocka_unit_test(svm_is_virtualization),
		cmocka_unit_test(arm_cores_have_the_names_of_implementer_and_part),
		cmocka_unit_test(arm_sockets_are_counted_by_their_lists),
		cmocka_unit_test(several_kinds_of_core_are_named_once_each),
		cmocka_unit_test(arm_cores_without_a_name_are_called_by_number),
		cmocka_unit_test(the_kvm_device_tells_of_virtualization),
		cmocka_unit_test(power_has_its_version_register_as_model),
		cmocka_unit_test(bare_metal_power_can_run_guests),
		cmocka_unit_test(z_is_named_by_its_machine_type),
		cmocka_unit_test(z_identification_is_the_model),
		cmocka_unit_test(riscv_extensions_are_flags),
		cmocka_unit_test(riscv_makers_are_named),
		cmocka_unit_test(an_empty_root_has_no_processors_to_tell),
		cmocka_unit_test(more_entries_than_processors_can_be_are_refused),
	};

	return cmocka_run_group_tests_name("cpu", tests, NULL, NULL);
}
