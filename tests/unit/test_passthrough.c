/* What stands between a device and a guest: a host for each obstacle, from one where nothing
 * does. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/passthrough_host.h"
#include "tests/unit/sample_tables.h"

#define N_OBSTACLES (OBSTACLE_ID_UNREADABLE + 1)

#define DMAR "/sys/firmware/acpi/tables/DMAR"
#define SYS(address, file) "/sys/bus/pci/devices/" address "/" file
#define REGIONS "/sys/kernel/iommu_groups/2/reserved_regions"
#define MATE_ADDRESS "0000:01:00.1"

static struct pci_device *pci(struct made_host *made)
{
	return &made->host.pci[DEVICE];
}

static struct pci_function *function(struct made_host *made)
{
	return &made->host.functions[DEVICE];
}

static void unbind(struct made_host *made)
{
	pci(made)->driver.fact.state = FACT_ABSENT;
}

static void leave_group(struct made_host *made)
{
	pci(made)->iommu_group.fact.state = FACT_ABSENT;
	pci(made)->iommu.fact.state = FACT_ABSENT;
}

static void come_without_driver(struct made_host *made)
{
	leave_group(made);
	unbind(made);
	flag_set(&made->host.iommu.devicetree.read, true, "/sys/firmware/devicetree/base");
}

static void make_bridge(struct made_host *made)
{
	function(made)->header_type.value = 1;
}

static void take_iommu_away(struct made_host *made)
{
	leave_group(made);
	made->host.pci[PORT].iommu.fact.state = FACT_ABSENT;
	made->host.iommu.n_units = made->host.iommu.n_groups = 0;
}

static void let_vfio_make_the_group(struct made_host *made)
{
	text_set(&made->host.iommu.groups[1].name, "vfio-noiommu",
		 "/sys/kernel/iommu_groups/2/name");
}

/* An RMRR for the device below the port: one scope, of two steps. */
static void lock(struct made_host *made)
{
	struct build b = build_start("DMAR", 1);

	ADD(&b, U8(47), U8(1), ZERO(10));
	ADD(&b, U16(1), U16(24 + 10), U16(0), U16(0), U64(0x7f000000), U64(0x7f0fffff));
	ADD(&b, U8(1), U8(10), ZERO(3), U8(0), U8(1), U8(0), U8(0), U8(0));
	add_table(made, "DMAR", b);
	add_region(made, 2, 0x7f000000, 0x7f0fffff, "direct");
}

static void send_plain_interrupts(struct made_host *made)
{
	set_interrupts(made, false);
}

static struct build iort(uint32_t flags)
{
	struct build b = build_start("IORT", 0);

	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(4), U16(60), U8(0), U32(0), U32(0), U32(0), U64(0x9050000), U32(flags),
	    ZERO(32));
	return b;
}

static void take_coherency_away(struct made_host *made)
{
	add_table(made, "IORT", iort(0));
}

static void take_vfio_pci_away(struct made_host *made)
{
	unbind(made);
	made->host.vfio.pci_driver.fact.state = FACT_ABSENT;
}

static void take_type1_away(struct made_host *made)
{
	made->host.vfio.type1.fact.state = FACT_ABSENT;
}

static void make_accelerator(struct made_host *made)
{
	unbind(made);
	pci(made)->device_id.value = 0x0b25;
}

static void make_virtual_functions(struct made_host *made)
{
	set_driver(made, DEVICE, "igb");
	number_set(&function(made)->active_vfs, 2, SYS(DEVICE_ADDRESS, "sriov_numvfs"));
}

static void unload(struct made_host *made)
{
	unbind(made);
	text_set(&made->host.vfio.pci_driver, "available", "/lib/modules/vfio-pci.ko");
}

static void bind_host_driver(struct made_host *made)
{
	set_driver(made, DEVICE, "igb");
}

