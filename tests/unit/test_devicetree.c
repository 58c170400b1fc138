/* IOMMUs of a device tree: what is read, and the verdict on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/judge_host.h"
#include "tests/unit/scan_root.h"

#define BASE "sys/firmware/devicetree/base"

/* What each tree has: without it, it would be the stub that a kernel makes. */
#define ROOT ROOT_BYTES(BASE "/compatible", "linux,dummy-virt\0")

/* A firmware directory without ACPI, a class of IOMMUs and of groups, both empty. */
#define NO_ACPI ROOT_DIR("sys/firmware/acpi"), ROOT_DIR("sys/class/iommu"), \
	ROOT_DIR("sys/kernel/iommu_groups")

#define SMMU(status)                                                          \
	ROOT_BYTES(BASE "/soc/smmuv3@9050000/compatible", "arm,smmu-v3\0"),   \
	ROOT_BYTES(BASE "/soc/smmuv3@9050000/#iommu-cells", "\0\0\0\1"),      \
	ROOT_BYTES(BASE "/soc/smmuv3@9050000/status", status "\0")

#define PCIE                                                                  \
	ROOT_BYTES(BASE "/pcie@10000000/device_type", "pci\0"),               \
	ROOT_BYTES(BASE "/pcie@10000000/compatible", "pci-host-ecam-generic\0")

#define MAPPED ROOT_BYTES(BASE "/pcie@10000000/iommu-map", "\0\0\0\0\0\0\x80\4")
#define DRIVER ROOT_DIR("sys/bus/platform/drivers/arm-smmu-v3")

/* Scans the rows as an Arm host and judges it. */
#define JUDGE(s, judgement, ...)                                  \
	do {                                                      \
		SCAN(s, collect_iommu, 0, NO_ACPI, __VA_ARGS__);  \
		(s)->host.system.arch = ARCH_ARM;                 \
		judge(&(s)->host, judgement);                     \
	} while (0)

static void assert_verdict(const struct judgement *judgement, enum iommu_state state,
			   enum reason reason)
{
	assert_string_equal(reason_id(judgement->iommu.reason), reason_id(reason));
	assert_string_equal(iommu_state_name(judgement->iommu.state), iommu_state_name(state));
}

static void an_iommu_and_who_is_behind_it_are_read(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_iommu, 0, NO_ACPI, ROOT, SMMU("okay"), PCIE, MAPPED, DRIVER);
	const struct devicetree *tree = &s.host.iommu.devicetree;

	assert_true(tree->read.value);
	assert_int_equal(tree->n_iommus, 1);
	assert_text(tree->iommus[0].path, "/" BASE "/soc/smmuv3@9050000");
	assert_int_equal(tree->iommus[0].compatible.n, 1);
	assert_string_equal(tree->iommus[0].compatible.values[0], "arm,smmu-v3");
	assert_true(tree->iommus[0].enabled.value);
	assert_text(tree->iommus[0].driver, "/sys/bus/platform/drivers/arm-smmu-v3");
	assert_number(tree->users, 1);
	assert_int_equal(tree->unmapped_hosts.n, 0);
	scan_drop(&s);
}

static void a_compatible_of_many_names_is_read_whole(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_iommu, 0, NO_ACPI, ROOT,
	     ROOT_BYTES(BASE "/iommu@5/compatible", "qcom,sdm845-smmu-500\0qcom,smmu-500\0arm,mmu-500\0"),
	     ROOT_BYTES(BASE "/iommu@5/#iommu-cells", "\0\0\0\2"),
	     ROOT_DIR("sys/bus/platform/drivers/arm-smmu"));
	const struct devicetree_iommu *iommu = &s.host.iommu.devicetree.iommus[0];

	assert_int_equal(iommu->compatible.n, 3);
	assert_string_equal(iommu->compatible.values[2], "arm,mmu-500");
	assert_true(iommu->enabled.value);
	assert_text(iommu->driver, "/sys/bus/platform/drivers/arm-smmu");
	scan_drop(&s);
}

