/* Memory of the host and of its NUMA nodes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "tests/unit/scan_root.h"

static void memory_is_what_the_kernel_manages_in_bytes(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_memory, false, ROOT_DIR("sys/devices"),
	     ROOT_FILE("proc/meminfo", "MemTotal:        1005584 kB\nMemFree:  917280 kB\n"));
	assert_number(s.host.memory.total_bytes, UINT64_C(1005584) * 1024);
	assert_source(s.host.memory.total_bytes, "/proc/meminfo");
	assert_int_equal(STATE(s.host.memory.numa_nodes), FACT_ABSENT);
	scan_drop(&s);
}

static void nodes_keep_their_numbers_memory_and_processors(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_memory, false,
	     ROOT_FILE("sys/devices/system/node/node0/meminfo",
		       "Node 0 MemTotal:         874496 kB\nNode 0 MemFree:  100 kB\n"),
	     ROOT_FILE("sys/devices/system/node/node0/cpulist", "0-1\n"),
	     ROOT_FILE("sys/devices/system/node/node8/meminfo", "Node 8 MemTotal: 0 kB\n"),
	     ROOT_FILE("sys/devices/system/node/node8/cpulist", "\n"),
	     ROOT_FILE("sys/devices/system/node/online", "0,8\n"),
	     ROOT_FILE("sys/devices/system/node/node_other", "x"));
	const struct memory *memory = &s.host.memory;

	assert_number(memory->numa_nodes, 2);
	assert_int_equal(memory->n_nodes, 2);
	assert_number(memory->nodes[0].id, 0);
	assert_number(memory->nodes[0].memory_bytes, UINT64_C(874496) * 1024);
	assert_text(memory->nodes[0].cpus, "0-1");
	assert_number(memory->nodes[1].id, 8);
	assert_number(memory->nodes[1].memory_bytes, 0);
	assert_int_equal(STATE(memory->nodes[1].cpus), FACT_ABSENT);
	scan_drop(&s);
}

static void a_total_that_is_missing_or_absurd_is_unknown(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_memory, false, ROOT_FILE("proc/meminfo", "MemFree: 1 kB\n"));
	assert_int_equal(STATE(s.host.memory.total_bytes), FACT_UNKNOWN);
	scan_drop(&s);
	SCAN(&s, collect_memory, false,
	     ROOT_FILE("proc/meminfo", "MemTotal: 18446744073709551615 kB\n"));
	assert_int_equal(STATE(s.host.memory.total_bytes), FACT_UNKNOWN);
	scan_drop(&s);
}

static void installed_memory_is_counted_in_blocks(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_memory, false, ROOT_FILE("proc/meminfo", "MemTotal: 260000 kB\n"),
	     ROOT_FILE("sys/devices/system/memory/block_size_bytes", "8000000\n"),
	     ROOT_DIR("sys/devices/system/memory/memory0"),
	     ROOT_DIR("sys/devices/system/memory/memory32"),
	     ROOT_DIR("sys/devices/system/memory/power"));
	assert_number(s.host.memory.installed_bytes, 2 * UINT64_C(0x8000000));
	scan_drop(&s);
	SCAN(&s, collect_memory, false, ROOT_FILE("proc/meminfo", "MemTotal: 260000 kB\n"));
	assert_int_equal(STATE(s.host.memory.installed_bytes), FACT_ABSENT);
	scan_drop(&s);
	SCAN(&s, collect_memory, false, ROOT_FILE("proc/meminfo", "MemTotal: 260000 kB\n"),
	     ROOT_FILE("sys/devices/system/memory/block_size_bytes", "ffffffffffffffff\n"),
	     ROOT_DIR("sys/devices/system/memory/memory0"),
	     ROOT_DIR("sys/devices/system/memory/memory1"));
	assert_int_equal(STATE(s.host.memory.installed_bytes), FACT_UNKNOWN);
	scan_drop(&s);
}

/* A module in an array, and its texts. */
#define MODULE(array, size, extended) \
	"\x11\x28\x00\x11" array "\0\0\0\0\0\0" size "\0\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	extended "\0\0\0\0\0\0\0\0" "ACME\0SERIAL\0\0"
#define ARRAY(handle, use) \
	"\x10\x17" handle "\x03" use "\x06\0\0\0\x40\xfe\xff\x04\0\0\0\0\0\0\0\0\0\0\0"
#define MAIN "\0\x10"
#define FLASH "\1\x10"
#define NO_MORE "\0\0\0\0"
#define BLOCKS \
	ROOT_FILE("sys/devices/system/memory/block_size_bytes", "8000000\n"), \
	ROOT_DIR("sys/devices/system/memory/memory0"), \
	ROOT_FILE("proc/meminfo", "MemTotal: 130000 kB\n")
#define SMBIOS(bytes) ROOT_BYTES("sys/firmware/dmi/tables/DMI", bytes), BLOCKS

static void installed_memory_is_that_of_the_modules(void **state)
{
	struct scanned s;

	(void)state;
	/* 16 GiB, an empty socket, 32 GiB, and 512 KiB; flash is no memory. */
	SCAN(&s, collect_memory, false,
	     SMBIOS(ARRAY(FLASH, "\x05") ARRAY(MAIN, "\x03") MODULE(MAIN, "\0\x40", NO_MORE)
		    MODULE(MAIN, "\0\0", NO_MORE) MODULE(MAIN, "\xff\x7f", "\0\x80\0\0")
		    MODULE(MAIN, "\0\x82", NO_MORE) MODULE(FLASH, "\x10\0", NO_MORE)
		    "\x7f\4\xff\xfe\0\0"));
	assert_number(s.host.memory.installed_bytes, (UINT64_C(48) << 30) + (512 << 10));
	assert_source(s.host.memory.installed_bytes, "/sys/firmware/dmi/tables/DMI");
	scan_drop(&s);
}

static void modules_that_do_not_tell_leave_the_blocks(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_memory, false,
	     SMBIOS(MODULE(MAIN, "\0\x40", NO_MORE) MODULE(MAIN, "\xff\xff", NO_MORE)));
	assert_number(s.host.memory.installed_bytes, 0x8000000);
	scan_drop(&s);
	SCAN(&s, collect_memory, false, SMBIOS("\x7f\4\xff\xfe\0\0"));
	assert_number(s.host.memory.installed_bytes, 0x8000000);
	scan_drop(&s);
	/* Cut off in the fields, in the texts, and shorter than a header. */
	SCAN(&s, collect_memory, false, SMBIOS("\x11\x28\0\x11\0\x10\0\0\0\0\0\0\0\x40"));
	assert_number(s.host.memory.installed_bytes, 0x8000000);
	scan_drop(&s);
	SCAN(&s, collect_memory, false, SMBIOS("\x11\x0e\0\x11\0\x10\0\0\0\0\0\0\0\x40TEXT"));
	assert_number(s.host.memory.installed_bytes, 0x8000000);
	scan_drop(&s);
	SCAN(&s, collect_memory, false, SMBIOS("\x11\2\0\x11\0\0"));
	assert_number(s.host.memory.installed_bytes, 0x8000000);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_what_the_kernel_manages_in_bytes),
		cmocka_unit_test(nodes_keep_their_numbers_memory_and_processors),
		cmocka_unit_test(a_total_that_is_missing_or_absurd_is_unknown),
		cmocka_unit_test(installed_memory_is_counted_in_blocks),
		cmocka_unit_test(installed_memory_is_that_of_the_modules),
		cmocka_unit_test(modules_that_do_not_tell_leave_the_blocks),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