static void add_mate(struct made_host *made)
{
	size_t mate = add_function(made, MATE_ADDRESS, PORT_ADDRESS, EXPRESS_ENDPOINT);

	put_into_group(made, mate, 2);
	set_driver(made, mate, "nvme");
}

static void mount_disk(struct made_host *made, const char *controller)
{
	struct disk *disk = add_disk(made, "nvme0n1", controller, NULL);

	*arena_add(&made->arena, disk->mounts.values, disk->mounts.n) = "/";
	disk->mounts.fact = (struct fact){ FACT_KNOWN, 0, "/proc/self/mountinfo" };
}

static void add_mate_with_root(struct made_host *made)
{
	add_mate(made);
	mount_disk(made, MATE_ADDRESS);
}

static void boot_from_it(struct made_host *made)
{
	mount_disk(made, DEVICE_ADDRESS);
}

static void route_through_it(struct made_host *made)
{
	add_net(made, "eth1", "0000:02:00.0", NULL);
	flag_set(&add_net(made, "eth0", DEVICE_ADDRESS, NULL)->default_route, true,
		 "/proc/net/route");
}

static void give_it_the_only_interface(struct made_host *made)
{
	add_net(made, "lo", NULL, NULL);
	add_net(made, "eth0", DEVICE_ADDRESS, NULL);
}

static void show_screen_on_it(struct made_host *made)
{
	flag_set(&function(made)->boot_display, true, SYS(DEVICE_ADDRESS, "boot_vga"));
}

static void make_host_bridge(struct made_host *made)
{
	pci(made)->class_code.value = 0x060000;
}

static void take_resets_away(struct made_host *made)
{
	function(made)->reset_methods = (struct texts){ .n = 0 };
}

static void relax(struct made_host *made)
{
	pci(made)->class_code.value = 0x0c0330;
	add_region(made, 2, 0x7f000000, 0x7f0fffff, "direct-relaxable");
}

static void lock_under_amd_and_linux_6_5(struct made_host *made)
{
	pci(made)->unit.value = "ivhd0";
	made->host.kernel.release.value = "6.5.13-amd64";
	add_region(made, 2, 0x7f000000, 0x7f0fffff, "direct");
}

static void trust_guests(struct made_host *made)
{
	set_interrupts(made, false);
	flag_set(&made->host.vfio.unsafe_interrupts, true, "/sys/module/parameters");
}

static void override_acs(struct made_host *made)
{
	set_command_line(made, "pcie_acs_override=downstream,multifunction");
}

static void leave_vf_bars_unassigned(struct made_host *made)
{
	number_set(&function(made)->unassigned_vf_bars, 2, SYS(DEVICE_ADDRESS, "resource"));
}

static void forward_no_ari(struct made_host *made)
{
	number_set(&function(made)->total_vfs, 63, SYS(DEVICE_ADDRESS, "sriov_totalvfs"));
	flag_set(&function(made)->ari, true, CONFIG(DEVICE_ADDRESS));
	flag_set(&made->host.functions[PORT].ari_forwarding, false, CONFIG(PORT_ADDRESS));
}

static void hide_regions(struct made_host *made)
{
	set_unreadable(&made->host.iommu.groups[1].regions_read.fact, EACCES);
}

