/* The checks of a DMAR: each fails on the one table made to break it, and only there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acpi/dmar.h"
#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

enum {
	WIDTH = 38,            /* 39 bits */
	WIDTH_AT = 36, FLAGS_AT = 37,
	SCOPE_AT = 16,         /* in a DRHD: the first */
	DRHD_END = DMAR_FIRST + 2 * 8 + SCOPE_AT, /* of the sound one */
	CLASS_GRAPHICS = 0x030000, CLASS_BRIDGE = 0x060400,
};

#define BASE UINT64_C(0xfed90000)

static struct build start(uint8_t width, uint8_t flags)
{
	struct build b = build_start("DMAR", 1);

	ADD(&b, U8(width), U8(flags), ZERO(10));
	return b;
}

static void add_scope(struct build *b, uint8_t type, uint8_t id, uint8_t device)
{
	ADD(b, U8(type), U8(8), U16(0), U8(id), U8(0), U8(device), U8(0));
}

/* A unit for the graphics at 00:02.0 and the I/O APIC. */
static void add_drhd(struct build *b, uint16_t segment, uint64_t base)
{
	size_t at = ADD(b, U16(0), U16(0), U8(0), U8(0), U16(segment), U64(base));

	add_scope(b, DMAR_SCOPE_ENDPOINT, 0, 2);
	add_scope(b, DMAR_SCOPE_IOAPIC, 0, 0x1f);
	build_length(b, at, 2, 2);
}

static void add_rmrr(struct build *b, uint64_t base, uint64_t limit)
{
	ADD(b, U16(1), U16(24), U16(0), U16(0), U64(base), U64(limit));
}

static void add_rhsa(struct build *b, uint64_t base)
{
	ADD(b, U16(3), U16(20), U32(0), U64(base), U32(0));
}

static struct build good(void)
{
	struct build b = start(WIDTH, DMAR_INTR_REMAP);

	add_drhd(&b, 0, BASE);
	return b;
}

static void add_functions(struct made_host *made)
{
	add_pci(made, 0, 1, 0, CLASS_BRIDGE);
	add_pci(made, 0, 2, 0, CLASS_GRAPHICS);
}

/* Puts the table into a host that its scopes fit, and that shows its unit. */
static void finish(struct made_host *made, struct build b)
{
	add_table(made, "DMAR", b);
	add_functions(made);
}

static void sound(struct made_host *made)
{
	struct build b = good();
	size_t at;

	add_rmrr(&b, 0x7b800000, 0x7fffffff);
	add_rhsa(&b, BASE);
	ADD(&b, U16(4), U16(24), ZERO(3), U8(1), TEXT(16, "\\_SB.PCI0.I2C0"));
	at = ADD(&b, U16(5), U16(0), U8(0), U8(0), U16(0));
	add_scope(&b, DMAR_SCOPE_NAMESPACE, 1, 0);
	add_scope(&b, DMAR_SCOPE_BRIDGE, 0, 1);
	build_length(&b, at, 2, 2);
	finish(made, b);
	add_unit(made, "dmar0", BASE, 1);
}

static void past_the_end(struct made_host *made)
{
	struct build b = good();

	ADD(&b, U16(1), U16(0x100), U32(0));
	finish(made, b);
}

static void base_zero(struct made_host *made)
{
	struct build b = good();

	add_drhd(&b, 0, 0);
	finish(made, b);
}

static void base_ones(struct made_host *made)
{
	struct build b = good();

	add_drhd(&b, 0, UINT64_MAX);
	finish(made, b);
}

static void narrow(struct made_host *made)
{
	struct build b = start(10, 0);

	add_drhd(&b, 0, BASE);
	finish(made, b);
}

static void name_open(struct made_host *made)
{
	struct build b = good();

	ADD(&b, U16(4), U16(12), ZERO(3), U8(1), TEXT(4, "ABCD"));
	finish(made, b);
}

static void no_drhd(struct made_host *made)
{
	struct build b = start(WIDTH, 0);

	add_rmrr(&b, 0x7b800000, 0x7fffffff);
	finish(made, b);
}

static void zero_first(struct made_host *made)
{
	struct build b = start(WIDTH, 0);

	ADD(&b, U16(0), U16(0), ZERO(12));
	finish(made, b);
}

static void zero_after(struct made_host *made)
{
	struct build b = good();

	ADD(&b, U16(0), U16(0), ZERO(12));
	finish(made, b);
}

