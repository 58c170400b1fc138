/* labdb history: the scans of a host, and what changed from each to the next. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "lab/clean.h"
#include "lab/cmd.h"
#include "lab/cmd_host.h"
#include "lab/date.h"
#include "lab/diff.h"
#include "lab/scans.h"
#include "output/page.h"
#include "output/sink.h"

/* Of an id, as much as tells people's scans apart. */
#define SHORT_ID 8

struct teller {
	const struct lab_options *options;
	struct store *store;
	struct scans *scans;
	struct page page;
};

static void print_json(const struct teller *teller, const struct store_scan *scan,
		       const struct changes *changes)
{
	struct json_object *row = json_object_new_object();
	struct arena arena = { 0 };

	json_object_object_add(row, "scan", json_object_new_string(scan->id));
	json_object_object_add(row, "time", json_object_new_string(
						   date_exact(&arena, scan->time)));
	json_object_object_add(row, "version", scan->version ?
				       json_object_new_string(scan->version) : NULL);
	json_object_object_add(row, "changes", changes ? diff_json(changes) : NULL);
	fprintf(teller->page.out, "%s\n",
		json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN |
							    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(row);
	arena_free(&arena);
}

/* `changes`: NULL for the first scan of all. */
static void print_scan(const struct teller *teller, const struct store_scan *scan,
		       const struct changes *changes)
{
	const struct page *page = &teller->page;
	struct arena arena = { 0 };

	fprintf(page->out, "%s%s%s  %.*s  %s\n", page->ink->bold,
		date_text(&arena, scan->time, true), page->ink->plain, SHORT_ID, scan->id,
		!changes	? "first scan" :
		changes->heads	? "changed" :
		changes->n	? "details changed" : "nothing changed");
	arena_free(&arena);
	for (size_t i = 0; changes && i < changes->n; i++) {
		const struct change *change = changes->items[i];

		if (!change->head && !change->detail)
			fprintf(page->out, "  %s%s%s\n", change_ink(page, change), change->words,
				page->ink->plain);
	}
}

/* One scan, and the document of the one before it, which is kept for the next call. */
static int tell(const struct teller *teller, size_t i, struct json_object **document)
{
	const struct store_scan *scan = &teller->scans->items[i];
	bool first = i + 1 == teller->scans->n;
	struct json_object *before = NULL;
	struct changes changes = { 0 };
	struct arena arena = { 0 };
	int error = 0;

	/* What has the same body is the same: most scans need not be read. */
	if (!first && scan->body != scan[1].body) {
		if (!*document)
			error = store_document(teller->store, scan->number, document);
		if (!error)
			error = store_document(teller->store, scan[1].number, &before);
		if (error)
			return error;
		clean_document(*document);
		clean_document(before);
		changes = diff_documents(&arena, before, *document);
	}
	if (teller->options->json)
		print_json(teller, scan, first ? NULL : &changes);
	else
		print_scan(teller, scan, first ? NULL : &changes);
	arena_free(&arena);
	if (before) {
		json_object_put(*document);
		*document = before;
	}
	return 0;
}

static int tell_all(const struct lab_options *options, struct store *store, struct scans *scans,
		    struct failure *failure)
{
	struct json_object *document = NULL;
	struct sink sink;
	int error = 0, sink_error = sink_open(options->output, &sink);

	if (sink_error)
		return lab_fail_output(options, sink_error, failure);
	const struct teller teller = {
		.options = options, .store = store, .scans = scans,
		.page = page_new(NULL, NULL, lab_wants_colour(options), sink.file),
	};

	for (size_t i = 0; !error && i < scans->n; i++)
		error = tell(&teller, i, &document);
	json_object_put(document);
	sink_error = sink_close(&sink, !error);
	if (error)
		return lab_fail(store, error, failure);
	return sink_error ? lab_fail_output(options, sink_error, failure) : EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	return lab_run_on_host(options, 1, tell_all, failure);
}

const struct lab_cmd lab_cmd_history = {
	.name = "history",
	.arguments = "HOST",
	.summary = "list the scans of a host, and what changed from each to the next",
	.help = "Prints the scans of HOST, the newest first: when that was, how its id begins, and\n"
		"what changed since the scan before, as `labdb diff` says it.",
	.takes = LAB_TAKES_JSON | LAB_TAKES_OUTPUT,
	.run = cmd_run,
};
