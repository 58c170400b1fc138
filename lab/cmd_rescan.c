/* labdb rescan: kept captures, judged by today's rules. */
#include <stdio.h>
#include <unistd.h>

#include "lab/cmd.h"
#include "lab/rescan.h"
#include "lab/store.h"

/* Captures between two lines of progress. */
#define PROGRESS 1000

static void progress(size_t done)
{
	if (done % PROGRESS == 0 && isatty(STDERR_FILENO))
		fprintf(stderr, "labdb: %zu captures so far\n", done);
}

static void failed(const char *id, const char *why)
{
	fprintf(stderr, "labdb: the capture of scan %s: %s\n", id, why);
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct rescan_result result;
	struct store *store;
	int error;

	if (options->n_args) {
		*failure = (struct failure){ .what = "rescan takes no arguments",
					     .remedy = "see `labdb rescan --help`" };
		return EXIT_CANNOT;
	}
	if (!lab_open(options, true, &store, failure))
		return EXIT_CANNOT;
	error = rescan_run(store, progress, failed, &result);
	printf("%zu changed, %zu unchanged, %zu failed\n", result.n_changed, result.n_same,
	       result.n_failed);
	if (error)
		lab_fail(store, error, failure);
	store_close(store);
	return error ? EXIT_CANNOT : result.n_failed ? EXIT_NO : EXIT_YES;
}

const struct lab_cmd lab_cmd_rescan = {
	.name = "rescan",
	.arguments = "",
	.summary = "judge kept captures by today's rules",
	.help = "Scans each capture that was imported again, with the rules of this labscan. Where it\n"
		"says something else now, its document takes the place of the scan's old one. Scans\n"
		"that were imported as documents stay as they are: they have no more to be judged by.",
	.run = cmd_run,
};
