#include "arch/capabilities.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

#define BIT(n) (UINT64_C(1) << (n))

/* VT-d specification 11.4.2 Capability Register; include/linux/intel-iommu.h. */
enum {
	CAP_CM = 7,     /* caching mode: a virtual unit's */
	CAP_SAGAW = 8,  /* five bits, of which 1, 2 and 3 are 39, 48 and 57 bits */
	CAP_PI = 59,
};

/* 11.4.3 Extended Capability Register. */
enum {
	ECAP_C = 0, ECAP_DT = 2, ECAP_IR = 3, ECAP_EIM = 4, ECAP_PT = 6, ECAP_SC = 7,
	ECAP_NEST = 26, ECAP_PRS = 29, ECAP_PASID = 40, ECAP_SMTS = 43,
};

/* AMD 48882, Extended Feature Register (MMIO 0030h); amd_iommu_types.h. */
enum {
	EFR_PPR = 1, EFR_XT = 2, EFR_GT = 4, EFR_HATS = 10, EFR_GAM = 21,
	EFR_SNP = 63,
};

/* AMD 48882, Capability Header. */
enum { AMD_CAP_IOTLB = 24, AMD_CAP_NPCACHE = 26 };

static void set_bit(struct flag *ret, uint64_t value, unsigned bit, const char *source)
{
	flag_set(ret, value & BIT(bit), source);
}

static void set_intel_width(struct number *ret, uint64_t cap, const char *source)
{
	static const struct {
		unsigned bit;
		uint64_t width;
	} widths[] = { { 3, 57 }, { 2, 48 }, { 1, 39 } };

	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		if (cap & BIT(CAP_SAGAW + widths[i].bit)) {
			number_set(ret, widths[i].width, source);
			return;
		}
}

static void read_intel(const struct iommu_unit *unit, struct capabilities *ret)
{
	const char *source = unit->cap.fact.source;
	uint64_t cap, ecap;

	if (known(unit->cap) && str_number(unit->cap.value, 16, &cap)) {
		set_intel_width(&ret->address_bits, cap, source);
		set_bit(&ret->virtual, cap, CAP_CM, source);
		set_bit(&ret->posted_interrupts, cap, CAP_PI, source);
	}
	if (!known(unit->ecap) || !str_number(unit->ecap.value, 16, &ecap))
		return;
	source = unit->ecap.fact.source;
	set_bit(&ret->coherent, ecap, ECAP_C, source);
	set_bit(&ret->ats, ecap, ECAP_DT, source);
	set_bit(&ret->interrupt_remapping, ecap, ECAP_IR, source);
	set_bit(&ret->x2apic, ecap, ECAP_EIM, source);
	set_bit(&ret->pass_through, ecap, ECAP_PT, source);
	set_bit(&ret->snoop_control, ecap, ECAP_SC, source);
	set_bit(&ret->nested, ecap, ECAP_NEST, source);
	set_bit(&ret->page_requests, ecap, ECAP_PRS, source);
	set_bit(&ret->pasid, ecap, ECAP_PASID, source);
	set_bit(&ret->scalable_mode, ecap, ECAP_SMTS, source);
}

static unsigned count_bits(uint64_t value)
{
	unsigned bits = 0;

	for (; value; value &= value - 1)
		bits++;
	return bits;
}

/* "EFR2:EFR" up to Linux 6.6, "EFR:EFR2" since, and backports say nothing of which. EFR
 * has many bits and EFR2 has few. */
static bool parse_features(const char *text, uint64_t *ret_efr)
{
	const char *colon = strchr(text, ':');
	uint64_t first, second = 0;
	char *end;

	first = strtoull(text, &end, 16);
	if (end == text || (*end && *end != ':'))
		return false;
	if (colon && !str_number(colon + 1, 16, &second))
		return false;
	*ret_efr = count_bits(second) > count_bits(first) ? second : first;
	return true;
}

static void set_amd_width(struct number *ret, uint64_t efr, const char *source)
{
	/* Four, five and six levels of nine bits each, above pages of twelve. */
	static const uint64_t widths[] = { 48, 57, 64 };
	uint64_t levels = efr >> EFR_HATS & 3;

	if (levels < sizeof(widths) / sizeof(widths[0]))
		number_set(ret, widths[levels], source);
}

static void read_amd(const struct iommu_unit *unit, struct capabilities *ret)
{
	const char *source = unit->cap.fact.source;
	uint64_t cap, efr;

	if (known(unit->cap) && str_number(unit->cap.value, 16, &cap)) {
		set_bit(&ret->ats, cap, AMD_CAP_IOTLB, source);
		set_bit(&ret->virtual, cap, AMD_CAP_NPCACHE, source);
	}
	if (!known(unit->features) || !parse_features(unit->features.value, &efr))
		return;
	source = unit->features.fact.source;
	set_amd_width(&ret->address_bits, efr, source);
	set_bit(&ret->page_requests, efr, EFR_PPR, source);
	set_bit(&ret->x2apic, efr, EFR_XT, source);
	set_bit(&ret->nested, efr, EFR_GT, source);
	set_bit(&ret->pasid, efr, EFR_GT, source);
	set_bit(&ret->posted_interrupts, efr, EFR_GAM, source);
	set_bit(&ret->secure_nested_paging, efr, EFR_SNP, source);
}

void capabilities_read(const struct iommu_unit *unit, struct capabilities *ret)
{
	*ret = (struct capabilities){ .virtual = { .value = false } };
	if (str_starts(unit->name.value, "dmar"))
		read_intel(unit, ret);
	else if (str_starts(unit->name.value, "ivhd"))
		read_amd(unit, ret);
}
