/* The processors of each architecture, from what kernels printed (cpuinfo/README.md),
 * and from texts made up here where no machine for it was at hand: those say so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

#define CPUS "sys/devices/system/cpu/"

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_cpu(host, wants);
}

/* Rows about one processor: which share its core, and which its package. */
static void add_cpu(struct arena *arena, struct root_entry **rows, size_t *n, size_t cpu,
		    const char *package)
{
	const struct { const char *name, *content; } files[] = {
		{ "thread_siblings_list", arena_print(arena, "%zu\n", cpu) },
		{ "core_siblings_list", package },
		{ "physical_package_id", "0\n" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *path = arena_print(arena, CPUS "cpu%zu/topology/%s", cpu, files[i].name);
		struct root_entry *row = arena_add(arena, *rows, *n);

		*row = (struct root_entry)ROOT_FILE(path, files[i].content);
	}
}

/* Scans what the kernel of a named machine printed. `packages`: for each processor the
 * list of those in its package, then NULL; NULL: sysfs has none, nor a list of those
 * that are online. */
static void scan_machine(struct scanned *s, const char *machine, const char *online,
			 const char *const *packages)
{
	struct arena arena = { 0 };
	char *text = read_fixture(arena_print(&arena, "tests/unit/cpuinfo/%s", machine));
	struct root_entry *rows = NULL;
	size_t n = 0;

	*(struct root_entry *)arena_add(&arena, rows, n) =
		(struct root_entry)ROOT_FILE("proc/cpuinfo", text);
	if (online)
		*(struct root_entry *)arena_add(&arena, rows, n) =
			(struct root_entry)ROOT_FILE(CPUS "online", online);
	for (size_t i = 0; packages && packages[i]; i++)
		add_cpu(&arena, &rows, &n, i, packages[i]);
	scan_root(s, run, false, rows, n);
	free(text);
	arena_free(&arena);
}

#define PACKAGES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const char *number(struct arena *arena, const struct number *n)
{
	return known(*n) ? arena_print(arena, "%llu", (unsigned long long)n->value) : "-";
}

static const char *text(const struct text *t)
{
	return known(*t) ? t->value : "-";
}

/* All facts in a line, "-" for those that are not known:
 * "vendor; name; family/model/stepping; processors, sockets, cores, threads; guests". */
static const char *describe(struct scanned *s)
{
	const struct cpu *cpu = &s->host.cpu;
	struct arena *arena = &s->arena;

	return arena_print(arena, "%s; %s; %s/%s/%s; %s, %s, %s, %s; %s", text(&cpu->vendor),
			   text(&cpu->model_name), number(arena, &cpu->family),
			   number(arena, &cpu->model), number(arena, &cpu->stepping),
			   number(arena, &cpu->processors), number(arena, &cpu->sockets),
			   number(arena, &cpu->cores), number(arena, &cpu->threads_per_core),
			   !known(cpu->virtualization) ? "-" :
			   cpu->virtualization.value ? "yes" : "no");
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
	struct scanned s;

	(void)state;
	scan_machine(&s, "x86-skylake-2s-4c-8t", "0-7\n", NULL);
	assert_string_equal(describe(&s), "GenuineIntel; Intel Xeon Processor (Skylake); "
			    "6/85/4; 8, 2, 4, 2; no");
	assert_source(s.host.cpu.processors, "/sys/devices/system/cpu/online");
	assert_source(s.host.cpu.cores, "/proc/cpuinfo");
	assert_false(has_flag(&s.host.cpu.flags, "x2apic"));
	assert_true(has_flag(&s.host.cpu.flags, "hypervisor"));
	assert_string_equal(s.host.cpu.flags.values[0], "abm");
	scan_drop(&s);
}

static void a_thread_that_is_offline_leaves_its_core(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "x86-skylake-cpu5-offline", "0-4,6-7\n", NULL);
	assert_string_equal(describe(&s), "GenuineIntel; Intel Xeon Processor (Skylake); "
			    "6/85/4; 7, 2, 4, -; no");
	assert_int_equal(STATE(s.host.cpu.threads_per_core), FACT_ABSENT);
	scan_drop(&s);
}

static void svm_is_virtualization(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "x86-epyc-2s", NULL, NULL);
	assert_string_equal(describe(&s), "AuthenticAMD; AMD EPYC Processor; 23/1/2; 2, 2, 2, 1; yes");
	/* No list of online processors: those in cpuinfo are. */
	assert_source(s.host.cpu.processors, "/proc/cpuinfo");
	scan_drop(&s);
}

/* ---- Arm ---- */

static void arm_cores_have_the_names_of_implementer_and_part(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "arm64-cortex-a76", "0-3\n",
		     PACKAGES("0-3\n", "0-3\n", "0-3\n", "0-3\n"));
	/* Part 0xd0b, r4p1. Nothing here can tell of guests, so nothing is said. */
	assert_string_equal(describe(&s), "ARM; Cortex-A76; 8/3339/65; 4, 1, 4, 1; -");
	assert_int_equal(STATE(s.host.cpu.virtualization), FACT_ABSENT);
	assert_true(has_flag(&s.host.cpu.flags, "asimd"));
	scan_drop(&s);
}

