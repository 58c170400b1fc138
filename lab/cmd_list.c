/* labdb list: the hosts that there are. */
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lab/cmd.h"
#include "lab/store.h"
#include "output/sink.h"

#define TIME_TEXT 32

struct listing {
	const struct lab_options *options;
	FILE *out;
	int width;
};

static const char *time_text(int64_t seconds, char ret[TIME_TEXT])
{
	time_t time = (time_t)seconds;
	struct tm utc;

	strftime(ret, TIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&time, &utc));
	return ret;
}

static int measure(void *context, const struct store_host *host)
{
	struct listing *listing = context;
	int width = (int)strlen(host->name);

	if (width > listing->width)
		listing->width = width;
	return 0;
}

static void print_json(const struct store_host *host, FILE *out)
{
	struct json_object *row = json_object_new_object();
	char time[TIME_TEXT];

	json_object_object_add(row, "host", json_object_new_string(host->name));
	json_object_object_add(row, "time", json_object_new_string(time_text(host->time, time)));
	json_object_object_add(row, "scans", json_object_new_int64(host->n_scans));
	fprintf(out, "%s\n", json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN |
							     JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(row);
}

static int print(void *context, const struct store_host *host)
{
	const struct listing *listing = context;
	char time[TIME_TEXT];

	if (listing->options->json)
		print_json(host, listing->out);
	else
		fprintf(listing->out, "%-*s  %s  %" PRId64 " %s\n", listing->width, host->name,
			time_text(host->time, time), host->n_scans,
			host->n_scans == 1 ? "scan" : "scans");
	return 0;
}

static int list(const struct lab_options *options, struct store *store, struct failure *failure)
{
	struct listing listing = { .options = options };
	struct sink sink;
	int error = store_begin(store), sink_error;

	if (!error && !options->json)
		error = store_hosts(store, measure, &listing);
	if (error)
		return lab_fail(store, error, failure);
	sink_error = sink_open(options->output, &sink);
	if (!sink_error) {
		listing.out = sink.file;
		error = store_hosts(store, print, &listing);
		sink_error = sink_close(&sink, !error);
	}
	store_end(store);
	if (error)
		return lab_fail(store, error, failure);
	return sink_error ? lab_fail_output(options, sink_error, failure) : EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct store *store;
	int code;

	if (options->n_args) {
		*failure = (struct failure){ .what = "list takes no arguments",
					     .remedy = "see `labdb list --help`" };
		return EXIT_CANNOT;
	}
	if (!lab_open(options, false, &store, failure))
		return EXIT_CANNOT;
	code = list(options, store, failure);
	store_close(store);
	return code;
}

const struct lab_cmd lab_cmd_list = {
	.name = "list",
	.arguments = "",
	.summary = "list the hosts, when each was scanned last, and how often",
	.help = "Prints a line for each host: its name, when it was scanned last, and how many scans\n"
		"of it there are.",
	.takes = LAB_TAKES_JSON | LAB_TAKES_OUTPUT,
	.run = cmd_run,
};
