/* The running kernel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>

#include "tests/unit/scan_root.h"

static void release_and_command_line_are_as_the_kernel_has_them(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_kernel, false, ROOT_FILE("proc/sys/kernel/osrelease", "6.1.0-50-amd64\n"),
	     ROOT_FILE("proc/sys/kernel/version", "#1 SMP Debian 6.1.176-1\n"),
	     ROOT_FILE("proc/cmdline", "root=/dev/vda1  ro dyndbg=\"file a +p\"\n"));
	assert_text(s.host.kernel.release, "6.1.0-50-amd64");
	assert_text(s.host.kernel.version, "#1 SMP Debian 6.1.176-1");
	assert_text(s.host.kernel.command_line, "root=/dev/vda1  ro dyndbg=\"file a +p\"");
	scan_drop(&s);
}

static void modules_are_sorted_names(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_kernel, false,
	     ROOT_FILE("proc/modules",
		       "nvme 61440 2 - Live 0x0000000000000000\n"
		       "kvm_intel 380928 0 - Live 0x0000000000000000\n"
		       "kvm 1142784 1 kvm_intel, Live 0x0000000000000000\n"));
	assert_int_equal(STATE(s.host.kernel.modules), FACT_KNOWN);
	assert_int_equal(s.host.kernel.modules.n, 3);
	assert_string_equal(s.host.kernel.modules.values[0], "kvm");
	assert_string_equal(s.host.kernel.modules.values[1], "kvm_intel");
	assert_string_equal(s.host.kernel.modules.values[2], "nvme");
	scan_drop(&s);
}

static void no_module_loaded_differs_from_no_modules_at_all(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_kernel, false, ROOT_FILE("proc/modules", ""));
	assert_int_equal(STATE(s.host.kernel.modules), FACT_KNOWN);
	assert_int_equal(s.host.kernel.modules.n, 0);
	scan_drop(&s);
	SCAN(&s, collect_kernel, false, ROOT_DIR("proc"));
	assert_int_equal(STATE(s.host.kernel.modules), FACT_ABSENT);
	scan_drop(&s);
}

static void lockdown_is_the_bracketed_level(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_kernel, false,
	     ROOT_FILE("sys/kernel/security/lockdown", "none [integrity] confidentiality\n"));
	assert_text(s.host.kernel.lockdown, "integrity");
	scan_drop(&s);
	SCAN(&s, collect_kernel, false, ROOT_FILE("sys/kernel/security/lockdown", "none\n"));
	assert_int_equal(STATE(s.host.kernel.lockdown), FACT_UNKNOWN);
	assert_int_equal(s.host.kernel.lockdown.fact.error, EINVAL);
	scan_drop(&s);
}

static void lockdown_is_unknown_until_securityfs_is_mounted(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_kernel, false, ROOT_DIR("sys/kernel/security"));
	assert_int_equal(STATE(s.host.kernel.lockdown), FACT_UNKNOWN);
	scan_drop(&s);
	SCAN(&s, collect_kernel, false, ROOT_FILE("sys/kernel/security/lsm", "capability"));
	assert_int_equal(STATE(s.host.kernel.lockdown), FACT_ABSENT);
	scan_drop(&s);
}

static void a_crash_kernel_has_the_memory_of_the_one_before(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_kernel, false, ROOT_FILE("proc/vmcore", ""));
	assert_number(s.host.kernel.crash_kernel, true);
	scan_drop(&s);
	SCAN(&s, collect_kernel, false, ROOT_FILE("proc/sys/kernel/osrelease", "6.1.0\n"));
	assert_number(s.host.kernel.crash_kernel, false);
	scan_drop(&s);
	/* Without a proc to look at, nothing is told. */
	SCAN(&s, collect_kernel, false, ROOT_DIR("sys"));
	assert_int_equal(STATE(s.host.kernel.crash_kernel), FACT_ABSENT);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(release_and_command_line_are_as_the_kernel_has_them),
		cmocka_unit_test(modules_are_sorted_names),
		cmocka_unit_test(no_module_loaded_differs_from_no_modules_at_all),
		cmocka_unit_test(lockdown_is_the_bracketed_level),
		cmocka_unit_test(lockdown_is_unknown_until_securityfs_is_mounted),
		cmocka_unit_test(a_crash_kernel_has_the_memory_of_the_one_before),
	};

	return cmocka_run_group_tests_name("kernel", tests, NULL, NULL);
}
