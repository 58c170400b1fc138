#include "arch/check.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct check checks[] = {
#define CHECK(why, how_bad, table, function)                                     \
	{ .reason = REASON_##why, .severity = SEVERITY_##how_bad,                \
	  .signature = table, .run = function },
#include "arch/checks.def"
#undef CHECK
};

/* A table can break one rule in a million places. */
#define MOST_EVIDENCE 8

#define N_CHECKS (sizeof(checks) / sizeof(checks[0]))

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
		[SEVERITY_FATAL] = "fatal",
	};
	return names[severity];
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_NOT_APPLICABLE] = "not-applicable",
		[OUTCOME_PASS] = "pass",
		[OUTCOME_FAIL] = "fail",
		[OUTCOME_UNKNOWN] = "unknown",
	};
	return names[outcome];
}

/* Room for one more piece of evidence; NULL when enough is shown. */
static struct evidence *add(struct check_run *run, const char *path)
{
	struct finding *finding = run->finding;
	struct evidence *evidence;

	if (finding->n_evidence == MOST_EVIDENCE) {
		finding->n_more++;
		return NULL;
	}
	evidence = arena_add(run->host->arena, finding->evidence, finding->n_evidence);
	evidence->path = path;
	return evidence;
}

/* Whether the check has its table to read; tells why not. */
static bool has_its_table(struct check_run *run)
{
	const char *signature = run->finding->check->signature;

	if (!signature)
		return true;
	run->file = host_table(run->host, signature);
	if (!run->file)
		return false;
	if (run->file->error) {
		run->finding->outcome = OUTCOME_UNKNOWN;
		add(run, run->file->path)->error = run->file->error;
		return false;
	}
	/* Fewer bytes than a header are no table. */
	return run->file->table.n_items != 0;
}

static void run_check(struct check_run run, const struct check *check)
{
	run.finding->check = check;
	if (!has_its_table(&run))
		return;
	run.finding->outcome = OUTCOME_PASS;
	check->run(&run);
}

/* Whether a check of this table failed. */
static bool failed_of(const struct finding *finding, const char *signature)
{
	return finding->outcome == OUTCOME_FAIL && finding->check->signature &&
	       !strcmp(finding->check->signature, signature);
}

const struct finding *findings_fatal(const struct findings *findings, const char *signature)
{
	for (size_t i = 0; i < findings->n; i++)
		if (failed_of(&findings->rows[i], signature) &&
		    findings->rows[i].check->severity == SEVERITY_FATAL)
			return &findings->rows[i];
	return NULL;
}

const struct finding *findings_failed(const struct findings *findings, enum reason reason,
				      const char *signature)
{
	for (size_t i = 0; i < findings->n; i++)
		if (failed_of(&findings->rows[i], signature) &&
		    findings->rows[i].check->reason == reason)
			return &findings->rows[i];
	return NULL;
}

/* The check fails, and shows `where`; its value is only made when there is room for it. */
static void fail(struct check_run *run, struct evidence where, const char *format,
		 va_list args)
{
	struct evidence *evidence = add(run, where.path);

	run->finding->outcome = OUTCOME_FAIL;
	if (!evidence)
		return;
	*evidence = where;
	evidence->value = arena_print_args(run->host->arena, format, args);
}

void check_fail_at(struct check_run *run, uint64_t offset, const char *format, ...)
{
	const struct evidence where = { .path = run->file->path, .has_offset = true,
					.offset = offset };
	va_list args;

	va_start(args, format);
	fail(run, where, format, args);
	va_end(args);
}

void check_fail(struct check_run *run, const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(run, (struct evidence){ .path = path }, format, args);
	va_end(args);
}

void check_fail_fault(struct check_run *run, const struct acpi_file *file,
		      const struct acpi_fault *fault)
{
	struct check_run there = *run;

	there.file = file;
	check_fail_at(&there, fault->offset, acpi_rule_text(fault->rule),
		      (unsigned long long)fault->value, (unsigned long long)fault->limit);
}

void check_unknown(struct check_run *run, const struct fact *fact)
{
	struct evidence *evidence;

	run->finding->outcome = OUTCOME_UNKNOWN;
	if (fact->state == FACT_UNKNOWN && (evidence = add(run, fact->source)))
		evidence->error = fact->error;
}

void check_not_applicable(struct check_run *run)
{
	run->finding->outcome = OUTCOME_NOT_APPLICABLE;
}

const struct acpi_item *check_next(const struct check_run *run,
				   const struct acpi_layout *layout,
				   const struct acpi_item *after)
{
	return acpi_next(&run->file->table, &run->file->table.items[0], layout, after);
}

void checks_run(const struct host *host, const struct options_judged *options,
		struct findings *ret)
{
	struct unit_index units;
	struct pci_index pci;

	pci_index_make(host, &pci);
	unit_index_make(host, &units);
	ret->rows = arena_alloc(host->arena, N_CHECKS * sizeof(*ret->rows));
	ret->n = N_CHECKS;
	for (size_t i = 0; i < N_CHECKS; i++)
		run_check((struct check_run){ .host = host, .options = options, .pci = &pci,
					      .units = &units, .finding = &ret->rows[i] },
			  &checks[i]);
}
