#include "tests/unit/table_asserts.h"

#include "acpi/iort.h"

enum {
	NODE_COUNT_AT = 36,
	NODE_OFFSET_AT = 40,
	LENGTH_AT = 1,
	MAPPING_COUNT_AT = 8,
	MAPPING_OFFSET_AT = 12,
	OUTPUT_REF_AT = 12,
};

static uint32_t offset_of(struct build *b, const struct acpi_layout *layout)
{
	struct acpi_table t = build_parse(b);
	const struct acpi_item *item = find_item(&t, layout);
	uint32_t offset;

	assert_non_null(item);
	offset = item->offset;
	acpi_table_free(&t);
	return offset;
}

static void smmus_are_decoded(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = build_parse(&b);
	struct iort_smmu smmu;
	struct iort_smmu_global global;
	struct iort_smmu_v3 v3;

	(void)state;
	decode_first(&t, &iort_smmu, &smmu);
	assert_int_equal(smmu.node.type, 3);
	assert_int_equal(smmu.node.mapping_count, 1);
	assert_int_equal(smmu.base, 0x2b400000);
	assert_int_equal(smmu.model, 3);
	assert_int_equal(smmu.pmu_offset, 92);
	decode_first(&t, &iort_smmu_global, &global);
	assert_int_equal(global.nsgirpt, 65);
	assert_int_equal(global.nsgcfgirpt_flags, 1);
	assert_count(&t, &iort_smmu_ctx, 2);
	assert_count(&t, &iort_smmu_pmu, 1);
	decode_first(&t, &iort_smmu_v3, &v3);
	assert_int_equal(v3.node.revision, 5);
	assert_int_equal(v3.base, 0x09050000);
	assert_int_equal(v3.flags, IORT_SMMU_V3_COHACC | IORT_SMMU_V3_DEVICEID_VALID);
	assert_int_equal(v3.vatos, 0x09060000);
	assert_int_equal(v3.sync, 108);
	assert_int_equal(v3.proximity, 1);
	free_both(&t, &b);
}

static void devices_are_decoded(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = build_parse(&b);
	struct iort_named named;
	struct iort_root root;
	struct iort_pmcg pmcg;
	struct iort_rmr rmr;
	struct iort_range range;
	struct iort_iwb iwb;
	struct iort_its_id its;

	(void)state;
	decode_first(&t, &iort_named, &named);
	assert_int_equal(named.flags, 0x0b);
	assert_int_equal(named.memory_flags, IORT_MEMORY_CPM | IORT_MEMORY_DACS);
	assert_int_equal(named.address_size, 40);
	decode_first(&t, &iort_root, &root);
	assert_int_equal(root.cache_coherency, IORT_COHERENT);
	assert_int_equal(root.ats, IORT_ROOT_ATS);
	assert_int_equal(root.address_size, 64);
	assert_int_equal(root.pasid_caps, 0x14);
	assert_int_equal(root.flags, 1);
	decode_first(&t, &iort_pmcg, &pmcg);
	assert_int_equal(pmcg.page1, 0x09080000);
	decode_first(&t, &iort_rmr, &rmr);
	assert_int_equal(rmr.flags, IORT_RMR_REMAP | IORT_RMR_PRIVILEGED);
	decode_first(&t, &iort_range, &range);
	assert_int_equal(range.base, 0x80000000);
	assert_int_equal(range.length, 0x10000);
	assert_count(&t, &iort_range, 2);
	decode_first(&t, &iort_iwb, &iwb);
	assert_int_equal(iwb.index, 3);
	assert_count(&t, &iort_its_id, 2);
	decode_first(&t, &iort_its_id, &its);
	assert_int_equal(its.id, 0);
	free_both(&t, &b);
}

