/* Memory that firmware wants mapped 1:1 for devices, by its tables: what the kernel makes
 * `direct` regions of (intel_iommu_get_resv_regions, amd_iommu_get_resv_regions,
 * iort_iommu_get_resv_regions). The kernel merges regions; here they are found again. */
#include <stdlib.h>
#include <string.h>

#include "acpi/dmar.h"
#include "acpi/iort.h"
#include "acpi/ivrs.h"
#include "arch/check.h"
#include "arch/dmar_walk.h"
#include "arch/evidence.h"
#include "arch/passthrough_run.h"

enum {
	RMRR = 1, /* VT-d specification, 8.4 */
	RMRR_SEGMENT_AT = 6,
	RMRR_BASE_AT = 8,
	RMRR_LIMIT_AT = 16,
	PAGE = 4096,
	/* Firmware has a handful of ranges. A table of a million, each for all devices, is
	 * made to take time. */
	MOST_WANTED = 1024,
	MOST_CLAIMS = 16384,
};

static bool is_enough(const struct passthrough_run *run)
{
	return run->n_wanted == MOST_WANTED || run->n_claims == MOST_CLAIMS;
}

static void claim(struct passthrough_run *run, size_t device, bool below)
{
	if (run->n_claims < MOST_CLAIMS)
		*arena_add(run->host->arena, run->claims, run->n_claims) = (struct claim){
			.device = device, .wanted = run->n_wanted - 1, .below = below,
		};
}

static void want(struct passthrough_run *run, struct wanted wanted)
{
	*arena_add(run->host->arena, run->wanted, run->n_wanted) = wanted;
}

/* ---- Intel: RMRRs, with scopes ---- */

static const char *rmrr_words(struct arena *arena, uint64_t start, uint64_t end,
			      const struct pci_device *first, size_t n)
{
	const char *range = arena_print(arena, "RMRR 0x%llx-0x%llx", (unsigned long long)start,
					(unsigned long long)end);

	if (n > 1)
		return arena_print(arena, "%s for %s and %zu more", range,
				   first->address.value, n - 1);
	return n ? arena_print(arena, "%s for %s", range, first->address.value) : range;
}

static void want_rmrr(struct passthrough_run *run, const struct check_run *lookup,
		      const struct dmar_step *step)
{
	const struct acpi_table *table = &lookup->file->table;
	unsigned segment = (unsigned)acpi_number(table, step->offset + RMRR_SEGMENT_AT, 2);
	struct dmar_step scope = { 0 };
	uint64_t start = acpi_number(table, step->offset + RMRR_BASE_AT, 8);
	uint64_t end = acpi_number(table, step->offset + RMRR_LIMIT_AT, 8);
	const struct pci_device *first = NULL;
	size_t n = 0;

	want(run, (struct wanted){
		.start = start, .end = end, .file = lookup->file, .offset = step->offset,
	});
	while (dmar_next_scope(table, step, &scope)) {
		const struct pci_device *pci = dmar_scope_function(lookup, segment, &scope);

		if (!pci)
			continue;
		first = first ? first : pci;
		n++;
		claim(run, (size_t)(pci - run->host->pci), scope.type == DMAR_SCOPE_BRIDGE);
	}
	run->wanted[run->n_wanted - 1].words =
		rmrr_words(run->host->arena, start, end, first, n);
}

static void want_rmrrs(struct passthrough_run *run, const struct check_run *lookup)
{
	struct dmar_step step = { 0 };

	while (!is_enough(run) && dmar_next(&lookup->file->table, &step))
		if (step.type == RMRR)
			want_rmrr(run, lookup, &step);
}

/* ---- AMD: IVMDs, for a range of requester ids ---- */

static bool is_of_ivmd(const struct ivrs_ivmd *ivmd, const struct pci_device *pci)
{
	uint64_t devid = pci->bus.value << 8 | pci->device.value << 3 | pci->function.value;

	if (pci->domain.value != ivmd->segment)
		return false;
	switch (ivmd->type) {
	case IVRS_IVMD_ALL:
		return true;
	case IVRS_IVMD_ONE:
		return devid == ivmd->devid;
	default:
		return devid >= ivmd->devid && devid <= ivmd->aux;
	}
}

