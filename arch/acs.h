/* Access Control Services (PCIe 6.12) of a function, as Linux asks for them: could what it
 * sends, or passes on, reach a neighbour without passing the IOMMU? */
#pragma once

#include <stdint.h>

#include "scanner/host.h"

enum { /* PCIe 7.7.11.2 and 7.7.11.3: capability and control have the same bits */
	ACS_SV = 1,  /* source validation */
	ACS_RR = 4,  /* P2P request redirect */
	ACS_CR = 8,  /* P2P completion redirect */
	ACS_UF = 16, /* upstream forwarding */
};

enum express_type { /* PCIe 7.5.3.2, Device/Port Type */
	EXPRESS_ENDPOINT = 0,
	EXPRESS_LEGACY = 1,
	EXPRESS_ROOT_PORT = 4,
	EXPRESS_UPSTREAM = 5,
	EXPRESS_DOWNSTREAM = 6,
	EXPRESS_TO_PCI = 7,
	EXPRESS_FROM_PCI = 8,
	EXPRESS_INTEGRATED = 9,
	EXPRESS_EVENT_COLLECTOR = 10,
};

enum acs_state {
	ACS_ISOLATES,
	ACS_ABSENT,       /* it would have to have ACS, and has not */
	ACS_INCOMPLETE,   /* it has, and some of what Linux asks for is off */
	ACS_NEVER,        /* a kind of bridge for which there is no ACS */
	ACS_CONVENTIONAL, /* PCI, which has nothing of the kind */
	ACS_UNREAD,
};

struct acs {
	enum acs_state state;
	uint16_t missing;          /* bits; of ACS_ABSENT all that Linux asks for */
	const struct fact *unread; /* with ACS_UNREAD, what could not be read */
};

/* pci_acs_enabled() without the kernel's table of quirks (drivers/pci/quirks.c). */
struct acs acs_of(const struct pci_device *pci, const struct pci_function *function);

/* Bits by their names in PCIe 7.7.11: "SV RR". NULL for none. Lives in the arena. */
const char *acs_names(struct arena *arena, uint16_t bits);

/* "root port", "endpoint", ...; of what the specification leaves open "function". */
const char *express_name(uint64_t type);
