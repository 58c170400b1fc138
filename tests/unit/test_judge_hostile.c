/* Tables made to keep the judgement busy: work grows with their size and no faster. It is
 * counted, not timed: as items that searches of a table pass by, evidence, and memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acpi/dmar.h"
#include "acpi/ivrs.h"
#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

enum { FEW = 1000, MANY = 100000, MOST_EVIDENCE = 8 };

/* The linker puts this in the place of acpi_next (see the Makefile). */
const struct acpi_item *__real_acpi_next(const struct acpi_table *table,
					 const struct acpi_item *parent,
					 const struct acpi_layout *layout,
					 const struct acpi_item *after);
const struct acpi_item *__wrap_acpi_next(const struct acpi_table *table,
					 const struct acpi_item *parent,
					 const struct acpi_layout *layout,
					 const struct acpi_item *after);

/* The wrapper has no other way to tell. */
static size_t *passed_by(void)
{
	static size_t items;

	return &items;
}

const struct acpi_item *__wrap_acpi_next(const struct acpi_table *table,
					 const struct acpi_item *parent,
					 const struct acpi_layout *layout,
					 const struct acpi_item *after)
{
	const struct acpi_item *start = after ? after : parent;
	const struct acpi_item *found = __real_acpi_next(table, parent, layout, after);
	const struct acpi_item *item = start + 1, *end = table->items + table->n_items;

	if (found) {
		*passed_by() += (size_t)(found - start);
		return found;
	}
	/* What it went through in vain: as acpi_next says, all that is inside `parent`. */
	while (item < end && item->parent >= (uint32_t)(parent - table->items))
		item++;
	*passed_by() += (size_t)(item - start);
	return NULL;
}

static void assert_short(const struct judgement *judgement)
{
	/* The table and the groups, beside what it is about. */
	assert_true(judgement->iommu.n_evidence <= MOST_EVIDENCE + 3);
	assert_true(judgement->interrupts.n_evidence <= MOST_EVIDENCE + 3);
	for (size_t i = 0; i < judgement->findings.n; i++)
		assert_true(judgement->findings.rows[i].n_evidence <= MOST_EVIDENCE);
}

/* Judges a host with a table made of n elements; counts the items passed by. */
static size_t work(const char *signature, struct build (*make)(size_t n), size_t n)
{
	struct made_host *made = make_host(ARCH_X86);

	add_table(made, signature, make(n));
	add_pci(made, 0, 0, 2, 0x080600);
	set_interrupts(made, false);
	*passed_by() = 0;
	judge_made(made);
	assert_short(&made->judgement);
	drop_host(made);
	return *passed_by();
}

static void assert_linear(const char *signature, struct build (*make)(size_t n))
{
	size_t few = work(signature, make, FEW), many = work(signature, make, MANY);

	assert_true(few > 0);
	/* A hundred times as much in the table, and no more than that to do. */
	assert_true(many <= (few + FEW) * (MANY / FEW));
}

static struct build dmar_start(void)
{
	struct build b = build_start("DMAR", 1);

	ADD(&b, U8(38), U8(DMAR_INTR_REMAP), ZERO(10));
	return b;
}

/* Scopes of all bad kinds: undeclared devices, unknown types. 8 bytes each, and no more
 * than a structure of 64 KiB can hold in each. */
static struct build scopes(size_t n)
{
	struct build b = dmar_start();
	const size_t in_each = 8000;

	for (size_t i = 0; i < n;) {
		size_t at = ADD(&b, U16(0), U16(0), U8(0), U8(0), U16(0), U64(0xfed90000 + 4096 * i));

		for (size_t s = 0; s < in_each && i < n; s++, i++)
			ADD(&b, U8((uint8_t)(i % 7)), U8(8), U16(0), U8((uint8_t)i), U8(0),
			    U8((uint8_t)i), U8(0));
		build_length(&b, at, 2, 2);
	}
	return b;
}

