/* How fast a processor is made to run, from each place that tells it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/scan_root.h"

#define CPUS "sys/devices/system/cpu/"
#define X86 ROOT_FILE("labscan/machine", "x86_64\n"), ROOT_FILE(CPUS "online", "0-1\n")
#define NAMED(name)                                                             \
	ROOT_FILE("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n" \
				  "model name\t: " name "\ncpu MHz\t\t: 1417.781\n\n")

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_cpu(host, wants);
}

/* Asserts the speed and its source; a speed of 0: there is none. */
#define CHECK(khz, where, ...)                                           \
	do {                                                             \
		struct scanned s_;                                       \
		SCAN(&s_, run, false, __VA_ARGS__);                      \
		if (khz) {                                               \
			assert_number(s_.host.cpu.speed_khz, khz);       \
			assert_source(s_.host.cpu.speed_khz, where);     \
		} else {                                                 \
			assert_int_equal(STATE(s_.host.cpu.speed_khz), FACT_ABSENT); \
		}                                                        \
		assert_int_equal(s_.host.n_problems, 0);                 \
		scan_drop(&s_);                                          \
	} while (0)

static void the_base_frequency_comes_before_the_highest(void **state)
{
	(void)state;
	CHECK(2800000, "/" CPUS "cpu0/cpufreq/base_frequency", X86, NAMED("A processor @ 2.20GHz"),
	      ROOT_FILE(CPUS "cpu0/cpufreq/base_frequency", "2800000\n"),
	      ROOT_FILE(CPUS "cpu0/cpufreq/cpuinfo_max_freq", "4700000\n"),
	      ROOT_FILE(CPUS "cpu0/cpufreq/scaling_cur_freq", "800000\n"));
	CHECK(3400000, "/" CPUS "cpu0/cpufreq/cpuinfo_max_freq", X86, NAMED("A processor"),
	      ROOT_FILE(CPUS "cpu0/cpufreq/cpuinfo_max_freq", "3400000\n"));
}

static void the_first_processor_online_is_asked(void **state)
{
	(void)state;
	CHECK(3000000, "/" CPUS "cpu2/cpufreq/cpuinfo_max_freq",
	      ROOT_FILE("labscan/machine", "aarch64\n"), ROOT_FILE(CPUS "online", "2-3\n"),
	      ROOT_FILE("proc/cpuinfo", "processor\t: 2\nCPU implementer\t: 0x41\n\n"),
	      ROOT_FILE(CPUS "cpu2/cpufreq/cpuinfo_max_freq", "3000000\n"));
}

static void cpuid_tells_where_cpufreq_does_not(void **state)
{
	(void)state;
	CHECK(2500000, "/labscan/cpuid-00000016", X86, NAMED("A processor @ 2.20GHz"),
	      ROOT_FILE("labscan/cpuid-00000000", "00000016 756e6547 6c65746e 49656e69\n"),
	      ROOT_FILE("labscan/cpuid-00000016", "000009c4 00000ce4 00000064 00000000\n"));
	/* A processor answers for a leaf that it lacks with its last one. */
	CHECK(2200000, "/proc/cpuinfo", X86, NAMED("A processor @ 2.20GHz"),
	      ROOT_FILE("labscan/cpuid-00000000", "0000000d 756e6547 6c65746e 49656e69\n"),
	      ROOT_FILE("labscan/cpuid-00000016", "000009c4 00000ce4 00000064 00000000\n"));
}

static void a_name_tells_only_in_intels_manner(void **state)
{
	(void)state;
	CHECK(2800000, "/proc/cpuinfo", X86, NAMED("Intel(R) Xeon(R) Processor @ 2.80GHz"));
	CHECK(0, "", X86, NAMED("A processor @ 2.8GHz"));
	CHECK(0, "", X86, NAMED("A processor @ 2.80GHz or so"));
	CHECK(0, "", X86, NAMED("A processor @ 0.00GHz"));
	CHECK(0, "", X86, NAMED("A processor @ 99999999999999999999.00GHz"));
	CHECK(0, "", X86, NAMED("A processor"));
}

static void z_tells_what_the_processor_is_made_for(void **state)
{
	(void)state;
	CHECK(5200000, "/proc/cpuinfo", ROOT_FILE("labscan/machine", "s390x\n"),
	      ROOT_FILE(CPUS "online", "0\n"),
	      ROOT_FILE("proc/cpuinfo", "vendor_id       : IBM/S390\n\ncpu number      : 0\n"
					"cpu MHz dynamic : 4800\ncpu MHz static  : 5200\n\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_base_frequency_comes_before_the_highest),
		cmocka_unit_test(the_first_processor_online_is_asked),
		cmocka_unit_test(cpuid_tells_where_cpufreq_does_not),
		cmocka_unit_test(a_name_tells_only_in_intels_manner),
		cmocka_unit_test(z_tells_what_the_processor_is_made_for),
	};

	return cmocka_run_group_tests_name("cpu_speed", tests, NULL, NULL);
}
