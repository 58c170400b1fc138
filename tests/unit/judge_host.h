/* Hosts made of facts, for tests of the judgement: no files, no I/O. */
#pragma once

#include "arch/judgement.h"
#include "tests/unit/build_table.h"

/* PCI Code and ID Assignment. */
enum { CLASS_GRAPHICS = 0x030000, CLASS_BRIDGE = 0x060400, CLASS_IOMMU = 0x080600 };

struct made_host {
	struct arena arena;
	struct host host;
	struct judgement judgement;
	struct build *tables; /* their bytes */
	size_t n_tables;
};

/* A host of which everything could be read: the kernel's directories are there and
 * empty, so are the ACPI tables and the list of PCI functions. Undone by drop_host. */
struct made_host *make_host(enum arch arch);
void drop_host(struct made_host *made);

/* Adds a table: finishes it, parses it, and owns it from then on. `add_raw_table` takes
 * the bytes as they are; `deny_table` is one whose bytes could not be read. */
struct acpi_file *add_table(struct made_host *made, const char *signature, struct build build);
struct acpi_file *add_raw_table(struct made_host *made, const char *signature,
				struct build build);
struct acpi_file *deny_table(struct made_host *made, const char *signature, int error);
void add_madt(struct made_host *made, struct build build);
/* Tables that Linux accepts, of one unit for all devices; amd-iommu's function as well. */
void add_sound_dmar(struct made_host *made);
void add_sound_ivrs(struct made_host *made);
void add_driver(struct made_host *made, struct acpi_file *file, const char *path);

void set_command_line(struct made_host *made, const char *line);
struct iommu_unit *add_unit(struct made_host *made, const char *name, uint64_t address,
			    uint64_t devices);
/* A group of one device; `name` and `type` may be NULL. */
void add_group(struct made_host *made, const char *name, const char *type);
struct pci_device *add_pci(struct made_host *made, unsigned bus, unsigned device,
			   unsigned function, uint64_t class_code);
/* The configuration was read; each option is "y" or left out. */
void set_config(struct made_host *made, bool intel, bool intel_on, bool amd);
void set_interrupts(struct made_host *made, bool remapped);

/* Makes a fact that was read one that could not be. */
void set_unreadable(struct fact *fact, int error);

void judge_made(struct made_host *made);

/* What came of the check of this reason and table (NULL: none); fails without one. */
const struct finding *find_finding(const struct made_host *made, enum reason reason,
				   const char *signature);

/* Judges the host and asserts the verdict on its IOMMU or its interrupts. */
void assert_iommu(struct made_host *made, enum iommu_state state, enum reason reason);
void assert_interrupts(struct made_host *made, enum iommu_state state, enum reason reason);

/* Asserts that the verdict's evidence has this path, at this offset (NO_OFFSET: none). */
#define NO_OFFSET UINT64_MAX
void assert_evidence(const struct verdict *verdict, const char *path, uint64_t offset);

/* A host that breaks one rule, and where. */
struct broken_host {
	enum reason reason;
	void (*make)(struct made_host *made);
	uint64_t offset;  /* of the evidence in the table; NO_OFFSET: it has none */
	const char *path; /* of the evidence; NULL: the table's */
};

/* Asserts of all checks of a table (NULL: those of none), each of which has to have a
 * row: they pass on the sound host, each one fails on its row's with evidence at the
 * right place, none applies without the table, and none is told where it cannot be read. */
void assert_checks(const char *signature, void (*sound)(struct made_host *made),
		   const struct broken_host *rows, size_t n);