static void where_there_are_acpi_tables_no_tree_is_read(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, collect_iommu, 0, ROOT_DIR("sys/firmware/acpi/tables"), ROOT, SMMU("okay"));
	assert_int_equal(STATE(s.host.iommu.devicetree.read), FACT_ABSENT);
	assert_int_equal(s.host.iommu.devicetree.n_iommus, 0);
	scan_drop(&s);
}

static void a_stub_is_no_tree(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT_FILE(BASE "/chosen/bootargs", "acpi=force"));
	assert_int_equal(STATE(s.host.iommu.devicetree.read), FACT_ABSENT);
	assert_verdict(&judgement, IOMMU_UNKNOWN, REASON_NO_ACPI);
	scan_drop(&s);
}

static void a_tree_without_an_iommu_has_none(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, PCIE);
	assert_verdict(&judgement, IOMMU_ABSENT, REASON_NO_UNIT);
	assert_int_equal(judgement.iommu.described, ANSWER_NO);
	scan_drop(&s);
}

static void an_iommu_that_is_disabled_is_absent(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("disabled"), PCIE, MAPPED, DRIVER);
	assert_verdict(&judgement, IOMMU_ABSENT, REASON_UNIT_DISABLED);
	assert_string_equal(judgement.iommu.family, "arm");
	assert_evidence(&judgement.iommu, "/" BASE "/soc/smmuv3@9050000", NO_OFFSET);
	scan_drop(&s);
}

static void an_iommu_that_nothing_maps_to_is_off(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("okay"), PCIE, DRIVER,
	      ROOT_BYTES(BASE "/gpu@1/iommus", "\0\0\x80\4\0\0\0\1"),
	      ROOT_BYTES(BASE "/gpu@1/status", "disabled\0"));
	assert_verdict(&judgement, IOMMU_OFF, REASON_NOT_MAPPED);
	scan_drop(&s);
}

static void an_iommu_without_its_driver_is_unsupported(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("ok"), PCIE, MAPPED);
	assert_verdict(&judgement, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
	assert_evidence(&judgement.iommu, "/sys/bus/platform/drivers/arm-smmu-v3", NO_OFFSET);
	assert_int_equal(judgement.iommu.described, ANSWER_YES);
	scan_drop(&s);
}

static void an_iommu_with_its_driver_is_not_in_use(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("okay"), PCIE, MAPPED, DRIVER);
	assert_verdict(&judgement, IOMMU_OFF, REASON_NOT_IN_USE);
	scan_drop(&s);
}

static void an_idle_unit_of_the_tree_is_ready(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("okay"), PCIE, MAPPED, DRIVER,
	      ROOT_DIR("sys/class/iommu/smmu3.0x0000000009050000/devices"));
	assert_verdict(&judgement, IOMMU_ENABLED, REASON_READY);
	scan_drop(&s);

	JUDGE(&s, &judgement, ROOT, SMMU("okay"), PCIE, DRIVER,
	      ROOT_DIR("sys/class/iommu/smmu3.0x0000000009050000/devices"));
	assert_verdict(&judgement, IOMMU_OFF, REASON_NO_DEVICE);
	scan_drop(&s);
}

/* What driver it needs is not known: then it is not said to be missing. */
static void an_iommu_that_is_not_known_here_still_counts(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, ROOT_BYTES(BASE "/iommu@1/compatible", "acme,iommu\0"),
	      ROOT_BYTES(BASE "/iommu@1/#iommu-cells", "\0\0\0\0"),
	      ROOT_BYTES(BASE "/dma@2/iommus", "\0\0\0\1"));
	assert_verdict(&judgement, IOMMU_OFF, REASON_NOT_IN_USE);
	assert_null(judgement.iommu.family);
	scan_drop(&s);
}