/* A host with one thing against the device, and where that shows. */
static const struct row {
	enum obstacle obstacle;
	enum arch arch;
	void (*make)(struct made_host *made);
	enum passable passable;
	const char *path, *words;
} rows[] = {
	{ OBSTACLE_ID_BRIDGE, ARCH_X86, make_bridge, PASSABLE_BLOCKED,
	  CONFIG(DEVICE_ADDRESS), "header type 1" },
	{ OBSTACLE_ID_NO_IOMMU, ARCH_X86, take_iommu_away, PASSABLE_BLOCKED,
	  "/sys/firmware/acpi/tables", "no DMAR" },
	{ OBSTACLE_ID_NOIOMMU_MODE, ARCH_X86, let_vfio_make_the_group, PASSABLE_BLOCKED,
	  "/sys/kernel/iommu_groups/2/name", "vfio-noiommu" },
	{ OBSTACLE_ID_NO_GROUP, ARCH_X86, leave_group, PASSABLE_BLOCKED,
	  SYS(DEVICE_ADDRESS, "iommu_group"), NULL },
	{ OBSTACLE_ID_GROUP_LATER, ARCH_ARM, come_without_driver, PASSABLE_POSSIBLE,
	  "/sys/firmware/devicetree/base", "iommu-map" },
	{ OBSTACLE_ID_DIRECT, ARCH_X86, lock, PASSABLE_BLOCKED, DMAR,
	  "RMRR 0x7f000000-0x7f0fffff for " DEVICE_ADDRESS },
	{ OBSTACLE_ID_UNSAFE_INTERRUPTS, ARCH_X86, send_plain_interrupts, PASSABLE_BLOCKED,
	  "/proc/interrupts", NULL },
	{ OBSTACLE_ID_NOT_COHERENT, ARCH_ARM, take_coherency_away, PASSABLE_BLOCKED,
	  "/sys/firmware/acpi/tables/IORT", "COHACC" },
	{ OBSTACLE_ID_NO_VFIO_PCI, ARCH_X86, take_vfio_pci_away, PASSABLE_BLOCKED,
	  "/sys/bus/pci/drivers/vfio-pci", NULL },
	{ OBSTACLE_ID_NO_TYPE1, ARCH_X86, take_type1_away, PASSABLE_BLOCKED,
	  "/sys/module/vfio_iommu_type1", NULL },
	{ OBSTACLE_ID_DENYLIST, ARCH_X86, make_accelerator, PASSABLE_BLOCKED,
	  SYS(DEVICE_ADDRESS, "device"), "8086:0b25" },
	{ OBSTACLE_ID_VFS_ACTIVE, ARCH_X86, make_virtual_functions, PASSABLE_POSSIBLE,
	  SYS(DEVICE_ADDRESS, "sriov_numvfs"), "2" },
	{ OBSTACLE_ID_LOAD, ARCH_X86, unload, PASSABLE_POSSIBLE, "/lib/modules/vfio-pci.ko",
	  NULL },
	{ OBSTACLE_ID_NOT_BOUND, ARCH_X86, bind_host_driver, PASSABLE_POSSIBLE,
	  SYS(DEVICE_ADDRESS, "driver"), "igb" },
	{ OBSTACLE_ID_MATES, ARCH_X86, add_mate, PASSABLE_POSSIBLE,
	  "/sys/kernel/iommu_groups/2/devices/" MATE_ADDRESS "/driver", "nvme" },
	{ OBSTACLE_ID_MATES_IN_USE, ARCH_X86, add_mate_with_root, PASSABLE_POSSIBLE,
	  "/proc/self/mountinfo", "nvme0n1 of " MATE_ADDRESS ": /" },
	{ OBSTACLE_ID_DISK_IN_USE, ARCH_X86, boot_from_it, PASSABLE_READY,
	  "/proc/self/mountinfo", "nvme0n1 of " DEVICE_ADDRESS ": /" },
	{ OBSTACLE_ID_DEFAULT_ROUTE, ARCH_X86, route_through_it, PASSABLE_READY,
	  "/proc/net/route", "eth0" },
	{ OBSTACLE_ID_ONLY_NIC, ARCH_X86, give_it_the_only_interface, PASSABLE_READY,
	  "/sys/class/net", "eth0" },
	{ OBSTACLE_ID_BOOT_DISPLAY, ARCH_X86, show_screen_on_it, PASSABLE_READY,
	  SYS(DEVICE_ADDRESS, "boot_vga"), "1" },
	{ OBSTACLE_ID_PLATFORM, ARCH_X86, make_host_bridge, PASSABLE_READY,
	  SYS(DEVICE_ADDRESS, "class"), "060000" },
	{ OBSTACLE_ID_NO_RESET, ARCH_X86, take_resets_away, PASSABLE_READY,
	  SYS(DEVICE_ADDRESS, "reset_method"), NULL },
	{ OBSTACLE_ID_RELAXABLE, ARCH_X86, relax, PASSABLE_READY, REGIONS, "relaxable" },
	{ OBSTACLE_ID_DIRECT_UNHEEDED, ARCH_X86, lock_under_amd_and_linux_6_5, PASSABLE_READY,
	  "/proc/sys/kernel/osrelease", "6.5.13" },
	{ OBSTACLE_ID_INTERRUPTS_TRUSTED, ARCH_X86, trust_guests, PASSABLE_READY,
	  "/sys/module/parameters", "allow_unsafe_interrupts" },
	{ OBSTACLE_ID_ACS_OVERRIDE, ARCH_X86, override_acs, PASSABLE_READY, "/proc/cmdline",
	  "pcie_acs_override" },
	{ OBSTACLE_ID_VF_BARS, ARCH_X86, leave_vf_bars_unassigned, PASSABLE_READY,
	  SYS(DEVICE_ADDRESS, "resource"), "2" },
	{ OBSTACLE_ID_VF_ARI, ARCH_X86, forward_no_ari, PASSABLE_READY, CONFIG(PORT_ADDRESS),
	  "ARI" },
	{ OBSTACLE_ID_UNREADABLE, ARCH_X86, hide_regions, PASSABLE_UNKNOWN, REGIONS, NULL },
};

