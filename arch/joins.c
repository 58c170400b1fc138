/* Why the members of a group are together: pci_device_group() backwards. Linux climbs from
 * a function to the point from which the IOMMU can tell requests apart, which is where the
 * last bridge aliases them, or the last port that has no ACS; functions of one slot without
 * ACS between them share the group of that point. Which functions share one the kernel has
 * told already, and with that what its table of quirks makes of a port: one that is in
 * another group does isolate, whatever its configuration space says. */
#include <stdlib.h>
#include <string.h>

#include "arch/acs.h"
#include "arch/evidence.h"
#include "arch/passthrough_run.h"

struct joining {
	struct passthrough_run *run;
	struct group_judged *group;
	size_t *tops; /* members that no bridge of the group joins to it; in host.pci */
	size_t n_tops;
	bool begun;   /* one of them is whom all others share with */
};

static const struct pci_device *pci_of(const struct joining *joining, size_t index)
{
	return &joining->run->host->pci[index];
}

static const char *address_of(const struct joining *joining, size_t index)
{
	return pci_of(joining, index)->address.value;
}

static struct acs acs_at(const struct joining *joining, size_t index)
{
	return acs_of(pci_of(joining, index), &joining->run->host->functions[index]);
}

static const char *config_path(const struct joining *joining, const char *address)
{
	return arena_print(joining->run->host->arena, "/sys/bus/pci/devices/%s/config",
			   address);
}

static struct join *add(const struct joining *joining, enum join_kind kind,
			const char *device, const char *hop)
{
	struct group_judged *group = joining->group;
	struct join *join = arena_add(joining->run->host->arena, group->joins, group->n_joins);

	join->kind = kind;
	join->device = device;
	join->hop = hop;
	return join;
}

static void show(const struct joining *joining, struct join *join, struct evidence evidence)
{
	*arena_add(joining->run->host->arena, join->evidence, join->n_evidence) = evidence;
}

/* The option that takes bits of ACS away from ports that have them; NULL: none. */
static const struct option_use *acs_option(const struct options_judged *options)
{
	const struct option_use *use = options_set(options, SETTING_ACS_CONFIG, 1);

	return use ? use : options_set(options, SETTING_ACS_REDIR, 1);
}

/* Shows what configuration space says of ACS at a function that does not isolate. */
static void show_acs(const struct joining *joining, struct join *join, size_t index,
		     const struct acs *acs)
{
	const struct pci_function *function = &joining->run->host->functions[index];
	const char *path = config_path(joining, address_of(joining, index));
	const char *type = express_name(function->express_type.value);
	struct arena *arena = joining->run->host->arena;

	switch (acs->state) {
	case ACS_UNREAD:
		show(joining, join, evidence_unread(acs->unread));
		break;
	case ACS_CONVENTIONAL:
		show(joining, join, evidence_seen(arena, path, "no PCI Express capability"));
		break;
	case ACS_NEVER:
		show(joining, join, evidence_seen(arena, path, "%s", type));
		break;
	case ACS_ABSENT:
		show(joining, join, evidence_seen(arena, path, "%s without ACS", type));
		break;
	case ACS_INCOMPLETE:
	case ACS_ISOLATES:
		show(joining, join, evidence_at(
			     arena, path, function->acs_at,
			     "%s, ACS capability 0x%04llx, control 0x%04llx", type,
			     (unsigned long long)function->acs_capabilities.value,
			     (unsigned long long)function->acs_control.value));
		break;
	}
}

/* A join by what `fault` lacks, which is the hop or the member itself. */
static void add_by_acs(const struct joining *joining, enum join_kind kind, size_t member,
		       size_t hop, size_t fault, const struct acs *acs)
{
	const struct host *host = joining->run->host;
	const struct option_use *option = acs_option(&joining->run->so_far->options);
	bool by_option = acs->state == ACS_INCOMPLETE && option;
	struct join *join = add(joining, by_option ? JOIN_OVERRIDE : kind,
				address_of(joining, member), address_of(joining, hop));

	join->missing = acs_names(host->arena, acs->missing);
	show_acs(joining, join, fault, acs);
	if (by_option)
		show(joining, join,
		     evidence_seen(host->arena, host->kernel.command_line.fact.source, "%s",
				   option->text));
}

