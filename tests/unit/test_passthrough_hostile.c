/* Groups and devices of hosts that were made to take time: what is judged of them is bounded,
 * and takes no more work for each device than of a small host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <cmocka.h>

#include "acpi/dmar.h"
#include "acpi/ivrs.h"
#include "tests/unit/passthrough_host.h"
#include "tests/unit/sample_tables.h"

enum {
	MANY = 10000,
	MOST_EVIDENCE = 16,
	/* Many times what it takes, and far less than MANY times MANY steps would. */
	MOST_SECONDS = 5,
};

/* Evidence is what could grow with each device and each other one. */
static void assert_bounded(struct made_host *made)
{
	const struct passthrough *passthrough = &made->judgement.passthrough;
	clock_t start = clock();

	judge_guests(made);
	assert_true((clock() - start) / CLOCKS_PER_SEC < MOST_SECONDS);
	for (size_t i = 0; i < passthrough->n_devices; i++)
		for (size_t j = 0; j < passthrough->devices[i].n_obstacles; j++)
			assert_true(passthrough->devices[i].obstacles[j].n_evidence <=
				    MOST_EVIDENCE);
	for (size_t i = 0; i < passthrough->n_groups; i++)
		for (size_t j = 0; j < passthrough->groups[i].n_joins; j++)
			assert_true(passthrough->groups[i].joins[j].n_evidence <= MOST_EVIDENCE);
}

static size_t add_many(struct made_host *made, size_t n, const char *parent)
{
	const char *address = arena_print(&made->arena, "%04zx:%02zx:%02zx.%zx", 1 + (n >> 16),
					  n >> 8 & 0xff, n >> 3 & 0x1f, n & 7);

	return add_function(made, address, parent, EXPRESS_ENDPOINT);
}

static void a_group_of_thousands_is_judged_in_bounds(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		size_t index = add_many(made, i, PORT_ADDRESS);

		put_into_group(made, index, 2);
		set_driver(made, index, "nvme");
		made->host.pci[index].class_code.value = CLASS_GRAPHICS;
		add_disk(made, "nvme0n1", made->host.pci[index].address.value, NULL);
	}
	for (uint64_t i = 0; i < MANY; i++)
		add_region(made, 2, i << 12, (i << 12) + 0xfff,
			   i % 2 ? "direct" : "direct-relaxable");
	assert_bounded(made);
	assert_int_equal(find_group(made, 2)->n_holders, MANY);
	drop_host(made);
}

static void thousands_of_groups_are_judged_in_bounds(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	struct iommu *iommu = &made->host.iommu;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		struct iommu_group *group = arena_add(&made->arena, iommu->groups,
						      iommu->n_groups);
		struct pci_device *pci;

		add_many(made, i, PORT_ADDRESS);
		pci = &made->host.pci[made->host.n_pci - 1];
		number_set(&group->id, 100 + i, "/sys/kernel/iommu_groups");
		number_set(&pci->iommu_group, 100 + i, "/sys/kernel/iommu_groups");
		*arena_add(&made->arena, group->devices.values, group->devices.n) =
			pci->address.value;
	}
	assert_bounded(made);
	drop_host(made);
}

/* Each is the parent of the next, and the last of the first. */
static void parents_that_lead_in_circles_end(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	const char *last = NULL;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		size_t index = add_many(made, i, last);

		number_set(&made->host.functions[index].express_type, EXPRESS_ROOT_PORT, "/");
		set_acs(made, index, ACS_SV, ACS_SV);
		put_into_group(made, index, 2);
		last = made->host.pci[index].address.value;
	}
	text_set(&made->host.pci[FIRST_ADDED].parent, last, "/sys");
	assert_bounded(made);
	drop_host(made);
}

static void members_that_do_not_exist_are_judged(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		put_name_into_group(made, "0000:ff:1f.7", 2, NULL);
	made->host.iommu.groups[1].drivers = NULL;
	assert_bounded(made);
	assert_int_equal(find_group(made, 2)->viable, ANSWER_UNKNOWN);
	assert_passable(made, DEVICE, PASSABLE_UNKNOWN);
	drop_host(made);
}

/* All groups have a direct region, and all ranges lie in all of them. */
static struct made_host *locked_by(const char *signature, struct build table)
{
	struct made_host *made = make_passing_host(ARCH_X86);

	add_table(made, signature, table);
	for (size_t i = 0; i < MANY; i++)
		put_into_group(made, add_many(made, i, PORT_ADDRESS), 2);
	add_region(made, 2, 0, UINT64_MAX, "direct");
	return made;
}

static void a_table_of_thousands_of_rmrrs_is_judged_in_bounds(void **state)
{
	struct build b = build_start("DMAR", 1);
	struct made_host *made;

	(void)state;
	ADD(&b, U8(47), U8(1), ZERO(10));
	for (size_t i = 0; i < MANY; i++) {
		size_t at = ADD(&b, U16(1), U16(0), U16(0), U16(0), U64(i << 12),
				U64((i << 12) + 0xfff));

		for (size_t scope = 0; scope < 16; scope++)
			ADD(&b, U8(DMAR_SCOPE_BRIDGE), U8(8), ZERO(3), U8(0), U8(1), U8(0));
		build_length(&b, at, 2, 2);
	}
	made = locked_by("DMAR", b);
	assert_bounded(made);
	assert_passable(made, DEVICE, PASSABLE_BLOCKED);
	drop_host(made);
}

static void a_table_of_thousands_of_ivmds_is_judged_in_bounds(void **state)
{
	struct build b = build_start("IVRS", 2);
	struct made_host *made;

	(void)state;
	ADD(&b, U32(0), ZERO(8));
	for (size_t i = 0; i < MANY; i++)
		ADD(&b, U8(IVRS_IVMD_ALL), U8(IVMD_UNITY), U16(32), U16(0), U16(0), ZERO(8),
		    U64(i << 12), U64(0x1000));
	made = locked_by("IVRS", b);
	assert_bounded(made);
	drop_host(made);
}

/* Each function might be in any of the ranges. */
static void functions_without_groups_are_judged_in_bounds(void **state)
{
	struct made_host *made = make_passing_host(ARCH_X86);
	struct build b = build_start("VIOT", 0);

	(void)state;
	ADD(&b, U16(MANY), U16(NODES_FIRST), U64(0));
	for (size_t i = 0; i < MANY; i++)
		ADD(&b, U8(1), U8(0), U16(24), U32(0), U16(0), U16(0), U16(0xffff), U16(0xffff),
		    U16(NODES_FIRST), ZERO(6));
	add_table(made, "VIOT", b);
	for (size_t i = 0; i < MANY; i++)
		add_many(made, i, PORT_ADDRESS);
	assert_bounded(made);
	assert_passable(made, FIRST_ADDED, PASSABLE_UNKNOWN);
	drop_host(made);
}

static void a_host_without_functions_is_judged(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	judge_guests(made);
	assert_int_equal(made->judgement.passthrough.n_devices, 0);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_of_thousands_is_judged_in_bounds),
		cmocka_unit_test(thousands_of_groups_are_judged_in_bounds),
		cmocka_unit_test(parents_that_lead_in_circles_end),
		cmocka_unit_test(members_that_do_not_exist_are_judged),
		cmocka_unit_test(a_table_of_thousands_of_rmrrs_is_judged_in_bounds),
		cmocka_unit_test(a_table_of_thousands_of_ivmds_is_judged_in_bounds),
		cmocka_unit_test(functions_without_groups_are_judged_in_bounds),
		cmocka_unit_test(a_host_without_functions_is_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
