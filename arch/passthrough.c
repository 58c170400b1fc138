#include "arch/passthrough.h"

#include <stdlib.h>
#include <string.h>

#include "arch/passthrough_run.h"
#include "arch/smmu.h"

static const struct {
	const char *id, *text;
} joins[] = {
#define JOIN(name, id, text) [JOIN_##name] = { id, text },
#include "arch/joins.def"
#undef JOIN
};

static const struct {
	const char *id;
	enum obstacle_kind kind;
	const char *text, *remedy;
} obstacles[] = {
#define OBSTACLE(name, id, kind, function, text, remedy) \
	[OBSTACLE_ID_##name] = { id, OBSTACLE_##kind, text, remedy },
#include "arch/obstacles.def"
#undef OBSTACLE
};

const char *join_id(enum join_kind kind)
{
	return joins[kind].id;
}

const char *join_text(enum join_kind kind)
{
	return joins[kind].text;
}

const char *obstacle_kind_name(enum obstacle_kind kind)
{
	static const char *const names[] = {
		[OBSTACLE_BLOCKS] = "blocks",
		[OBSTACLE_STEP] = "step",
		[OBSTACLE_WARNS] = "warns",
		[OBSTACLE_UNTOLD] = "untold",
	};
	return names[kind];
}

const char *obstacle_id(enum obstacle obstacle)
{
	return obstacles[obstacle].id;
}

enum obstacle_kind obstacle_kind(enum obstacle obstacle)
{
	return obstacles[obstacle].kind;
}

const char *obstacle_text(enum obstacle obstacle)
{
	return obstacles[obstacle].text;
}

const char *obstacle_remedy(enum obstacle obstacle)
{
	return obstacles[obstacle].remedy;
}

const char *passable_name(enum passable passable)
{
	static const char *const names[] = {
		[PASSABLE_UNKNOWN] = "unknown",
		[PASSABLE_BLOCKED] = "blocked",
		[PASSABLE_POSSIBLE] = "possible",
		[PASSABLE_READY] = "ready",
	};
	return names[passable];
}

static int compare_addresses(const void *a, const void *b)
{
	const struct by_address *x = a, *y = b;

	return strcmp(x->address, y->address);
}

static int compare_ids(const void *a, const void *b)
{
	const struct by_id *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

size_t passthrough_find(const struct passthrough_run *run, const char *address)
{
	struct by_address key = { .address = address };
	const struct by_address *found =
		run->host->n_pci ? bsearch(&key, run->addresses, run->host->n_pci,
					   sizeof(key), compare_addresses) : NULL;

	return found ? found->index : NOT_FOUND;
}

struct group_judged *passthrough_group(const struct passthrough_run *run, uint64_t id)
{
	struct by_id key = { .id = id };
	const struct by_id *found =
		run->n_ids ? bsearch(&key, run->ids, run->n_ids, sizeof(key), compare_ids) : NULL;

	return found ? &run->ret->groups[found->index] : NULL;
}

static void index_devices(struct passthrough_run *run)
{
	const struct host *host = run->host;

	if (!host->n_pci)
		return;
	run->addresses = arena_alloc(host->arena, host->n_pci * sizeof(*run->addresses));
	run->parents = arena_alloc(host->arena, host->n_pci * sizeof(*run->parents));
	for (size_t i = 0; i < host->n_pci; i++)
		run->addresses[i] = (struct by_address){ host->pci[i].address.value, i };
	qsort(run->addresses, host->n_pci, sizeof(*run->addresses), compare_addresses);
	for (size_t i = 0; i < host->n_pci; i++)
		run->parents[i] = known(host->pci[i].parent) ?
					  passthrough_find(run, host->pci[i].parent.value) :
					  NOT_FOUND;
}

static void index_groups(struct passthrough_run *run)
{
	const struct iommu *iommu = &run->host->iommu;

	for (size_t i = 0; i < iommu->n_groups; i++)
		if (known(iommu->groups[i].id))
			*arena_add(run->host->arena, run->ids, run->n_ids) =
				(struct by_id){ iommu->groups[i].id.value, i };
	if (run->n_ids)
		qsort(run->ids, run->n_ids, sizeof(*run->ids), compare_ids);
}

void passthrough_judge(const struct judgement *so_far, struct passthrough *ret)
{
	const struct host *host = so_far->host;
	struct smmus smmus = { .n = 0 };
	struct passthrough_run run = { .so_far = so_far, .host = host, .ret = ret };

	*ret = (struct passthrough){
		.n_groups = host->iommu.n_groups,
		.n_devices = host->n_pci,
		.groups = arena_alloc(host->arena,
				      host->iommu.n_groups * sizeof(*ret->groups)),
		.devices = arena_alloc(host->arena, host->n_pci * sizeof(*ret->devices)),
	};
	index_devices(&run);
	index_groups(&run);
	groups_judge(&run);
	wanted_list(&run);
	locks_list(&run);
	run.smmus = &smmus;
	if (host->system.arch == ARCH_ARM)
		smmus_list(host, &smmus);
	devices_judge(&run);
}
