#include "tests/unit/sample_tables.h"

#include "acpi/dmar.h"
#include "acpi/ivrs.h"

const struct sample samples[] = {
	{ "dmar", sample_dmar },         { "ivrs", sample_ivrs }, { "iort", sample_iort },
	{ "iort-old", sample_iort_old }, { "viot", sample_viot }, { "rimt", sample_rimt },
	{ "madt", sample_madt },         { "other", sample_other },
};
const size_t n_samples = sizeof(samples) / sizeof(samples[0]);

static void add_scope(struct build *b, uint8_t type, uint8_t id, uint8_t bus)
{
	ADD(b, U8(type), U8(8), U16(0), U8(id), U8(bus), U8(0x1f), U8(2));
}

struct build sample_dmar(void)
{
	struct build b = build_start("DMAR", 1);
	size_t at;

	ADD(&b, U8(38), U8(DMAR_INTR_REMAP | DMAR_PLATFORM_OPT_IN), ZERO(10));
	at = ADD(&b, U16(0), U16(0), U8(0), U8(4), U16(1), U64(0xfed90000));
	add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 0);
	/* Two hops: structures behind it are not aligned to 4 bytes. */
	ADD(&b, U8(DMAR_SCOPE_BRIDGE), U8(10), U16(0), U8(0), U8(0x80), U8(3), U8(0), U8(4),
	    U8(1));
	build_length(&b, at, 2, 2);
	at = ADD(&b, U16(0), U16(0), U8(DMAR_DRHD_INCLUDE_PCI_ALL), U8(0), U16(0),
		 U64(0xfed91000));
	add_scope(&b, DMAR_SCOPE_IOAPIC, 2, 0xf0);
	add_scope(&b, DMAR_SCOPE_HPET, 0, 0xf0);
	add_scope(&b, DMAR_SCOPE_NAMESPACE, 1, 0);
	build_length(&b, at, 2, 2);
	at = ADD(&b, U16(1), U16(0), U16(0), U16(0), U64(0x7b800000), U64(0x7fffffff));
	add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 0);
	build_length(&b, at, 2, 2);
	ADD(&b, U16(2), U16(8), U8(DMAR_ATSR_ALL_PORTS), U8(0), U16(0));
	ADD(&b, U16(3), U16(20), U32(0), U64(0xfed91000), U32(1));
	ADD(&b, U16(4), U16(24), ZERO(3), U8(1), TEXT(16, "\\_SB.PCI0.I2C0"));
	at = ADD(&b, U16(5), U16(0), U8(DMAR_SATC_ATC_REQUIRED), U8(0), U16(0));
	add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 0);
	build_length(&b, at, 2, 2);
	at = ADD(&b, U16(6), U16(0), U16(0), U16(0));
	add_scope(&b, DMAR_SCOPE_ENDPOINT, 0, 0);
	build_length(&b, at, 2, 2);
	ADD(&b, U16(9), U16(8), U32(0xdeadbeef));
	return b;
}

static void add_entries(struct build *b)
{
	ADD(b, U8(IVHD_PAD4), ZERO(3));
	ADD(b, U8(IVHD_ALL), U16(0), U8(0));
	ADD(b, U8(IVHD_SELECT), U16(0x0008), U8(0xd7));
	ADD(b, U8(IVHD_RANGE_START), U16(0x0010), U8(0));
	ADD(b, U8(IVHD_RANGE_END), U16(0xfffe), U8(0));
	ADD(b, U8(IVHD_PAD8), ZERO(7));
	ADD(b, U8(IVHD_ALIAS_SELECT), U16(0x0018), U8(0), U8(0), U16(0x00a5), U8(0));
	ADD(b, U8(IVHD_ALIAS_RANGE_START), U16(0xff00), U8(0), U8(0), U16(0x00a5), U8(0));
	ADD(b, U8(IVHD_EXT_SELECT), U16(0x0020), U8(0), U32(0x80000000));
	ADD(b, U8(IVHD_EXT_RANGE_START), U16(0x0028), U8(0), U32(1));
	ADD(b, U8(IVHD_SPECIAL), U16(0), U8(0), U8(33), U16(0x00a0), U8(IVHD_VARIETY_IOAPIC));
}

static size_t add_ivhd(struct build *b, uint8_t type)
{
	size_t at = ADD(b, U8(type), U8(0xb0), U16(0), U16(0x0002), U16(0x40), U64(0xfd300000),
			U16(0), U16(0), U32(0x80048f6e));

	if (type != IVRS_IVHD_10)
		ADD(b, U64(0x206d73ef22254ade), U64(1));
	add_entries(b);
	return at;
}

static void add_ivmd(struct build *b, uint8_t type, uint16_t devid, uint16_t aux)
{
	ADD(b, U8(type), U8(IVMD_UNITY | IVMD_READ | IVMD_WRITE), U16(32), U16(devid), U16(aux),
	    U16(0), ZERO(6), U64(0x71300000), U64(0x26000));
}

