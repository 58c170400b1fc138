/* Where obstacles begin and end: by kernel, table, architecture, and who may read what. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "acpi/dmar.h"
#include "acpi/iort.h"
#include "acpi/ivrs.h"
#include "tests/unit/passthrough_host.h"
#include "tests/unit/sample_tables.h"

#define START 0x7f000000
#define END   0x7f0fffff

enum { RMRR = 1, IVMD_LENGTH = 32, RMR = 6, ITS = 0, DEVICE_ID = 0x0100 };

static void assert_found(struct made_host *made, enum obstacle obstacle, bool expected)
{
	judge_guests(made);
	if (!find_obstacle(made, DEVICE, obstacle) == expected)
		fail_msg("%s is %s", obstacle_id(obstacle), expected ? "not found" : "found");
}

/* Judges, asserts, and drops the host. */
static void assert_judged(struct made_host *made, enum passable passable)
{
	judge_guests(made);
	assert_passable(made, DEVICE, passable);
	drop_host(made);
}

/* ---- memory that is to be mapped 1:1 ---- */

static struct made_host *locked_host(const char *unit, const char *release)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	made->host.pci[DEVICE].unit.value = unit;
	made->host.kernel.release.value = release;
	add_region(made, 2, START, END, "direct");
	return made;
}

static void intel_has_always_kept_locked_devices(void **state)
{
	(void)state;
	assert_judged(locked_host("dmar0", "4.18.0-553.el8"), PASSABLE_BLOCKED);
	assert_judged(locked_host("dmar0", "6.12.0"), PASSABLE_BLOCKED);
}

static void others_keep_locked_devices_since_6_6(void **state)
{
	struct made_host *made = locked_host("ivhd0", "6.1.0");

	(void)state;
	assert_judged(locked_host("ivhd0", "6.5.0"), PASSABLE_READY);
	assert_judged(locked_host("ivhd0", "6.6.0"), PASSABLE_BLOCKED);
	assert_judged(locked_host("ivhd0", "7.2"), PASSABLE_BLOCKED);
	assert_judged(locked_host("smmu3.0x9050000", "6.12.0"), PASSABLE_BLOCKED);
	set_unreadable(&made->host.kernel.release.fact, EACCES);
	assert_judged(made, PASSABLE_UNKNOWN);
}

static void a_lock_of_one_member_locks_the_group(void **state)
{
	struct made_host *made = locked_host("dmar0", "6.12.0");
	size_t mate = add_function(made, "0000:01:00.1", PORT_ADDRESS, EXPRESS_ENDPOINT);

	(void)state;
	put_into_group(made, mate, 2);
	judge_guests(made);
	assert_non_null(find_obstacle(made, mate, OBSTACLE_ID_DIRECT));
	drop_host(made);
}

/* Of a path from bus 0: one step, or two. */
static void put_rmrr(struct build *b, uint8_t scope, bool below)
{
	size_t at = ADD(b, U16(RMRR), U16(0), U16(0), U16(0), U64(START), U64(END));

	if (below)
		ADD(b, U8(scope), U8(10), ZERO(3), U8(0), U8(1), U8(0), U8(0), U8(0));
	else
		ADD(b, U8(scope), U8(8), ZERO(3), U8(0), U8(1), U8(0));
	build_length(b, at, 2, 2);
}

static const struct evidence *table_evidence(const struct made_host *made,
					     enum obstacle obstacle)
{
	const struct obstacle_found *found = find_obstacle(made, DEVICE, obstacle);

	assert_non_null(found);
	for (size_t i = 0; i < found->n_evidence; i++)
		if (strstr(found->evidence[i].path, "/tables/"))
			return &found->evidence[i];
	return NULL;
}

static void an_rmrr_is_named_by_whom_it_is_for(void **state)
{
	static const struct {
		uint8_t scope;
		bool below, named;
	} cases[] = {
		{ DMAR_SCOPE_ENDPOINT, true, true },
		{ DMAR_SCOPE_BRIDGE, false, true },    /* the port, and all below */
		{ DMAR_SCOPE_ENDPOINT, false, false }, /* the port alone */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct made_host *made = locked_host("dmar0", "6.12.0");
		struct build b = build_start("DMAR", 1);

		ADD(&b, U8(47), U8(1), ZERO(10));
		put_rmrr(&b, cases[i].scope, cases[i].below);
		add_table(made, "DMAR", b);
		judge_guests(made);
		assert_int_equal(table_evidence(made, OBSTACLE_ID_DIRECT) != NULL,
				 cases[i].named);
		drop_host(made);
	}
}

