/* A root complex names the SMMU for a requester id by its mappings, and the first that
 * fits counts: iort_node_map_id(), with iort_id_map() for one of them. Here that is
 * asked for all ids of a root complex at once. Mappings split the ids into spans whose
 * ids have the same fate; each mapping, in the table's order, takes the spans that are
 * still free. */
#include "arch/smmu.h"

#include <stdlib.h>

#include "acpi/iort.h"
#include "scanner/host.h"
#include "scanner/str.h"

enum {
	IDS = 0x10000, /* requester ids of a segment */
	NOBODY = -1,
};

struct span {
	uint32_t first;     /* it ends where the next one starts */
	int owner;          /* the mapping that took it, or NOBODY */
	bool doubtful;      /* the owner may have counted it by mistake: see take() */
	uint32_t next_free; /* hint: no span from here to there is free */
};

/* The mappings of one root complex, and what they make of the ids. */
struct id_map {
	struct iort_mapping *mappings;
	size_t n_mappings;
	struct span *spans; /* the last one is past the ids */
	size_t n_spans;
};

/* The last id of a mapping. The kernel adds in 32 bits; what wraps fits no id. */
static uint32_t last_id(const struct iort_mapping *mapping)
{
	return mapping->input_base + mapping->id_count;
}

static int compare_spans(const void *a, const void *b)
{
	uint32_t x = ((const struct span *)a)->first, y = ((const struct span *)b)->first;

	return (x > y) - (x < y);
}

static void add_span(struct id_map *map, uint32_t first)
{
	if (first < IDS)
		map->spans[map->n_spans++] = (struct span){ .first = first, .owner = NOBODY };
}

/* Spans start where a mapping starts, at its last id, and after it. */
static void split(struct arena *arena, struct id_map *map)
{
	size_t kept = 0;

	map->spans = arena_alloc(arena, (3 * map->n_mappings + 2) * sizeof(*map->spans));
	add_span(map, 0);
	for (size_t i = 0; i < map->n_mappings; i++) {
		const struct iort_mapping *mapping = &map->mappings[i];

		add_span(map, mapping->input_base);
		add_span(map, last_id(mapping));
		add_span(map, last_id(mapping) + 1);
	}
	qsort(map->spans, map->n_spans, sizeof(*map->spans), compare_spans);
	for (size_t i = 0; i < map->n_spans; i++)
		if (!kept || map->spans[kept - 1].first != map->spans[i].first)
			map->spans[kept++] = map->spans[i];
	map->n_spans = kept;
	map->spans[kept] = (struct span){ .first = IDS, .owner = NOBODY };
	for (size_t i = 0; i <= kept; i++)
		map->spans[i].next_free = (uint32_t)i;
}

/* The first free span at or after `i`; n_spans when there is none. Shortens the hints
 * that it follows, so that all searches together stay near linear. */
static size_t next_free(struct id_map *map, size_t i)
{
	struct span *spans = map->spans;

	while (i < map->n_spans && spans[i].owner != NOBODY) {
		if (spans[i].next_free == i)
			spans[i].next_free = (uint32_t)i + 1;
		else
			spans[i].next_free = spans[spans[i].next_free].next_free;
		i = spans[i].next_free;
	}
	return i;
}

static size_t span_at(const struct id_map *map, uint32_t first)
{
	const struct span key = { .first = first };
	const struct span *found = bsearch(&key, map->spans, map->n_spans,
					   sizeof(*map->spans), compare_spans);

	return found ? (size_t)(found - map->spans) : map->n_spans;
}

/* A single mapping takes every id that is left, also those in doubt. */
static void take_rest(struct id_map *map, int owner)
{
	for (size_t i = 0; i < map->n_spans; i++) {
		struct span *span = &map->spans[i];

		if (span->owner == NOBODY || span->doubtful)
			span->owner = owner;
	}
}

