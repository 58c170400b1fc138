/* What an IOMMU unit can do, read from the registers that its driver shows. */
#pragma once

#include "scanner/fact.h"

struct iommu_unit;

/* Each fact is absent where the register, or the family, does not tell it. */
struct capabilities {
	struct number address_bits;       /* of guest addresses, at most */
	struct flag virtual;              /* emulated: it asks to be told of each mapping */
	struct flag interrupt_remapping;
	struct flag x2apic;               /* remaps interrupts to more than 255 processors */
	struct flag posted_interrupts;    /* interrupts straight to guests */
	struct flag pass_through;         /* has identity domains of its own */
	struct flag coherent;             /* its walks snoop caches */
	struct flag snoop_control;        /* VFIO can make devices' DMA coherent */
	struct flag ats;                  /* devices may cache translations */
	struct flag page_requests;
	struct flag pasid;
	struct flag scalable_mode;
	struct flag nested;               /* two levels of translation */
	struct flag secure_nested_paging; /* SEV-SNP */
};

void capabilities_read(const struct iommu_unit *unit, struct capabilities *ret);
