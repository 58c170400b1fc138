/* Arm cores: one MIDR_EL1 each, and often several kinds in one host. */
#include <stdlib.h>
#include <string.h>

#include "scanner/cpu.h"
#include "scanner/str.h"

static const struct {
	uint64_t id;
	const char *name;
} implementers[] = {
#define IMPLEMENTER(id, name) { id, name },
#include "scanner/cpu_arm_implementers.def"
#undef IMPLEMENTER
};

static const struct {
	uint64_t implementer, part;
	const char *name;
} parts[] = {
#define PART(implementer, part, name) { implementer, part, name },
#include "scanner/cpu_arm_parts.def"
#undef PART
};

/* A core without a name is called by its number. */
static const char *name_part(struct host *host, const struct cpuinfo_entry *core)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].implementer == core->implementer && parts[i].part == core->part)
			return parts[i].name;
	return arena_print(host->arena, "0x%03jx", (uintmax_t)core->part);
}

static void name_implementer(struct host *host, struct text *ret, const char *id)
{
	struct number implementer;

	cpu_text(host, ret, id);
	cpu_number(&implementer, id, 0);
	for (size_t i = 0; i < sizeof(implementers) / sizeof(*implementers); i++)
		if (known(implementer) && implementer.value == implementers[i].id)
			text_set(ret, implementers[i].name, CPUINFO_SOURCE);
}

static int compare_kinds(const void *a, const void *b)
{
	const struct cpuinfo_entry *x = a, *y = b;

	if (x->implementer != y->implementer)
		return x->implementer < y->implementer ? -1 : 1;
	return (x->part > y->part) - (x->part < y->part);
}

/* The entries that tell a part, of each kind one, in the order of their numbers. */
static size_t find_kinds(struct host *host, const struct cpuinfo *info,
			 struct cpuinfo_entry **ret)
{
	struct cpuinfo_entry *kinds = arena_alloc(host->arena, info->n * sizeof(*kinds));
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < info->n; i++)
		if (info->entries[i].part != CPUINFO_NONE)
			kinds[n++] = info->entries[i];
	if (n)
		qsort(kinds, n, sizeof(*kinds), compare_kinds);
	for (size_t i = 0; i < n; i++)
		if (!kept || compare_kinds(&kinds[kept - 1], &kinds[i]))
			kinds[kept++] = kinds[i];
	*ret = kinds;
	return kept;
}

/* MIDR_EL1's Variant and Revision in one number, as they stand in it side by side:
 * 0x41 is what Arm calls r4p1. */
static void read_stepping(struct number *ret, const struct cpuinfo *info)
{
	struct number variant, revision;

	cpu_number(&variant, info->variant, 0);
	cpu_number(&revision, info->revision, 10);
	ret->fact = variant.fact;
	if (known(variant) && known(revision))
		number_set(ret, (variant.value & 0xf) << 4 | (revision.value & 0xf),
			   CPUINFO_SOURCE);
	else
		ret->fact.state = FACT_ABSENT;
}

void cpu_identify_arm(struct host *host, const struct cpuinfo *info)
{
	struct cpu *cpu = &host->cpu;
	struct cpuinfo_entry *kinds;
	size_t n = find_kinds(host, info, &kinds);
	const char **names = arena_alloc(host->arena, n * sizeof(*names));

	for (size_t i = 0; i < n; i++)
		names[i] = name_part(host, &kinds[i]);
	cpu_text(host, &cpu->model_name,
		 n ? str_join(host->arena, names, n, ", ") : info->model_name);
	name_implementer(host, &cpu->vendor, info->implementer);
	cpu_number(&cpu->family, info->architecture, 10);
	cpu_flags(host, &cpu->flags, info->flags, " ");
	/* Numbers of one kind would be wrong of the others. */
	cpu_number(&cpu->model, n == 1 ? info->part : NULL, 0);
	read_stepping(&cpu->stepping, info);
	if (n != 1)
		cpu->stepping.fact.state = FACT_ABSENT;
}
