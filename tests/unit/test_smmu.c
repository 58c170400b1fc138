#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "acpi/iort.h"
#include "arch/smmu.h"
#include "tests/unit/judge_host.h"

enum {
	ITS = 0, ROOT = 2, SMMU_V3 = 4,
	NODES_AT = 48, LENGTH_AT = 1, COUNT_AT = 36,
	SMMU_LENGTH = 68, ROOT_LENGTH = 36,
	ALL_IDS = 0xffff,
};

/* The SMMUs of all tables here, and where their nodes are; then comes an ITS group. */
enum {
	FIRST_SMMU = NODES_AT,
	SECOND_SMMU = FIRST_SMMU + SMMU_LENGTH,
	ITS_GROUP = SECOND_SMMU + SMMU_LENGTH,
};

#define FIRST_BASE  UINT64_C(0x09050000)
#define SECOND_BASE UINT64_C(0x0c020000)

struct id_mapping {
	uint32_t input, count, target, flags;
};

static size_t start_node(struct build *b, uint8_t type, uint32_t mappings, uint32_t at)
{
	build_set(b, COUNT_AT, 1, b->bytes[COUNT_AT] + 1u);
	return ADD(b, U8(type), U16(0), U8(3), U32(0), U32(mappings), U32(mappings ? at : 0));
}

static void add_smmu(struct build *b, uint64_t base, uint32_t flags, uint32_t proximity)
{
	size_t at = start_node(b, SMMU_V3, 0, 0);

	ADD(b, U64(base), U32(flags), U32(0), U64(0), U32(0), U32(1), U32(2), U32(3), U32(4),
	    U32(proximity), U32(0));
	build_length(b, at, LENGTH_AT, 2);
}

static struct build start_table(void)
{
	struct build b = build_start("IORT", 5);
	size_t at;

	ADD(&b, U32(0), U32(NODES_AT), U32(0));
	add_smmu(&b, FIRST_BASE, IORT_SMMU_V3_COHACC, 7);
	add_smmu(&b, SECOND_BASE, IORT_SMMU_V3_PXM_VALID | 2 << IORT_SMMU_V3_HTTU_SHIFT, 1);
	at = start_node(&b, ITS, 0, 0);
	ADD(&b, U32(1), U32(0));
	build_length(&b, at, LENGTH_AT, 2);
	return b;
}

static void add_root(struct build *b, uint32_t segment, uint32_t ats,
		     const struct id_mapping *mappings, size_t n)
{
	size_t at = start_node(b, ROOT, (uint32_t)n, ROOT_LENGTH);

	ADD(b, U32(1), U8(0), U16(0), U8(3), U32(ats), U32(segment), U8(64), U16(0), U8(0));
	for (size_t i = 0; i < n; i++)
		ADD(b, U32(mappings[i].input), U32(mappings[i].count), U32(mappings[i].input),
		    U32(mappings[i].target), U32(mappings[i].flags));
	build_length(b, at, LENGTH_AT, 2);
}

#define ADD_ROOT(b, segment, ats, ...)                                            \
	add_root(b, segment, ats, (const struct id_mapping[]){ __VA_ARGS__ },     \
		 sizeof((const struct id_mapping[]){ __VA_ARGS__ }) /             \
			 sizeof(struct id_mapping))

static struct smmus list(struct made_host *made)
{
	struct smmus smmus;

	smmus_list(&made->host, &smmus);
	return smmus;
}

static void assert_range(const struct smmu *smmu, size_t i, uint32_t segment, uint32_t first,
			 uint32_t last)
{
	assert_true(i < smmu->n_ranges);
	assert_int_equal(smmu->ranges[i].segment, segment);
	assert_int_equal(smmu->ranges[i].first, first);
	assert_int_equal(smmu->ranges[i].last, last);
}

static void each_smmu_has_the_ids_that_are_mapped_to_it(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = start_table();
	struct smmus smmus;

	(void)state;
	ADD_ROOT(&b, 0, IORT_ROOT_ATS, { 0, 0xff, FIRST_SMMU, 0 },
		 { 0x800, 0xff, SECOND_SMMU, 0 }, { 0x100, 0x6ff, ITS_GROUP, 0 });
	ADD_ROOT(&b, 3, IORT_ROOT_PRI, { 0, ALL_IDS, SECOND_SMMU, 0 });
	add_table(made, "IORT", b);
	smmus = list(made);
	assert_true(smmus.read);
	assert_int_equal(smmus.n, 2);
	assert_int_equal(smmus.smmus[0].offset, FIRST_SMMU);
	assert_int_equal(smmus.smmus[0].base, FIRST_BASE);
	assert_int_equal(smmus.smmus[0].n_ranges, 1);
	assert_range(&smmus.smmus[0], 0, 0, 0, 0xff);
	assert_true(smmus.smmus[0].ranges[0].ats);
	assert_int_equal(smmus.smmus[1].n_ranges, 2);
	assert_range(&smmus.smmus[1], 0, 0, 0x800, 0x8ff);
	assert_range(&smmus.smmus[1], 1, 3, 0, ALL_IDS);
	assert_false(smmus.smmus[1].ranges[1].ats);
	drop_host(made);
}

