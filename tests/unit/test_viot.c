#include "tests/unit/table_asserts.h"

#include "acpi/viot.h"

enum {
	NODE_COUNT_AT = 36,
	NODE_LENGTH_AT = 2,
	PCI_RANGE = NODES_FIRST + 2 * 16, /* in the sample, behind two IOMMUs */
	OUTPUT_NODE_AT = 16,
};

static void every_node_is_decoded(void **state)
{
	struct build b = sample_viot();
	struct acpi_table t = build_parse(&b);
	struct viot_pci_range range;
	struct viot_mmio_endpoint endpoint;
	struct viot_virtio_pci pci;
	struct viot_virtio_mmio mmio;

	(void)state;
	decode_first(&t, &viot_pci_range, &range);
	assert_int_equal(range.endpoint_start, 0x1000);
	assert_int_equal(range.segment_end, 1);
	assert_int_equal(range.bdf_start, 0x10);
	assert_int_equal(range.bdf_end, 0xffff);
	assert_ptr_equal(acpi_node_at(&t, range.output_node), find_item(&t, &viot_virtio_pci));
	decode_first(&t, &viot_mmio_endpoint, &endpoint);
	assert_int_equal(endpoint.endpoint, 0x2000);
	assert_int_equal(endpoint.base, 0x0b000000);
	assert_ptr_equal(acpi_node_at(&t, endpoint.output_node),
			 find_item(&t, &viot_virtio_mmio));
	decode_first(&t, &viot_virtio_pci, &pci);
	assert_int_equal(pci.bdf, 8);
	decode_first(&t, &viot_virtio_mmio, &mmio);
	assert_int_equal(mmio.base, 0x0a000000);
	assert_count(&t, &viot_unknown, 1);
	free_both(&t, &b);
}

static void output_node_must_be_a_node(void **state)
{
	struct build b = sample_viot();
	struct acpi_table t = parse_changed(&b, PCI_RANGE + OUTPUT_NODE_AT, 2, NODES_FIRST + 8);

	(void)state;
	assert_only_fault(&t, ACPI_BAD_REFERENCE, PCI_RANGE + OUTPUT_NODE_AT);
	free_both(&t, &b);
}

static void node_shorter_than_its_type_is_kept(void **state)
{
	struct build b = sample_viot();
	struct acpi_table t = parse_changed(&b, b.size - 8 - 24 + NODE_LENGTH_AT, 2, 16);

	(void)state;
	/* What is cut off it follows as a node of zeroes. */
	assert_fault(&t, ACPI_STRUCTURE_SHORT, b.size - 8 - 24);
	assert_count(&t, &viot_mmio_endpoint, 1);
	free_both(&t, &b);
}

static void empty_node_ends_the_walk(void **state)
{
	struct build b = sample_viot();
	struct acpi_table t = parse_changed(&b, NODES_FIRST + NODE_LENGTH_AT, 2, 0);

	(void)state;
	assert_fault(&t, ACPI_STRUCTURE_ZERO, NODES_FIRST);
	assert_fault(&t, ACPI_COUNT_HIGH, NODES_FIRST);
	assert_int_equal(t.n_items, 1);
	free_both(&t, &b);
}

static void node_count_that_lies_is_a_fault(void **state)
{
	struct build b = sample_viot();
	struct acpi_table t = parse_changed(&b, NODE_COUNT_AT, 2, 0xffff);

	(void)state;
	assert_only_fault(&t, ACPI_COUNT_HIGH, b.size);
	assert_int_equal(t.faults[0].limit, 5);
	free_both(&t, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_node_is_decoded),
		cmocka_unit_test(output_node_must_be_a_node),
		cmocka_unit_test(node_shorter_than_its_type_is_kept),
		cmocka_unit_test(empty_node_ends_the_walk),
		cmocka_unit_test(node_count_that_lies_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
