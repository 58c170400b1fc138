/* The checks of a DMAR: each fails on the one table made to break it, and only there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/broken_dmar.h"

static void each_check_fails_where_it_must_and_only_there(void **state)
{
	(void)state;
	assert_checks("DMAR", dmar_sound, broken_dmars, n_broken_dmars);
}

static void the_unit_of_another_segment_is_no_second_one(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = dmar_good();

	(void)state;
	dmar_add_drhd(&b, 1, DMAR_BASE);
	dmar_finish(made, b);
	judge_made(made);
	assert_int_equal(find_finding(made, REASON_UNIT_TWICE, "DMAR")->outcome, OUTCOME_PASS);
	drop_host(made);
}

/* Each of these lets a scope be one type or the other: dmar_insert_dev_scope() asks for
 * the header type, and lets class 06h pass as a bridge. */
static void a_scope_that_cannot_be_compared_is_no_mismatch(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = dmar_start(WIDTH, 0);
	size_t at = ADD(&b, U16(0), U16(0), U8(0), U8(0), U16(0), U64(DMAR_BASE));
	const uint64_t class_host_bridge = 0x060000;

	(void)state;
	dmar_add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 9); /* not there */
	dmar_add_scope(&b, DMAR_SCOPE_BRIDGE, 0, 3);
	dmar_add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 3);
	build_length(&b, at, 2, 2);
	dmar_finish(made, b);
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
	dmar_sound(made);
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
	dmar_finish(made, dmar_good());
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
	struct build b = dmar_start(0, 0);

	(void)state;
	dmar_add_drhd(&b, 0, 0);
	dmar_add_drhd(&b, 0, UINT64_MAX);
	dmar_finish(made, b);
	assert_iommu(made, IOMMU_BROKEN, REASON_BASE_ZERO);
	assert_evidence(&made->judgement.iommu, "/sys/firmware/acpi/tables/DMAR", DMAR_FIRST);
	drop_host(made);
}

static void evidence_is_capped_and_the_rest_counted(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = dmar_start(WIDTH, 0);
	const struct finding *finding;

	(void)state;
	for (int i = 0; i < 100; i++)
		dmar_add_drhd(&b, 0, 0);
	dmar_finish(made, b);
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
