#include "tests/unit/table_asserts.h"

#include "acpi/rimt.h"

enum {
	NODE_COUNT_AT = 36,
	NODE_LENGTH_AT = 2,
	WIRE_COUNT_AT = 36,
	ROOT = NODES_FIRST + 40 + 2 * 8, /* in the sample, behind an IOMMU with two wires */
	ROOT_MAPPING_OFFSET_AT = 16,
	ROOT_OUTPUT_REF_AT = 20 + 12,
	PLATFORM = ROOT + 40,
	PLATFORM_NAME_AT = 12,
};

static void every_node_is_decoded(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = build_parse(&b);
	struct rimt_iommu iommu;
	struct rimt_wire wire;
	struct rimt_root root;
	struct rimt_platform platform;

	(void)state;
	decode_first(&t, &rimt_iommu, &iommu);
	assert_int_equal(iommu.base, 0x03010000);
	assert_int_equal(iommu.flags, RIMT_IOMMU_PXM_VALID);
	assert_int_equal(iommu.wire_count, 2);
	assert_count(&t, &rimt_wire, 2);
	decode_first(&t, &rimt_wire, &wire);
	assert_int_equal(wire.gsi, 36);
	assert_int_equal(wire.flags, RIMT_WIRE_LEVEL);
	decode_first(&t, &rimt_root, &root);
	assert_int_equal(root.id, 1);
	assert_int_equal(root.flags, RIMT_ROOT_ATS | RIMT_ROOT_PRI);
	decode_first(&t, &rimt_platform, &platform);
	assert_int_equal(platform.mapping_count, 1);
	assert_count(&t, &rimt_unknown, 1);
	free_both(&t, &b);
}

static void mappings_lead_to_their_iommu(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = build_parse(&b);
	struct rimt_mapping mapping;

	(void)state;
	assert_count(&t, &rimt_mapping, 2);
	decode_first(&t, &rimt_mapping, &mapping);
	assert_int_equal(mapping.id_count, 0x10000);
	assert_ptr_equal(acpi_node_at(&t, mapping.output_ref), find_item(&t, &rimt_iommu));
	free_both(&t, &b);
}

static void mapping_must_name_a_node(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = parse_changed(&b, ROOT + ROOT_OUTPUT_REF_AT, 4, 0);

	(void)state;
	assert_only_fault(&t, ACPI_BAD_REFERENCE, ROOT + ROOT_OUTPUT_REF_AT);
	free_both(&t, &b);
}

static void mappings_past_their_node_are_left_out(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = parse_changed(&b, ROOT + ROOT_MAPPING_OFFSET_AT, 2, 21);

	(void)state;
	assert_only_fault(&t, ACPI_MAPPING_OUTSIDE, ROOT);
	assert_count(&t, &rimt_mapping, 1);
	free_both(&t, &b);
}

static void wires_past_their_node_are_left_out(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = parse_changed(&b, NODES_FIRST + WIRE_COUNT_AT, 2, 0xffff);

	(void)state;
	assert_only_fault(&t, ACPI_ARRAY_OUTSIDE, NODES_FIRST);
	assert_count(&t, &rimt_wire, 2);
	free_both(&t, &b);
}

static void name_without_an_end_is_a_fault(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t;

	(void)state;
	for (size_t i = 0; i < 12; i++)
		build_set(&b, PLATFORM + PLATFORM_NAME_AT + i, 1, 'A');
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_TEXT_OPEN, PLATFORM + PLATFORM_NAME_AT);
	free_both(&t, &b);
}

static void node_past_the_end_ends_the_walk(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = parse_changed(&b, ROOT + NODE_LENGTH_AT, 2, 0xffff);

	(void)state;
	assert_fault(&t, ACPI_STRUCTURE_LONG, ROOT);
	assert_fault(&t, ACPI_COUNT_HIGH, ROOT);
	assert_count(&t, &rimt_iommu, 1);
	assert_null(find_item(&t, &rimt_root));
	free_both(&t, &b);
}

static void node_count_that_lies_is_a_fault(void **state)
{
	struct build b = sample_rimt();
	struct acpi_table t = parse_changed(&b, NODE_COUNT_AT, 4, 1);

	(void)state;
	assert_only_fault(&t, ACPI_COUNT_LOW, ROOT);
	free_both(&t, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_is_decoded),
		cmocka_unit_test(mappings_lead_to_their_iommu),
		cmocka_unit_test(mapping_must_name_a_node),
		cmocka_unit_test(mappings_past_their_node_are_left_out),
		cmocka_unit_test(wires_past_their_node_are_left_out),
		cmocka_unit_test(name_without_an_end_is_a_fault),
		cmocka_unit_test(node_past_the_end_ends_the_walk),
		cmocka_unit_test(node_count_that_lies_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
