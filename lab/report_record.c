/* All that the page tells of a host, as a list of a pool. What stands where is known to
 * report.js alone. */
#include <json-c/json.h>

#include "lab/date.h"
#include "lab/host_facts.h"
#include "lab/host_lists.h"
#include "lab/pool.h"
#include "lab/report.h"
#include "lab/report_parts.h"
#include "output/document.h"
#include "output/function.h"

struct teller {
	struct pool *pool;
	struct json_object *document;
	struct arena *arena;
};

static size_t tell_texts(const struct teller *teller, struct json_object *object,
			 const char *const *names, size_t n)
{
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < n; i++)
		pool_add_text(teller->pool, &items, document_text(object, names[i]));
	return pool_close(teller->pool, &items);
}

#define TELL(teller, object, ...)                                                    \
	tell_texts(teller, object, (const char *const[]){ __VA_ARGS__ },             \
		   sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static size_t tell_evidence(const struct teller *teller, struct json_object *holder)
{
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < document_count(holder, "evidence"); i++)
		pool_add(&items, TELL(teller, document_element(holder, "evidence", i), "path",
				      "offset", "value", "error"));
	return pool_close(teller->pool, &items);
}

static size_t tell_verdict(const struct teller *teller, const char *path)
{
	struct json_object *verdict = document_find(teller->document, path);
	struct pool_items items = { .arena = teller->arena };

	if (!verdict)
		return pool_close(teller->pool, &items);
	pool_add(&items, TELL(teller, verdict, "state", "explanation", "remedy", "add_option",
			      "remove_option"));
	pool_add(&items, tell_evidence(teller, verdict));
	return pool_close(teller->pool, &items);
}

static size_t tell_options(const struct teller *teller)
{
	struct pool_items items = { .arena = teller->arena };
	size_t n = document_count(teller->document, "iommu.options");

	for (size_t i = 0; i < n; i++)
		pool_add(&items,
			 TELL(teller, document_element(teller->document, "iommu.options", i),
			      "option", "explanation"));
	return pool_close(teller->pool, &items);
}

static size_t tell_findings(const struct teller *teller)
{
	struct pool_items items = { .arena = teller->arena };
	size_t n = document_count(teller->document, "iommu.findings");

	for (size_t i = 0; i < n; i++) {
		struct json_object *finding =
			document_element(teller->document, "iommu.findings", i);
		struct pool_items parts = { .arena = teller->arena };

		pool_add(&parts, TELL(teller, finding, "severity", "outcome", "id",
				      "explanation", "remedy", "more"));
		pool_add(&parts, tell_evidence(teller, finding));
		pool_add(&items, pool_close(teller->pool, &parts));
	}
	return pool_close(teller->pool, &items);
}

/* [[section, name, value, source, error], ...] */
static size_t tell_facts(const struct teller *teller)
{
	const struct host_facts facts = host_facts(teller->arena, teller->document);
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < facts.n; i++) {
		const struct host_fact *fact = &facts.items[i];
		size_t parts[] = {
			pool_text(teller->pool, fact->section),
			pool_text(teller->pool, fact->name),
			pool_text(teller->pool, fact->value),
			pool_text(teller->pool, fact->source),
			pool_text(teller->pool, fact->error),
		};

		pool_add(&items, pool_list(teller->pool, parts, sizeof(parts) / sizeof(parts[0])));
	}
	return pool_close(teller->pool, &items);
}

static size_t tell_row(const struct teller *teller, const char *const *texts, size_t n)
{
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < n; i++)
		pool_add_text(teller->pool, &items, texts[i]);
	return pool_close(teller->pool, &items);
}

/* [[title, error, headings, row, ...], ...] */
static size_t tell_lists(const struct teller *teller)
{
	size_t n;
	const struct host_list *lists = host_lists(teller->arena, teller->document, &n);
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < n; i++) {
		const struct host_list *list = &lists[i];
		struct pool_items parts = { .arena = teller->arena };

		pool_add_text(teller->pool, &parts, list->title);
		pool_add_text(teller->pool, &parts, list->error);
		pool_add(&parts, tell_row(teller, list->headings, list->n_columns));
		for (size_t row = 0; row < list->n_rows; row++)
			pool_add(&parts,
				 tell_row(teller,
					  (const char *const *)&list->cells[row * list->n_columns],
					  list->n_columns));
		pool_add(&items, pool_close(teller->pool, &parts));
	}
	return pool_close(teller->pool, &items);
}

static size_t tell_changes(const struct teller *teller, const struct changes *changes)
{
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < changes->n; i++)
		if (!changes->items[i]->head && !changes->items[i]->detail)
			pool_add_text(teller->pool, &items, changes->items[i]->words);
	return pool_close(teller->pool, &items);
}

/* What a search finds PCI functions by. */
static size_t tell_functions(const struct teller *teller)
{
	struct pool_items items = { .arena = teller->arena };

	for (size_t i = 0; i < document_count(teller->document, "pci"); i++) {
		struct json_object *pci = document_element(teller->document, "pci", i);
		char ids[FUNCTION_IDS_SIZE];

		if (function_ids(pci, ids))
			pool_add_text(teller->pool, &items, ids);
		pool_add_text(teller->pool, &items, function_name(teller->arena, pci));
		pool_add_text(teller->pool, &items, document_text(pci, "driver"));
	}
	return pool_close(teller->pool, &items);
}

size_t report_record(struct report *report, const struct report_host *host,
		     const struct changes *changes, const char *const *words,
		     size_t n_words, struct arena *arena)
{
	const struct teller teller = { report->pool, host->document, arena };
	size_t lists = tell_lists(&teller);
	size_t found[] = {
		tell_row(&teller, words, n_words),
		TELL(&teller, host->document, "dmi.serial", "dmi.uuid", "dmi.bios_version",
		     "dmi.board_name", "system.hostname"),
		tell_functions(&teller),
		lists,
	};
	size_t parts[] = {
		pool_list(report->pool, found, sizeof(found) / sizeof(found[0])),
		tell_verdict(&teller, "iommu"),
		tell_verdict(&teller, "iommu.interrupts"),
		tell_options(&teller),
		tell_findings(&teller),
		tell_facts(&teller),
		lists,
		report_topology(report->pool, host->document, arena),
		tell_changes(&teller, changes),
		pool_text(report->pool,
			  host->before ? date_text(arena, host->before_time, true) : ""),
	};

	return pool_list(report->pool, parts, sizeof(parts) / sizeof(parts[0]));
}
