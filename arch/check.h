/* Checks: each looks at one thing that can be wrong with a host's IOMMU, and comes out
 * as passed, failed, not to be told, or not applicable. A failed one is a finding. */
#pragma once

#include <stddef.h>

#include "arch/options.h"
#include "arch/verdict.h"

enum severity {
	SEVERITY_INFO,    /* worth knowing */
	SEVERITY_WARNING, /* wrong, and Linux lives with it */
	SEVERITY_ERROR,   /* takes something away: a unit, interrupt remapping, a device */
	SEVERITY_FATAL,   /* Linux refuses the whole table */
};

enum outcome { OUTCOME_NOT_APPLICABLE, OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNKNOWN };

const char *severity_name(enum severity severity);
const char *outcome_name(enum outcome outcome);

struct check_run;

/* A row of checks.def. */
struct check {
	enum reason reason;    /* its id, text and remedy */
	enum severity severity;
	const char *signature; /* the table that it reads; NULL: none */
	void (*run)(struct check_run *run);
};

/* What came of a check. */
struct finding {
	const struct check *check;
	enum outcome outcome;
	struct evidence *evidence; /* for a failure, what was seen; else why unknown */
	size_t n_evidence;
	size_t n_more;             /* places like these that are not shown */
};

struct findings {
	struct finding *rows; /* one for each check, in the order of checks.def */
	size_t n;
};

/* Runs all checks on the facts. Lives in the host's arena. */
void checks_run(const struct host *host, const struct options_judged *options,
		struct findings *ret);

/* The first failed check that makes Linux refuse the table; NULL: none. */
const struct finding *findings_fatal(const struct findings *findings, const char *signature);

/* The check of this reason and table, when it failed; else NULL. */
const struct finding *findings_failed(const struct findings *findings, enum reason reason,
				      const char *signature);

/* ---- for the files of arch/ that check ---- */

/* The host's PCI functions, to find one among many. */
struct pci_index {
	struct pci_entry {
		uint64_t key; /* of the function's address; of the bridge it is behind */
		const struct pci_device *device;
	} *entries, *below; /* sorted by key; `below` without those on root buses */
	size_t n_entries, n_below;
};

/* The units that the kernel shows, to find one among many. */
struct unit_index {
	uint64_t *addresses; /* sorted, as the next */
	const char **functions;
	size_t n_addresses, n_functions;
	const struct fact *unread; /* what of them could not be read; NULL: nothing */
};

struct check_run {
	const struct host *host;
	const struct options_judged *options;
	const struct pci_index *pci;     /* for check_find_pci */
	const struct unit_index *units;  /* for check_shows_... */
	const struct acpi_file *file; /* readable; NULL when the check reads no table */
	struct finding *finding;
};

/* The check fails: shows where in its table, or at which path. */
void check_fail_at(struct check_run *run, uint64_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void check_fail(struct check_run *run, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The check fails by a fault of a table's bytes. */
void check_fail_fault(struct check_run *run, const struct acpi_file *file,
		      const struct acpi_fault *fault);
/* The check cannot be told, because of what this path did not give. */
void check_unknown(struct check_run *run, const struct fact *fact);
/* The check says nothing about this host. */
void check_not_applicable(struct check_run *run);

/* The next structure of the table after `after` (NULL: the first), of a layout (NULL:
 * any). NULL at the end. */
const struct acpi_item *check_next(const struct check_run *run,
				   const struct acpi_layout *layout,
				   const struct acpi_item *after);

/* The PCI function of this address; NULL when the host has none. */
const struct pci_device *check_find_pci(const struct check_run *run, unsigned domain,
					unsigned bus, unsigned device, unsigned function);

/* Whether the host has a function of this domain whose requester id lies between. */
bool check_has_pci(const struct check_run *run, unsigned domain, uint16_t first, uint16_t last);

/* The bus behind a bridge, as the functions there tell it; false when there are none. */
bool check_bus_below(const struct check_run *run, const struct pci_device *bridge,
		     unsigned *ret);

/* Whether the check has units to compare with, given how many of its kind the kernel
 * shows; else makes it unknown, or not applicable. */
bool check_has_units(struct check_run *run, size_t n);
/* Whether the kernel shows a unit at this register address, or that is this function. */
bool check_shows_address(const struct check_run *run, uint64_t address);
bool check_shows_function(const struct check_run *run, const char *function);
struct dmar_step;
/* The PCI function that a scope of the DMAR, which is run->file, names; NULL: it is not
 * there. Of *run only host, pci and file are used. */
const struct pci_device *dmar_scope_function(const struct check_run *run, unsigned segment,
					     const struct dmar_step *scope);

void pci_index_make(const struct host *host, struct pci_index *ret);
void unit_index_make(const struct host *host, struct unit_index *ret);

#define CHECK(reason, severity, signature, function) void function(struct check_run *run);
#include "arch/checks.def"
#undef CHECK
