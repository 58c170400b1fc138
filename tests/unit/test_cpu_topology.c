/* Sockets, cores and threads, where counting them is not as easy as on the machines of
 * test_cpu.c. All texts here are made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>

#include "tests/unit/scan_root.h"

#define CPUS "sys/devices/system/cpu/"

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_cpu(host, wants);
}

/* {package, core, cores of the package} of each processor. */
static const char *x86_text(struct arena *arena, const unsigned (*places)[3], size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_print(arena,
				   "%sprocessor\t: %zu\nvendor_id\t: GenuineIntel\n"
				   "cpu family\t: 6\nphysical id\t: %u\ncore id\t\t: %u\n"
				   "cpu cores\t: %u\nflags\t\t: fpu vmx\n\n",
				   text, i, places[i][0], places[i][1], places[i][2]);
	return text;
}

static void scan_places(struct scanned *s, const unsigned (*places)[3], size_t n)
{
	struct arena arena = { .chunks = NULL };
	struct root_entry row = ROOT_FILE("proc/cpuinfo", x86_text(&arena, places, n));

	scan_root(s, run, false, &row, 1);
	arena_free(&arena);
}

static void cores_that_differ_have_no_common_number_of_threads(void **state)
{
	/* Two cores of two threads, two of one: a hybrid. */
	static const unsigned places[][3] = { { 0, 0, 4 }, { 0, 0, 4 }, { 0, 4, 4 },
					      { 0, 4, 4 }, { 0, 8, 4 }, { 0, 9, 4 } };
	struct scanned s;

	(void)state;
	scan_places(&s, places, 6);
	assert_number(s.host.cpu.cores, 4);
	assert_int_equal(STATE(s.host.cpu.threads_per_core), FACT_ABSENT);
	scan_drop(&s);
}

static void core_ids_that_repeat_in_a_package_are_not_threads(void **state)
{
	/* Two dies of two cores, each die counting from 0. */
	static const unsigned places[][3] = { { 0, 0, 4 }, { 0, 1, 4 }, { 0, 0, 4 }, { 0, 1, 4 } };
	struct scanned s;

	(void)state;
	scan_places(&s, places, 4);
	assert_number(s.host.cpu.sockets, 1);
	assert_number(s.host.cpu.cores, 4);
	assert_number(s.host.cpu.threads_per_core, 1);
	scan_drop(&s);
}

static void packages_in_any_order_are_counted_once(void **state)
{
	static const unsigned places[][3] = { { 1, 0, 2 }, { 0, 0, 2 }, { 1, 1, 2 }, { 0, 1, 2 } };
	struct scanned s;

	(void)state;
	scan_places(&s, places, 4);
	assert_number(s.host.cpu.sockets, 2);
	assert_number(s.host.cpu.cores, 4);
	scan_drop(&s);
}

static void x86_without_ids_is_counted_in_sysfs(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     ROOT_FILE("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n"
				       "cpu family\t: 6\nphysical id\t: -1\nflags\t\t: fpu\n\n"
				       "processor\t: 1\n"),
	     ROOT_FILE(CPUS "online", "0-1\n"),
	     ROOT_FILE(CPUS "cpu0/topology/thread_siblings_list", "0-1\n"),
	     ROOT_FILE(CPUS "cpu0/topology/core_siblings_list", "0-1\n"),
	     ROOT_FILE(CPUS "cpu0/topology/physical_package_id", "0\n"));
	assert_number(s.host.cpu.sockets, 1);
	assert_number(s.host.cpu.cores, 1);
	assert_number(s.host.cpu.threads_per_core, 2);
	scan_drop(&s);
}

static void sockets_without_numbers_are_not_told(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE(CPUS "online", "0-1\n"),
	     ROOT_FILE(CPUS "cpu0/topology/thread_siblings_list", "0-1\n"),
	     ROOT_FILE(CPUS "cpu0/topology/core_siblings_list", "0-1\n"),
	     ROOT_FILE(CPUS "cpu0/topology/physical_package_id", "-1\n"));
	assert_number(s.host.cpu.cores, 1);
	assert_int_equal(STATE(s.host.cpu.sockets), FACT_ABSENT);
	scan_drop(&s);
}

/* Each list covers all others: a walk of them would be quadratic. */
static void lists_that_overlap_are_refused(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE(CPUS "online", "0-1,3\n"),
	     ROOT_FILE(CPUS "cpu0/topology/thread_siblings_list", "0\n"),
	     ROOT_FILE(CPUS "cpu1/topology/thread_siblings_list", "0-1\n"));
	assert_int_equal(STATE(s.host.cpu.cores), FACT_UNKNOWN);
	assert_int_equal(s.host.cpu.cores.fact.error, EINVAL);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE(CPUS "online", "0-9,0-9,0-9\n"),
	     ROOT_FILE(CPUS "cpu0/topology/thread_siblings_list", "0-9\n"));
	assert_int_equal(STATE(s.host.cpu.cores), FACT_UNKNOWN);
	scan_drop(&s);
}

static void numbers_that_no_kernel_has_are_refused(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE(CPUS "online", "0-18446744073709551614\n"),
	     ROOT_FILE(CPUS "cpu0/topology/thread_siblings_list", "0\n"));
	assert_int_equal(STATE(s.host.cpu.cores), FACT_UNKNOWN);
	assert_int_equal(s.host.cpu.cores.fact.error, E2BIG);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cores_that_differ_have_no_common_number_of_threads),
		cmocka_unit_test(core_ids_that_repeat_in_a_package_are_not_threads),
		cmocka_unit_test(packages_in_any_order_are_counted_once),
		cmocka_unit_test(x86_without_ids_is_counted_in_sysfs),
		cmocka_unit_test(sockets_without_numbers_are_not_told),
		cmocka_unit_test(lists_that_overlap_are_refused),
		cmocka_unit_test(numbers_that_no_kernel_has_are_refused),
	};

	return cmocka_run_group_tests_name("cpu topology", tests, NULL, NULL);
}
