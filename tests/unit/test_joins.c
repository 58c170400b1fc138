/* Why the members of a group are together, and whether VFIO would take them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/passthrough_host.h"

enum { GROUP = 2, CAPABILITIES = ACS_SV | ACS_RR | ACS_CR | ACS_UF };

static void assert_join(const struct made_host *made, const char *device,
			enum join_kind kind, const char *hop, const char *missing)
{
	const struct join *join = find_join(made, device);

	if (!join)
		fail_msg("nothing joins %s", device);
	assert_string_equal(join_id(join->kind), join_id(kind));
	assert_string_equal(join->hop ? join->hop : "none", hop ? hop : "none");
	assert_string_equal(join->missing ? join->missing : "none", missing ? missing : "none");
	assert_true(join->n_evidence > 0);
	assert_true(join_text(kind)[0]);
}

/* The device in one group with the port above it. */
static struct made_host *with_port(void)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	put_into_group(made, PORT, GROUP);
	return made;
}

static void a_port_without_acs_joins_what_is_below(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	made->host.functions[PORT].acs_capabilities.fact.state = FACT_ABSENT;
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_NO_ACS, PORT_ADDRESS, "SV RR CR UF");
	assert_shown(find_join(made, DEVICE_ADDRESS)->evidence, 1, CONFIG(PORT_ADDRESS),
		     "root port without ACS");
	assert_null(find_join(made, PORT_ADDRESS));
	drop_host(made);
}

static void bits_that_are_off_are_named(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	set_acs(made, PORT, CAPABILITIES, ACS_SV | ACS_UF);
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_ACS_OFF, PORT_ADDRESS, "RR CR");
	assert_int_equal(find_join(made, DEVICE_ADDRESS)->evidence[0].offset, 0x100);
	drop_host(made);
}

/* pci_acs_flags_enabled() */
static void bits_that_a_port_cannot_switch_count_as_on(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	set_acs(made, PORT, ACS_SV | ACS_RR, ACS_SV);
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_ACS_OFF, PORT_ADDRESS, "RR");
	drop_host(made);
}

static void an_option_that_takes_acs_away_is_named(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	set_acs(made, PORT, CAPABILITIES, ACS_SV | ACS_UF);
	set_command_line(made, "pci=disable_acs_redir=" PORT_ADDRESS);
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_OVERRIDE, PORT_ADDRESS, "RR CR");
	assert_shown(find_join(made, DEVICE_ADDRESS)->evidence, 2, "/proc/cmdline",
		     "disable_acs_redir");
	drop_host(made);
}

static void a_bridge_to_pci_joins_by_its_requester_id(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	number_set(&made->host.functions[PORT].express_type, EXPRESS_TO_PCI, "/config");
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_ALIAS, PORT_ADDRESS, NULL);
	drop_host(made);
}

static void a_conventional_bridge_joins_all_behind_it(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	made->host.functions[PORT].express_type.fact.state = FACT_ABSENT;
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_CONVENTIONAL, PORT_ADDRESS, NULL);
	drop_host(made);
}

static void what_root_alone_may_read_is_not_told(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	set_unreadable(&made->host.functions[PORT].express_type.fact, EACCES);
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_UNTOLD, PORT_ADDRESS, NULL);
	assert_int_equal(find_join(made, DEVICE_ADDRESS)->evidence[0].error, EACCES);
	drop_host(made);
}