static void arm_sockets_are_counted_by_their_lists(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "arm64-neoverse-n1-2s", "0-3\n",
		     PACKAGES("0-1\n", "0-1\n", "2-3\n", "2-3\n"));
	assert_string_equal(describe(&s), "ARM; Neoverse-N1; 8/3340/65; 4, 2, 4, 1; -");
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
	assert_string_equal(describe(&s), "ARM; Cortex-A53, Cortex-A72; 8/-/-; 3, -, -, -; -");
	scan_drop(&s);
}

static void arm_cores_without_a_name_are_called_by_number(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("proc/cpuinfo", ARM_CORE("0x7a", "0x00f")));
	assert_string_equal(describe(&s), "0x7a; 0x00f; 8/15/18; 1, -, -, -; -");
	scan_drop(&s);
}

static void the_kvm_device_tells_of_virtualization(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("proc/cpuinfo", ARM_CORE("0xc0", "0xac3")),
	     ROOT_FILE("dev/kvm", ""));
	assert_string_equal(describe(&s), "Ampere; Ampere-1; 8/2755/18; 1, -, -, -; yes");
	assert_source(s.host.cpu.virtualization, "/dev/kvm");
	scan_drop(&s);
}

/* ---- POWER, z, RISC-V ---- */

static void power_has_its_version_register_as_model(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "ppc64le-pseries-power9", "0-3\n",
		     PACKAGES("0-1\n", "0-1\n", "2-3\n", "2-3\n"));
	/* PVR 0x004e1200. A partition: whether it may run guests is the hypervisor's to say. */
	assert_string_equal(describe(&s), "IBM; POWER9 (architected), altivec supported; "
			    "-/5116416/-; 4, 2, 4, 1; -");
	assert_int_equal(STATE(s.host.cpu.flags), FACT_ABSENT);
	assert_int_equal(STATE(s.host.cpu.family), FACT_ABSENT);
	assert_int_equal(STATE(s.host.cpu.virtualization), FACT_ABSENT);
	scan_drop(&s);
}

static void bare_metal_power_can_run_guests(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "ppc64le-powernv-power9", NULL, NULL);
	assert_number(s.host.cpu.virtualization, true);
	scan_drop(&s);
}

static void z_is_named_by_its_machine_type(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "s390x-z15", "0-2\n", PACKAGES("0\n", "1\n", "2\n"));
	assert_string_equal(describe(&s), "IBM/S390; IBM z15; -/0/-; 3, 3, 3, 1; no");
	assert_true(has_flag(&s.host.cpu.flags, "zarch"));
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
	assert_string_equal(describe(&s), "IBM/S390; 1111; -/3326023/-; 1, -, -, -; yes");
	scan_drop(&s);
}

static void riscv_extensions_are_flags(void **state)
{
	struct scanned s;

	(void)state;
	scan_machine(&s, "riscv64-virt", NULL, NULL);
	/* mvendorid is 0. The letter h tells of guests. */
	assert_string_equal(describe(&s), "-; -; -/459286/459286; 4, -, -, -; yes");
	assert_int_equal(STATE(s.host.cpu.vendor), FACT_ABSENT);
	assert_int_equal(s.host.cpu.flags.n, 19);
	assert_string_equal(s.host.cpu.flags.values[0], "a");
	assert_true(has_flag(&s.host.cpu.flags, "zicsr"));
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
	assert_string_equal(describe(&s), "SiFive; sifive,u74-mc; -/-/-; 1, -, -, -; -");
	assert_int_equal(STATE(s.host.cpu.virtualization), FACT_ABSENT);
	scan_drop(&s);
}

/* ---- what is missing, and what is hostile ---- */

static void an_empty_root_has_no_processors_to_tell(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_DIR("proc"));
	assert_string_equal(describe(&s), "-; -; -/-/-; -, -, -, -; -");
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

/* KVM is in the kernel, and its device is not there: made up after kvm_arm_init. */
static void arm_without_el2_cannot_run_guests(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "aarch64\n"),
	     ROOT_DIR("sys/class/misc/rtc"), ROOT_DIR("sys/module/kvm"));
	assert_number(s.host.cpu.virtualization, false);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "aarch64\n"),
	     ROOT_DIR("sys/class/misc/kvm"), ROOT_DIR("sys/module/kvm"));
	assert_number(s.host.cpu.virtualization, true);
	assert_source(s.host.cpu.virtualization, "/sys/class/misc/kvm");
	scan_drop(&s);
	/* A kernel without KVM tells nothing, nor does a module that may load elsewhere. */
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "aarch64\n"),
	     ROOT_DIR("sys/class/misc/rtc"), ROOT_DIR("sys/module"));
	assert_false(known(s.host.cpu.virtualization));
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "ppc64le\n"),
	     ROOT_DIR("sys/class/misc/rtc"), ROOT_DIR("sys/module/kvm"));
	assert_false(known(s.host.cpu.virtualization));
	scan_drop(&s);
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
		cmocka_unit_test(arm_without_el2_cannot_run_guests),
	};

	return cmocka_run_group_tests_name("cpu", tests, NULL, NULL);
}
