/* Which interfaces the default route leads through, as Linux 6.1 shows routes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "scanner/routes.h"
#include "tests/unit/scan_root.h"

#define HEAD "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
#define DEFAULT(name) name "\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
#define LINK_ROUTE(name) name "\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
#define NO_ADDRESS "00000000000000000000000000000000"
#define IPV6(address, length, flags, name)                                    \
	address " " length " " NO_ADDRESS " 00 fe800000000000000000000000000001 " \
	"00000400 00000003 00000000 " flags "     " name "\n"

#define PHYSICAL(name)                                                        \
	ROOT_LINK("sys/class/net/" name, "../../devices/pci0000:00/0000:00:03.0/net/" name), \
	ROOT_FILE("sys/devices/pci0000:00/0000:00:03.0/net/" name "/type", "1\n")
#define VIRTUAL(name)                                                         \
	ROOT_LINK("sys/class/net/" name, "../../devices/virtual/net/" name),  \
	ROOT_FILE("sys/devices/virtual/net/" name "/type", "1\n")
#define LOWER(name, below)                                                    \
	ROOT_LINK("sys/devices/virtual/net/" name "/lower_" below, "../" below)

static void collect_routes(struct host *host, const struct wants *wants)
{
	collect_net(host, wants);
	routes_read(host);
}

static const struct flag *route_of(const struct scanned *scanned, const char *name)
{
	for (size_t i = 0; i < scanned->host.n_net; i++)
		if (!strcmp(scanned->host.net[i].name.value, name))
			return &scanned->host.net[i].default_route;
	fail_msg("no interface %s", name);
	return NULL;
}

#define assert_route(scanned, name, expected) \
	assert_number(*route_of(scanned, name), expected)

static void the_default_route_names_an_interface(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"), PHYSICAL("eth1"),
	     ROOT_FILE("proc/net/route", HEAD LINK_ROUTE("eth1") DEFAULT("eth0")));
	assert_route(&scanned, "eth0", true);
	assert_source(*route_of(&scanned, "eth0"), "/proc/net/route");
	assert_route(&scanned, "eth1", false);
	scan_drop(&scanned);
}

static void that_of_ipv6_counts_unless_it_refuses(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"), PHYSICAL("eth1"),
	     PHYSICAL("eth2"), ROOT_FILE("proc/net/route", HEAD),
	     ROOT_FILE("proc/net/ipv6_route", IPV6(NO_ADDRESS, "00", "00000003", "eth0")
		       IPV6(NO_ADDRESS, "00", "00200200", "eth1")
		       IPV6(NO_ADDRESS, "80", "00000001", "eth2")));
	assert_route(&scanned, "eth0", true);
	assert_source(*route_of(&scanned, "eth0"), "/proc/net/ipv6_route");
	assert_route(&scanned, "eth1", false);
	assert_route(&scanned, "eth2", false);
	scan_drop(&scanned);
}

static void it_leads_down_through_bridges_bonds_and_vlans(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"), PHYSICAL("eth1"),
	     PHYSICAL("eth2"), VIRTUAL("br0"), VIRTUAL("bond0"), VIRTUAL("bond0.7"),
	     LOWER("br0", "bond0.7"), LOWER("bond0.7", "bond0"), LOWER("bond0", "eth0"),
	     LOWER("bond0", "eth1"), ROOT_FILE("proc/net/route", HEAD DEFAULT("br0")));
	assert_route(&scanned, "br0", true);
	assert_route(&scanned, "bond0", true);
	assert_route(&scanned, "bond0.7", true);
	assert_route(&scanned, "eth0", true);
	assert_route(&scanned, "eth1", true);
	assert_route(&scanned, "eth2", false);
	scan_drop(&scanned);
}

static void links_in_a_ring_end(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"), VIRTUAL("br0"), VIRTUAL("br1"),
	     LOWER("br0", "br1"), LOWER("br1", "br0"),
	     ROOT_FILE("proc/net/route", HEAD DEFAULT("br0")));
	assert_route(&scanned, "br1", true);
	assert_route(&scanned, "eth0", false);
	scan_drop(&scanned);
}

static void below_a_tunnel_any_card_may_be(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"), VIRTUAL("tun0"), VIRTUAL("tun1"),
	     ROOT_FILE("proc/net/route", HEAD DEFAULT("tun0")));
	assert_route(&scanned, "tun0", true);
	assert_route(&scanned, "tun1", false);
	assert_int_equal(STATE(*route_of(&scanned, "eth0")), FACT_UNKNOWN);
	assert_int_equal(route_of(&scanned, "eth0")->fact.error, ENODATA);
	scan_drop(&scanned);
}

static void without_the_list_of_routes_cards_are_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"));
	assert_int_equal(STATE(*route_of(&scanned, "eth0")), FACT_UNKNOWN);
	assert_int_equal(route_of(&scanned, "eth0")->fact.error, ENOENT);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void lines_that_are_none_are_left_out(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_routes, false, PHYSICAL("eth0"),
	     ROOT_FILE("proc/net/route", "\neth0\neth0 00000000 0 zz 0 0 0 00000000\n"
					 "eth1 00000000 0 0003 0 0 0 00000000\n"
					 "eth0 00000000 0 0000 0 0 0 00000000\n"),
	     ROOT_FILE("proc/net/ipv6_route", NO_ADDRESS " 00\n"));
	assert_route(&scanned, "eth0", false);
	scan_drop(&scanned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_route_names_an_interface),
		cmocka_unit_test(that_of_ipv6_counts_unless_it_refuses),
		cmocka_unit_test(it_leads_down_through_bridges_bonds_and_vlans),
		cmocka_unit_test(links_in_a_ring_end),
		cmocka_unit_test(below_a_tunnel_any_card_may_be),
		cmocka_unit_test(without_the_list_of_routes_cards_are_unknown),
		cmocka_unit_test(lines_that_are_none_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