/* Each member tells of the first port above it that is at fault. */
static void ports_without_acs_make_a_chain(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	size_t upstream, downstream, below;

	(void)state;
	upstream = add_function(made, "0000:02:00.0", PORT_ADDRESS, EXPRESS_UPSTREAM);
	downstream = add_function(made, "0000:03:00.0", "0000:02:00.0", EXPRESS_DOWNSTREAM);
	below = add_function(made, "0000:04:00.0", "0000:03:00.0", EXPRESS_ENDPOINT);
	made->host.functions[PORT].acs_capabilities.fact.state = FACT_ABSENT;
	put_into_group(made, PORT, 3);
	put_into_group(made, upstream, 3);
	put_into_group(made, downstream, 3);
	put_into_group(made, below, 3);
	judge_guests(made);
	assert_join(made, "0000:04:00.0", JOIN_NO_ACS, "0000:03:00.0", "SV RR CR UF");
	/* A single upstream port needs none: the fault is above it. */
	assert_join(made, "0000:03:00.0", JOIN_NO_ACS, PORT_ADDRESS, "SV RR CR UF");
	assert_join(made, "0000:02:00.0", JOIN_NO_ACS, PORT_ADDRESS, "SV RR CR UF");
	assert_null(find_join(made, PORT_ADDRESS));
	drop_host(made);
}

static void an_upstream_port_of_several_functions_needs_acs(void **state)
{
	struct made_host *made = with_port();
	struct pci_function *port = &made->host.functions[PORT];

	(void)state;
	number_set(&port->express_type, EXPRESS_UPSTREAM, CONFIG(PORT_ADDRESS));
	port->acs_capabilities.fact.state = FACT_ABSENT;
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_KERNEL, NULL, NULL);
	set_multifunction(made, PORT);
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_NO_ACS, PORT_ADDRESS, "SV RR CR UF");
	drop_host(made);
}

/* A port of the kernel's table of quirks isolates, whatever it says of itself. */
static void a_port_in_another_group_is_not_at_fault(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	size_t second = add_function(made, "0000:01:00.1", PORT_ADDRESS, EXPRESS_ENDPOINT);

	(void)state;
	made->host.functions[PORT].acs_capabilities.fact.state = FACT_ABSENT;
	set_multifunction(made, DEVICE);
	put_into_group(made, second, GROUP);
	judge_guests(made);
	assert_join(made, "0000:01:00.1", JOIN_MULTIFUNCTION, DEVICE_ADDRESS, "SV RR CR UF");
	assert_null(find_join(made, DEVICE_ADDRESS));
	drop_host(made);
}

static void functions_with_acs_between_them_are_joined_by_the_kernel_alone(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	size_t second = add_function(made, "0000:01:00.1", PORT_ADDRESS, EXPRESS_ENDPOINT);

	(void)state;
	set_multifunction(made, DEVICE);
	set_acs(made, DEVICE, ACS_RR | ACS_CR, ACS_RR | ACS_CR);
	set_acs(made, second, ACS_RR | ACS_CR, ACS_RR | ACS_CR);
	put_into_group(made, second, GROUP);
	judge_guests(made);
	assert_join(made, "0000:01:00.1", JOIN_KERNEL, NULL, NULL);
	drop_host(made);
}

static void a_virtual_function_is_single(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	size_t second = add_function(made, "0000:01:00.1", PORT_ADDRESS, EXPRESS_ENDPOINT);

	(void)state;
	set_multifunction(made, DEVICE);
	flag_set(&made->host.functions[second].virtual_function, true, "/physfn");
	put_into_group(made, second, GROUP);
	judge_guests(made);
	assert_join(made, "0000:01:00.1", JOIN_KERNEL, NULL, NULL);
	drop_host(made);
}

static void slots_that_nothing_joins_are_joined_by_the_kernel(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	size_t other = add_function(made, "0000:00:1f.0", NULL, CONVENTIONAL);
	size_t second = add_function(made, "0000:00:1f.2", NULL, CONVENTIONAL);

	(void)state;
	put_into_group(made, other, GROUP);
	put_into_group(made, second, GROUP);
	judge_guests(made);
	assert_join(made, "0000:00:1f.0", JOIN_KERNEL, NULL, NULL);
	assert_join(made, "0000:00:1f.2", JOIN_MULTIFUNCTION, "0000:00:1f.0", NULL);
	drop_host(made);
}

static void on_power_the_host_bridge_decides(void **state)
{
	struct made_host *made = with_port();

	(void)state;
	made->host.system.arch = ARCH_POWER;
	judge_guests(made);
	assert_join(made, DEVICE_ADDRESS, JOIN_KERNEL, NULL, NULL);
	drop_host(made);
}

