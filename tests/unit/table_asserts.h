/* Assertions on parsed tables, for the tests of acpi/. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/build_table.h"
#include "tests/unit/sample_tables.h"

#define assert_sound(table) assert_int_equal((table)->n_faults, 0)
#define assert_fault(table, rule, offset) \
	assert_int_equal(count_faults(table, rule, (uint32_t)(offset)), 1)
#define assert_only_fault(table, rule, offset)               \
	do {                                                 \
		assert_fault(table, rule, offset);           \
		assert_int_equal((table)->n_faults, 1);      \
	} while (0)
#define assert_count(table, layout, count) \
	assert_int_equal(count_items(table, layout), count)

/* Decodes the first item of `layout`, which must be there, into `ret`. */
#define decode_first(table, layout, ret)                              \
	do {                                                          \
		const struct acpi_item *item_ = find_item(table, layout); \
		assert_non_null(item_);                               \
		acpi_decode(table, item_, ret);                       \
	} while (0)

/* A sample with the number at `offset` overwritten, parsed. */
static inline struct acpi_table parse_changed(struct build *build, size_t offset, size_t size,
					      uint64_t value)
{
	build_set(build, offset, size, value);
	return build_parse(build);
}

static inline void free_both(struct acpi_table *table, struct build *build)
{
	acpi_table_free(table);
	build_free(build);
}
