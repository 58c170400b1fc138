#include "arch/acs.h"

#include <stddef.h>

#include "scanner/arena.h"
#include "scanner/str.h"

/* REQ_ACS_FLAGS of drivers/iommu/iommu.c */
#define WANTED (ACS_SV | ACS_RR | ACS_CR | ACS_UF)

const char *express_name(uint64_t type)
{
	static const char *const names[] = {
		[EXPRESS_ENDPOINT] = "endpoint",
		[EXPRESS_LEGACY] = "legacy endpoint",
		[EXPRESS_ROOT_PORT] = "root port",
		[EXPRESS_UPSTREAM] = "upstream port",
		[EXPRESS_DOWNSTREAM] = "downstream port",
		[EXPRESS_TO_PCI] = "bridge from PCI Express to PCI",
		[EXPRESS_FROM_PCI] = "bridge from PCI to PCI Express",
		[EXPRESS_INTEGRATED] = "integrated endpoint",
		[EXPRESS_EVENT_COLLECTOR] = "event collector",
	};
	const size_t n = sizeof(names) / sizeof(names[0]);

	return type < n && names[type] ? names[type] : "function";
}

const char *acs_names(struct arena *arena, uint16_t bits)
{
	static const struct {
		uint16_t bit;
		const char *name;
	} all[] = {
		{ ACS_SV, "SV" }, { ACS_RR, "RR" }, { ACS_CR, "CR" }, { ACS_UF, "UF" },
	};
	const char *names[sizeof(all) / sizeof(all[0])];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (bits & all[i].bit)
			names[n++] = all[i].name;
	return n ? str_join(arena, names, n, " ") : NULL;
}

static struct acs unread(const struct fact *fact)
{
	return (struct acs){ .state = ACS_UNREAD, .unread = fact };
}

/* pci_acs_flags_enabled(): what the capability lacks counts as wired to on. */
static struct acs by_capability(const struct pci_function *function)
{
	const struct number *capabilities = &function->acs_capabilities;
	uint16_t missing;

	if (capabilities->fact.state == FACT_UNKNOWN)
		return unread(&capabilities->fact);
	if (!known(*capabilities))
		return (struct acs){ .state = ACS_ABSENT, .missing = WANTED };
	if (!known(function->acs_control))
		return unread(&function->acs_control.fact);
	missing = (uint16_t)(WANTED & capabilities->value & ~function->acs_control.value);
	return (struct acs){ .state = missing ? ACS_INCOMPLETE : ACS_ISOLATES,
			     .missing = missing };
}

/* pci_scan_slot() takes a second function for proof; pci_iov_add_virtfn() lets virtual
 * ones be single. */
static bool is_single(const struct pci_device *pci, const struct pci_function *function)
{
	if (known(function->virtual_function) && function->virtual_function.value)
		return true;
	return pci->function.value == 0 && known(function->multifunction) &&
	       !function->multifunction.value;
}

struct acs acs_of(const struct pci_device *pci, const struct pci_function *function)
{
	if (function->express_type.fact.state == FACT_UNKNOWN)
		return unread(&function->express_type.fact);
	if (!known(function->express_type))
		return (struct acs){ .state = ACS_CONVENTIONAL };
	switch (function->express_type.value) {
	case EXPRESS_TO_PCI:
	case EXPRESS_FROM_PCI:
	case EXPRESS_EVENT_COLLECTOR:
		return (struct acs){ .state = ACS_NEVER };
	case EXPRESS_ROOT_PORT:
	case EXPRESS_DOWNSTREAM:
		return by_capability(function);
	case EXPRESS_ENDPOINT:
	case EXPRESS_LEGACY:
	case EXPRESS_UPSTREAM:
	case EXPRESS_INTEGRATED:
		if (!is_single(pci, function))
			return by_capability(function);
	}
	return (struct acs){ .state = ACS_ISOLATES };
}
