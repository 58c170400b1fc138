/* Configuration space as a broken function could answer: the result says of each fact
 * that it is known, absent, or why it is unknown. */
#include <assert.h>
#include <linux/pci_regs.h>

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pci_function function = { .address.value = NULL };
	struct arena arena = { NULL };
	const char *text = arena_print(&arena, "%.*s", (int)size, (const char *)data);
	uint64_t n = 0;

	int error = pci_config_parse(data, size, "/config", &function);
	assert(error == first_error(&function));
	assert(pci_config_wanted(data, size) <= size || error);
	for (uint16_t id = 0; id <= PCI_EXT_CAP_ID_PASID; id++) {
		size_t at = pci_config_extended(data, size, id);

		assert(at == 0 || (at >= PCI_CFG_SPACE_SIZE && at + 4 <= size));
	}
	(void)pci_config_vf_bars(data, size, text, &n);
	assert(n <= PCI_SRIOV_NUM_BARS);
	arena_free(&arena);
	return 0;
}
