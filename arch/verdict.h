/* The verdict on a host's IOMMU: a state, the reason, and the evidence for it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scanner/host.h"

enum iommu_state {
	IOMMU_ENABLED,     /* the kernel uses it */
	IOMMU_OFF,         /* described and acceptable, but not in use */
	IOMMU_BROKEN,      /* described, and the kernel refuses it */
	IOMMU_ABSENT,      /* tables are readable and none describes one */
	IOMMU_UNSUPPORTED, /* described, and this kernel has no driver for it */
	IOMMU_HIDDEN,      /* something stands between the host and us */
	IOMMU_UNKNOWN,     /* could not be read */
};

/* "enabled", "off", ... */
const char *iommu_state_name(enum iommu_state state);

enum reason {
#define REASON(name, id, text, remedy) REASON_##name,
#include "arch/reasons.def"
#undef REASON
};

const char *reason_id(enum reason reason);
const char *reason_text(enum reason reason);
const char *reason_remedy(enum reason reason); /* NULL: nothing to do */

/* One thing that was seen, and where. */
struct evidence {
	const char *path;
	bool has_offset;
	uint64_t offset;    /* in the file at path */
	int error;          /* errno: what is told is that it could not be read */
	const char *value;  /* what was there, in words; NULL with an error */
};

/* Yes, no, or not to be told. */
enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

struct verdict {
	enum iommu_state state;
	enum reason reason;
	const char *family;       /* "intel", ...; NULL where none is described */
	const char *table;        /* signature of the table it rests on; NULL: none */
	/* What to change on the kernel's command line; NULL: nothing of that kind. */
	const char *add_option, *remove_option;
	/* Firmware describes an IOMMU that the kernel would accept, or the kernel uses
	 * one already: Beaker's VIRT_IOMMU. */
	enum answer described;
	struct evidence *evidence;
	size_t n_evidence;
	struct arena *arena;
};


/* ---- for the files of arch/ ---- */

struct judgement;

/* One kind of IOMMU; a row of families.def. */
struct family {
	const char *name;
	const char *signature; /* of its ACPI table; NULL when it has none */
	/* The architecture that it is part of, table or not; ARCH_UNKNOWN: none. */
	enum arch structural;
	/* Whether a name in /sys/class/iommu is one of this family's units; NULL: never. */
	bool (*owns)(const char *unit);
	/* Judges the table, which could be read, of a host whose kernel uses no IOMMU:
	 * sets state and reason, adds evidence. What the kernel would accept is
	 * IOMMU_OFF. NULL for a family without a table. */
	void (*judge)(const struct judgement *so_far, const struct acpi_file *file,
		      struct verdict *verdict);
};

#define FAMILY(name) extern const struct family family_##name;
#include "arch/families.def"
#undef FAMILY
extern const struct family *const families[]; /* all; ends with NULL */

void verdict_set(struct verdict *verdict, enum iommu_state state, enum reason reason);

/* Adds evidence; the value is a printf format. */
void verdict_show(struct verdict *verdict, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void verdict_show_at(struct verdict *verdict, const char *path, uint64_t offset,
		     const char *format, ...) __attribute__((format(printf, 4, 5)));
void verdict_show_error(struct verdict *verdict, const char *path, int error);

/* The verdict BROKEN, with the reason and evidence of the first fatal check of the
 * table that failed. False when none did. */
bool verdict_refused(struct verdict *verdict, const struct judgement *so_far,
		     const char *signature);
/* The verdict OFF when the check failed that the table maps something to its IOMMU. */
bool verdict_unmapped(struct verdict *verdict, const struct judgement *so_far,
		      const char *signature);

struct option_use;
/* The verdict REASON_OPTION for the option that switches the IOMMU off. */
void verdict_off_by(struct verdict *verdict, const struct host *host,
		    const struct option_use *use);

/* Shows a unit that a table describes, `n` others before it; of many, the first few. */
void verdict_show_unit(struct verdict *verdict, const struct acpi_file *file,
		       const struct acpi_item *node, size_t n);

/* The verdict on a table that describes `units` IOMMUs and maps to them `mapped`
 * others: without units absent, without anything mapped off, and else by whether a
 * driver for them is registered. */
void verdict_by_units(struct verdict *verdict, const struct acpi_file *file, size_t units,
		      size_t mapped);