/* init_unity_map_range(): an exclusion range counts as one, too. */
static void want_ivmds(struct passthrough_run *run, const struct check_run *lookup)
{
	const struct acpi_table *table = &lookup->file->table;
	const struct acpi_item *item = NULL;

	while (!is_enough(run) &&
	       (item = acpi_next(table, &table->items[0], &ivrs_ivmd, item))) {
		struct ivrs_ivmd ivmd;

		acpi_decode(table, item, &ivmd);
		if (!(ivmd.flags & (IVMD_UNITY | IVMD_EXCLUSION)) || !ivmd.mem_length)
			continue;
		want(run, (struct wanted){
			.start = ivmd.start & ~(uint64_t)(PAGE - 1),
			.end = ivmd.start + ivmd.mem_length - 1,
			.file = lookup->file, .offset = item->offset,
			.words = arena_print(run->host->arena,
					     "IVMD of 0x%llx bytes at 0x%llx for %s",
					     (unsigned long long)ivmd.mem_length,
					     (unsigned long long)ivmd.start,
					     ivmd.type == IVRS_IVMD_ALL ? "all devices" :
					     ivmd.type == IVRS_IVMD_ONE ? "one device" :
									  "a range of devices"),
		});
		for (size_t i = 0; i < run->host->n_pci; i++)
			if (is_of_ivmd(&ivmd, &run->host->pci[i]))
				claim(run, i, false);
	}
}

/* ---- Arm: ranges of RMR nodes. Whose they are is told in stream ids, which only the
 * SMMU's driver has: the address has to do ---- */

static void want_rmrs(struct passthrough_run *run, const struct check_run *lookup)
{
	const struct acpi_table *table = &lookup->file->table;
	const struct acpi_item *node = NULL, *item;
	struct iort_range range;

	while (!is_enough(run) &&
	       (node = acpi_next(table, &table->items[0], &iort_rmr, node)))
		for (item = NULL;
		     !is_enough(run) && (item = acpi_next(table, node, &iort_range, item));) {
			acpi_decode(table, item, &range);
			if (!range.length)
				continue;
			want(run, (struct wanted){
				.start = range.base, .end = range.base + range.length - 1,
				.file = lookup->file, .offset = item->offset, .for_any = true,
				.words = arena_print(run->host->arena,
						     "RMR of 0x%llx bytes at 0x%llx",
						     (unsigned long long)range.length,
						     (unsigned long long)range.base),
			});
		}
}

static int compare(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return x->wanted < y->wanted ? -1 : x->wanted > y->wanted;
}

static const struct {
	const char *signature;
	void (*want)(struct passthrough_run *run, const struct check_run *lookup);
} sources[] = {
	{ "DMAR", want_rmrrs }, { "IVRS", want_ivmds }, { "IORT", want_rmrs },
};

/* ---- finding them again ---- */

static bool is_shown(const struct wanted *wanted, const struct evidence *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].has_offset && rows[i].offset == wanted->offset &&
		    !strcmp(rows[i].path, wanted->file->path))
			return true;
	return false;
}

static void show(const struct passthrough_run *run, const struct wanted *wanted,
		 const struct reserved_region *region, struct evidence **rows, size_t *n)
{
	struct arena *arena = run->host->arena;

	if (*n < MOST_SHOWN && wanted->start <= region->end && wanted->end >= region->start &&
	    !is_shown(wanted, *rows, *n))
		*arena_add(arena, *rows, *n) =
			evidence_at(arena, wanted->file->path, wanted->offset, "%s",
				    wanted->words);
}

/* The first claim of a device, or where it would be. */
static size_t first_claim(const struct passthrough_run *run, size_t device)
{
	size_t low = 0, high = run->n_claims;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (run->claims[middle].device < device)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void wanted_show(const struct passthrough_run *run, size_t device,
		 const struct reserved_region *region, struct evidence **rows, size_t *n)
{
	size_t at = device;

	/* Its own, and those of bridges that it is behind (is_downstream_to_pci_bridge). */
	for (size_t hops = 0; hops <= MOST_BRIDGES && at != NOT_FOUND && *n < MOST_SHOWN;
	     hops++) {
		for (size_t i = first_claim(run, at);
		     i < run->n_claims && run->claims[i].device == at; i++)
			if (at == device || run->claims[i].below)
				show(run, &run->wanted[run->claims[i].wanted], region, rows, n);
		at = run->parents[at];
	}
	for (size_t i = 0; i < run->n_wanted; i++)
		if (run->wanted[i].for_any)
			show(run, &run->wanted[i], region, rows, n);
}

void wanted_list(struct passthrough_run *run)
{
	struct pci_index index;

	pci_index_make(run->host, &index);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		const struct acpi_file *file = host_table(run->host, sources[i].signature);
		struct check_run lookup = { .host = run->host, .pci = &index, .file = file };

		if (file && !file->error && file->table.n_items)
			sources[i].want(run, &lookup);
	}
	if (run->n_claims)
		qsort(run->claims, run->n_claims, sizeof(*run->claims), compare);
}
