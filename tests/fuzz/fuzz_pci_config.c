/* Configuration space as a broken function could answer: the result says of each fact
 * that it is known, absent, or why it is unknown. */
#include <assert.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/pci_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int first_error(const struct pci_function *function)
{
	const struct fact facts[] = {
		function->header_type.fact, function->multifunction.fact,
		function->express_type.fact, function->ari_forwarding.fact,
		function->acs_capabilities.fact, function->acs_control.fact,
		function->ats.fact, function->pasid.fact, function->ari.fact,
	};
	int first = 0;

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		assert((facts[i].state == FACT_UNKNOWN) == (facts[i].error != 0));
		assert(facts[i].source);
		if (!first)
			first = facts[i].error;
	}
	return first;
}

/* What was not asked for changes nothing. */
static void check_missing(const uint8_t *data, size_t size, const struct pci_function *whole)
{
	uint8_t bytes[PCI_CFG_SPACE_EXP_SIZE] = { 0 };
	bool have[sizeof(bytes) / PCI_CONFIG_STEP] = { false };
	struct pci_function part = { .address.value = NULL };
	size_t at;

	while ((at = pci_config_missing(bytes, size, have)) != PCI_CONFIG_WHOLE) {
		assert(at < size && !have[at / PCI_CONFIG_STEP]);
		memcpy(bytes + at, data + at,
		       size - at < PCI_CONFIG_STEP ? size - at : PCI_CONFIG_STEP);
		have[at / PCI_CONFIG_STEP] = true;
	}
	(void)pci_config_parse(bytes, size, "/config", &part);
	assert(first_error(&part) == first_error(whole));
	assert(part.express_type.value == whole->express_type.value);
	assert(part.acs_capabilities.value == whole->acs_capabilities.value);
	assert(part.acs_control.value == whole->acs_control.value);
	assert(part.ats.value == whole->ats.value);
	assert(part.pasid.value == whole->pasid.value);
	assert(part.ari.value == whole->ari.value);
	assert(part.ari_forwarding.value == whole->ari_forwarding.value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pci_function function = { .address.value = NULL };
	struct arena arena = { NULL };
	const char *text = arena_print(&arena, "%.*s", (int)size, (const char *)data);
	uint64_t n = 0;

	int error = pci_config_parse(data, size, "/config", &function);
	assert(error == first_error(&function));
	check_missing(data, size, &function);
	for (uint16_t id = 0; id <= PCI_EXT_CAP_ID_PASID; id++) {
		size_t at = pci_config_extended(data, size, id);

		assert(at == 0 || (at >= PCI_CFG_SPACE_SIZE && at + 4 <= size));
	}
	(void)pci_config_vf_bars(data, size, text, &n);
	assert(n <= PCI_SRIOV_NUM_BARS);
	arena_free(&arena);
	return 0;
}