static void flags_say_what_else_is_known(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct smmus smmus;

	(void)state;
	add_table(made, "IORT", start_table());
	smmus = list(made);
	assert_true(smmus.smmus[0].coherent);
	assert_int_equal(smmus.smmus[0].httu, 0);
	assert_false(smmus.smmus[0].has_proximity);
	assert_false(smmus.smmus[1].coherent);
	assert_int_equal(smmus.smmus[1].httu, 2);
	assert_true(smmus.smmus[1].has_proximity);
	assert_int_equal(smmus.smmus[1].proximity, 1);
	drop_host(made);
}

static void a_last_id_in_dispute_goes_to_the_mapping_that_starts_there(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = start_table();
	struct smmus smmus;

	(void)state;
	ADD_ROOT(&b, 0, 0, { 0, 0x100, FIRST_SMMU, 0 }, { 0x100, 0x100, SECOND_SMMU, 0 });
	add_table(made, "IORT", b);
	smmus = list(made);
	assert_range(&smmus.smmus[0], 0, 0, 0, 0xff);
	assert_range(&smmus.smmus[1], 0, 0, 0x100, 0x200);
	drop_host(made);
}

static void of_mappings_that_overlap_the_first_counts(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = start_table();
	struct smmus smmus;

	(void)state;
	ADD_ROOT(&b, 0, 0, { 0x100, 0xff, FIRST_SMMU, 0 }, { 0, ALL_IDS, SECOND_SMMU, 0 });
	add_table(made, "IORT", b);
	smmus = list(made);
	assert_int_equal(smmus.smmus[0].n_ranges, 1);
	assert_range(&smmus.smmus[0], 0, 0, 0x100, 0x1ff);
	assert_range(&smmus.smmus[1], 0, 0, 0, 0xff);
	assert_range(&smmus.smmus[1], 1, 0, 0x200, ALL_IDS);
	drop_host(made);
}

static void a_single_mapping_takes_what_is_left(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = start_table();
	struct smmus smmus;

	(void)state;
	ADD_ROOT(&b, 0, 0, { 0x100, 0xff, FIRST_SMMU, 0 },
		 { 0x9999, 0, SECOND_SMMU, IORT_MAPPING_SINGLE },
		 { 0, ALL_IDS, FIRST_SMMU, 0 });
	add_table(made, "IORT", b);
	smmus = list(made);
	assert_int_equal(smmus.smmus[0].n_ranges, 1);
	assert_range(&smmus.smmus[0], 0, 0, 0x100, 0x1fe);
	assert_range(&smmus.smmus[1], 0, 0, 0, 0xff);
	assert_range(&smmus.smmus[1], 1, 0, 0x1ff, ALL_IDS);
	drop_host(made);
}

