#include "tests/unit/broken_dmar.h"

struct build dmar_start(uint8_t width, uint8_t flags)
{
	struct build b = build_start("DMAR", 1);

	ADD(&b, U8(width), U8(flags), ZERO(10));
	return b;
}

void dmar_add_scope(struct build *b, uint8_t type, uint8_t id, uint8_t device)
{
	ADD(b, U8(type), U8(8), U16(0), U8(id), U8(0), U8(device), U8(0));
}

/* A unit for the graphics at 00:02.0 and the I/O APIC. */
void dmar_add_drhd(struct build *b, uint16_t segment, uint64_t base)
{
	size_t at = ADD(b, U16(0), U16(0), U8(0), U8(0), U16(segment), U64(base));

	dmar_add_scope(b, DMAR_SCOPE_ENDPOINT, 0, 2);
	dmar_add_scope(b, DMAR_SCOPE_IOAPIC, 0, 0x1f);
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

struct build dmar_good(void)
{
	struct build b = dmar_start(WIDTH, DMAR_INTR_REMAP);

	dmar_add_drhd(&b, 0, DMAR_BASE);
	return b;
}

static void add_functions(struct made_host *made)
{
	add_pci(made, 0, 1, 0, CLASS_BRIDGE);
	add_pci(made, 0, 2, 0, CLASS_GRAPHICS);
}

/* Puts the table into a host that its scopes fit, and that shows its unit. */
void dmar_finish(struct made_host *made, struct build b)
{
	add_table(made, "DMAR", b);
	add_functions(made);
}

void dmar_sound(struct made_host *made)
{
	struct build b = dmar_good();
	size_t at;

	add_rmrr(&b, 0x7b800000, 0x7fffffff);
	add_rhsa(&b, DMAR_BASE);
	ADD(&b, U16(4), U16(24), ZERO(3), U8(1), TEXT(16, "\\_SB.PCI0.I2C0"));
	at = ADD(&b, U16(5), U16(0), U8(0), U8(0), U16(0));
	dmar_add_scope(&b, DMAR_SCOPE_NAMESPACE, 1, 0);
	dmar_add_scope(&b, DMAR_SCOPE_BRIDGE, 0, 1);
	build_length(&b, at, 2, 2);
	dmar_finish(made, b);
	add_unit(made, "dmar0", DMAR_BASE, 1);
}

static void past_the_end(struct made_host *made)
{
	struct build b = dmar_good();

	ADD(&b, U16(1), U16(0x100), U32(0));
	dmar_finish(made, b);
}

static void base_zero(struct made_host *made)
{
	struct build b = dmar_good();

	dmar_add_drhd(&b, 0, 0);
	dmar_finish(made, b);
}

static void base_ones(struct made_host *made)
{
	struct build b = dmar_good();

	dmar_add_drhd(&b, 0, UINT64_MAX);
	dmar_finish(made, b);
}

static void narrow(struct made_host *made)
{
	struct build b = dmar_start(10, 0);

	dmar_add_drhd(&b, 0, DMAR_BASE);
	dmar_finish(made, b);
}

static void name_open(struct made_host *made)
{
	struct build b = dmar_good();

	ADD(&b, U16(4), U16(12), ZERO(3), U8(1), TEXT(4, "ABCD"));
	dmar_finish(made, b);
}

static void no_drhd(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);

	add_rmrr(&b, 0x7b800000, 0x7fffffff);
	dmar_finish(made, b);
}

static void zero_first(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);

	ADD(&b, U16(0), U16(0), ZERO(12));
	dmar_finish(made, b);
}

static void zero_after(struct made_host *made)
{
	struct build b = dmar_good();

	ADD(&b, U16(0), U16(0), ZERO(12));
	dmar_finish(made, b);
}

static void zero_scope(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);

	ADD(&b, U16(0), U16(24), U8(0), U8(0), U16(0), U64(DMAR_BASE), ZERO(8));
	dmar_finish(made, b);
}

