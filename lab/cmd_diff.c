/* labdb diff: what changed between two scans of a host. */
#include <json-c/json.h>
#include <stdio.h>

#include "lab/clean.h"
#include "lab/cmd.h"
#include "lab/cmd_host.h"
#include "lab/date.h"
#include "lab/diff.h"
#include "lab/scans.h"
#include "output/json.h"
#include "output/page.h"
#include "output/sink.h"

/* Which two, the older first. Without a word: the latest, and the one before that differs.
 * An exit code; when it is not EXIT_YES *failure says why. */
static int choose(const struct lab_options *options, struct scans *scans, size_t *before,
		   size_t *after, struct failure *failure)
{
	*after = 0;
	*before = 1;
	while (*before + 1 < scans->n && scans->items[*before].body == scans->items[0].body)
		(*before)++;
	if (options->n_args > 1 && !scans_choose(scans, options->args[1], before, failure))
		return EXIT_CANNOT;
	if (options->n_args > 2 && !scans_choose(scans, options->args[2], after, failure))
		return EXIT_CANNOT;
	if (*before < scans->n)
		return EXIT_YES;
	*failure = (struct failure){ .what = "there is one scan alone of", .path = options->args[0],
				     .remedy = "scan the host again, and import that" };
	return EXIT_UNTOLD;
}

static void print_changes(const struct lab_options *options, const struct scans *scans,
			  const struct changes *changes, size_t before, size_t after, FILE *out)
{
	const struct page page = page_new(NULL, NULL, lab_wants_colour(options), out);
	struct arena arena = { 0 };
	size_t details = 0;

	fprintf(out, "%s%s -> %s%s\n", page.ink->bold,
		date_text(&arena, scans->items[before].time, true),
		date_text(&arena, scans->items[after].time, true), page.ink->plain);
	arena_free(&arena);
	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = changes->items[i];

		if (change->head || change->detail) {
			details++;
			if (options->all)
				fprintf(out, "    %s\n", change->words);
			continue;
		}
		fprintf(out, "  %s%s%s\n", change_ink(&page, change), change->words,
			page.ink->plain);
	}
	if (details && !options->all)
		fprintf(out, "  and %zu detail%s: --all shows %s\n", details,
			details == 1 ? "" : "s", details == 1 ? "it" : "them");
	if (!changes->n)
		fputs("  nothing changed\n", out);
}

static int print(const struct lab_options *options, const struct scans *scans,
		 struct json_object *documents[2], size_t before, size_t after,
		 struct failure *failure)
{
	struct arena arena = { 0 };
	const struct changes changes = diff_documents(&arena, documents[0], documents[1]);
	struct sink sink;
	int error = sink_open(options->output, &sink);

	if (!error && options->json) {
		struct json_object *list = diff_json(&changes);

		json_print_lines(list, sink.file);
		json_object_put(list);
	} else if (!error) {
		print_changes(options, scans, &changes, before, after, sink.file);
	}
	if (!error)
		error = sink_close(&sink, true);
	arena_free(&arena);
	if (error)
		return lab_fail_output(options, error, failure);
	return changes.n ? EXIT_NO : EXIT_YES;
}

static int compare(const struct lab_options *options, struct store *store, struct scans *scans,
		   struct failure *failure)
{
	struct json_object *documents[2] = { NULL, NULL };
	size_t before, after;
	int code = choose(options, scans, &before, &after, failure), error;

	if (code != EXIT_YES)
		return code;
	error = store_document(store, scans->items[before].number, &documents[0]);
	if (!error)
		error = store_document(store, scans->items[after].number, &documents[1]);
	if (error) {
		code = lab_fail(store, error, failure);
	} else {
		clean_document(documents[0]);
		clean_document(documents[1]);
		code = print(options, scans, documents, before, after, failure);
	}
	json_object_put(documents[0]);
	json_object_put(documents[1]);
	return code;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	return lab_run_on_host(options, 3, compare, failure);
}

const struct lab_cmd lab_cmd_diff = {
	.name = "diff",
	.arguments = "HOST [SCAN [SCAN]]",
	.summary = "say what changed between two scans of a host",
	.help = "Says in words what changed between two scans of HOST: the latest and the one before\n"
		"that differs, the first SCAN and the latest, or the two. A SCAN is an id, or how one\n"
		"begins, or a date, for the newest scan that is not later.\n\n"
		"Devices are matched by what they are, not by where they stand. What could not be read\n"
		"is not gone. What follows from another change is a detail.\n\n"
		"Exits with 0 when nothing changed, with 1 when something did, and with 3 when HOST was\n"
		"scanned once only.",
	.takes = LAB_TAKES_JSON | LAB_TAKES_OUTPUT | LAB_TAKES_ALL,
	.run = cmd_run,
};