struct build sample_ivrs(void)
{
	struct build b = build_start("IVRS", 2);
	size_t at;

	ADD(&b, U32(0x00203043), ZERO(8));
	at = add_ivhd(&b, IVRS_IVHD_10);
	build_length(&b, at, 2, 2);
	at = add_ivhd(&b, IVRS_IVHD_11);
	build_length(&b, at, 2, 2);
	at = add_ivhd(&b, IVRS_IVHD_40);
	ADD(&b, U8(IVHD_HID), U16(0xa5), U8(0x40), TEXT(8, "AMDI0020"), ZERO(8),
	    U8(IVHD_UID_STRING), U8(9), TEXT(9, "\\_SB.FUR0"));
	ADD(&b, U8(IVHD_HID), U16(0x60), U8(0x40), TEXT(8, "MSFT0201"), TEXT(8, "PNP0D40"),
	    U8(IVHD_UID_INTEGER), U8(2), U16(0x0102));
	ADD(&b, U8(IVHD_HID), U16(0x61), U8(0), TEXT(8, "PNPD0040"), ZERO(8),
	    U8(IVHD_UID_NONE), U8(0));
	build_length(&b, at, 2, 2);
	add_ivmd(&b, IVRS_IVMD_ALL, 0, 0);
	add_ivmd(&b, IVRS_IVMD_ONE, 0x0300, 0);
	add_ivmd(&b, IVRS_IVMD_RANGE, 0x0000, 0x0fff);
	ADD(&b, U8(0x51), U8(8), U16(8), U32(0x01020304));
	return b;
}

/* A node of the IORT up to its own fields: the length is set when it is complete. */
static size_t iort_node(struct build *b, uint8_t type, uint8_t revision, uint32_t mappings,
			uint32_t mapping_offset)
{
	return ADD(b, U8(type), U16(0), U8(revision), U32((uint32_t)b->size), U32(mappings),
		   U32(mappings ? mapping_offset : 0));
}

static void add_mapping(struct build *b, uint32_t input, uint32_t ids, size_t node)
{
	ADD(b, U32(input), U32(ids), U32(input), U32((uint32_t)node), U32(0));
}

static size_t add_its(struct build *b)
{
	size_t at = iort_node(b, 0, 1, 0, 0);

	ADD(b, U32(2), U32(0), U32(1));
	build_length(b, at, 1, 2);
	return at;
}

static size_t add_smmu(struct build *b, size_t its)
{
	size_t at = iort_node(b, 3, 3, 1, 100);

	ADD(b, U64(0x2b400000), U64(0x10000), U32(3), U32(2), U32(60), U32(2), U32(76), U32(1),
	    U32(92));
	ADD(b, U32(65), U32(0), U32(66), U32(1));
	ADD(b, U32(97), U32(0), U32(98), U32(1));
	ADD(b, U32(99), U32(0));
	add_mapping(b, 0, 0xff, its);
	build_length(b, at, 1, 2);
	return at;
}

static size_t add_smmu_v3(struct build *b, size_t its)
{
	size_t at = iort_node(b, 4, 5, 1, 68);

	ADD(b, U64(0x09050000), U32(0x11), U32(0), U64(0x09060000), U32(0), U32(106), U32(107),
	    U32(109), U32(108), U32(1), U32(0));
	add_mapping(b, 0, 0xffff, its);
	build_length(b, at, 1, 2);
	return at;
}

static void add_devices(struct build *b, size_t its, size_t smmu)
{
	size_t at = iort_node(b, 1, 4, 1, 40);

	ADD(b, U32(0x0b), U32(1), U8(2), U16(0), U8(3), U8(40), TEXT(11, "\\_SB.DEV0"));
	add_mapping(b, 0, 0, smmu);
	build_length(b, at, 1, 2);
	at = iort_node(b, 2, 4, 2, 40);
	ADD(b, U32(1), U8(0), U16(0), U8(3), U32(1), U32(0), U8(64), U16(0x14), U8(0), U32(1));
	add_mapping(b, 0, 0xff, smmu);
	add_mapping(b, 0x100, 0xfeff, its);
	build_length(b, at, 1, 2);
	at = iort_node(b, 5, 2, 1, 40);
	ADD(b, U64(0x09070000), U32(120), U32((uint32_t)smmu), U64(0x09080000));
	add_mapping(b, 0, 0, its);
	build_length(b, at, 1, 2);
	at = iort_node(b, 6, 3, 1, 68);
	ADD(b, U32(3), U32(2), U32(28));
	ADD(b, U64(0x80000000), U64(0x10000), U32(0));
	ADD(b, U64(0x90000000), U64(0x20000), U32(0));
	add_mapping(b, 0x300, 0, smmu);
	build_length(b, at, 1, 2);
	at = iort_node(b, 7, 0, 1, 40);
	ADD(b, U64(0x0a000000), U16(3), TEXT(14, "\\_SB.IWB0"));
	add_mapping(b, 0, 0, its);
	build_length(b, at, 1, 2);
	at = iort_node(b, 99, 1, 1, 20);
	ADD(b, U32(0xdeadbeef));
	add_mapping(b, 0, 0, its);
	build_length(b, at, 1, 2);
}