static void scope_of(struct made_host *made, uint8_t type, uint8_t id, uint8_t device)
{
	struct build b = dmar_start(WIDTH, 0);
	size_t at = ADD(&b, U16(0), U16(0), U8(0), U8(0), U16(0), U64(DMAR_BASE));

	dmar_add_scope(&b, type, id, device);
	build_length(&b, at, 2, 2);
	dmar_finish(made, b);
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
	struct build b = dmar_good();

	dmar_add_drhd(&b, 0, DMAR_BASE);
	dmar_finish(made, b);
}

static void unaligned(struct made_host *made)
{
	struct build b = dmar_good();

	dmar_add_drhd(&b, 1, DMAR_BASE + 0x10);
	dmar_finish(made, b);
}

static void rmrr_of(struct made_host *made, uint64_t base, uint64_t limit)
{
	struct build b = dmar_good();

	add_rmrr(&b, base, limit);
	dmar_finish(made, b);
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
	struct build b = dmar_good();

	add_rhsa(&b, DMAR_BASE + 0x1000);
	dmar_finish(made, b);
}

static void flags_of(struct made_host *made, uint8_t flags)
{
	struct build b = dmar_start(WIDTH, flags);

	dmar_add_drhd(&b, 0, DMAR_BASE);
	dmar_finish(made, b);
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
	dmar_finish(made, dmar_good());
	add_unit(made, "dmar0", DMAR_BASE + 0x1000, 1);
}

static void cut_off(struct made_host *made)
{
	struct build b = dmar_good();

	ADD(&b, U16(1), U8(24));
	dmar_finish(made, b);
}

/* One page of registers, half of it another's. */
static void overlapping(struct made_host *made)
{
	struct build b = dmar_good();

	dmar_add_drhd(&b, 0, DMAR_BASE + 0x800);
	dmar_finish(made, b);
}

/* Linux takes its registers twice, too. */
static void overlapping_in_another_segment(struct made_host *made)
{
	struct build b = dmar_good();

	dmar_add_drhd(&b, 1, DMAR_BASE);
	dmar_finish(made, b);
}

static void nothing_there(struct made_host *made)
{
	scope_of(made, DMAR_SCOPE_ENDPOINT, 0, 9);
}

static void other_segment(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);

	ADD(&b, U16(0), U16(16), U8(DMAR_DRHD_INCLUDE_PCI_ALL), U8(0), U16(1), U64(DMAR_BASE));
	dmar_finish(made, b);
}

/* The kernel steps over 2 bytes, and then meets a structure that is too long. */
static void past_the_end_by_a_short_step(struct made_host *made)
{
	struct build b = dmar_good();

	ADD(&b, U16(9), U16(2), U16(0x100));
	dmar_finish(made, b);
}

static void zero_by_a_short_scope(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);

	ADD(&b, U16(0), U16(24), U8(0), U8(0), U16(0), U64(DMAR_BASE));
	ADD(&b, U8(DMAR_SCOPE_ENDPOINT), U8(4), ZERO(6));
	dmar_finish(made, b);
}

static void name_empty(struct made_host *made)
{
	struct build b = dmar_good();

	ADD(&b, U16(4), U16(8), ZERO(3), U8(1));
	dmar_finish(made, b);
}

static void rmrr_for_a_bridge(struct made_host *made)
{
	struct build b = dmar_good();
	size_t at = ADD(&b, U16(1), U16(0), U16(0), U16(0), U64(0x7b800000), U64(0x7fffffff));

	dmar_add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 1);
	build_length(&b, at, 2, 2);
	dmar_finish(made, b);
}

/* 05:00.0 is behind 00:01.0. */
static void bridge_behind_a_bridge_is_an_endpoint(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);
	struct pci_device *pci = add_pci(made, 5, 0, 0, CLASS_GRAPHICS);

	text_set(&pci->parent, "0000:00:01.0", "/sys/bus/pci/devices/0000:05:00.0");
	ADD(&b, U16(0), U16(26), U8(0), U8(0), U16(0), U64(DMAR_BASE));
	ADD(&b, U8(DMAR_SCOPE_BRIDGE), U8(10), ZERO(4), U8(1), U8(0), U8(0), U8(0));
	dmar_finish(made, b);
}

