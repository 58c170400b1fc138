/* Functions that are in no group: those that get one when vfio-pci is bound, and others. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/passthrough_host.h"
#include "tests/unit/sample_tables.h"

enum {
	ROOT = 2, SMMU = 3, SMMU_V3 = 4, NO_NODE = 0xf0,
	SMMU_LENGTH = 68, ROOT_LENGTH = 36, MAPPING_LENGTH = 20,
	DEVICE_ID = 0x0100,
	VIOT_FIRST = 48,
};

/* A host with the device as it is before a driver is bound. */
static struct made_host *idle_host(enum arch arch)
{
	struct made_host *made = make_passing_host(arch);
	struct pci_device *pci = &made->host.pci[DEVICE];

	pci->driver.fact.state = FACT_ABSENT;
	pci->iommu_group.fact.state = FACT_ABSENT;
	pci->unit.fact.state = FACT_ABSENT;
	pci->iommu.fact.state = FACT_ABSENT;
	return made;
}

/* An SMMU of a type for one requester id of segment 0. */
static void add_iort(struct made_host *made, uint8_t type, uint32_t id)
{
	struct build b = build_start("IORT", 5);

	ADD(&b, U32(2), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(type), U16(SMMU_LENGTH), U8(3), U32(0), U32(0), U32(0), U64(0x9050000),
	    ZERO(44));
	ADD(&b, U8(ROOT), U16(ROOT_LENGTH + MAPPING_LENGTH), U8(3), U32(0), U32(1),
	    U32(ROOT_LENGTH), U64(1), U32(0), U32(0), U8(64), ZERO(3));
	ADD(&b, U32(id), U32(0), U32(id), U32(NODES_FIRST), U32(0));
	add_table(made, "IORT", b);
}

/* A virtio-iommu for one requester id of a segment. */
static void add_viot(struct made_host *made, uint16_t segment, uint16_t id)
{
	struct build b = build_start("VIOT", 0);

	ADD(&b, U16(2), U16(VIOT_FIRST), ZERO(8));
	ADD(&b, U8(1), U8(0), U16(24), U32(id), U16(segment), U16(segment), U16(id), U16(id),
	    U16(VIOT_FIRST + 24), ZERO(6));
	ADD(&b, U8(3), U8(0), U16(16), U16(0), U16(0x0008), ZERO(8));
	add_table(made, "VIOT", b);
}

static void assert_judged(struct made_host *made, enum obstacle obstacle,
			  enum passable passable)
{
	judge_guests(made);
	if (!find_obstacle(made, DEVICE, obstacle))
		fail_msg("%s is not found", obstacle_id(obstacle));
	assert_passable(made, DEVICE, passable);
	drop_host(made);
}

static void an_smmu_serves_it_once_a_driver_is_bound(void **state)
{
	struct made_host *made = idle_host(ARCH_ARM);

	(void)state;
	add_iort(made, SMMU_V3, DEVICE_ID);
	assert_judged(made, OBSTACLE_ID_GROUP_LATER, PASSABLE_POSSIBLE);
}

static void a_function_that_is_mapped_to_no_smmu_gets_no_group(void **state)
{
	struct made_host *made = idle_host(ARCH_ARM);

	(void)state;
	add_iort(made, SMMU_V3, DEVICE_ID + 1);
	assert_judged(made, OBSTACLE_ID_NO_GROUP, PASSABLE_BLOCKED);
	made = idle_host(ARCH_ARM);
	add_iort(made, NO_NODE, DEVICE_ID);
	assert_judged(made, OBSTACLE_ID_NO_GROUP, PASSABLE_BLOCKED);
}

static void a_function_with_a_driver_and_no_group_gets_none(void **state)
{
	struct made_host *made = idle_host(ARCH_ARM);

	(void)state;
	add_iort(made, SMMU_V3, DEVICE_ID);
	set_driver(made, DEVICE, "igb");
	assert_judged(made, OBSTACLE_ID_NO_GROUP, PASSABLE_BLOCKED);
}

static void what_cannot_be_read_of_the_mapping_is_told(void **state)
{
	struct made_host *made = idle_host(ARCH_ARM);

	(void)state;
	deny_table(made, "IORT", EACCES);
	assert_judged(made, OBSTACLE_ID_UNREADABLE, PASSABLE_UNKNOWN);
	made = idle_host(ARCH_ARM);
	add_iort(made, SMMU, DEVICE_ID);
	assert_judged(made, OBSTACLE_ID_UNREADABLE, PASSABLE_UNKNOWN);
}

static void viot_is_asked_after_iort(void **state)
{
	struct made_host *made = idle_host(ARCH_ARM);

	(void)state;
	made->host.iommu.units[0].name.value = "0000:00:01.0";
	add_iort(made, NO_NODE, DEVICE_ID);
	add_viot(made, 0, DEVICE_ID);
	assert_judged(made, OBSTACLE_ID_GROUP_LATER, PASSABLE_POSSIBLE);
	made = idle_host(ARCH_ARM);
	add_viot(made, 1, DEVICE_ID);
	assert_judged(made, OBSTACLE_ID_NO_GROUP, PASSABLE_BLOCKED);
}

/* virtio-iommu remaps none. */
static void plain_interrupts_count_before_there_is_a_group(void **state)
{
	struct made_host *made = idle_host(ARCH_X86);

	(void)state;
	made->host.iommu.units[0].name.value = "0000:00:01.0";
	set_interrupts(made, false);
	add_viot(made, 0, DEVICE_ID);
	assert_judged(made, OBSTACLE_ID_UNSAFE_INTERRUPTS, PASSABLE_BLOCKED);
}

static void a_device_tree_maps_host_bridges(void **state)
{
	struct made_host *made = idle_host(ARCH_ARM);
	struct devicetree *tree = &made->host.iommu.devicetree;

	(void)state;
	flag_set(&tree->read, true, "/sys/firmware/devicetree/base");
	assert_judged(made, OBSTACLE_ID_GROUP_LATER, PASSABLE_POSSIBLE);
	made = idle_host(ARCH_ARM);
	tree = &made->host.iommu.devicetree;
	flag_set(&tree->read, true, "/sys/firmware/devicetree/base");
	*arena_add(&made->arena, tree->unmapped_hosts.values, tree->unmapped_hosts.n) =
		"/sys/firmware/devicetree/base/pcie";
	assert_judged(made, OBSTACLE_ID_UNREADABLE, PASSABLE_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_smmu_serves_it_once_a_driver_is_bound),
		cmocka_unit_test(a_function_that_is_mapped_to_no_smmu_gets_no_group),
		cmocka_unit_test(a_function_with_a_driver_and_no_group_gets_none),
		cmocka_unit_test(what_cannot_be_read_of_the_mapping_is_told),
		cmocka_unit_test(viot_is_asked_after_iort),
		cmocka_unit_test(plain_interrupts_count_before_there_is_a_group),
		cmocka_unit_test(a_device_tree_maps_host_bridges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
