/* The checks of an IVRS: each fails on the one table made to break it, and only there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "acpi/ivrs.h"
#include "tests/unit/judge_host.h"
#include "tests/unit/sample_tables.h"

enum {
	UNIT = 0x0002,              /* 00:00.2 */
	HEADER_10 = 24, HEADER_40 = 40,
	IVINFO_AT = 36, CHECKSUM_AT = 9,
	BASE_AT = 8,                /* in an IVHD */
};

static struct build start(uint32_t ivinfo)
{
	struct build b = build_start("IVRS", 2);

	ADD(&b, U32(ivinfo), ZERO(8));
	return b;
}

/* An IVHD up to its entries. */
static size_t add_ivhd(struct build *b, uint8_t type, uint16_t devid)
{
	size_t at = ADD(b, U8(type), U8(0), U16(0), U16(devid), U16(0x40), U64(0xfd300000),
			U16(0), U16(0), U32(0));

	if (type != IVRS_IVHD_10)
		ADD(b, U64(0), U64(0));
	return at;
}

static void add_all(struct build *b)
{
	ADD(b, U8(IVHD_ALL), U16(0), U8(0));
}

static void add_special(struct build *b, uint8_t variety)
{
	ADD(b, U8(IVHD_SPECIAL), U16(0), U8(0), U8(0), U16(0x00a0), U8(variety));
}

static void add_hid(struct build *b, const char *hid)
{
	ADD(b, U8(IVHD_HID), U16(0x60), U8(0), TEXT(8, hid), ZERO(8), U8(IVHD_UID_NONE), U8(0));
}

static void add_ivmd(struct build *b, uint8_t type, uint8_t flags, uint16_t devid, uint16_t aux)
{
	ADD(b, U8(type), U8(flags), U16(32), U16(devid), U16(aux), ZERO(8), U64(0x71300000),
	    U64(0x26000));
}

/* One unit for all devices. */
static struct build good(void)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_all(&b);
	add_special(&b, IVHD_VARIETY_IOAPIC);
	build_length(&b, at, 2, 2);
	return b;
}
enum { GOOD_END = IVRS_FIRST + HEADER_10 + 4 + 8 };

static void finish(struct made_host *made, struct build b)
{
	add_table(made, "IVRS", b);
	add_pci(made, 0, 0, 2, CLASS_IOMMU);
}

static void show_unit(struct made_host *made, const char *function)
{
	text_set(&add_unit(made, "ivhd0", 0, 1)->function, function, "/sys/class/iommu/ivhd0");
}

/* The same unit by three types of block, as firmware has it for old and new systems. */
static void sound(struct made_host *made)
{
	struct build b = good();
	size_t at = add_ivhd(&b, IVRS_IVHD_11, UNIT);

	add_all(&b);
	build_length(&b, at, 2, 2);
	at = add_ivhd(&b, IVRS_IVHD_40, UNIT);
	add_all(&b);
	add_special(&b, IVHD_VARIETY_HPET);
	add_hid(&b, "AMDI0020");
	build_length(&b, at, 2, 2);
	add_ivmd(&b, IVRS_IVMD_ONE, IVMD_UNITY, 0x0300, 0);
	add_ivmd(&b, IVRS_IVMD_RANGE, IVMD_UNITY, 0x0010, 0x0018);
	add_ivmd(&b, IVRS_IVMD_ALL, IVMD_READ, 0, 0); /* neither unity nor exclusion */
	finish(made, b);
	show_unit(made, "0000:00:00.2");
}

static void checksum(struct made_host *made)
{
	struct build b = good();

	build_finish(&b);
	b.bytes[CHECKSUM_AT] ^= 1;
	add_raw_table(made, "IVRS", b);
	add_pci(made, 0, 0, 2, CLASS_IOMMU);
}

static void zero_block(struct made_host *made)
{
	struct build b = good();

	ADD(&b, U8(IVRS_IVMD_ALL), U8(0), U16(0), ZERO(28));
	finish(made, b);
}

