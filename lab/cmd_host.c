#include "lab/cmd_host.h"

#include <stdlib.h>
#include <unistd.h>

#include "lab/cmd.h"
#include "lab/diff.h"
#include "lab/scans.h"
#include "output/page.h"

int lab_run_on_host(const struct lab_options *options, int most,
		    int (*run)(const struct lab_options *options, struct store *store,
			       struct scans *scans, struct failure *failure),
		    struct failure *failure)
{
	struct store *store;
	struct scans scans;
	int code, error;

	if (options->n_args < 1 || options->n_args > most) {
		*failure = (struct failure){
			.what = options->n_args ? "too many arguments" : "a host is missing",
			.remedy = "see --help; `labdb list` has the hosts",
		};
		return EXIT_CANNOT;
	}
	if (!lab_open(options, false, &store, failure))
		return EXIT_CANNOT;
	error = store_begin(store);
	if (error) {
		code = lab_fail(store, error, failure);
	} else {
		code = scans_read(&scans, store, options->args[0], failure);
		if (code == EXIT_YES)
			code = run(options, store, &scans, failure);
		scans_free(&scans);
		store_end(store);
	}
	store_close(store);
	return code;
}

bool lab_wants_colour(const struct lab_options *options)
{
	const char *no_colour = getenv("NO_COLOR");

	return !options->output && isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]);
}

const char *change_ink(const struct page *page, const struct change *change)
{
	switch (change->kind) {
	case CHANGE_MACHINE:
	case CHANGE_GONE: return page->ink->bad;
	case CHANGE_NEW:
	case CHANGE_READABLE: return page->ink->good;
	case CHANGE_UNREADABLE:
	case CHANGE_UNTOLD: return page->ink->doubt;
	case CHANGE_VALUE: break;
	}
	return page->ink->plain;
}