static void mappings_lead_to_their_node(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = build_parse(&b);
	const struct acpi_item *root = find_item(&t, &iort_root);
	const struct acpi_item *item = acpi_next(&t, root, &iort_mapping, NULL);
	struct iort_mapping mapping;

	(void)state;
	acpi_decode(&t, item, &mapping);
	assert_int_equal(mapping.id_count, 0xff);
	assert_ptr_equal(acpi_node_at(&t, mapping.output_ref), find_item(&t, &iort_smmu_v3));
	item = acpi_next(&t, root, &iort_mapping, item);
	acpi_decode(&t, item, &mapping);
	assert_int_equal(mapping.input_base, 0x100);
	assert_ptr_equal(acpi_node_at(&t, mapping.output_ref), find_item(&t, &iort_its));
	assert_null(acpi_next(&t, root, &iort_mapping, item));
	assert_null(acpi_node_at(&t, item->offset));
	assert_null(acpi_node_at(&t, UINT64_MAX));
	free_both(&t, &b);
}

static void unknown_node_keeps_its_mappings(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = build_parse(&b);
	const struct acpi_item *item = find_item(&t, &iort_unknown);

	(void)state;
	assert_int_equal(item->length, 40);
	assert_non_null(acpi_next(&t, item, &iort_mapping, NULL));
	free_both(&t, &b);
}

/* The first mapping of an old root node stands where newer ones have the address size. */
static void old_nodes_lack_the_fields_of_newer_revisions(void **state)
{
	struct build b = sample_iort_old();
	struct acpi_table t = build_parse(&b);
	struct iort_root root;
	struct iort_smmu_v3 smmu;
	struct iort_pmcg pmcg;

	(void)state;
	assert_sound(&t);
	decode_first(&t, &iort_root, &root);
	assert_int_equal(root.segment, 2);
	assert_int_equal(root.address_size, 0);
	assert_int_equal(root.pasid_caps, 0);
	decode_first(&t, &iort_smmu_v3, &smmu);
	assert_int_equal(smmu.sync, 4);
	assert_int_equal(smmu.devid_mapping_index, 0);
	decode_first(&t, &iort_pmcg, &pmcg);
	assert_int_equal(pmcg.page1, 0);
	assert_count(&t, &iort_mapping, 2);
	free_both(&t, &b);
}

static void node_of_length_zero_ends_the_walk(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = parse_changed(&b, NODES_FIRST + LENGTH_AT, 2, 0);

	(void)state;
	assert_fault(&t, ACPI_STRUCTURE_ZERO, NODES_FIRST);
	assert_fault(&t, ACPI_COUNT_HIGH, NODES_FIRST);
	assert_int_equal(t.n_items, 1);
	free_both(&t, &b);
}

static void node_count_too_high_is_a_fault(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = parse_changed(&b, NODE_COUNT_AT, 4, UINT32_MAX);

	(void)state;
	assert_only_fault(&t, ACPI_COUNT_HIGH, b.size);
	assert_int_equal(t.faults[0].value, UINT32_MAX);
	assert_int_equal(t.faults[0].limit, 9);
	free_both(&t, &b);
}

static void node_count_too_low_is_a_fault(void **state)
{
	struct build b = sample_iort();
	uint32_t last = offset_of(&b, &iort_unknown);
	struct acpi_table t = parse_changed(&b, NODE_COUNT_AT, 4, 8);

	(void)state;
	assert_only_fault(&t, ACPI_COUNT_LOW, last);
	assert_null(find_item(&t, &iort_unknown));
	free_both(&t, &b);
}

static void nodes_outside_the_table_are_a_fault(void **state)
{
	static const uint32_t offsets[] = { 0, NODES_FIRST - 1, 0x7fffffff, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct build b = sample_iort();
		struct acpi_table t = parse_changed(&b, NODE_OFFSET_AT, 4, offsets[i]);

		assert_only_fault(&t, ACPI_OFFSET_OUTSIDE, NODE_OFFSET_AT);
		assert_int_equal(t.n_items, 1);
		free_both(&t, &b);
	}
}

