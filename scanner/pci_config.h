/* What the configuration space of a PCI function says: bytes in, facts out. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pci_function;

/* Sets those facts of `ret` that the configuration space tells, with `source` (borrowed)
 * as where they came from. `bytes` are what a read of sysfs' `config` gave.
 *
 * A fact that would stand in bytes that are not there is unknown, never absent. Returns 0
 * when no fact is unknown, else the positive errno of those: EACCES where the kernel gave
 * what it gives to those who may not read more; EIO where the function did not answer, or
 * a structure leads out of the bytes. */
int pci_config_parse(const uint8_t *bytes, size_t size, const char *source,
		     struct pci_function *ret);

/* How many bytes it takes to tell all, as far as these say; at most `size` when they do
 * tell all. To read no more than that is worth it: each byte is asked of the function,
 * which takes its time, and some lock up when asked for what they do not have. */
size_t pci_config_wanted(const uint8_t *bytes, size_t size);

/* Where the extended capability `id` (PCI_EXT_CAP_ID_...) begins; 0: nowhere. */
size_t pci_config_extended(const uint8_t *bytes, size_t size, uint16_t id);

/* How many VF BARs of a function with SR-IOV have no address: with such a one the kernel
 * makes no virtual function (sriov_enable). `resource` is the text of sysfs' file of that
 * name. 0 or -errno: ENOENT where this kernel keeps none of them (CONFIG_PCI_IOV). */
int pci_config_vf_bars(const uint8_t *bytes, size_t size, const char *resource,
		       uint64_t *ret);