/* Judges a host that is ready but for what `make` does to it. */
static struct made_host *judged(enum arch arch, void (*make)(struct made_host *made))
{
	struct made_host *made = make_passing_host(arch);

	if (make)
		make(made);
	judge_guests(made);
	return made;
}

static void nothing_stands_in_the_way_of_a_device_that_vfio_has(void **state)
{
	static const enum arch arches[] = { ARCH_X86, ARCH_ARM, ARCH_Z, ARCH_POWER };

	(void)state;
	for (size_t i = 0; i < sizeof(arches) / sizeof(arches[0]); i++) {
		struct made_host *made = judged(arches[i], NULL);

		assert_int_equal(made->judgement.passthrough.devices[DEVICE].n_obstacles, 0);
		assert_passable(made, DEVICE, PASSABLE_READY);
		assert_passable(made, PORT, PASSABLE_BLOCKED);
		drop_host(made);
	}
}

static void assert_row(const struct row *row)
{
	struct made_host *made = judged(row->arch, row->make);
	const struct obstacle_found *found = find_obstacle(made, DEVICE, row->obstacle);

	if (!found)
		fail_msg("%s is not found", obstacle_id(row->obstacle));
	assert_shown(found->evidence, found->n_evidence, row->path, row->words);
	assert_passable(made, DEVICE, row->passable);
	drop_host(made);
}

static void each_obstacle_is_found_where_it_is(void **state)
{
	bool covered[N_OBSTACLES] = { false };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_row(&rows[i]);
		covered[rows[i].obstacle] = true;
	}
	for (size_t i = 0; i < N_OBSTACLES; i++)
		if (!covered[i])
			fail_msg("no host has %s", obstacle_id((enum obstacle)i));
}

static void each_obstacle_says_what_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OBSTACLES; i++) {
		enum obstacle obstacle = (enum obstacle)i;

		assert_true(obstacle_id(obstacle)[0] && obstacle_text(obstacle)[0]);
		assert_non_null(obstacle_kind_name(obstacle_kind(obstacle)));
		if (obstacle_kind(obstacle) == OBSTACLE_STEP)
			assert_non_null(obstacle_remedy(obstacle));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_stands_in_the_way_of_a_device_that_vfio_has),
		cmocka_unit_test(each_obstacle_is_found_where_it_is),
		cmocka_unit_test(each_obstacle_says_what_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