static struct build ivmd(uint8_t type, uint16_t first, uint16_t last, uint16_t segment,
			 uint64_t start)
{
	struct build b = build_start("IVRS", 2);

	ADD(&b, U32(0), ZERO(8));
	ADD(&b, U8(type), U8(IVMD_UNITY), U16(IVMD_LENGTH), U16(first), U16(last),
	    U16(segment), ZERO(6), U64(start), U64(0x1000));
	return b;
}

static void an_ivmd_is_named_by_whom_it_is_for(void **state)
{
	static const struct {
		uint8_t type;
		uint16_t first, last, segment;
		uint64_t start;
		bool named;
	} cases[] = {
		{ IVRS_IVMD_ALL, 0, 0, 0, START, true },
		{ IVRS_IVMD_ALL, 0, 0, 1, START, false },
		{ IVRS_IVMD_ALL, 0, 0, 0, START - 0x1000, false },
		{ IVRS_IVMD_ALL, 0, 0, 0, END + 1, false },
		{ IVRS_IVMD_ONE, DEVICE_ID, 0, 0, START, true },
		{ IVRS_IVMD_ONE, DEVICE_ID + 1, 0, 0, START, false },
		{ IVRS_IVMD_RANGE, 0, DEVICE_ID, 0, START, true },
		{ IVRS_IVMD_RANGE, 0, DEVICE_ID - 1, 0, START, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct made_host *made = locked_host("ivhd0", "6.12.0");
		const struct evidence *evidence;

		add_table(made, "IVRS", ivmd(cases[i].type, cases[i].first, cases[i].last,
					     cases[i].segment, cases[i].start));
		judge_guests(made);
		evidence = table_evidence(made, OBSTACLE_ID_DIRECT);
		assert_int_equal(evidence != NULL, cases[i].named);
		assert_true(!evidence || evidence->offset == IVRS_FIRST);
		drop_host(made);
	}
}

static void a_range_of_an_rmr_is_named_by_its_address(void **state)
{
	struct made_host *made = locked_host("smmu3.0x9050000", "6.12.0");
	struct build b = build_start("IORT", 5);

	(void)state;
	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(RMR), U16(48), U8(3), U32(0), U32(0), U32(0), U32(0), U32(1), U32(28));
	ADD(&b, U64(START), U64(0x1000), U32(0));
	add_table(made, "IORT", b);
	judge_guests(made);
	assert_non_null(table_evidence(made, OBSTACLE_ID_DIRECT));
	assert_int_equal(table_evidence(made, OBSTACLE_ID_DIRECT)->offset, NODES_FIRST + 28);
	drop_host(made);
}

static void a_table_that_nobody_may_read_hides_who_asks_and_not_that(void **state)
{
	struct made_host *made = locked_host("dmar0", "6.12.0");

	(void)state;
	deny_table(made, "DMAR", EACCES);
	judge_guests(made);
	assert_passable(made, DEVICE, PASSABLE_BLOCKED);
	assert_int_equal(table_evidence(made, OBSTACLE_ID_DIRECT)->error, EACCES);
	drop_host(made);
}

static void a_network_card_has_nothing_that_intel_lets_go(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	add_region(made, 2, START, END, "direct-relaxable");
	assert_found(made, OBSTACLE_ID_RELAXABLE, false);
	drop_host(made);
}

/* ---- interrupts ---- */

static struct made_host *arm_without_chips(void)
{
	struct made_host *made = make_passing_host(ARCH_ARM);

	set_interrupts(made, false);
	return made;
}

static void on_arm_an_its_tells_interrupts_apart(void **state)
{
	struct made_host *with_its = arm_without_chips(), *without = arm_without_chips();
	struct made_host *unreadable = arm_without_chips();
	struct build b = build_start("IORT", 0), empty = build_start("IORT", 0);

	(void)state;
	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(ITS), U16(24), U8(0), U32(0), U32(0), U32(0), U32(1), U32(0));
	add_table(with_its, "IORT", b);
	assert_judged(with_its, PASSABLE_READY);
	ADD(&empty, U32(0), U32(NODES_FIRST), U32(0));
	add_table(without, "IORT", empty);
	assert_judged(without, PASSABLE_BLOCKED);
	deny_table(unreadable, "IORT", EACCES);
	assert_judged(unreadable, PASSABLE_UNKNOWN);
}

