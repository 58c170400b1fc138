/* USB devices, as Linux 6.1 shows those of QEMU's xHCI controller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/scan_root.h"

#define BUS "sys/bus/usb/devices/"
#define TREE "sys/devices/pci0000:00/0000:00:06.0/"

#define LISTED(name, above) \
	ROOT_LINK(BUS name, "../../../devices/pci0000:00/0000:00:06.0/" above name)
#define IDS(directory, vendor, product, class, speed)             \
	ROOT_FILE(directory "/idVendor", vendor "\n"),            \
	ROOT_FILE(directory "/idProduct", product "\n"),          \
	ROOT_FILE(directory "/bDeviceClass", class "\n"),         \
	ROOT_FILE(directory "/speed", speed "\n")
#define DRIVER(directory, name) ROOT_LINK(directory "/driver", "../../bus/usb/drivers/" name)

#define NETWORK "usb1/1-4"
#define ROOT_HUB_AND_NETWORK                                                     \
	LISTED("usb1", ""), IDS(TREE "usb1", "1d6b", "0002", "09", "480"),       \
	LISTED("1-0:1.0", "usb1/"), DRIVER(TREE "usb1/1-0:1.0", "hub"),          \
	LISTED("1-4", "usb1/"), IDS(TREE NETWORK, "0525", "a4a2", "02", "12"),   \
	ROOT_FILE(TREE NETWORK "/manufacturer", "QEMU\n"),                       \
	ROOT_FILE(TREE NETWORK "/product", "RNDIS/QEMU USB Network Device\n"),   \
	ROOT_FILE(TREE NETWORK "/serial", "1-0000:00:06.0-4\n"),                 \
	LISTED("1-4:1.0", NETWORK "/"), DRIVER(TREE NETWORK "/1-4:1.0", "cdc_ether"), \
	LISTED("1-4:1.1", NETWORK "/"), DRIVER(TREE NETWORK "/1-4:1.1", "cdc_ether")

static void assert_drivers(const struct usb_device *device, const char *const *expected,
			   size_t n)
{
	assert_int_equal(STATE(device->drivers), n ? FACT_KNOWN : FACT_ABSENT);
	assert_int_equal(device->drivers.n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(device->drivers.values[i], expected[i]);
}

static void a_device_says_who_it_is(void **state)
{
	static const char *const ethernet[] = { "cdc_ether" };
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, false, ROOT_HUB_AND_NETWORK);
	assert_number(scanned.host.usb_read, true);
	assert_int_equal(scanned.host.n_usb, 2);
	const struct usb_device *device = &scanned.host.usb[0];

	assert_text(device->port, "1-4");
	assert_number(device->vendor_id, 0x0525);
	assert_source(device->vendor_id, "/" BUS "1-4/idVendor");
	assert_number(device->device_id, 0xa4a2);
	assert_number(device->class_code, 2);
	assert_number(device->speed_mbps, 12);
	assert_text(device->manufacturer, "QEMU");
	assert_text(device->product, "RNDIS/QEMU USB Network Device");
	assert_text(device->serial, "1-0000:00:06.0-4");
	assert_drivers(device, ethernet, 1);
	scan_drop(&scanned);
}

static void a_root_hub_is_a_device_with_a_driver(void **state)
{
	static const char *const hub[] = { "hub" };
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, false, ROOT_HUB_AND_NETWORK);
	const struct usb_device *device = &scanned.host.usb[1];

	assert_text(device->port, "usb1");
	assert_number(device->class_code, 9);
	assert_drivers(device, hub, 1);
	assert_int_equal(STATE(device->serial), FACT_ABSENT);
	scan_drop(&scanned);
}

static void names_come_from_the_database_when_asked_for(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, true, ROOT_HUB_AND_NETWORK);
	assert_text(scanned.host.usb[1].vendor_name, "Linux Foundation");
	assert_text(scanned.host.usb[1].device_name, "2.0 root hub");
	scan_drop(&scanned);
	SCAN(&scanned, collect_usb, false, ROOT_HUB_AND_NETWORK);
	assert_int_equal(STATE(scanned.host.usb[1].vendor_name), FACT_ABSENT);
	assert_null(scanned.host.usb[1].vendor_name.fact.source);
	scan_drop(&scanned);
}

/* A camera with a microphone behind hubs: interfaces follow their device in no order
 * that the names have, "1-2:1.0" after all of "1-2.1". */
static void interfaces_go_to_their_own_device(void **state)
{
	static const char *const hub[] = { "hub" }, *const camera[] = { "snd-usb-audio", "uvcvideo" };
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, false,
	     IDS(BUS "1-2", "0409", "55aa", "09", "12"),
	     DRIVER(BUS "1-2:1.0", "hub"),
	     IDS(BUS "1-2.1", "046d", "0825", "ef", "480"),
	     DRIVER(BUS "1-2.1:1.0", "uvcvideo"), DRIVER(BUS "1-2.1:1.1", "uvcvideo"),
	     DRIVER(BUS "1-2.1:1.2", "snd-usb-audio"),
	     IDS(BUS "1-10", "0627", "0001", "00", "12"),
	     ROOT_DIR(BUS "1-10:1.0"),
	     DRIVER(BUS "1-3:1.0", "usbhid")); /* its device is not there */
	assert_int_equal(scanned.host.n_usb, 3);
	assert_text(scanned.host.usb[0].port, "1-2");
	assert_drivers(&scanned.host.usb[0], hub, 1);
	assert_text(scanned.host.usb[1].port, "1-2.1");
	assert_drivers(&scanned.host.usb[1], camera, 2);
	assert_text(scanned.host.usb[2].port, "1-10");
	assert_drivers(&scanned.host.usb[2], NULL, 0);
	scan_drop(&scanned);
}

static void low_speed_and_an_unknown_one_are_told(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, false,
	     IDS(BUS "1-1", "0627", "0001", "00", "1.5"),
	     IDS(BUS "1-2", "0627", "0001", "00", "unknown"));
	assert_number(scanned.host.usb[0].speed_mbps, 1);
	assert_int_equal(STATE(scanned.host.usb[1].speed_mbps), FACT_ABSENT);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void without_the_bus_there_are_no_devices(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, true, ROOT_DIR("sys/bus"));
	assert_number(scanned.host.usb_read, false);
	assert_int_equal(scanned.host.n_usb, 0);
	scan_drop(&scanned);
}

static void a_device_that_is_unplugged_is_left_out(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, true, ROOT_HUB_AND_NETWORK,
	     LISTED("1-5", "usb1/"), LISTED("1-5:1.0", "usb1/1-5/"));
	assert_int_equal(scanned.host.n_usb, 2);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void what_a_device_says_is_made_safe(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_usb, false,
	     IDS(BUS "1-1", "0627", "0001", "00", "12"),
	     ROOT_FILE(BUS "1-1/product", "\033]0;owned\007\n"));
	assert_text(scanned.host.usb[0].product, "\\x1b]0;owned\\x07");
	scan_drop(&scanned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_says_who_it_is),
		cmocka_unit_test(a_root_hub_is_a_device_with_a_driver),
		cmocka_unit_test(names_come_from_the_database_when_asked_for),
		cmocka_unit_test(interfaces_go_to_their_own_device),
		cmocka_unit_test(low_speed_and_an_unknown_one_are_told),
		cmocka_unit_test(without_the_bus_there_are_no_devices),
		cmocka_unit_test(a_device_that_is_unplugged_is_left_out),
		cmocka_unit_test(what_a_device_says_is_made_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
