/* The host's PCI functions, for tables that name them. A hostile table has millions of
 * scopes: finding each function must not take a walk over all. */
#include <stdlib.h>

#include "arch/check.h"

/* A requester id with its domain in front: the order of PCI addresses. */
static uint64_t key_of(uint64_t domain, uint64_t bus, uint64_t device, uint64_t function)
{
	return domain << 16 | bus << 8 | device << 3 | function;
}

static uint64_t device_key(const struct pci_device *pci)
{
	return key_of(pci->domain.value, pci->bus.value, pci->device.value,
		      pci->function.value);
}

/* 0000:00:01.0 as a key */
static bool parse_address(const char *text, uint64_t *ret)
{
	static const char after[] = "::."; /* and the end */
	uint64_t parts[sizeof(after)];

	for (size_t i = 0; i < sizeof(after); i++) {
		char *end;

		parts[i] = strtoul(text, &end, 16);
		if (end == text || *end != after[i])
			return false;
		text = end + 1;
	}
	*ret = key_of(parts[0], parts[1], parts[2], parts[3]);
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct pci_entry *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static void sort(struct pci_entry *entries, size_t n)
{
	if (n)
		qsort(entries, n, sizeof(*entries), compare);
}

void pci_index_make(const struct host *host, struct pci_index *ret)
{
	*ret = (struct pci_index){ .n_entries = 0 };
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_device *pci = &host->pci[i];
		uint64_t bridge;

		*arena_add(host->arena, ret->entries, ret->n_entries) =
			(struct pci_entry){ device_key(pci), pci };
		if (known(pci->parent) && parse_address(pci->parent.value, &bridge))
			*arena_add(host->arena, ret->below, ret->n_below) =
				(struct pci_entry){ bridge, pci };
	}
	sort(ret->entries, ret->n_entries);
	sort(ret->below, ret->n_below);
}

/* The first entry whose key is not less. */
static const struct pci_entry *find(const struct pci_entry *entries, size_t n, uint64_t key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (entries[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n ? &entries[low] : NULL;
}

const struct pci_device *check_find_pci(const struct check_run *run, unsigned domain,
					unsigned bus, unsigned device, unsigned function)
{
	uint64_t key = key_of(domain, bus, device, function);
	const struct pci_entry *entry = find(run->pci->entries, run->pci->n_entries, key);

	return entry && entry->key == key ? entry->device : NULL;
}

bool check_has_pci(const struct check_run *run, unsigned domain, uint16_t first, uint16_t last)
{
	uint64_t start = (uint64_t)domain << 16;
	const struct pci_entry *entry =
		find(run->pci->entries, run->pci->n_entries, start | first);

	return entry && entry->key <= (start | last);
}

bool check_bus_below(const struct check_run *run, const struct pci_device *bridge,
		     unsigned *ret)
{
	uint64_t key = device_key(bridge);
	const struct pci_entry *entry = find(run->pci->below, run->pci->n_below, key);

	if (!entry || entry->key != key)
		return false;
	*ret = (unsigned)entry->device->bus.value;
	return true;
}
