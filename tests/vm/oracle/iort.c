/* IORTs for QEMU's virt,iommu=smmuv3: the unit is at SMMU_BASE, and PCI is segment 0. */
#include "tests/vm/oracle/tables.h"

#define SMMU_BASE UINT64_C(0x09050000)

enum { ITS = 0, ROOT = 2, SMMU_V3 = 4 };
enum { COUNT_AT = 36, LENGTH_AT = 1, FIRST = 48, COHERENT = 3, ALL_IDS = 0xffff };
/* QEMU's SPIs 74 to 77, counted from the first interrupt of all. */
enum { EVENT = 106, PRI, SYNC, GERR };

static void header(struct build *b, uint32_t nodes)
{
	ADD(b, U32(nodes), U32(FIRST), U32(0));
}

static size_t start(struct build *b, uint8_t type, uint32_t mappings, uint32_t mapping_at)
{
	return ADD(b, U8(type), U16(0), U8(0), U32(0), U32(mappings),
		   U32(mappings ? mapping_at : 0));
}

static void finish(struct build *b, size_t at)
{
	build_length(b, at, LENGTH_AT, 2);
}

static void mapping(struct build *b, size_t node)
{
	ADD(b, U32(0), U32(ALL_IDS), U32(0), U32((uint32_t)node), U32(0));
}

static size_t its(struct build *b)
{
	size_t at = start(b, ITS, 0, 0);

	ADD(b, U32(1), U32(0));
	finish(b, at);
	return at;
}

static size_t smmu(struct build *b, size_t to)
{
	const uint32_t mapping_at = 68;
	size_t at = start(b, SMMU_V3, 1, mapping_at);

	ADD(b, U64(SMMU_BASE), U32(1), U32(0), U64(0), U32(0), U32(EVENT), U32(PRI), U32(GERR),
	    U32(SYNC), U32(0), U32(0));
	mapping(b, to);
	finish(b, at);
	return at;
}

static void root(struct build *b, size_t to)
{
	const uint32_t mapping_at = 36;
	size_t at = start(b, ROOT, 1, mapping_at);

	ADD(b, U32(1), U8(0), U16(0), U8(COHERENT), U32(0), U32(0), U32(64));
	mapping(b, to);
	finish(b, at);
}

static size_t sound_of(struct build *b, uint32_t nodes)
{
	size_t to;

	header(b, nodes);
	to = smmu(b, its(b));
	root(b, to);
	return to;
}

void oracle_iort_sound(struct build *b)
{
	sound_of(b, 3);
}

void oracle_iort_no_unit(struct build *b)
{
	header(b, 2);
	root(b, its(b));
}

void oracle_iort_root_unmapped(struct build *b)
{
	size_t to;

	header(b, 3);
	to = its(b);
	smmu(b, to);
	root(b, to);
}

void oracle_iort_root_to_nothing(struct build *b)
{
	header(b, 3);
	smmu(b, its(b));
	root(b, 0);
}

/* The kernel asks where a node begins, not where it ends. */
void oracle_iort_past_end(struct build *b)
{
	header(b, 3);
	build_set(b, its(b) + LENGTH_AT, 2, 0x1000);
	root(b, smmu(b, FIRST));
}

/* It reads this one node three times. */
void oracle_iort_length_zero(struct build *b)
{
	header(b, 3);
	build_set(b, its(b) + LENGTH_AT, 2, 0);
	root(b, smmu(b, FIRST));
}

void oracle_iort_count_low(struct build *b)
{
	sound_of(b, 1);
}

void oracle_iort_count_high(struct build *b)
{
	sound_of(b, 9);
}