static struct build units(size_t n)
{
	struct build b = dmar_start();

	for (size_t i = 0; i < n; i++) {
		ADD(&b, U16(0), U16(16), U8(0), U8(0), U16(0), U64(i % 3 ? 0xfed90010 : 4096 * i));
		ADD(&b, U16(3), U16(20), U32(0), U64(1), U32(0));
	}
	return b;
}

/* Blocks of all three types, each with entries that it must not have. */
static struct build blocks(size_t n)
{
	struct build b = build_start("IVRS", 2);

	ADD(&b, U32(0), ZERO(8));
	for (size_t i = 0; i < n; i++) {
		ADD(&b, U8(IVRS_IVHD_10), U8(0), U16(24 + 4 + 22), U16(2), U16(0x40), U64(0), U16(0),
		    U16(0), U32(0), U8(IVHD_ALL), ZERO(3), U8(IVHD_HID), ZERO(21));
		ADD(&b, U8(IVRS_IVMD_ALL), U8(IVMD_UNITY), U16(32), ZERO(28));
	}
	return b;
}

/* Root complexes with one mapping each, which leads nowhere. */
static struct build roots(size_t n)
{
	struct build b = build_start("IORT", 0);

	ADD(&b, U32((uint32_t)n + 1), U32(NODES_FIRST), U32(0));
	ADD(&b, U8(4), U16(60), U8(0), U32(0), U32(0), U32(0), ZERO(44));
	for (size_t i = 0; i < n; i++)
		ADD(&b, U8(2), U16(52), U8(0), U32(0), U32(1), U32(32), ZERO(16), U32(0), U32(0),
		    U32(0), U32(NODES_FIRST + 1), U32(0));
	return b;
}

static struct build smmus(size_t n)
{
	struct build b = build_start("IORT", 0);

	ADD(&b, U32((uint32_t)n), U32(NODES_FIRST), U32(0));
	for (size_t i = 0; i < n; i++)
		ADD(&b, U8(4), U16(60), U8(0), U32(0), U32(0), U32(0), ZERO(44));
	return b;
}

static struct build ranges(size_t n)
{
	struct build b = build_start("VIOT", 0);

	ADD(&b, U16((uint16_t)n), U16(NODES_FIRST), U64(0));
	for (size_t i = 0; i < n; i++)
		ADD(&b, U8(3), U8(0), U16(16), U16(0), U16((uint16_t)i), U64(0));
	return b;
}

static void scopes_take_linear_work(void **state)
{
	(void)state;
	assert_linear("DMAR", scopes);
}

static void units_take_linear_work(void **state)
{
	(void)state;
	assert_linear("DMAR", units);
}

static void blocks_take_linear_work(void **state)
{
	(void)state;
	assert_linear("IVRS", blocks);
}

static void root_complexes_take_linear_work(void **state)
{
	(void)state;
	assert_linear("IORT", roots);
}

static void smmus_take_linear_work(void **state)
{
	(void)state;
	assert_linear("IORT", smmus);
}

static void virtual_iommus_take_linear_work(void **state)
{
	(void)state;
	assert_linear("VIOT", ranges);
}

/* A verdict on a refused table has the evidence of one check. */
static void the_verdict_on_a_million_faults_is_short(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_table(made, "DMAR", units(MANY));
	assert_iommu(made, IOMMU_BROKEN, REASON_BASE_ZERO);
	assert_true(made->judgement.iommu.n_evidence <= MOST_EVIDENCE + 2);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scopes_take_linear_work),
		cmocka_unit_test(units_take_linear_work),
		cmocka_unit_test(blocks_take_linear_work),
		cmocka_unit_test(root_complexes_take_linear_work),
		cmocka_unit_test(smmus_take_linear_work),
		cmocka_unit_test(virtual_iommus_take_linear_work),
		cmocka_unit_test(the_verdict_on_a_million_faults_is_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