static void on_arm_without_a_table_interrupts_cannot_be_told(void **state)
{
	(void)state;
	assert_judged(arm_without_chips(), PASSABLE_UNKNOWN);
}

static void an_smmu_that_the_iort_calls_coherent_is(void **state)
{
	struct made_host *made = make_passing_host(ARCH_ARM);
	struct build b = build_start("IORT", 0);

	(void)state;
	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(4), U16(60), U8(0), U32(0), U32(0), U32(0), U64(0x9050000),
	    U32(IORT_SMMU_V3_COHACC), ZERO(32));
	add_table(made, "IORT", b);
	assert_judged(made, PASSABLE_READY);
}

static void what_type1_will_be_told_counts_until_it_is_loaded(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	set_interrupts(made, false);
	set_command_line(made, "vfio_iommu_type1.allow_unsafe_interrupts=1");
	made->host.vfio.unsafe_interrupts.fact.state = FACT_ABSENT;
	assert_found(made, OBSTACLE_ID_INTERRUPTS_TRUSTED, true);
	flag_set(&made->host.vfio.unsafe_interrupts, false, "/sys/module");
	assert_found(made, OBSTACLE_ID_UNSAFE_INTERRUPTS, true);
	drop_host(made);
}

/* ---- what could not be read ---- */

static void nobody_sees_as_much_as_counts(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	for (size_t i = 0; i < made->host.n_pci; i++) {
		struct pci_function *function = &made->host.functions[i];

		set_unreadable(&function->express_type.fact, EACCES);
		set_unreadable(&function->acs_capabilities.fact, EACCES);
		set_unreadable(&function->ari.fact, EACCES);
	}
	assert_judged(made, PASSABLE_READY);
}

static void behind_xen_nothing_can_be_told(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	made->host.iommu.n_units = 0;
	for (size_t i = 0; i < made->host.n_pci; i++)
		made->host.pci[i].iommu.fact.state = FACT_ABSENT;
	text_set(&made->host.virtualization.xen_role, "dom0", "/proc/xen/capabilities");
	assert_judged(made, PASSABLE_UNKNOWN);
}

static void a_group_that_is_not_listed_tells_nothing(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	made->host.pci[DEVICE].iommu_group.value = 77;
	assert_judged(made, PASSABLE_UNKNOWN);
}

/* ---- drivers ---- */

static void any_driver_of_vfio_will_do(void **state)
{
	static const char *const drivers[] = { "vfio-pci", "mlx5_vfio_pci",
					       "nvgrace_gpu_vfio_pci" };

	(void)state;
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		struct made_host *made = make_passing_host(ARCH_X86);

		set_driver(made, DEVICE, drivers[i]);
		assert_judged(made, PASSABLE_READY);
	}
}

static void iommufd_does_for_type1(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	made->host.vfio.type1.fact.state = FACT_ABSENT;
	text_set(&made->host.vfio.iommufd, "available", "/lib/modules/iommufd.ko");
	assert_judged(made, PASSABLE_READY);
}

static struct made_host *accelerator(void)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	made->host.pci[DEVICE].driver.fact.state = FACT_ABSENT;
	made->host.pci[DEVICE].device_id.value = 0x37c8;
	return made;
}

static void what_is_denied_can_be_allowed(void **state)
{
	struct made_host *allowed = accelerator(), *bound = accelerator();

	(void)state;
	set_command_line(allowed, "vfio-pci.disable_denylist=1");
	assert_judged(allowed, PASSABLE_POSSIBLE);
	/* By a parameter that nobody can see. */
	set_driver(bound, DEVICE, "vfio-pci");
	assert_judged(bound, PASSABLE_READY);
}

static void what_vfio_pci_is_to_take_is_shown(void **state)
{
	struct made_host *made = accelerator();
	struct texts *ids = &made->host.vfio.pci_ids;
	const struct obstacle_found *found;

	(void)state;
	set_command_line(made, "vfio-pci.ids=1234:5678,8086:37c8");
	text_set(&made->host.functions[DEVICE].driver_override, "qat", "/sys/driver_override");
	ids->fact = (struct fact){ FACT_KNOWN, 0, "/etc/modprobe.d" };
	*arena_add(&made->arena, ids->values, ids->n) = "8086:37c8:ffffffff";
	*arena_add(&made->arena, ids->values, ids->n) = "8086:37c8:1";
	*arena_add(&made->arena, ids->values, ids->n) = "8086:37c9";
	judge_guests(made);
	found = find_obstacle(made, DEVICE, OBSTACLE_ID_NOT_BOUND);
	assert_non_null(found);
	assert_int_equal(found->n_evidence, 4);
	assert_shown(found->evidence, found->n_evidence, "/etc/modprobe.d", "37c8:ffffffff");
	assert_shown(found->evidence, found->n_evidence, "/sys/driver_override", "qat");
	assert_shown(found->evidence, found->n_evidence, "/proc/cmdline", "8086:37c8");
	drop_host(made);
}

