/* labdb check: is the database what it was made to be? */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "lab/check.h"
#include "lab/cmd.h"
#include "lab/store.h"
#include "lab/writer.h"

#define PROGRESS_SECONDS 5

struct checking {
	time_t told; /* when progress was told last */
};

static void damaged(void *context, const char *what)
{
	(void)context;
	printf("%s\n", what);
}

static void progress(void *context, const char *table, int64_t id)
{
	struct checking *checking = context;
	time_t now = time(NULL);

	if (!isatty(STDERR_FILENO) || now - checking->told < PROGRESS_SECONDS)
		return;
	checking->told = now;
	fprintf(stderr, "labdb: checking %s, %" PRId64 " so far\n", table, id);
}

static void told(void *context, const struct incoming *incoming, enum written written)
{
	(void)context;
	(void)incoming;
	(void)written;
}

/* What is made of the documents can be made of them again. */
static int repair(const struct lab_options *options, struct failure *failure)
{
	const struct writer_listener listener = { .told = told };
	struct writer *writer = NULL;
	struct store *store;
	int error;

	if (!lab_open(options, true, &store, failure))
		return EXIT_CANNOT;
	error = writer_forget_index(store);
	if (!error)
		error = writer_open(store, &listener, &writer);
	if (error)
		lab_fail(store, error, failure);
	else
		puts("the index is built anew");
	writer_close(writer);
	store_close(store);
	return error ? EXIT_CANNOT : EXIT_YES;
}

static int answer(const struct lab_options *options, size_t documents, size_t indexed,
		  struct failure *failure)
{
	if (documents) {
		failure->remedy = "restore a backup, or import the documents into another database:"
			" what `labdb export` prints of this one is sound";
		return EXIT_NO;
	}
	if (indexed && options->repair)
		return repair(options, failure);
	if (indexed) {
		failure->remedy = "documents are sound; `labdb check --repair` builds the index anew";
		return EXIT_NO;
	}
	puts("sound");
	return EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct checking checking = { .told = time(NULL) };
	const struct check_listener listener = { .context = &checking, .damaged = damaged,
						 .progress = progress };
	size_t documents, indexed;
	struct store *store;
	int error;

	if (options->n_args) {
		*failure = (struct failure){ .what = "check takes no arguments",
					     .remedy = "see `labdb check --help`" };
		return EXIT_CANNOT;
	}
	if (!lab_open(options, false, &store, failure))
		return EXIT_CANNOT;
	error = check_run(store, &listener, &documents, &indexed);
	if (error == -EBADMSG)
		documents++;
	if (error)
		lab_fail(store, error, failure);
	store_close(store);
	return error && error != -EBADMSG ? EXIT_CANNOT : answer(options, documents, indexed, failure);
}

const struct lab_cmd lab_cmd_check = {
	.name = "check",
	.arguments = "",
	.summary = "say whether what is stored is sound",
	.help = "Reads all that is stored: the database's own structure, each document by its digest,\n"
		"each scan and host, and the index by what documents say. Prints what is damaged, and\n"
		"\"sound\" when nothing is.\n\n"
		"Exits with 0 when it is sound, or with --repair is now; with 1 when it is damaged.",
	.takes = LAB_TAKES_CHECK,
	.run = cmd_run,
};
