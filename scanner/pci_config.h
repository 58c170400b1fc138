/* What the configuration space of a PCI function says: bytes in, facts out. */
#pragma once

#include <stdbool.h>
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

/* Configuration space is read four bytes at a time, and no more of it than tells all: each
 * is asked of the function, which takes its time, and some lock up when asked for what they
 * do not have. `have` has an element for each four of `bytes`. */
#define PCI_CONFIG_STEP 4
#define PCI_CONFIG_WHOLE SIZE_MAX
/* What is here may be read by those alone who may read all of it. */
#define PCI_CONFIG_PROBE 128

/* Where the next four are that it takes to tell all; PCI_CONFIG_WHOLE: none are missing.
 * Behind `size` there is nothing. */
size_t pci_config_missing(const uint8_t *bytes, size_t size, const bool *have);

/* The size of a space of which nothing could be read at `refused`: what everyone may read
 * when nothing behind that was read, else what there is without extended space, at most. */
size_t pci_config_end(const uint8_t *bytes, size_t refused, const bool *have);

/* Where the extended capability `id` (PCI_EXT_CAP_ID_...) begins; 0: nowhere. */
size_t pci_config_extended(const uint8_t *bytes, size_t size, uint16_t id);

/* How many VF BARs of a function with SR-IOV have no address: with such a one the kernel
 * makes no virtual function (sriov_enable). `resource` is the text of sysfs' file of that
 * name. 0 or -errno: ENOENT where this kernel keeps none of them (CONFIG_PCI_IOV). */
int pci_config_vf_bars(const uint8_t *bytes, size_t size, const char *resource,
		       uint64_t *ret);