/* ---- use ---- */

static void a_disk_behind_usb_hangs_on_the_controller(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	struct disk *disk = add_disk(made, "sdb", "1-1:1.0", "/sys/devices/pci0000:00/"
				     PORT_ADDRESS "/" DEVICE_ADDRESS "/usb1/1-1/1-1:1.0");

	(void)state;
	*arena_add(&made->arena, disk->mounts.values, disk->mounts.n) = "/boot";
	disk->mounts.fact = (struct fact){ FACT_KNOWN, 0, "/proc/self/mountinfo" };
	assert_found(made, OBSTACLE_ID_DISK_IN_USE, true);
	assert_string_equal(made->judgement.passthrough.devices[DEVICE].disks.values[0], "sdb");
	drop_host(made);
}

static void what_a_device_itself_holds_is_not_its_mates(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	struct net_interface *net = add_net(made, "eth0", DEVICE_ADDRESS, NULL);

	(void)state;
	set_driver(made, DEVICE, "igb");
	flag_set(&net->default_route, true, "/proc/net/route");
	assert_found(made, OBSTACLE_ID_DEFAULT_ROUTE, true);
	assert_found(made, OBSTACLE_ID_MATES_IN_USE, false);
	assert_found(made, OBSTACLE_ID_MATES, false);
	drop_host(made);
}

/* It makes them itself where enable_sriov lets it (vfio_pci_sriov_configure). */
static void vfio_pci_may_have_a_device_with_virtual_functions(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	number_set(&made->host.functions[DEVICE].active_vfs, 2, "/sriov_numvfs");
	assert_judged(made, PASSABLE_READY);
}

static void of_two_network_cards_none_is_the_only_one(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	add_net(made, "eth0", DEVICE_ADDRESS, NULL);
	add_net(made, "eth1", DEVICE_ADDRESS, NULL); /* its second port */
	add_net(made, "br0", NULL, NULL);
	assert_found(made, OBSTACLE_ID_ONLY_NIC, true);
	add_net(made, "eth2", "1-2:1.0", "/sys/devices/platform/usb1/1-2/1-2:1.0");
	assert_found(made, OBSTACLE_ID_ONLY_NIC, false);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intel_has_always_kept_locked_devices),
		cmocka_unit_test(others_keep_locked_devices_since_6_6),
		cmocka_unit_test(a_lock_of_one_member_locks_the_group),
		cmocka_unit_test(an_rmrr_is_named_by_whom_it_is_for),
		cmocka_unit_test(an_ivmd_is_named_by_whom_it_is_for),
		cmocka_unit_test(a_range_of_an_rmr_is_named_by_its_address),
		cmocka_unit_test(a_table_that_nobody_may_read_hides_who_asks_and_not_that),
		cmocka_unit_test(a_network_card_has_nothing_that_intel_lets_go),
		cmocka_unit_test(on_arm_an_its_tells_interrupts_apart),
		cmocka_unit_test(on_arm_without_a_table_interrupts_cannot_be_told),
		cmocka_unit_test(an_smmu_that_the_iort_calls_coherent_is),
		cmocka_unit_test(what_type1_will_be_told_counts_until_it_is_loaded),
		cmocka_unit_test(nobody_sees_as_much_as_counts),
		cmocka_unit_test(behind_xen_nothing_can_be_told),
		cmocka_unit_test(a_group_that_is_not_listed_tells_nothing),
		cmocka_unit_test(any_driver_of_vfio_will_do),
		cmocka_unit_test(iommufd_does_for_type1),
		cmocka_unit_test(what_is_denied_can_be_allowed),
		cmocka_unit_test(what_vfio_pci_is_to_take_is_shown),
		cmocka_unit_test(a_disk_behind_usb_hangs_on_the_controller),
		cmocka_unit_test(what_a_device_itself_holds_is_not_its_mates),
		cmocka_unit_test(vfio_pci_may_have_a_device_with_virtual_functions),
		cmocka_unit_test(of_two_network_cards_none_is_the_only_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