static void mappings_that_linux_does_not_use_give_nothing(void **state)
{
	static const struct id_mapping unused[][2] = {
		{ { 0, 0xff, 0, 0 }, { 0x100, 0xff, FIRST_SMMU, 0 } },
		{ { 1, UINT32_MAX, FIRST_SMMU, 0 }, { 0x10000, 1, FIRST_SMMU, 0 } },
		{ { 0, ALL_IDS, ITS_GROUP, 0 }, { 0, ALL_IDS, FIRST_SMMU + 4, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++) {
		struct made_host *made = make_host(ARCH_ARM);
		struct build b = start_table();

		add_root(&b, 0, 0, unused[i], 2);
		add_table(made, "IORT", b);
		assert_int_equal(list(made).smmus[0].n_ranges, 0);
		drop_host(made);
	}
}

static void of_root_complexes_of_a_segment_the_first_counts(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = start_table();
	struct smmus smmus;

	(void)state;
	ADD_ROOT(&b, 1, 0, { 0, 0xff, FIRST_SMMU, 0 });
	ADD_ROOT(&b, 0, 0, { 0, 0xff, SECOND_SMMU, 0 });
	ADD_ROOT(&b, 1, 0, { 0, ALL_IDS, SECOND_SMMU, 0 });
	add_table(made, "IORT", b);
	smmus = list(made);
	assert_int_equal(smmus.smmus[0].n_ranges, 1);
	assert_range(&smmus.smmus[0], 0, 1, 0, 0xff);
	assert_int_equal(smmus.smmus[1].n_ranges, 1);
	assert_range(&smmus.smmus[1], 0, 0, 0, 0xff);
	drop_host(made);
}

/* iort_node_map_id() for one id of a root complex: the node it goes to, 0 for none. */
static uint32_t asked_one_by_one(const struct id_mapping *mappings, size_t n, uint32_t id)
{
	uint32_t in_doubt = 0;

	for (size_t i = 0; i < n; i++) {
		const struct id_mapping *mapping = &mappings[i];
		uint32_t last = mapping->input + mapping->count;

		if (mapping->flags & IORT_MAPPING_SINGLE)
			return mapping->target;
		if (id < mapping->input || id > last)
			continue;
		if (in_doubt && id != mapping->input)
			continue;
		if (!mapping->count || id != last)
			return mapping->target;
		in_doubt = mapping->target;
	}
	return in_doubt;
}

static bool has_id(const struct smmu *smmu, uint32_t id)
{
	for (size_t i = 0; i < smmu->n_ranges; i++)
		if (id >= smmu->ranges[i].first && id <= smmu->ranges[i].last)
			return true;
	return false;
}

static void assert_same_as_one_by_one(const struct id_mapping *mappings, size_t n,
				      uint32_t ids)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct build b = start_table();
	struct smmus smmus;

	add_root(&b, 0, 0, mappings, n);
	add_table(made, "IORT", b);
	smmus = list(made);
	for (uint32_t id = 0; id < ids; id++) {
		uint32_t target = asked_one_by_one(mappings, n, id);

		assert_int_equal(has_id(&smmus.smmus[0], id), target == FIRST_SMMU);
		assert_int_equal(has_id(&smmus.smmus[1], id), target == SECOND_SMMU);
	}
	drop_host(made);
}

/* Small ranges near each other, so that they touch and overlap in all ways. */
static void all_ids_at_once_are_what_linux_finds_one_by_one(void **state)
{
	static const uint32_t targets[] = { FIRST_SMMU, SECOND_SMMU, ITS_GROUP };
	enum { TABLES = 2000, MOST = 9, IDS = 16, SOME = 7 };

	(void)state;
	srand(1);
	for (int i = 0; i < TABLES; i++) {
		struct id_mapping mappings[MOST];
		size_t n = (size_t)rand() % MOST + 1;

		for (size_t j = 0; j < n; j++)
			mappings[j] = (struct id_mapping){
				.input = (uint32_t)rand() % IDS,
				.count = (uint32_t)rand() % SOME,
				.target = targets[rand() % 3],
				.flags = rand() % 20 ? 0 : IORT_MAPPING_SINGLE,
			};
		assert_same_as_one_by_one(mappings, n, IDS + SOME + 1);
	}
}

static void units_of_the_kernel_are_found_by_their_address(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct smmus smmus;

	(void)state;
	add_unit(made, "smmu3.0x000000000c020000", SECOND_BASE, 2);
	add_unit(made, "smmu3.0x0000000000001000", 0x1000, 1);
	add_unit(made, "smmu.0x0000000009050000", FIRST_BASE, 1);
	add_table(made, "IORT", start_table());
	smmus = list(made);
	assert_int_equal(smmus.n, 3);
	assert_null(smmus.smmus[0].unit);
	assert_ptr_equal(smmus.smmus[1].unit, &made->host.iommu.units[0]);
	assert_ptr_equal(smmus.smmus[2].unit, &made->host.iommu.units[1]);
	assert_int_equal(smmus.smmus[2].base, 0x1000);
	assert_null(smmus.smmus[2].path);
	drop_host(made);
}

static void a_table_that_cannot_be_read_leaves_the_list_unknown(void **state)
{
	struct made_host *made = make_host(ARCH_ARM);
	struct smmus smmus;

	(void)state;
	add_unit(made, "smmu3.0x0000000009050000", FIRST_BASE, 1);
	deny_table(made, "IORT", EACCES);
	smmus = list(made);
	assert_false(smmus.read);
	drop_host(made);
}

static void a_host_without_the_table_has_none(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct smmus smmus;

	(void)state;
	smmus = list(made);
	assert_true(smmus.read);
	assert_int_equal(smmus.n, 0);
	set_unreadable(&made->host.iommu.tables_listed.fact, EACCES);
	assert_false(list(made).read);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_smmu_has_the_ids_that_are_mapped_to_it),
		cmocka_unit_test(flags_say_what_else_is_known),
		cmocka_unit_test(a_last_id_in_dispute_goes_to_the_mapping_that_starts_there),
		cmocka_unit_test(of_mappings_that_overlap_the_first_counts),
		cmocka_unit_test(a_single_mapping_takes_what_is_left),
		cmocka_unit_test(mappings_that_linux_does_not_use_give_nothing),
		cmocka_unit_test(of_root_complexes_of_a_segment_the_first_counts),
		cmocka_unit_test(all_ids_at_once_are_what_linux_finds_one_by_one),
		cmocka_unit_test(units_of_the_kernel_are_found_by_their_address),
		cmocka_unit_test(a_table_that_cannot_be_read_leaves_the_list_unknown),
		cmocka_unit_test(a_host_without_the_table_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