/* Firmware counts ids where it should count them less one. So the last id of a mapping,
 * unless it is its only one, goes to the mapping that starts there if one does, though
 * it comes later. */
static void take(struct id_map *map, int owner)
{
	const struct iort_mapping *mapping = &map->mappings[owner];
	uint32_t last = last_id(mapping);
	size_t start = span_at(map, mapping->input_base);

	if (last < mapping->input_base || start == map->n_spans)
		return;
	if (map->spans[start].doubtful) {
		map->spans[start].owner = owner;
		map->spans[start].doubtful = false;
	}
	for (size_t i = next_free(map, start); i < map->n_spans && map->spans[i].first <= last;
	     i = next_free(map, i)) {
		map->spans[i].owner = owner;
		map->spans[i].doubtful = mapping->id_count && map->spans[i].first == last;
	}
}

static void share_out(struct id_map *map)
{
	for (size_t i = 0; i < map->n_mappings; i++) {
		if (map->mappings[i].flags & IORT_MAPPING_SINGLE) {
			take_rest(map, (int)i);
			return;
		}
		take(map, (int)i);
	}
}

static void read_mappings(struct arena *arena, const struct acpi_table *table,
			  const struct acpi_item *root, struct id_map *map)
{
	const struct acpi_item *item = NULL;

	*map = (struct id_map){ 0 };
	while ((item = acpi_next(table, root, &iort_mapping, item)))
		acpi_decode(table, item,
			    arena_add(arena, map->mappings, map->n_mappings));
	/* Without a reference in the first the kernel looks at none. */
	if (map->n_mappings && !map->mappings[0].output_ref)
		map->n_mappings = 0;
}

/* The SMMU among those of the table whose node is at `offset`, by bisection: they are in
 * the order of their offsets. */
static int compare_offset(const void *key, const void *smmu)
{
	uint32_t offset = *(const uint32_t *)key, at = ((const struct smmu *)smmu)->offset;

	return (offset > at) - (offset < at);
}

static struct smmu *smmu_at(struct smmus *smmus, uint32_t offset)
{
	return smmus->n ? bsearch(&offset, smmus->smmus, smmus->n, sizeof(*smmus->smmus),
				  compare_offset) :
			  NULL;
}

static void add_range(struct arena *arena, struct smmu *smmu, const struct iort_root *root,
		      uint32_t first, uint32_t last)
{
	struct smmu_range *before =
		smmu->n_ranges ? &smmu->ranges[smmu->n_ranges - 1] : NULL;

	if (before && before->segment == root->segment && before->last + 1u == first) {
		before->last = (uint16_t)last;
		return;
	}
	*arena_add(arena, smmu->ranges, smmu->n_ranges) = (struct smmu_range){
		.segment = root->segment,
		.first = (uint16_t)first,
		.last = (uint16_t)last,
		.ats = root->ats & IORT_ROOT_ATS,
	};
}

static void read_root(struct arena *arena, const struct acpi_table *table,
		      const struct acpi_item *item, struct smmus *smmus)
{
	struct iort_root root;
	struct id_map map;

	acpi_decode(table, item, &root);
	read_mappings(arena, table, item, &map);
	if (!map.n_mappings)
		return;
	split(arena, &map);
	share_out(&map);
	for (size_t i = 0; i < map.n_spans; i++) {
		const struct span *span = &map.spans[i];
		struct smmu *smmu;

		if (span->owner == NOBODY)
			continue;
		smmu = smmu_at(smmus, map.mappings[span->owner].output_ref);
		if (smmu)
			add_range(arena, smmu, &root, span->first, span[1].first - 1);
	}
}

/* A root complex, and where in the table: Linux takes the first of a segment. */
struct rooted {
	uint32_t segment, offset;
	const struct acpi_item *item;
};