static void zero_scope(struct made_host *made)
{
	struct build b = start(WIDTH, 0);

	ADD(&b, U16(0), U16(24), U8(0), U8(0), U16(0), U64(BASE), ZERO(8));
	finish(made, b);
}

static void scope_of(struct made_host *made, uint8_t type, uint8_t id, uint8_t device)
{
	struct build b = start(WIDTH, 0);
	size_t at = ADD(&b, U16(0), U16(0), U8(0), U8(0), U16(0), U64(BASE));

	add_scope(&b, type, id, device);
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void endpoint_is_a_bridge(struct made_host *made)
{
	scope_of(made, DMAR_SCOPE_ENDPOINT, 0, 1);
}

static void bridge_is_an_endpoint(struct made_host *made)
{
	scope_of(made, DMAR_SCOPE_BRIDGE, 0, 2);
}

static void scope_unknown(struct made_host *made)
{
	scope_of(made, 6, 0, 2);
}

static void scope_type_zero(struct made_host *made)
{
	scope_of(made, 0, 0, 2);
}

static void scope_undeclared(struct made_host *made)
{
	scope_of(made, DMAR_SCOPE_NAMESPACE, 7, 0);
}

static void twice(struct made_host *made)
{
	struct build b = good();

	add_drhd(&b, 0, BASE);
	finish(made, b);
}

static void unaligned(struct made_host *made)
{
	struct build b = good();

	add_drhd(&b, 1, BASE + 0x10);
	finish(made, b);
}

static void rmrr_of(struct made_host *made, uint64_t base, uint64_t limit)
{
	struct build b = good();

	add_rmrr(&b, base, limit);
	finish(made, b);
}

static void rmrr_backwards(struct made_host *made)
{
	rmrr_of(made, 0x80000000, 0x7fffffff);
}

static void rmrr_base_unaligned(struct made_host *made)
{
	rmrr_of(made, 0x7b800010, 0x7fffffff);
}

static void rmrr_limit_unaligned(struct made_host *made)
{
	rmrr_of(made, 0x7b800000, 0x7ffffff0);
}

static void rhsa_orphan(struct made_host *made)
{
	struct build b = good();

	add_rhsa(&b, BASE + 0x1000);
	finish(made, b);
}

static void flags_of(struct made_host *made, uint8_t flags)
{
	struct build b = start(WIDTH, flags);

	add_drhd(&b, 0, BASE);
	finish(made, b);
}

static void x2apic_opt_out(struct made_host *made)
{
	flags_of(made, DMAR_INTR_REMAP | DMAR_X2APIC_OPT_OUT);
}

static void preboot(struct made_host *made)
{
	flags_of(made, DMAR_PLATFORM_OPT_IN);
}

static void other_unit(struct made_host *made)
{
	finish(made, good());
	add_unit(made, "dmar0", BASE + 0x1000, 1);
}

static const struct broken_host rows[] = {
	{ REASON_TABLE_LENGTH, past_the_end, DRHD_END, NULL },
	{ REASON_BASE_ZERO, base_zero, DRHD_END, NULL },
	{ REASON_BASE_ONES, base_ones, DRHD_END, NULL },
	{ REASON_ADDRESS_WIDTH, narrow, WIDTH_AT, NULL },
	{ REASON_NAME_OPEN, name_open, DRHD_END + 8, NULL },
	{ REASON_NO_DRHD, no_drhd, NO_OFFSET, NULL },
	{ REASON_NO_DRHD, zero_first, DMAR_FIRST, NULL },
	{ REASON_ENDLESS, zero_after, DRHD_END, NULL },
	{ REASON_ENDLESS, zero_scope, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_MISMATCH, endpoint_is_a_bridge, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_MISMATCH, bridge_is_an_endpoint, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_TYPE, scope_unknown, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_TYPE, scope_type_zero, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_NAMESPACE, scope_undeclared, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_UNIT_TWICE, twice, DRHD_END, NULL },
	{ REASON_BASE_UNALIGNED, unaligned, DRHD_END, NULL },
	{ REASON_RMRR_RANGE, rmrr_backwards, DRHD_END, NULL },
	{ REASON_RMRR_RANGE, rmrr_base_unaligned, DRHD_END, NULL },
	{ REASON_RMRR_RANGE, rmrr_limit_unaligned, DRHD_END, NULL },
	{ REASON_RHSA_ORPHAN, rhsa_orphan, DRHD_END, NULL },
	{ REASON_X2APIC_OPT_OUT, x2apic_opt_out, FLAGS_AT, NULL },
	{ REASON_PREBOOT_CLAIM, preboot, FLAGS_AT, NULL },
	{ REASON_UNIT_NOT_SHOWN, other_unit, DMAR_FIRST, NULL },
	{ REASON_UNIT_NOT_LISTED, other_unit, NO_OFFSET, "/sys/class/iommu/dmar0" },
};

static void each_check_fails_where_it_must_and_only_there(void **state)
{
	(void)state;
	assert_checks("DMAR", sound, rows, sizeof(rows) / sizeof(rows[0]));
}

static void the_unit_of_another_segment_is_no_second_one(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = good();

	(void)state;
	add_drhd(&b, 1, BASE);
	finish(made, b);
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_UNIT_TWICE, "DMAR")->outcome, OUTCOME_PASS);
	drop_host(made);
}

