/* The maker's names for the host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

#define ID "sys/class/dmi/id/"

static void files_are_facts_and_fillers_are_kept(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_dmi, false, ROOT_FILE(ID "sys_vendor", "QEMU\n"),
	     ROOT_FILE(ID "product_name", "Standard PC (Q35 + ICH9, 2009)\n"),
	     ROOT_FILE(ID "product_version", "To Be Filled By O.E.M.\n"),
	     ROOT_FILE(ID "product_family", "     \n"), ROOT_FILE(ID "chassis_type", "23\n"),
	     ROOT_FILE(ID "bios_release", "0.0\n"));
	const struct dmi *dmi = &s.host.dmi;

	assert_text(dmi->vendor, "QEMU");
	assert_source(dmi->vendor, "/sys/class/dmi/id/sys_vendor");
	assert_text(dmi->product, "Standard PC (Q35 + ICH9, 2009)");
	assert_text(dmi->version, "To Be Filled By O.E.M.");
	assert_int_equal(STATE(dmi->family), FACT_ABSENT);
	assert_int_equal(STATE(dmi->board_name), FACT_ABSENT);
	assert_number(dmi->chassis_type, 23);
	assert_text(dmi->chassis_name, "rackmount");
	assert_text(dmi->bios_release, "0.0");
	scan_drop(&s);
}

static void a_chassis_type_without_a_name_keeps_its_number(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_dmi, false, ROOT_FILE(ID "chassis_type", "99\n"));
	assert_number(s.host.dmi.chassis_type, 99);
	assert_int_equal(STATE(s.host.dmi.chassis_name), FACT_ABSENT);
	scan_drop(&s);
}

static void serial_numbers_are_unknown_without_root(void **state)
{
	const struct wants wants = { .sections = SECTION_BIT(dmi) };
	struct scanned s;
	char *serial;

	(void)state;
	SCAN(&s, NULL, false, ROOT_FILE(ID "product_serial", "C02XY\n"),
	     ROOT_FILE(ID "sys_vendor", "QEMU\n"));
	assert_true(asprintf(&serial, "%s/" ID "product_serial", s.path) > 0);
	assert_int_equal(chmod(serial, 0), 0);
	assert_int_equal(chmod(s.path, 0755), 0);
	free(serial);
	unprivileged_begin();
	collect_dmi(&s.host, &wants);
	unprivileged_end();
	assert_int_equal(STATE(s.host.dmi.serial), FACT_UNKNOWN);
	assert_int_equal(s.host.dmi.serial.fact.error, EACCES);
	assert_text(s.host.dmi.vendor, "QEMU");
	assert_int_equal(s.host.n_problems, 1);
	scan_drop(&s);
}

static void a_host_without_smbios_has_none_of_it(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_dmi, false, ROOT_DIR("sys/class"));
	assert_int_equal(STATE(s.host.dmi.vendor), FACT_ABSENT);
	assert_source(s.host.dmi.vendor, "/sys/class/dmi/id");
	assert_int_equal(STATE(s.host.dmi.chassis_type), FACT_ABSENT);
	assert_int_equal(STATE(s.host.dmi.chassis_name), FACT_ABSENT);
	assert_int_equal(s.host.n_problems, 0);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_facts_and_fillers_are_kept),
		cmocka_unit_test(a_chassis_type_without_a_name_keeps_its_number),
		cmocka_unit_test(serial_numbers_are_unknown_without_root),
		cmocka_unit_test(a_host_without_smbios_has_none_of_it),
	};

	return cmocka_run_group_tests_name("dmi", tests, NULL, NULL);
}