static void mappings_past_their_node_are_left_out(void **state)
{
	struct build b = sample_iort();
	uint32_t root = offset_of(&b, &iort_root);
	struct acpi_table t = parse_changed(&b, root + MAPPING_COUNT_AT, 4, 3);

	(void)state;
	assert_only_fault(&t, ACPI_MAPPING_OUTSIDE, root);
	assert_int_equal(t.faults[0].value, 3);
	assert_int_equal(t.faults[0].limit, 2);
	assert_count(&t, &iort_mapping, 9);
	free_both(&t, &b);
}

static void mappings_outside_their_node_leave_its_fields_alone(void **state)
{
	static const uint32_t offsets[] = { 0, 4, 31, 81, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		struct build b = sample_iort();
		uint32_t root = offset_of(&b, &iort_root);
		struct acpi_table t = parse_changed(&b, root + MAPPING_OFFSET_AT, 4, offsets[i]);
		struct iort_root decoded;

		assert_only_fault(&t, ACPI_MAPPING_OUTSIDE, root);
		assert_int_equal(t.faults[0].limit, 0);
		decode_first(&t, &iort_root, &decoded);
		assert_int_equal(decoded.address_size, 64);
		assert_int_equal(decoded.node.mapping_offset, offsets[i]);
		free_both(&t, &b);
	}
}

static void arrays_past_their_node_are_left_out(void **state)
{
	struct build b = sample_iort();
	struct acpi_table t = parse_changed(&b, NODES_FIRST + 16, 4, UINT32_MAX);

	(void)state;
	assert_only_fault(&t, ACPI_ARRAY_OUTSIDE, NODES_FIRST);
	assert_count(&t, &iort_its_id, 2);
	free_both(&t, &b);
}

static void references_must_name_the_start_of_a_node(void **state)
{
	static const uint32_t targets[] = { 0, 36, NODES_FIRST + 4, NODES_FIRST + 1, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		struct build b = sample_iort();
		uint32_t at = offset_of(&b, &iort_mapping) + OUTPUT_REF_AT;
		struct acpi_table t = parse_changed(&b, at, 4, targets[i]);

		assert_only_fault(&t, ACPI_BAD_REFERENCE, at);
		assert_int_equal(t.faults[0].value, targets[i]);
		free_both(&t, &b);
	}
}

static void pmcg_must_name_a_node(void **state)
{
	struct build b = sample_iort();
	uint32_t at = offset_of(&b, &iort_pmcg) + 28;
	struct acpi_table t = parse_changed(&b, at, 4, at);

	(void)state;
	assert_only_fault(&t, ACPI_BAD_REFERENCE, at);
	free_both(&t, &b);
}

static void name_runs_to_the_mappings_at_most(void **state)
{
	struct build b = sample_iort();
	uint32_t named = offset_of(&b, &iort_named);
	struct acpi_table t;

	(void)state;
	for (size_t at = named + 29; at < named + 40; at++)
		build_set(&b, at, 1, 'A');
	t = build_parse(&b);
	assert_only_fault(&t, ACPI_TEXT_OPEN, named + 29);
	assert_int_equal(t.faults[0].value, 11);
	free_both(&t, &b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smmus_are_decoded),
		cmocka_unit_test(devices_are_decoded),
		cmocka_unit_test(mappings_lead_to_their_node),
		cmocka_unit_test(unknown_node_keeps_its_mappings),
		cmocka_unit_test(old_nodes_lack_the_fields_of_newer_revisions),
		cmocka_unit_test(node_of_length_zero_ends_the_walk),
		cmocka_unit_test(node_count_too_high_is_a_fault),
		cmocka_unit_test(node_count_too_low_is_a_fault),
		cmocka_unit_test(nodes_outside_the_table_are_a_fault),
		cmocka_unit_test(mappings_past_their_node_are_left_out),
		cmocka_unit_test(mappings_outside_their_node_leave_its_fields_alone),
		cmocka_unit_test(arrays_past_their_node_are_left_out),
		cmocka_unit_test(references_must_name_the_start_of_a_node),
		cmocka_unit_test(pmcg_must_name_a_node),
		cmocka_unit_test(name_runs_to_the_mappings_at_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