static void a_group_of_one_needs_no_reason(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	judge_guests(made);
	assert_int_equal(find_group(made, 1)->n_joins, 0);
	assert_string_equal(find_group(made, 1)->unit, "dmar0");
	drop_host(made);
}

/* ---- whether VFIO would take it ---- */

static void assert_viable(const char *driver, enum answer expected)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	set_driver(made, DEVICE, driver);
	judge_guests(made);
	if (find_group(made, GROUP)->viable != expected)
		fail_msg("%s: %d", driver, find_group(made, GROUP)->viable);
	assert_int_equal(find_group(made, GROUP)->n_holders, expected == ANSWER_NO);
	drop_host(made);
}

static void drivers_that_leave_dma_alone_keep_no_group(void **state)
{
	(void)state;
	assert_viable("vfio-pci", ANSWER_YES);
	assert_viable("hisi_acc_vfio_pci", ANSWER_YES);
	assert_viable("pci-stub", ANSWER_YES);
	assert_viable("pcieport", ANSWER_YES);
	assert_viable("shpchp", ANSWER_NO);
	assert_viable("vfio", ANSWER_NO);
	assert_viable("e1000e", ANSWER_NO);
}

static void a_driver_that_could_not_be_read_may_keep_the_group(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	set_unreadable(&made->host.pci[DEVICE].driver.fact, EIO);
	judge_guests(made);
	assert_int_equal(find_group(made, GROUP)->viable, ANSWER_UNKNOWN);
	assert_passable(made, DEVICE, PASSABLE_UNKNOWN);
	/* Another that does keep it decides. */
	put_name_into_group(made, "fff10000.ethernet", GROUP, "macb");
	judge_guests(made);
	assert_int_equal(find_group(made, GROUP)->viable, ANSWER_NO);
	drop_host(made);
}

static void members_of_other_buses_count(void **state)
{
	struct made_host *made = make_passing_host(ARCH_ARM);

	(void)state;
	put_name_into_group(made, "fff10000.ethernet", GROUP, "macb");
	put_name_into_group(made, "fff20000.ethernet", 1, NULL);
	judge_guests(made);
	assert_int_equal(find_group(made, GROUP)->viable, ANSWER_NO);
	assert_string_equal(find_group(made, GROUP)->holders[0].driver, "macb");
	assert_join(made, "fff10000.ethernet", JOIN_KERNEL, NULL, NULL);
	assert_int_equal(find_group(made, 1)->viable, ANSWER_YES);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_without_acs_joins_what_is_below),
		cmocka_unit_test(bits_that_are_off_are_named),
		cmocka_unit_test(bits_that_a_port_cannot_switch_count_as_on),
		cmocka_unit_test(an_option_that_takes_acs_away_is_named),
		cmocka_unit_test(a_bridge_to_pci_joins_by_its_requester_id),
		cmocka_unit_test(a_conventional_bridge_joins_all_behind_it),
		cmocka_unit_test(what_root_alone_may_read_is_not_told),
		cmocka_unit_test(ports_without_acs_make_a_chain),
		cmocka_unit_test(an_upstream_port_of_several_functions_needs_acs),
		cmocka_unit_test(a_port_in_another_group_is_not_at_fault),
		cmocka_unit_test(functions_with_acs_between_them_are_joined_by_the_kernel_alone),
		cmocka_unit_test(a_virtual_function_is_single),
		cmocka_unit_test(slots_that_nothing_joins_are_joined_by_the_kernel),
		cmocka_unit_test(on_power_the_host_bridge_decides),
		cmocka_unit_test(a_group_of_one_needs_no_reason),
		cmocka_unit_test(drivers_that_leave_dma_alone_keep_no_group),
		cmocka_unit_test(a_driver_that_could_not_be_read_may_keep_the_group),
		cmocka_unit_test(members_of_other_buses_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