struct build sample_iort(void)
{
	struct build b = build_start("IORT", 6);
	size_t its;

	ADD(&b, U32(9), U32(NODES_FIRST), U32(0));
	its = add_its(&b);
	add_smmu(&b, its);
	add_devices(&b, its, add_smmu_v3(&b, its));
	return b;
}

struct build sample_iort_old(void)
{
	struct build b = build_start("IORT", 0);
	size_t its, smmu, at;

	ADD(&b, U32(4), U32(NODES_FIRST), U32(0));
	its = add_its(&b);
	smmu = iort_node(&b, 4, 0, 1, 60);
	ADD(&b, U64(0x09050000), U32(1), U32(0), U64(0), U32(0), U32(1), U32(2), U32(3), U32(4));
	add_mapping(&b, 0, 0xffff, its);
	build_length(&b, smmu, 1, 2);
	at = iort_node(&b, 2, 0, 1, 32);
	ADD(&b, U32(1), U8(0), U16(0), U8(3), U32(0), U32(2));
	add_mapping(&b, 0x40302010, 0xffff, smmu);
	build_length(&b, at, 1, 2);
	at = iort_node(&b, 5, 0, 0, 0);
	ADD(&b, U64(0x09070000), U32(120), U32((uint32_t)smmu));
	build_length(&b, at, 1, 2);
	return b;
}

struct build sample_viot(void)
{
	struct build b = build_start("VIOT", 0);
	uint16_t pci = NODES_FIRST, mmio = pci + 16;

	ADD(&b, U16(5), U16(NODES_FIRST), U64(0));
	ADD(&b, U8(3), U8(0), U16(16), U16(0), U16(0x0008), U64(0));
	ADD(&b, U8(4), U8(0), U16(16), U32(0), U64(0x0a000000));
	ADD(&b, U8(1), U8(0), U16(24), U32(0x1000), U16(0), U16(1), U16(0x0010), U16(0xffff),
	    U16(pci), ZERO(6));
	ADD(&b, U8(2), U8(0), U16(24), U32(0x2000), U64(0x0b000000), U16(mmio), ZERO(6));
	ADD(&b, U8(77), U8(0), U16(8), U32(0xdeadbeef));
	return b;
}

struct build sample_rimt(void)
{
	struct build b = build_start("RIMT", 1);
	size_t iommu, at;

	ADD(&b, U32(4), U32(NODES_FIRST), U32(0));
	iommu = ADD(&b, U8(0), U8(1), U16(0), U16(0), U16(0), TEXT(8, "RSCV0004"),
		    U64(0x03010000), U32(2), U32(1), U16(0), U16(0), U16(2), U16(40));
	ADD(&b, U32(36), U32(1), U32(37), U32(3));
	build_length(&b, iommu, 2, 2);
	at = ADD(&b, U8(1), U8(1), U16(0), U16(0), U16(1), U32(3), U16(0), U16(0), U16(20),
		 U16(1));
	add_mapping(&b, 0, 0x10000, iommu);
	build_length(&b, at, 2, 2);
	at = ADD(&b, U8(2), U8(1), U16(0), U16(0), U16(2), U16(24), U16(1), TEXT(12, "\\_SB.DMA0"));
	add_mapping(&b, 7, 1, iommu);
	build_length(&b, at, 2, 2);
	ADD(&b, U8(55), U8(1), U16(12), U16(0), U16(9), U32(0xdeadbeef));
	return b;
}

struct build sample_madt(void)
{
	struct build b = build_start("APIC", 6);

	ADD(&b, U32(0xfee00000), U32(1));
	ADD(&b, U8(0), U8(8), U8(3), U8(6), U32(1));
	ADD(&b, U8(1), U8(12), U8(2), U8(0), U32(0xfec00000), U32(24));
	ADD(&b, U8(2), U8(10), U8(0), U8(9), U32(9), U16(0x0d));
	ADD(&b, U8(4), U8(6), U8(0xff), U16(5), U8(1));
	ADD(&b, U8(9), U8(16), U16(0), U32(0x100), U32(1), U32(7));
	ADD(&b, U8(0x7f), U8(4), U16(0xbeef));
	return b;
}

struct build sample_other(void)
{
	struct build b = build_start("FACP", 6);

	ADD(&b, U32(0x7ffe0000), TEXT(12, "hello\x1b[31m"));
	return b;
}
