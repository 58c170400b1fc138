/* What a unit's registers say that it can do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "arch/capabilities.h"
#include "scanner/host.h"
#include "tests/unit/scan_root.h"

static struct capabilities read_unit(const char *name, const char *cap, const char *ecap,
				     const char *features)
{
	struct iommu_unit unit = { .devices = { .value = 0 } };
	struct capabilities ret;

	text_set(&unit.name, name, "/sys/class/iommu");
	if (cap)
		text_set(&unit.cap, cap, "cap");
	if (ecap)
		text_set(&unit.ecap, ecap, "ecap");
	if (features)
		text_set(&unit.features, features, "features");
	capabilities_read(&unit, &ret);
	return ret;
}

/* The registers of QEMU's unit with caching mode: 48 bits, and remapping. */
static void intel_registers_are_read_bit_by_bit(void **state)
{
	struct capabilities c = read_unit("dmar0", "d2008c22260286", "f00f5a", NULL);

	(void)state;
	assert_number(c.address_bits, 39);
	assert_int_equal(STATE(c.virtual), FACT_KNOWN);
	assert_true(c.virtual.value);
	assert_false(c.posted_interrupts.value);
	assert_true(c.interrupt_remapping.value);
	assert_true(c.x2apic.value);
	assert_true(c.pass_through.value);
	assert_false(c.coherent.value);
	assert_false(c.pasid.value);
	assert_false(c.scalable_mode.value);
	assert_int_equal(STATE(c.secure_nested_paging), FACT_ABSENT);
	assert_source(c.x2apic, "ecap");
}

/* VT-d specification 11.4.2: SAGAW has a bit for each width; the widest counts. */
static void the_widest_address_counts(void **state)
{
	static const struct {
		const char *cap;
		uint64_t bits; /* 0: none */
	} rows[] = { { "200", 39 }, { "600", 48 }, { "e00", 57 }, { "800", 57 }, { "100", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capabilities c = read_unit("dmar0", rows[i].cap, NULL, NULL);

		assert_int_equal(STATE(c.address_bits), rows[i].bits ? FACT_KNOWN : FACT_ABSENT);
		assert_int_equal(c.address_bits.value, rows[i].bits);
	}
}

static void each_bit_of_ecap_is_one_capability(void **state)
{
	static const struct {
		const char *ecap;
		size_t member;
	} rows[] = {
		{ "1", offsetof(struct capabilities, coherent) },
		{ "4", offsetof(struct capabilities, ats) },
		{ "8", offsetof(struct capabilities, interrupt_remapping) },
		{ "10", offsetof(struct capabilities, x2apic) },
		{ "40", offsetof(struct capabilities, pass_through) },
		{ "80", offsetof(struct capabilities, snoop_control) },
		{ "4000000", offsetof(struct capabilities, nested) },
		{ "20000000", offsetof(struct capabilities, page_requests) },
		{ "10000000000", offsetof(struct capabilities, pasid) },
		{ "80000000000", offsetof(struct capabilities, scalable_mode) },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capabilities c = read_unit("dmar0", NULL, rows[i].ecap, NULL);

		for (size_t m = 0; m < sizeof(rows) / sizeof(rows[0]); m++) {
			const struct flag *flag =
				(const struct flag *)((const char *)&c + rows[m].member);

			assert_int_equal(flag->value, m == i);
		}
	}
}

/* EFR with XT, GT, PPR and 4 levels; EFR2 with little. */
#define EFR  "246577efa2254afa"
#define EFR2 "10"

static void assert_efr(struct capabilities c)
{
	assert_number(c.address_bits, 64);
	assert_true(c.page_requests.value);
	assert_false(c.x2apic.value);
	assert_true(c.nested.value);
	assert_true(c.pasid.value);
	assert_true(c.posted_interrupts.value);
	assert_false(c.secure_nested_paging.value);
}

/* Linux 6.7 turned them around. */
static void amd_features_are_read_in_either_order(void **state)
{
	(void)state;
	assert_efr(read_unit("ivhd0", NULL, NULL, EFR ":" EFR2));
	assert_efr(read_unit("ivhd0", NULL, NULL, EFR2 ":" EFR));
	assert_efr(read_unit("ivhd0", NULL, NULL, EFR));
}

static void amd_capability_header_tells_of_virtual_units(void **state)
{
	struct capabilities c = read_unit("ivhd0", "5000000", NULL, NULL);

	(void)state;
	assert_true(c.virtual.value);
	assert_true(c.ats.value);
	c = read_unit("ivhd0", "8000000", NULL, NULL);
	assert_false(c.virtual.value);
	assert_false(c.ats.value);
}

static void what_is_no_number_tells_nothing(void **state)
{
	static const char *const bad[] = { "", "x", "1x", "1:", "1:x", ":1", "1 2" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct capabilities c = read_unit("ivhd0", bad[i], NULL, bad[i]);

		assert_int_equal(STATE(c.page_requests), FACT_ABSENT);
		c = read_unit("dmar0", bad[i], bad[i], NULL);
		assert_int_equal(STATE(c.virtual), FACT_ABSENT);
		assert_int_equal(STATE(c.coherent), FACT_ABSENT);
	}
}

static void other_families_tell_nothing(void **state)
{
	struct capabilities c = read_unit("smmu3.0x0000000009050000", "80", "8", EFR);

	(void)state;
	assert_int_equal(STATE(c.virtual), FACT_ABSENT);
	assert_int_equal(STATE(c.interrupt_remapping), FACT_ABSENT);
	assert_int_equal(STATE(c.page_requests), FACT_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intel_registers_are_read_bit_by_bit),
		cmocka_unit_test(the_widest_address_counts),
		cmocka_unit_test(each_bit_of_ecap_is_one_capability),
		cmocka_unit_test(amd_features_are_read_in_either_order),
		cmocka_unit_test(amd_capability_header_tells_of_virtual_units),
		cmocka_unit_test(what_is_no_number_tells_nothing),
		cmocka_unit_test(other_families_tell_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