static void rhsa_before_its_unit(struct made_host *made)
{
	struct build b = dmar_start(WIDTH, 0);

	add_rhsa(&b, DMAR_BASE);
	dmar_add_drhd(&b, 0, DMAR_BASE);
	dmar_finish(made, b);
}

const struct broken_host broken_dmars[] = {
	{ REASON_TABLE_LENGTH, past_the_end, DRHD_END, NULL },
	{ REASON_TABLE_LENGTH, past_the_end_by_a_short_step, DRHD_END + 2, NULL },
	{ REASON_TRAILING, cut_off, DRHD_END, NULL },
	{ REASON_UNITS_OVERLAP, overlapping, DRHD_END, NULL },
	{ REASON_UNITS_OVERLAP, overlapping_in_another_segment, DRHD_END, NULL },
	{ REASON_NOT_MAPPED, nothing_there, DMAR_FIRST, NULL },
	{ REASON_NOT_MAPPED, other_segment, DMAR_FIRST, NULL },
	{ REASON_BASE_ZERO, base_zero, DRHD_END, NULL },
	{ REASON_BASE_ONES, base_ones, DRHD_END, NULL },
	{ REASON_ADDRESS_WIDTH, narrow, WIDTH_AT, NULL },
	{ REASON_NAME_OPEN, name_open, DRHD_END + 8, NULL },
	{ REASON_NAME_OPEN, name_empty, DRHD_END + 8, NULL },
	{ REASON_NO_DRHD, no_drhd, NO_OFFSET, NULL },
	{ REASON_NO_DRHD, zero_first, DMAR_FIRST, NULL },
	{ REASON_ENDLESS, zero_after, DRHD_END, NULL },
	{ REASON_ENDLESS, zero_scope, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_ENDLESS, zero_by_a_short_scope, DMAR_FIRST + SCOPE_AT + 4, NULL },
	{ REASON_SCOPE_MISMATCH, endpoint_is_a_bridge, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_MISMATCH, bridge_is_an_endpoint, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_MISMATCH, rmrr_for_a_bridge, DRHD_END + 24, NULL },
	{ REASON_SCOPE_MISMATCH, bridge_behind_a_bridge_is_an_endpoint, DMAR_FIRST + SCOPE_AT,
	  NULL },
	{ REASON_SCOPE_TYPE, scope_unknown, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_TYPE, scope_type_zero, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_SCOPE_NAMESPACE, scope_undeclared, DMAR_FIRST + SCOPE_AT, NULL },
	{ REASON_UNIT_TWICE, twice, DRHD_END, NULL },
	{ REASON_BASE_UNALIGNED, unaligned, DRHD_END, NULL },
	{ REASON_RMRR_RANGE, rmrr_backwards, DRHD_END, NULL },
	{ REASON_RMRR_RANGE, rmrr_base_unaligned, DRHD_END, NULL },
	{ REASON_RMRR_RANGE, rmrr_limit_unaligned, DRHD_END, NULL },
	{ REASON_RHSA_ORPHAN, rhsa_orphan, DRHD_END, NULL },
	{ REASON_RHSA_ORPHAN, rhsa_before_its_unit, DMAR_FIRST, NULL },
	{ REASON_X2APIC_OPT_OUT, x2apic_opt_out, FLAGS_AT, NULL },
	{ REASON_PREBOOT_CLAIM, preboot, FLAGS_AT, NULL },
	{ REASON_UNIT_NOT_SHOWN, other_unit, DMAR_FIRST, NULL },
	{ REASON_UNIT_NOT_LISTED, other_unit, NO_OFFSET, "/sys/class/iommu/dmar0" },
};
const size_t n_broken_dmars = sizeof(broken_dmars) / sizeof(broken_dmars[0]);