/* pci_for_each_dma_alias() and the walk up in pci_device_group(), at one bridge. */
static bool is_joined_by(const struct joining *joining, size_t member, size_t bridge)
{
	static const enum join_kind kinds[] = {
		[ACS_ABSENT] = JOIN_NO_ACS,
		[ACS_INCOMPLETE] = JOIN_ACS_OFF,
		[ACS_NEVER] = JOIN_ALIAS,
		[ACS_CONVENTIONAL] = JOIN_CONVENTIONAL,
		[ACS_UNREAD] = JOIN_UNTOLD,
	};
	struct acs acs = acs_at(joining, bridge);

	if (acs.state == ACS_ISOLATES)
		return false;
	add_by_acs(joining, kinds[acs.state], member, bridge, bridge, &acs);
	return true;
}

/* False only when the kernel shows it in another group, or in none. */
static bool is_in_group(const struct joining *joining, size_t index)
{
	const struct number *group = &pci_of(joining, index)->iommu_group;

	return group->fact.state == FACT_UNKNOWN ||
	       (known(*group) && group->value == joining->group->group->id.value);
}

/* Looks for the first bridge above that joins the member to its group. */
static bool is_joined_from_above(const struct joining *joining, size_t member)
{
	const size_t *parents = joining->run->parents;
	size_t bridge = parents[member];

	for (size_t i = 0; i < MOST_BRIDGES && bridge != NOT_FOUND; i++) {
		if (!is_in_group(joining, bridge))
			return false;
		if (is_joined_by(joining, member, bridge))
			return true;
		bridge = parents[bridge];
	}
	return false;
}

static uint64_t slot_of(const struct pci_device *pci)
{
	return pci->domain.value << 16 | pci->bus.value << 8 | pci->device.value;
}

static bool same_slot(const struct joining *joining, size_t a, size_t b)
{
	return slot_of(pci_of(joining, joining->tops[a])) ==
	       slot_of(pci_of(joining, joining->tops[b]));
}

/* Why is not to be seen: a quirk of the kernel's, unless something was not read. */
static void add_unexplained(const struct joining *joining, size_t member)
{
	struct acs acs = acs_at(joining, member);
	bool unread = acs.state == ACS_UNREAD;
	struct join *join = add(joining, unread ? JOIN_UNTOLD : JOIN_KERNEL,
				address_of(joining, member), NULL);

	show_acs(joining, join, member, &acs);
}

/* get_pci_function_alias_group(), for the tops of one slot: those that do not isolate
 * share with the first such. */
static void join_slot(struct joining *joining, size_t first, size_t end)
{
	size_t lead = NOT_FOUND;

	for (size_t i = first; i < end; i++) {
		size_t member = joining->tops[i];
		struct acs acs = acs_at(joining, member);

		if (acs.state != ACS_ISOLATES && lead != NOT_FOUND)
			add_by_acs(joining, acs.state == ACS_UNREAD ? JOIN_UNTOLD :
								      JOIN_MULTIFUNCTION,
				   member, lead, member, &acs);
		else if (joining->begun)
			add_unexplained(joining, member);
		joining->begun = true;
		if (acs.state != ACS_ISOLATES && lead == NOT_FOUND)
			lead = member;
	}
}

static void join_tops(struct joining *joining)
{
	size_t first = 0;

	for (size_t i = 1; i <= joining->n_tops; i++)
		if (i == joining->n_tops || !same_slot(joining, first, i)) {
			join_slot(joining, first, i);
			first = i;
		}
}

/* sysfs lists PCI functions by address, and so does host.pci: indices are in that order. */
static int compare(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

/* What is no PCI function, or shares a partitionable endpoint (POWER, which groups by these
 * and not by ACS): the driver of the IOMMU has said so. */
static void add_by_driver(const struct joining *joining, const char *device)
{
	const struct iommu_group *group = joining->group->group;
	struct join *join = add(joining, JOIN_KERNEL, device, NULL);

	show(joining, join, evidence_seen(joining->run->host->arena, group->id.fact.source,
					  "%s", known(group->name) ? group->name.value : device));
}

void joins_judge(struct passthrough_run *run, struct group_judged *judged)
{
	const struct iommu_group *group = judged->group;
	struct joining joining = { .run = run, .group = judged };

	if (group->devices.n < 2 || !known(group->id))
		return;
	for (size_t i = 0; i < group->devices.n; i++) {
		const char *device = group->devices.values[i];
		size_t member = passthrough_find(run, device);

		if (member == NOT_FOUND || run->host->system.arch == ARCH_POWER)
			add_by_driver(&joining, device);
		else if (!is_joined_from_above(&joining, member))
			*arena_add(run->host->arena, joining.tops, joining.n_tops) = member;
	}
	if (joining.n_tops)
		qsort(joining.tops, joining.n_tops, sizeof(*joining.tops), compare);
	join_tops(&joining);
}
