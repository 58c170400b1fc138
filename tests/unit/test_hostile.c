/* Any bytes as a table: no crash, no read outside, work linear in the size. The
 * sanitizer builds make the first two visible. */
#include "tests/unit/table_asserts.h"

#include <stdlib.h>
#include <string.h>

#include "acpi/iort.h"
#include "acpi/ivrs.h"
#include "tests/unit/exercise.h"

/* The most structures that bytes can hold: the MADT's shortest has 2 of them, the other
 * formats' 4, and an SMMU whose arrays of 8, 8 and 20 bytes overlap one in every 3. */
enum { BYTES_PER_ITEM = 2, LARGE = 60000, MAPPING_LENGTH = 20 };

static void every_prefix_of_every_sample_is_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_samples; i++) {
		struct build b = samples[i].build();

		build_finish(&b);
		for (size_t size = 0; size <= b.size; size++) {
			/* A copy of its own: the sanitizer knows where it ends. */
			uint8_t *prefix = malloc(size ? size : 1);

			assert_non_null(prefix);
			memcpy(prefix, b.bytes, size);
			exercise_table(prefix, size);
			/* The same as a whole table, with its length made right. */
			if (size >= ACPI_HEADER_LENGTH)
				exercise_signature((const char *)b.bytes, prefix, size);
			free(prefix);
		}
		build_free(&b);
	}
}

static void every_change_of_a_byte_is_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_samples; i++) {
		struct build b = samples[i].build();

		build_finish(&b);
		for (size_t at = 0; at < b.size; at++) {
			uint8_t old = b.bytes[at];
			uint8_t changed[] = {
				0x00, 0xff, (uint8_t)(old + 1), (uint8_t)(old - 1),
				old ^ 0x01, old ^ 0x04, old ^ 0x10, old ^ 0x80,
			};

			for (size_t c = 0; c < sizeof(changed); c++) {
				b.bytes[at] = changed[c];
				exercise_table(b.bytes, b.size);
			}
			b.bytes[at] = old;
		}
		build_free(&b);
	}
}

/* Counts what was kept: the measure of work that does not depend on the machine. */
static void assert_linear(struct build *b)
{
	struct acpi_table t = build_parse(b);

	assert_true(t.n_items <= b->size / BYTES_PER_ITEM);
	assert_true(t.n_faults <= b->size / BYTES_PER_ITEM);
	assert_true(t.room_items * sizeof(*t.items) + t.room_faults * sizeof(*t.faults) <=
		    b->size * 2 * (sizeof(*t.items) + sizeof(*t.faults)) / BYTES_PER_ITEM);
	acpi_table_free(&t);
	exercise_table(b->bytes, b->size);
	build_free(b);
}

static void smallest_entries_stay_linear(void **state)
{
	struct build b = build_start("IVRS", 2);
	struct acpi_table t;

	(void)state;
	ADD(&b, U32(0), ZERO(8));
	ADD(&b, U8(IVRS_IVHD_10), ZERO(23), ZERO(LARGE));
	build_length(&b, IVRS_FIRST, 2, 2);
	t = build_parse(&b);
	assert_count(&t, &ivhd_entry, LARGE / 4);
	acpi_table_free(&t);
	assert_linear(&b);
}

static void smallest_structures_stay_linear(void **state)
{
	struct build b = build_start("DMAR", 1);

	(void)state;
	ADD(&b, ZERO(12));
	while (b.size < LARGE)
		ADD(&b, U16(0xffff), U16(4));
	assert_linear(&b);
}

/* Each of these has a fault: a DRHD of 4 bytes. */
static void a_fault_in_each_structure_stays_linear(void **state)
{
	struct build b = build_start("DMAR", 1);

	(void)state;
	ADD(&b, ZERO(12));
	while (b.size < LARGE)
		ADD(&b, U16(0), U16(4));
	assert_linear(&b);
}

static void counts_of_four_billion_stay_linear(void **state)
{
	struct build b = build_start("IORT", 6);

	(void)state;
	ADD(&b, U32(UINT32_MAX), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(3), U16(0), U8(0), U32(0), U32(UINT32_MAX), U32(60), U64(0), U64(0), U32(0),
	    U32(0), U32(60), U32(UINT32_MAX), U32(60), U32(UINT32_MAX), U32(60));
	ADD(&b, ZERO(LARGE));
	build_length(&b, NODES_FIRST, 1, 2);
	assert_linear(&b);
}

/* The table that made other tools write without end: 72 bytes, a count of 2^32-1 nodes
 * and a node of length 0. */
static void node_of_length_zero_is_visited_once(void **state)
{
	struct build b = build_start("IORT", 0);
	struct acpi_table t;

	(void)state;
	ADD(&b, U32(UINT32_MAX), U32(NODES_FIRST), U32(0), ZERO(24));
	assert_int_equal(b.size, 72);
	t = build_parse(&b);
	assert_int_equal(t.n_items, 1);
	assert_int_equal(t.n_faults, 2);
	free_both(&t, &b);
}

static void a_bad_reference_in_each_mapping_stays_linear(void **state)
{
	struct build b = build_start("IORT", 6);

	(void)state;
	ADD(&b, U32(1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(2), U16(0), U8(0), U32(0), U32(LARGE / MAPPING_LENGTH), U32(40), ZERO(24), ZERO(LARGE));
	build_length(&b, NODES_FIRST, 1, 2);
	assert_linear(&b);
}

static void smallest_nodes_stay_linear(void **state)
{
	struct build b = build_start("VIOT", 0);

	(void)state;
	ADD(&b, U16(0xffff), U16(NODES_FIRST), U64(0));
	while (b.size < LARGE)
		ADD(&b, U8(1), U8(0), U16(4));
	assert_linear(&b);
}

static void smallest_structures_of_all_stay_linear(void **state)
{
	struct build b = build_start("APIC", 6);

	(void)state;
	ADD(&b, ZERO(8));
	while (b.size < LARGE)
		ADD(&b, U8(0), U8(2));
	assert_linear(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_prefix_of_every_sample_is_harmless),
		cmocka_unit_test(every_change_of_a_byte_is_harmless),
		cmocka_unit_test(smallest_entries_stay_linear),
		cmocka_unit_test(smallest_structures_stay_linear),
		cmocka_unit_test(a_fault_in_each_structure_stays_linear),
		cmocka_unit_test(counts_of_four_billion_stay_linear),
		cmocka_unit_test(node_of_length_zero_is_visited_once),
		cmocka_unit_test(a_bad_reference_in_each_mapping_stays_linear),
		cmocka_unit_test(smallest_nodes_stay_linear),
		cmocka_unit_test(smallest_structures_of_all_stay_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
