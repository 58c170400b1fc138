/* The collectors: each reads one part of a host into its facts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct host;
struct viommu_request;

/* What a scan is asked for, beyond facts that cost nothing more. */
struct wants {
	unsigned sections; /* bits of enum section; a collector runs when its bit is set */
	bool names;        /* of PCI and USB devices, from the hardware database */
	bool keys_only;    /* no facts that cost a read and neither a key nor a verdict needs */
	bool record;       /* keep what is read, in root.record; a capture is kept already */
	const struct viommu_request *guest; /* asked about; NULL: as the host is */
};

enum section {
#define COLLECT(name, needs) SECTION_##name,
#include "scanner/collectors.def"
#undef COLLECT
	N_SECTIONS
};

#define SECTION_BIT(name) (1u << SECTION_##name)
#define ALL_SECTIONS ((1u << N_SECTIONS) - 1)

/* void collect_NAME(struct host *, const struct wants *) for each row. */
#define COLLECT(name, needs) \
	void collect_##name(struct host *host, const struct wants *wants);
#include "scanner/collectors.def"
#undef COLLECT

/* The bit of the section whose name is the first `length` characters of `name`, 0
 * when there is none. */
unsigned section_find(const char *name, size_t length);

/* Runs the collectors of `wants`, and those that they need, in the table's order. */
void collect(struct host *host, const struct wants *wants);
