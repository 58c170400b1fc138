#include "lab/report.h"

#include <json-c/json.h>

#include "lab/clean.h"
#include "lab/pool.h"
#include "lab/report_parts.h"
#include "scanner/str.h"

struct report *report_new(int64_t since)
{
	struct arena arena = { 0 };
	struct report *report = arena_alloc(&arena, sizeof(*report));

	report->arena = arena;
	report->since = since;
	report->pool = pool_new(&report->arena);
	report->findings.numbers = json_object_new_object();
	report->changes.numbers = json_object_new_object();
	return report;
}

void report_free(struct report *report)
{
	/* It lives in its own arena. */
	struct arena arena = report->arena;

	json_object_put(report->findings.numbers);
	json_object_put(report->changes.numbers);
	arena_free(&arena);
}

/* What a search finds a host by besides what it has: all of its row, and tags. */
static void add_words(const struct report_row *row, const struct changes *changes,
		      struct arena *arena, const char ***words, size_t *n)
{
	static const struct {
		enum report_column column;
		const char *tag;
	} tags[] = {
		{ COLUMN_iommu, "state" }, { COLUMN_arch, "arch" }, { COLUMN_kernel, "kernel" },
		{ COLUMN_scanned, "scanned" }, { COLUMN_host, "host" },
	};

	for (size_t i = 0; i < N_COLUMNS; i++)
		*arena_add(arena, *words, *n) = row->cells[i].text;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		*arena_add(arena, *words, *n) = arena_print(arena, "%s=%s", tags[i].tag,
							    row->cells[tags[i].column].text);
	if (changes->heads)
		*arena_add(arena, *words, *n) = "changed=yes";
}

static void add_changes(struct report *report, const struct report_host *host,
			const struct changes *changes, struct arena *arena)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = changes->items[i];
		const char *kin = change_kin(arena, change);

		if (!change->head && !change->detail)
			report_group_add(report, &report->changes,
					 &(struct report_group){
						 .id = kin,
						 .severity = change->kind == CHANGE_VALUE ?
								     "changed" :
								     change_kind_id(change->kind),
						 .words = kin,
						 .rank = change->rank,
					 },
					 host->name, change->subject ? change->words : NULL);
	}
	if (report->since && !host->before)
		report_group_add(report, &report->changes,
				 &(struct report_group){ .id = "host", .severity = "new",
							 .words = "host is new to the lab" },
				 host->name, NULL);
}

void report_add(struct report *report, const struct report_host *host)
{
	struct arena arena = { 0 };
	struct changes changes = { 0 };
	struct report_row *row = arena_add(&report->arena, report->rows, report->n);
	const char **words = NULL;
	size_t n_words = 0;

	clean_document(host->document);
	if (host->before) {
		clean_document(host->before);
		changes = diff_documents(&arena, host->before, host->document);
	}
	report_fill_row(report, row, host);
	report_find(report, host->name, host->document, &arena, &words, &n_words);
	add_changes(report, host, &changes, &arena);
	add_words(row, &changes, &arena, &words, &n_words);
	row->record = report_record(report, host, &changes, words, n_words, &arena);
	arena_free(&arena);
}
