/* udev's database as text below the root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "scanner/udev_db.h"
#include "tests/unit/scan_root.h"

#define DATA                                                       \
	"S:disk/by-id/usb-QEMU\nI:1234\n"                          \
	"E:ID_SERIAL=QEMU_HARDDISK_1\nE:ID_SERIAL_SHORT=USB-1\n"   \
	"E:ID_PATH=pci-0000:00:06.0=usb\nE:ID_EMPTY=\nE:ID_BAD=a\033[31m\n" \
	"G:ID_GROUP=x\n"

static void check(const char *device_number, const char *property, struct scanned *ret,
		  struct text *ret_text)
{
	const struct root_entry rows[] = {
		ROOT_FILE("sys/block/sda/dev", device_number),
		ROOT_FILE("run/udev/data/b8:0", DATA),
		ROOT_FILE("run/secret", "E:ID_SERIAL_SHORT=stolen\n"),
	};

	scan_root(ret, NULL, false, rows, sizeof(rows) / sizeof(rows[0]));
	udev_db_block(&ret->host, ret_text, "sys/block/sda", property);
}

static void a_property_is_found_by_its_whole_name(void **state)
{
	struct scanned scanned;
	struct text text;

	(void)state;
	check("8:0\n", "ID_SERIAL_SHORT", &scanned, &text);
	assert_text(text, "USB-1");
	assert_source(text, "/run/udev/data/b8:0");
	scan_drop(&scanned);
}

static void a_value_may_hold_the_separator(void **state)
{
	struct scanned scanned;
	struct text text;

	(void)state;
	check("8:0\n", "ID_PATH", &scanned, &text);
	assert_text(text, "pci-0000:00:06.0=usb");
	scan_drop(&scanned);
}

static void control_bytes_are_escaped(void **state)
{
	struct scanned scanned;
	struct text text;

	(void)state;
	check("8:0\n", "ID_BAD", &scanned, &text);
	assert_text(text, "a\\x1b[31m");
	scan_drop(&scanned);
}

static void missing_and_empty_properties_are_absent(void **state)
{
	static const char *const properties[] = { "ID_WWN", "ID_EMPTY", "ID_GROUP", "ID" };
	struct scanned scanned;
	struct text text;

	(void)state;
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
		check("8:0\n", properties[i], &scanned, &text);
		assert_int_equal(STATE(text), FACT_ABSENT);
		assert_source(text, "/run/udev/data/b8:0");
		scan_drop(&scanned);
	}
}

static void a_device_that_udev_does_not_know_is_absent(void **state)
{
	struct scanned scanned;
	struct text text;

	(void)state;
	check("8:16\n", "ID_SERIAL_SHORT", &scanned, &text);
	assert_int_equal(STATE(text), FACT_ABSENT);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void a_device_number_is_never_a_path(void **state)
{
	static const char *const numbers[] = { "../../secret", "8:0/../../../secret", "8", "" };
	struct scanned scanned;
	struct text text;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		check(numbers[i], "ID_SERIAL_SHORT", &scanned, &text);
		assert_int_not_equal(STATE(text), FACT_KNOWN);
		assert_source(text, "/sys/block/sda/dev");
		scan_drop(&scanned);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_property_is_found_by_its_whole_name),
		cmocka_unit_test(a_value_may_hold_the_separator),
		cmocka_unit_test(control_bytes_are_escaped),
		cmocka_unit_test(missing_and_empty_properties_are_absent),
		cmocka_unit_test(a_device_that_udev_does_not_know_is_absent),
		cmocka_unit_test(a_device_number_is_never_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
