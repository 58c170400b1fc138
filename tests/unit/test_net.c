/* Network interfaces, as Linux 6.1 shows those of QEMU's q35. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/unit/scan_root.h"

#define PCI "sys/devices/pci0000:00/"
#define CLASS "sys/class/net/"

#define INTERFACE(name, above, type)                                       \
	ROOT_LINK(CLASS name, "../../devices/" above "/net/" name),        \
	ROOT_FILE("sys/devices/" above "/net/" name "/type", type "\n")
#define DRIVER(device, name) ROOT_LINK(device "/driver", "../../bus/drivers/" name)

#define E1000 "pci0000:00/0000:00:0b.0"
#define E1000_ROWS                                                            \
	INTERFACE("eth1", E1000, "1"),                                        \
	ROOT_LINK("sys/devices/" E1000 "/net/eth1/device", "../.."),           \
	DRIVER("sys/devices/" E1000, "e1000"),                                \
	ROOT_FILE("sys/devices/" E1000 "/net/eth1/address", "52:54:00:12:34:56\n")

static const struct net_interface *only_interface(const struct scanned *scanned)
{
	assert_int_equal(scanned->host.n_net, 1);
	return &scanned->host.net[0];
}

static void an_interface_has_all_its_facts(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false, E1000_ROWS,
	     ROOT_FILE(CLASS "eth1/speed", "1000\n"), ROOT_FILE(CLASS "eth1/carrier", "1\n"));
	const struct net_interface *net = only_interface(&scanned);

	assert_number(scanned.host.net_read, true);
	assert_text(net->name, "eth1");
	assert_text(net->type, "eth");
	assert_source(net->type, "/" CLASS "eth1/type");
	assert_text(net->mac, "52:54:00:12:34:56");
	assert_number(net->speed_mbps, 1000);
	assert_text(net->driver, "e1000");
	assert_text(net->bus_address, "0000:00:0b.0");
	assert_number(net->virtual, false);
	assert_number(net->carrier, true);
	scan_drop(&scanned);
}

static void a_speed_that_is_not_known_is_absent(void **state)
{
	static const char *const speeds[] = { "-1\n", "4294967295\n", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(speeds) / sizeof(speeds[0]); i++) {
		const struct root_entry rows[] = {
			E1000_ROWS, ROOT_FILE(CLASS "eth1/speed", speeds[i]),
		};
		struct scanned scanned;

		scan_root(&scanned, collect_net, false, rows, sizeof(rows) / sizeof(rows[0]));
		assert_int_equal(STATE(only_interface(&scanned)->speed_mbps), FACT_ABSENT);
		assert_int_equal(scanned.host.n_problems, 0);
		scan_drop(&scanned);
	}
}

static void a_speed_that_is_no_number_is_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false, E1000_ROWS, ROOT_FILE(CLASS "eth1/speed", "fast\n"));
	assert_int_equal(STATE(only_interface(&scanned)->speed_mbps), FACT_UNKNOWN);
	assert_int_equal(scanned.host.n_problems, 1);
	scan_drop(&scanned);
}

static void the_type_is_named_or_numbered(void **state)
{
	static const struct {
		const char *number, *expected;
	} rows[] = {
		{ .number = "1\n", .expected = "eth" },
		{ .number = "32\n", .expected = "ib" },
		{ .number = "772\n", .expected = "loopback" },
		{ .number = "801\n", .expected = "wifi" },
		{ .number = "65534\n", .expected = "none" },
		{ .number = "820\n", .expected = "820" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct root_entry entries[] = {
			ROOT_FILE(CLASS "x0/type", rows[i].number),
		};
		struct scanned scanned;

		scan_root(&scanned, collect_net, false, entries, 1);
		assert_text(only_interface(&scanned)->type, rows[i].expected);
		scan_drop(&scanned);
	}
}

static void wireless_ethernet_is_wifi(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false,
	     ROOT_FILE(CLASS "wlan0/type", "1\n"),
	     ROOT_DIR(CLASS "wlan0/phy80211"),
	     ROOT_FILE(CLASS "wlan1/type", "1\n"), ROOT_DIR(CLASS "wlan1/wireless"));
	assert_int_equal(scanned.host.n_net, 2);
	assert_text(scanned.host.net[0].type, "wifi");
	assert_text(scanned.host.net[1].type, "wifi");
	scan_drop(&scanned);
}

static void interfaces_without_a_device_are_virtual(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false,
	     INTERFACE("bond0", "virtual", "1"), INTERFACE("lo", "virtual", "772"),
	     ROOT_FILE(CLASS "bonding_masters", "bond0\n"));
	assert_int_equal(scanned.host.n_net, 2);
	for (size_t i = 0; i < scanned.host.n_net; i++) {
		assert_number(scanned.host.net[i].virtual, true);
		assert_int_equal(STATE(scanned.host.net[i].driver), FACT_ABSENT);
		assert_int_equal(STATE(scanned.host.net[i].bus_address), FACT_ABSENT);
	}
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void a_port_of_a_bond_keeps_its_own_address(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false, E1000_ROWS,
	     ROOT_FILE(CLASS "eth1/bonding_slave/perm_hwaddr", "52:54:00:aa:bb:cc\n"));
	assert_text(only_interface(&scanned)->mac, "52:54:00:aa:bb:cc");
	scan_drop(&scanned);
}

static void the_bus_address_is_of_what_carries_the_interface(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false,
	     INTERFACE("eth0", "pci0000:00/0000:00:0c.0/virtio2", "1"),
	     DRIVER(PCI "0000:00:0c.0/virtio2", "virtio_net"),
	     DRIVER(PCI "0000:00:0c.0", "virtio-pci"),
	     INTERFACE("usb0", "pci0000:00/0000:00:06.0/usb1/1-4/1-4:1.0", "1"),
	     DRIVER(PCI "0000:00:06.0/usb1/1-4/1-4:1.0", "cdc_ether"));
	assert_int_equal(scanned.host.n_net, 2);
	assert_text(scanned.host.net[0].driver, "virtio_net");
	assert_text(scanned.host.net[0].bus_address, "0000:00:0c.0");
	assert_text(scanned.host.net[1].driver, "cdc_ether");
	assert_text(scanned.host.net[1].bus_address, "1-4:1.0");
	scan_drop(&scanned);
}

static void a_copy_without_links_still_tells_virtual_from_real(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false,
	     ROOT_FILE(CLASS "eth0/type", "1\n"),
	     ROOT_LINK(CLASS "eth0/device", "../../../devices/pci0000:00/0000:00:0b.0"),
	     DRIVER(PCI "0000:00:0b.0", "e1000"),
	     ROOT_FILE(CLASS "eth1/type", "1\n"), ROOT_DIR(CLASS "eth1/device"),
	     ROOT_FILE(CLASS "lo/type", "772\n"));
	assert_int_equal(scanned.host.n_net, 3);
	assert_number(scanned.host.net[0].virtual, false);
	assert_text(scanned.host.net[0].driver, "e1000");
	assert_text(scanned.host.net[0].bus_address, "0000:00:0b.0");
	assert_number(scanned.host.net[1].virtual, false);
	assert_int_equal(STATE(scanned.host.net[1].driver), FACT_ABSENT);
	assert_number(scanned.host.net[2].virtual, true);
	scan_drop(&scanned);
}

static void without_the_class_there_are_no_interfaces(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_net, false, ROOT_DIR("sys/class"));
	assert_number(scanned.host.net_read, false);
	assert_int_equal(scanned.host.n_net, 0);
	scan_drop(&scanned);
}

/* Only a kernel refuses a read with EINVAL: that of this machine, for the speed of lo. */
static void an_attribute_that_is_refused_is_absent(void **state)
{
	const struct wants wants = { .names = false };
	struct arena arena = { 0 };
	struct root root;
	struct host host = { .arena = &arena, .root = &root };
	size_t i = 0;

	(void)state;
	assert_int_equal(root_open("/", &arena, &root), 0);
	collect_net(&host, &wants);
	while (i < host.n_net && strcmp(host.net[i].name.value, "lo"))
		i++;
	assert_true(i < host.n_net);
	assert_text(host.net[i].type, "loopback");
	assert_number(host.net[i].virtual, true);
	assert_int_equal(STATE(host.net[i].speed_mbps), FACT_ABSENT);
	root_close(&root);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interface_has_all_its_facts),
		cmocka_unit_test(a_speed_that_is_not_known_is_absent),
		cmocka_unit_test(a_speed_that_is_no_number_is_unknown),
		cmocka_unit_test(the_type_is_named_or_numbered),
		cmocka_unit_test(wireless_ethernet_is_wifi),
		cmocka_unit_test(interfaces_without_a_device_are_virtual),
		cmocka_unit_test(a_port_of_a_bond_keeps_its_own_address),
		cmocka_unit_test(the_bus_address_is_of_what_carries_the_interface),
		cmocka_unit_test(a_copy_without_links_still_tells_virtual_from_real),
		cmocka_unit_test(an_attribute_that_is_refused_is_absent),
		cmocka_unit_test(without_the_class_there_are_no_interfaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
