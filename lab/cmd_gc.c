/* labdb gc: removes old scans, and what nothing refers to. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "lab/cmd.h"
#include "lab/gc.h"
#include "lab/store.h"
#include "scanner/str.h"

static bool take_keep(const char *text, int64_t *ret)
{
	uint64_t number;

	if (!str_number(text, 10, &number) || number == 0 || number > INT64_MAX)
		return false;
	*ret = (int64_t)number;
	return true;
}

/* 2026-11-21 */
static bool take_before(const char *text, int64_t *ret)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%d", &tm);

	if (!end || *end)
		return false;
	*ret = timegm(&tm);
	return true;
}

static bool take_options(const struct lab_options *options, struct gc_request *ret,
			 struct failure *failure)
{
	*ret = (struct gc_request){ .keep = 0, .before = INT64_MIN };
	*failure = (struct failure){ .remedy = "see `labdb gc --help`" };
	if (options->n_args)
		failure->what = "gc takes no arguments";
	else if (options->keep && !take_keep(options->keep, &ret->keep))
		failure->what = "--keep takes a number from 1:";
	else if (options->before && !take_before(options->before, &ret->before))
		failure->what = "--before takes a date such as 2026-11-21:";
	if (failure->what && !options->n_args)
		failure->path = str_starts(failure->what, "--keep") ? options->keep : options->before;
	return !failure->what;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct gc_request request;
	struct gc_result removed;
	struct store *store;
	int error;

	if (!take_options(options, &request, failure) ||
	    !lab_open(options, true, &store, failure))
		return EXIT_CANNOT;
	*failure = (struct failure){ .what = NULL };
	error = gc_run(store, &request, &removed);
	if (error)
		lab_fail(store, error, failure);
	else
		printf("removed %" PRId64 " scans, %" PRId64 " documents, %" PRId64 " sections, %"
		       PRId64 " captures, %" PRId64 " values\n", removed.scans, removed.bodies,
		       removed.sections, removed.captures, removed.values);
	store_close(store);
	return error ? EXIT_CANNOT : EXIT_YES;
}

const struct lab_cmd lab_cmd_gc = {
	.name = "gc",
	.arguments = "",
	.summary = "remove old scans, and what nothing refers to",
	.help = "Removes the scans that --keep and --before do not keep, of each host but its latest;\n"
		"without them no scan. Then all that no scan refers to goes, and the room of it is\n"
		"given back.",
	.takes = LAB_TAKES_GC,
	.run = cmd_run,
};