static int compare_rooted(const void *a, const void *b)
{
	const struct rooted *x = a, *y = b;

	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

static void read_roots(struct arena *arena, const struct acpi_table *table,
		       struct smmus *smmus)
{
	const struct acpi_item *item = NULL;
	struct rooted *roots = NULL;
	struct iort_root root;
	size_t n = 0;

	while ((item = acpi_next(table, &table->items[0], &iort_root, item))) {
		acpi_decode(table, item, &root);
		*arena_add(arena, roots, n) =
			(struct rooted){ root.segment, item->offset, item };
	}
	if (n)
		qsort(roots, n, sizeof(*roots), compare_rooted);
	for (size_t i = 0; i < n; i++)
		if (!i || roots[i].segment != roots[i - 1].segment)
			read_root(arena, table, roots[i].item, smmus);
}

/* "smmu3.0x..." is arm_smmu_device_probe()'s of arm-smmu-v3.c. */
static bool is_smmu_v3(const struct iommu_unit *unit)
{
	return str_starts(unit->name.value, "smmu3.");
}

/* A unit, found by its address, and whether a node describes it. */
struct placed {
	const struct iommu_unit *unit;
	uint64_t address;
	bool described;
};

struct places {
	struct placed *units;
	size_t n;
};

static int compare_places(const void *a, const void *b)
{
	uint64_t x = ((const struct placed *)a)->address;
	uint64_t y = ((const struct placed *)b)->address;

	return (x > y) - (x < y);
}

static void list_places(const struct host *host, struct places *ret)
{
	const struct iommu *iommu = &host->iommu;

	*ret = (struct places){ 0 };
	for (size_t i = 0; i < iommu->n_units; i++) {
		const struct iommu_unit *unit = &iommu->units[i];

		if (is_smmu_v3(unit) && known(unit->address))
			*arena_add(host->arena, ret->units, ret->n) =
				(struct placed){ unit, unit->address.value, false };
	}
	if (ret->n)
		qsort(ret->units, ret->n, sizeof(*ret->units), compare_places);
}

static const struct iommu_unit *place(struct places *places, uint64_t base)
{
	const struct placed key = { .address = base };
	struct placed *found = places->n ? bsearch(&key, places->units, places->n,
						   sizeof(*places->units),
						   compare_places) :
					   NULL;

	if (!found)
		return NULL;
	found->described = true;
	return found->unit;
}

static void read_nodes(const struct host *host, const struct acpi_file *file,
		       struct places *places, struct smmus *smmus)
{
	const struct acpi_table *table = &file->table;
	const struct acpi_item *item = NULL;

	while ((item = acpi_next(table, &table->items[0], &iort_smmu_v3, item))) {
		struct iort_smmu_v3 node;

		acpi_decode(table, item, &node);
		*arena_add(host->arena, smmus->smmus, smmus->n) = (struct smmu){
			.unit = place(places, node.base),
			.path = file->path,
			.offset = item->offset,
			.base = node.base,
			.coherent = node.flags & IORT_SMMU_V3_COHACC,
			.httu = (node.flags & IORT_SMMU_V3_HTTU) >> IORT_SMMU_V3_HTTU_SHIFT,
			.has_proximity = node.flags & IORT_SMMU_V3_PXM_VALID,
			.proximity = node.proximity,
		};
	}
}

void smmus_list(const struct host *host, struct smmus *ret)
{
	const struct acpi_file *file = host_table(host, "IORT");
	struct places places;

	*ret = (struct smmus){ .read = known(host->iommu.class_read) &&
				       (file ? !file->error :
					       known(host->iommu.tables_listed)) };
	list_places(host, &places);
	if (file && !file->error && file->table.n_items) {
		read_nodes(host, file, &places, ret);
		read_roots(host->arena, &file->table, ret);
	}
	for (size_t i = 0; i < places.n; i++)
		if (!places.units[i].described)
			*arena_add(host->arena, ret->smmus, ret->n) = (struct smmu){
				.unit = places.units[i].unit,
				.base = places.units[i].address,
			};
}