static void the_compatible_name_tells_the_family(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, ROOT_BYTES(BASE "/iommu@1/compatible", "riscv,iommu\0"),
	      ROOT_BYTES(BASE "/iommu@1/#iommu-cells", "\0\0\0\1"));
	assert_string_equal(judgement.iommu.family, "riscv");
	scan_drop(&s);
	JUDGE(&s, &judgement, ROOT, ROOT_BYTES(BASE "/v@1/compatible", "virtio,mmio\0"),
	      ROOT_BYTES(BASE "/v@1/#iommu-cells", "\0\0\0\1"),
	      /* Other devices of virtio are none. */
	      ROOT_BYTES(BASE "/v@2/compatible", "virtio,mmio\0"));
	assert_int_equal(s.host.iommu.devicetree.n_iommus, 1);
	assert_string_equal(judgement.iommu.family, "virtio");
	scan_drop(&s);
}

static const struct finding *find(const struct judgement *judgement, enum reason reason)
{
	for (size_t i = 0; i < judgement->findings.n; i++)
		if (judgement->findings.rows[i].check->reason == reason)
			return &judgement->findings.rows[i];
	fail_msg("no check %s", reason_id(reason));
	return NULL;
}

static void a_host_bridge_without_a_map_is_found(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("okay"), PCIE, DRIVER,
	      /* A bridge below the host bridge needs no map of its own. */
	      ROOT_BYTES(BASE "/pcie@10000000/bridge@0/device_type", "pci\0"),
	      ROOT_BYTES(BASE "/pcie@20000000/device_type", "pci\0"),
	      ROOT_BYTES(BASE "/pcie@20000000/status", "disabled\0"));
	const struct finding *finding = find(&judgement, REASON_HOST_UNMAPPED);

	assert_int_equal(finding->outcome, OUTCOME_FAIL);
	assert_int_equal(finding->n_evidence, 1);
	assert_string_equal(finding->evidence[0].path, "/" BASE "/pcie@10000000");
	scan_drop(&s);

	JUDGE(&s, &judgement, ROOT, PCIE);
	assert_int_equal(find(&judgement, REASON_HOST_UNMAPPED)->outcome, OUTCOME_NOT_APPLICABLE);
	scan_drop(&s);
}

static void a_tree_without_end_is_unknown(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, SMMU("okay"), ROOT_LINK(BASE "/a", "."),
	      ROOT_LINK(BASE "/b", "."));
	assert_int_equal(STATE(s.host.iommu.devicetree.read), FACT_UNKNOWN);
	assert_verdict(&judgement, IOMMU_UNKNOWN, REASON_UNREADABLE);
	assert_int_equal(find(&judgement, REASON_HOST_UNMAPPED)->outcome, OUTCOME_UNKNOWN);
	assert_int_equal(s.host.n_problems, 1);
	scan_drop(&s);
}

static void what_is_hidden_stays_hidden_beside_a_tree(void **state)
{
	struct judgement judgement;
	struct scanned s;

	(void)state;
	JUDGE(&s, &judgement, ROOT, PCIE);
	flag_set(&s.host.virtualization.firmware_hidden, true, "/proc/self/mountinfo");
	judge(&s.host, &judgement);
	assert_verdict(&judgement, IOMMU_HIDDEN, REASON_MASKED);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_iommu_and_who_is_behind_it_are_read),
		cmocka_unit_test(a_compatible_of_many_names_is_read_whole),
		cmocka_unit_test(where_there_are_acpi_tables_no_tree_is_read),
		cmocka_unit_test(a_stub_is_no_tree),
		cmocka_unit_test(a_tree_without_an_iommu_has_none),
		cmocka_unit_test(an_iommu_that_is_disabled_is_absent),
		cmocka_unit_test(an_iommu_that_nothing_maps_to_is_off),
		cmocka_unit_test(an_iommu_without_its_driver_is_unsupported),
		cmocka_unit_test(an_iommu_with_its_driver_is_not_in_use),
		cmocka_unit_test(an_idle_unit_of_the_tree_is_ready),
		cmocka_unit_test(an_iommu_that_is_not_known_here_still_counts),
		cmocka_unit_test(the_compatible_name_tells_the_family),
		cmocka_unit_test(a_host_bridge_without_a_map_is_found),
		cmocka_unit_test(a_tree_without_end_is_unknown),
		cmocka_unit_test(what_is_hidden_stays_hidden_beside_a_tree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