/* Each of these lets a scope be one type or the other: dmar_insert_dev_scope() asks for
 * the header type, and lets class 06h pass as a bridge. */
static void a_scope_that_cannot_be_compared_is_no_mismatch(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = start(WIDTH, 0);
	size_t at = ADD(&b, U16(0), U16(0), U8(0), U8(0), U16(0), U64(BASE));
	const uint64_t class_host_bridge = 0x060000;

	(void)state;
	add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 9); /* not there */
	add_scope(&b, DMAR_SCOPE_BRIDGE, 0, 3);
	add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 3);
	build_length(&b, at, 2, 2);
	finish(made, b);
	add_pci(made, 0, 3, 0, class_host_bridge);
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_SCOPE_MISMATCH, "DMAR")->outcome, OUTCOME_PASS);
	drop_host(made);
}

static void without_pci_a_mismatch_cannot_be_told(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	const struct finding *finding;

	(void)state;
	sound(made);
	set_unreadable(&made->host.pci_read.fact, 13);
	judge_made(made);
	finding = find_finding(made, REASON_SCOPE_MISMATCH, "DMAR");
	assert_int_equal(finding->outcome, OUTCOME_UNKNOWN);
	assert_int_equal(finding->evidence[0].error, 13);
	drop_host(made);
}

static void without_units_none_is_missing(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	finish(made, good());
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_UNIT_NOT_SHOWN, "DMAR")->outcome,
			 OUTCOME_NOT_APPLICABLE);
	assert_int_equal(find_finding(made, REASON_UNIT_NOT_LISTED, "DMAR")->outcome,
			 OUTCOME_NOT_APPLICABLE);
	set_unreadable(&made->host.iommu.class_read.fact, 13);
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_UNIT_NOT_SHOWN, "DMAR")->outcome,
			 OUTCOME_UNKNOWN);
	assert_int_equal(find_finding(made, REASON_UNIT_NOT_LISTED, "DMAR")->outcome,
			 OUTCOME_UNKNOWN);
	drop_host(made);
}

/* detect_intel_iommu() walks the units before parse_dmar_table() reads the header. */
static void the_first_fatal_check_is_the_reason(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = start(0, 0);

	(void)state;
	add_drhd(&b, 0, 0);
	add_drhd(&b, 0, UINT64_MAX);
	finish(made, b);
	assert_iommu(made, IOMMU_BROKEN, REASON_BASE_ZERO);
	assert_evidence(&made->judgement.iommu, "/sys/firmware/acpi/tables/DMAR", DMAR_FIRST);
	drop_host(made);
}

static void evidence_is_capped_and_the_rest_counted(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = start(WIDTH, 0);
	const struct finding *finding;

	(void)state;
	for (int i = 0; i < 100; i++)
		add_drhd(&b, 0, 0);
	finish(made, b);
	judge_made(made);
	finding = find_finding(made, REASON_BASE_ZERO, "DMAR");
	assert_int_equal(finding->n_evidence, 8);
	assert_int_equal(finding->n_evidence + finding->n_more, 100);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_check_fails_where_it_must_and_only_there),
		cmocka_unit_test(the_unit_of_another_segment_is_no_second_one),
		cmocka_unit_test(a_scope_that_cannot_be_compared_is_no_mismatch),
		cmocka_unit_test(without_pci_a_mismatch_cannot_be_told),
		cmocka_unit_test(without_units_none_is_missing),
		cmocka_unit_test(the_first_fatal_check_is_the_reason),
		cmocka_unit_test(evidence_is_capped_and_the_rest_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