static void entry_without_length(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_all(&b);
	ADD(&b, U8(0x80), ZERO(15));
	build_length(&b, at, 2, 2);
	finish(made, b);
}

/* Only blocks of exactly the first one's type count, and there is none but IVMDs. */
static void no_ivhd(struct made_host *made)
{
	struct build b = start(0);

	add_ivmd(&b, IVRS_IVMD_ALL, 0, 0, 0);
	finish(made, b);
}

static void empty(struct made_host *made)
{
	finish(made, start(0));
}

static void no_entries(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_special(&b, IVHD_VARIETY_IOAPIC);
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void bad_variety(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_all(&b);
	add_special(&b, 3);
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void function_missing(struct made_host *made)
{
	add_table(made, "IVRS", good());
}

static void second_function_missing(struct made_host *made)
{
	struct build b = good();
	size_t at = add_ivhd(&b, IVRS_IVHD_10, 0x4002);

	add_all(&b);
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void hid_in_old_block(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_all(&b);
	add_hid(&b, "AMDI0020");
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void hid_empty(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_40, UNIT);

	add_all(&b);
	add_hid(&b, "");
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void past_the_end(struct made_host *made)
{
	struct build b = good();

	ADD(&b, U8(0x51), U8(0), U16(0x100));
	finish(made, b);
}

static void ivmd_of(struct made_host *made, uint8_t type, uint8_t flags, uint16_t devid,
		    uint16_t aux)
{
	struct build b = good();

	add_ivmd(&b, type, flags, devid, aux);
	finish(made, b);
}

static void ivmd_all(struct made_host *made)
{
	ivmd_of(made, IVRS_IVMD_ALL, IVMD_UNITY | IVMD_READ | IVMD_WRITE, 0, 0);
}

static void ivmd_excluded_range(struct made_host *made)
{
	ivmd_of(made, IVRS_IVMD_RANGE, IVMD_EXCLUSION, 0, 0xffff);
}

static void preboot(struct made_host *made)
{
	struct build b = start(IVINFO_DMA_REMAP);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_all(&b);
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void other_unit(struct made_host *made)
{
	finish(made, good());
	show_unit(made, "0000:40:00.2");
}

static void cut_off(struct made_host *made)
{
	struct build b = good();

	ADD(&b, U8(0x51), U8(0), U8(8));
	finish(made, b);
}

static void base_zero(struct made_host *made)
{
	struct build b = good();

	build_set(&b, IVRS_FIRST + BASE_AT, 8, 0);
	finish(made, b);
}

static void registers_of_another(struct made_host *made)
{
	struct build b = good();
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	build_set(&b, at + BASE_AT, 8, 0xfd300000 + 0x3fff);
	add_all(&b);
	build_length(&b, at, 2, 2);
	finish(made, b);
}

static void nothing_there(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	ADD(&b, U8(IVHD_SELECT), U16(0x0100), U8(0));
	ADD(&b, U8(IVHD_RANGE_START), U16(0x0200), U8(0));
	ADD(&b, U8(IVHD_RANGE_END), U16(0x02ff), U8(0));
	build_length(&b, at, 2, 2);
	finish(made, b);
}

/* Its variety is what the next block begins with. */
static void variety_past_the_block(struct made_host *made)
{
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	add_all(&b);
	ADD(&b, U8(IVHD_SPECIAL), U16(0), U8(0), U8(0), U16(0x00a0));
	build_length(&b, at, 2, 2);
	ADD(&b, U8(0x51), U8(0), U16(8), U32(0));
	finish(made, b);
}

static const struct broken_host rows[] = {
	{ REASON_CHECKSUM, checksum, 0, NULL },
	{ REASON_TRAILING, cut_off, GOOD_END, NULL },
	{ REASON_REGISTERS_TAKEN, base_zero, IVRS_FIRST, NULL },
	{ REASON_REGISTERS_TAKEN, registers_of_another, GOOD_END, NULL },
	{ REASON_NOT_MAPPED, nothing_there, NO_OFFSET, NULL },
	{ REASON_VARIETY, variety_past_the_block, IVRS_FIRST + HEADER_10 + 4, NULL },
	{ REASON_ENDLESS, zero_block, GOOD_END, NULL },
	{ REASON_ENDLESS, entry_without_length, IVRS_FIRST + HEADER_10 + 4, NULL },
	{ REASON_NO_IVHD, no_ivhd, NO_OFFSET, NULL },
	{ REASON_NO_IVHD, empty, NO_OFFSET, NULL },
	{ REASON_NO_ENTRIES, no_entries, IVRS_FIRST, NULL },
	{ REASON_VARIETY, bad_variety, IVRS_FIRST + HEADER_10 + 4, NULL },
	{ REASON_FUNCTION_MISSING, function_missing, IVRS_FIRST, NULL },
	{ REASON_FUNCTION_MISSING, second_function_missing, GOOD_END, NULL },
	{ REASON_HID_BLOCK, hid_in_old_block, IVRS_FIRST + HEADER_10 + 4, NULL },
	{ REASON_HID_EMPTY, hid_empty, IVRS_FIRST + HEADER_40 + 4, NULL },
	{ REASON_BLOCK_LENGTH, past_the_end, GOOD_END, NULL },
	{ REASON_IVMD_ALL, ivmd_all, GOOD_END, NULL },
	{ REASON_IVMD_ALL, ivmd_excluded_range, GOOD_END, NULL },
	{ REASON_UNIT_NOT_SHOWN, other_unit, IVRS_FIRST, NULL },
	{ REASON_PREBOOT_CLAIM, preboot, IVINFO_AT, NULL },
};

static void each_check_fails_where_it_must_and_only_there(void **state)
{
	(void)state;
	assert_checks("IVRS", sound, rows, sizeof(rows) / sizeof(rows[0]));
}

/* get_highest_supported_ivhd_type(): what is wrong in a block that Linux does not read
 * does no harm. */
static void a_fault_in_a_block_of_a_lower_type_does_no_harm(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = start(0);
	size_t at = add_ivhd(&b, IVRS_IVHD_10, UNIT);

	(void)state;
	add_special(&b, 3);
	add_hid(&b, "");
	ADD(&b, U8(0x80), ZERO(15));
	build_length(&b, at, 2, 2);
	at = add_ivhd(&b, IVRS_IVHD_11, UNIT);
	add_all(&b);
	build_length(&b, at, 2, 2);
	finish(made, b);
	set_config(made, false, false, true);
	assert_iommu(made, IOMMU_OFF, REASON_NOT_IN_USE);
	assert_int_equal(find_finding(made, REASON_HID_EMPTY, "IVRS")->outcome, OUTCOME_PASS);
	drop_host(made);
}

static void without_pci_the_unit_is_not_called_missing(void **state)
{
	struct made_host *made = make_host(ARCH_X86);

	(void)state;
	add_table(made, "IVRS", good());
	set_unreadable(&made->host.pci_read.fact, 13);
	assert_iommu(made, IOMMU_OFF, REASON_NOT_IN_USE);
	assert_int_equal(find_finding(made, REASON_FUNCTION_MISSING, "IVRS")->outcome,
			 OUTCOME_UNKNOWN);
	drop_host(made);
}

static void the_first_fatal_check_is_the_reason(void **state)
{
	struct made_host *made = make_host(ARCH_X86);
	struct build b = start(0);

	(void)state;
	add_ivmd(&b, IVRS_IVMD_ALL, 0, 0, 0);
	build_finish(&b);
	b.bytes[CHECKSUM_AT] ^= 1;
	add_raw_table(made, "IVRS", b);
	assert_iommu(made, IOMMU_BROKEN, REASON_CHECKSUM);
	assert_evidence(&made->judgement.iommu, "/sys/firmware/acpi/tables/IVRS", 0);
	drop_host(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_check_fails_where_it_must_and_only_there),
		cmocka_unit_test(a_fault_in_a_block_of_a_lower_type_does_no_harm),
		cmocka_unit_test(without_pci_the_unit_is_not_called_missing),
		cmocka_unit_test(the_first_fatal_check_is_the_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
