/* labdb report: the page of the lab. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "lab/cmd.h"
#include "lab/date.h"
#include "lab/report.h"
#include "lab/store.h"
#include "output/sink.h"

/* Hosts between two lines of progress on a terminal. */
#define PROGRESS 50

struct maker {
	struct store *store;
	struct report *report;
	int64_t since;
	size_t n;
	bool progress;
};

/* The newest scan of a host that is not later than `since`. */
struct search {
	int64_t since;
	struct store_scan found;
	int64_t latest_body;
};

static int find_before(void *context, const struct store_scan *scan)
{
	struct search *search = context;

	if (!search->latest_body)
		search->latest_body = scan->body;
	if (scan->time > search->since)
		return 0;
	search->found = *scan;
	return 1;
}

/* Finds what to compare a host with; nothing when it is newer. */
static int read_before(const struct maker *maker, const struct store_host *host,
		       struct report_host *added)
{
	struct search search = { .since = maker->since };
	int error;

	if (!maker->since)
		return 0;
	error = store_scans(maker->store, host->number, find_before, &search);
	if (error < 0 || !search.found.number)
		return error < 0 ? error : 0;
	added->before_time = search.found.time;
	/* What has the same body need not be read again. */
	if (search.found.body == search.latest_body) {
		added->before = json_object_get(added->document);
		return 0;
	}
	return store_document(maker->store, search.found.number, &added->before);
}

static int add_host(void *context, const struct store_host *host)
{
	struct maker *maker = context;
	struct report_host added = { .name = host->name, .time = host->time };
	int error = store_document(maker->store, host->scan, &added.document);

	if (!error)
		error = read_before(maker, host, &added);
	if (!error)
		report_add(maker->report, &added);
	json_object_put(added.document);
	json_object_put(added.before);
	if (maker->progress && ++maker->n % PROGRESS == 0)
		fprintf(stderr, "\r%zu hosts", maker->n);
	return error;
}

static int make(const struct lab_options *options, struct maker *maker, struct failure *failure)
{
	struct sink sink;
	int error = store_begin(maker->store), sink_error;

	if (!error) {
		error = store_hosts(maker->store, add_host, maker);
		store_end(maker->store);
	}
	if (maker->progress && maker->n >= PROGRESS)
		fputs("\r\033[K", stderr);
	if (error)
		return lab_fail(maker->store, error, failure);
	sink_error = sink_open(options->output, &sink);
	if (!sink_error) {
		report_print(maker->report, time(NULL), sink.file);
		sink_error = sink_close(&sink, true);
	}
	return sink_error ? lab_fail_output(options, sink_error, failure) : EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct maker maker = { .progress = isatty(STDERR_FILENO) };
	int code;

	if (options->n_args) {
		*failure = (struct failure){ .what = "report takes no argument:",
					     .path = options->args[0],
					     .remedy = "see `labdb report --help`" };
		return EXIT_CANNOT;
	}
	if (options->since && !date_read(options->since, &maker.since)) {
		*failure = (struct failure){ .what = "no date:", .path = options->since,
					     .remedy = "give it as 2026-11-21" };
		return EXIT_CANNOT;
	}
	if (!lab_open(options, false, &maker.store, failure))
		return EXIT_CANNOT;
	maker.report = report_new(maker.since);
	code = make(options, &maker, failure);
	report_free(maker.report);
	store_close(maker.store);
	return code;
}

const struct lab_cmd lab_cmd_report = {
	.name = "report",
	.arguments = "",
	.summary = "write a page of all hosts, what is to be fixed, and what changed",
	.help = "Writes one page of HTML: the hosts as a table that filters and sorts, findings across\n"
		"the lab, what changed since a date, and of each host the verdict with its evidence,\n"
		"facts, and a picture of its devices. The page is one file that loads nothing from\n"
		"elsewhere.",
	.takes = LAB_TAKES_OUTPUT | LAB_TAKES_REPORT,
	.run = cmd_run,
};
