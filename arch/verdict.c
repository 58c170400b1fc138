#include "arch/verdict.h"

#include <stdarg.h>

#include "arch/judgement.h"
#include "scanner/arena.h"

/* A table can describe a million units. */
#define MOST_UNITS 8

static const struct {
	const char *id, *text, *remedy;
} reasons[] = {
#define REASON(name, id, text, remedy) [REASON_##name] = { id, text, remedy },
#include "arch/reasons.def"
#undef REASON
};

const char *reason_id(enum reason reason)
{
	return reasons[reason].id;
}

const char *reason_text(enum reason reason)
{
	return reasons[reason].text;
}

const char *reason_remedy(enum reason reason)
{
	return reasons[reason].remedy;
}

const char *iommu_state_name(enum iommu_state state)
{
	static const char *const names[] = {
		[IOMMU_ENABLED] = "enabled",
		[IOMMU_OFF] = "off",
		[IOMMU_BROKEN] = "broken",
		[IOMMU_ABSENT] = "absent",
		[IOMMU_UNSUPPORTED] = "unsupported",
		[IOMMU_HIDDEN] = "hidden",
		[IOMMU_UNKNOWN] = "unknown",
	};
	return names[state];
}

static enum answer described(enum iommu_state state)
{
	switch (state) {
	case IOMMU_ENABLED:
	case IOMMU_OFF:
	case IOMMU_UNSUPPORTED:
		return ANSWER_YES;
	case IOMMU_BROKEN:
	case IOMMU_ABSENT:
		return ANSWER_NO;
	case IOMMU_HIDDEN:
	case IOMMU_UNKNOWN:
		return ANSWER_UNKNOWN;
	}
	return ANSWER_UNKNOWN;
}

void verdict_set(struct verdict *verdict, enum iommu_state state, enum reason reason)
{
	verdict->state = state;
	verdict->reason = reason;
	verdict->described = described(state);
}

static struct evidence *add(struct verdict *verdict, const char *path)
{
	struct evidence *evidence =
		arena_add(verdict->arena, verdict->evidence, verdict->n_evidence);

	evidence->path = path;
	return evidence;
}

void verdict_show(struct verdict *verdict, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(verdict, path)->value = arena_print_args(verdict->arena, format, args);
	va_end(args);
}

void verdict_show_at(struct verdict *verdict, const char *path, uint64_t offset,
		     const char *format, ...)
{
	struct evidence *evidence = add(verdict, path);
	va_list args;

	va_start(args, format);
	evidence->has_offset = true;
	evidence->offset = offset;
	evidence->value = arena_print_args(verdict->arena, format, args);
	va_end(args);
}

void verdict_show_error(struct verdict *verdict, const char *path, int error)
{
	add(verdict, path)->error = error;
}

static bool set_by(struct verdict *verdict, enum iommu_state state,
		   const struct finding *finding)
{
	if (!finding)
		return false;
	verdict_set(verdict, state, finding->check->reason);
	for (size_t i = 0; i < finding->n_evidence; i++)
		*arena_add(verdict->arena, verdict->evidence, verdict->n_evidence) =
			finding->evidence[i];
	return true;
}

bool verdict_refused(struct verdict *verdict, const struct judgement *so_far,
		     const char *signature)
{
	return set_by(verdict, IOMMU_BROKEN, findings_fatal(&so_far->findings, signature));
}

bool verdict_unmapped(struct verdict *verdict, const struct judgement *so_far,
		      const char *signature)
{
	return set_by(verdict, IOMMU_OFF,
		      findings_failed(&so_far->findings, REASON_NOT_MAPPED, signature));
}

void verdict_off_by(struct verdict *verdict, const struct host *host,
		    const struct option_use *use)
{
	verdict_set(verdict, IOMMU_OFF, REASON_OPTION);
	verdict->remove_option = use->text;
	verdict_show(verdict, host->kernel.command_line.fact.source, "%s", use->text);
}

void verdict_show_unit(struct verdict *verdict, const struct acpi_file *file,
		       const struct acpi_item *node, size_t n)
{
	if (n < MOST_UNITS)
		verdict_show_at(verdict, file->path, node->offset, "%s node",
				node->layout->kind);
}

void verdict_by_units(struct verdict *verdict, const struct acpi_file *file, size_t units,
		      size_t mapped)
{
	if (!units)
		verdict_set(verdict, IOMMU_ABSENT, REASON_NO_UNIT);
	else if (!mapped)
		verdict_set(verdict, IOMMU_OFF, REASON_NOT_MAPPED);
	else if (!file->drivers.n)
		verdict_set(verdict, IOMMU_UNSUPPORTED, REASON_NO_DRIVER);
	else
		verdict_set(verdict, IOMMU_OFF, REASON_NOT_IN_USE);
	if (units > MOST_UNITS)
		verdict_show(verdict, file->path, "%zu such nodes in all", units);
	for (size_t i = 0; i < file->drivers.n; i++)
		verdict_show(verdict, file->drivers.values[i], "the driver is registered");
}
