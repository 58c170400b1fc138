/* labdb import: documents and captures into the database. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lab/captured.h"
#include "lab/cmd.h"
#include "lab/incoming.h"
#include "lab/members.h"
#include "lab/source.h"
#include "lab/store.h"
#include "lab/writer.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define PROGRESS_SECONDS 5

struct import {
	const struct lab_options *options;
	const char *host; /* clean; NULL: as documents say */
	struct incoming_reader reader;
	struct writer *writer;
	struct arena arena; /* of one document */
	size_t n[N_WRITTEN], n_refused, n_indexed;
	struct timespec start;
	bool tells; /* the progress: somebody looks */
	double told_seconds; /* since then, of the last progress */
};

/* ---- what is said ---- */

static void refused(void *context, const char *file, size_t number, const char *why)
{
	struct import *import = context;
	struct arena arena = { .chunks = NULL };
	const char *name = str_keep(&arena, file, strlen(file)); /* of files that others made */

	import->n_refused++;
	if (number > 1)
		fprintf(stderr, "labdb: %s, document %zu: %s\n", name, number, why);
	else
		fprintf(stderr, "labdb: %s: %s\n", name, why);
	arena_free(&arena);
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void tell_progress(struct import *import)
{
	double seconds = seconds_since(&import->start);
	size_t n = import->n[WRITTEN_NEW] + import->n[WRITTEN_KNOWN];

	if (!import->tells || seconds - import->told_seconds < PROGRESS_SECONDS)
		return;
	import->told_seconds = seconds;
	fprintf(stderr, "labdb: %zu scans so far, %.0f a second\n", n, (double)n / seconds);
}

static void refused_id(struct import *import, const struct incoming *incoming, const char *id)
{
	struct arena arena = { .chunks = NULL };

	refused(import, incoming->source, 0,
		arena_print(&arena, "%s of %s: another scan has its id already; the database"
			    " keeps that", id, incoming->host));
	arena_free(&arena);
}

/* It is on the disk by now. */
static void told(void *context, const struct incoming *incoming, enum written written)
{
	static const char *const words[] = {
		[WRITTEN_NEW] = "new", [WRITTEN_KNOWN] = "known",
	};
	struct import *import = context;
	char id[UUID_TEXT];

	uuid_print(incoming->id, id);
	if (written == WRITTEN_REFUSED) {
		refused_id(import, incoming, id);
		return;
	}
	import->n[written]++;
	if (import->options->verbose)
		printf("%s %s %s\n", words[written], id, incoming->host);
	tell_progress(import);
}

static void indexed(void *context, size_t n)
{
	struct import *import = context;
	double seconds = seconds_since(&import->start);

	import->n_indexed += n;
	if (!import->tells || seconds - import->told_seconds < PROGRESS_SECONDS)
		return;
	import->told_seconds = seconds;
	fprintf(stderr, "labdb: the index is built anew: %zu hosts so far\n", import->n_indexed);
}

/* ---- what is stored ---- */

static int add(struct import *import, const char *file, size_t number, int64_t time,
	       const struct members *members, const void *capture, size_t capture_size)
{
	struct incoming incoming;
	const char *why;
	int error = incoming_read(&import->reader, members, import->host, time, &import->arena,
				  &incoming, &why);

	if (error) {
		refused(import, file, number, why);
		error = 0;
	} else {
		incoming.source = file;
		incoming.capture = capture;
		incoming.capture_size = capture_size;
		error = writer_add(import->writer, &incoming);
	}
	arena_free(&import->arena);
	return error;
}

static int add_document(void *context, const char *file, size_t number, int64_t time,
			const struct members *members)
{
	return add(context, file, number, time, members, NULL, 0);
}

/* The same capture is the same scan, of one host. */
static void name_capture(struct import *import, const void *bytes, size_t size,
			 char ret[UUID_TEXT])
{
	const char *host = import->host ? import->host : "";
	struct digest digest;
	uint8_t id[UUID_SIZE];

	digest_add(import->reader.digester, host, strlen(host) + 1);
	digest_add(import->reader.digester, bytes, size);
	digest = digest_end(import->reader.digester);
	uuid_of(&digest, id);
	uuid_print(id, ret);
}

static int add_capture(void *context, const char *file, const char *path, int64_t time,
		       const void *bytes, size_t size)
{
	struct import *import = context;
	struct failure failure = { 0 };
	struct members *members = arena_alloc(&import->arena, sizeof(*members));
	char id[UUID_TEXT], *text, *scratch;
	const char *why;
	size_t text_size, used;
	int error;

	name_capture(import, bytes, size, id);
	text = captured_document(&(struct captured){ .path = path, .root = file, .id = id,
						     .time = time }, &failure, &text_size);
	if (!text) {
		refused(import, file, 0, failure.detail ? failure.detail : strerror(failure.error));
		free(failure.detail);
		return 0;
	}
	scratch = arena_alloc(&import->arena, text_size + 1);
	error = members_read(text, text_size, scratch, members, &used, &why);
	if (!error)
		error = add(import, file, 0, time, members, bytes, size);
	else
		refused(import, file, 0, why);
	free(text);
	return error == -EBADMSG ? 0 : error;
}

static bool take_host(struct import *import, struct failure *failure)
{
	const char *host = import->options->host;

	if (!host)
		return true;
	if (incoming_is_host(host)) {
		import->host = host;
		return true;
	}
	*failure = (struct failure){ .what = "no host can have the name", .path = host,
				     .remedy = "see `labdb import --help`" };
	return false;
}

static int import_all(struct import *import)
{
	const struct source_sink sink = { .context = import, .document = add_document,
					  .capture = add_capture, .refused = refused };
	int error = 0;

	for (int i = 0; !error && i < import->options->n_args; i++)
		error = source_read(import->options->args[i], &sink);
	return error ? error : writer_flush(import->writer);
}

static int run_import(struct import *import, struct store *store, struct failure *failure)
{
	const struct writer_listener listener = { .context = import, .told = told,
						  .indexed = indexed };
	int error = incoming_reader_open(&import->reader);

	if (!error)
		error = writer_open(store, &listener, &import->writer);
	if (!error)
		error = import_all(import);
	writer_close(import->writer);
	incoming_reader_close(&import->reader);
	arena_free(&import->arena);
	printf("%zu new, %zu known, %zu refused\n", import->n[WRITTEN_NEW],
	       import->n[WRITTEN_KNOWN], import->n_refused);
	if (error)
		return lab_fail(store, error, failure);
	return import->n_refused ? EXIT_NO : EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct import import = { .options = options, .tells = isatty(STDERR_FILENO) };
	struct store *store;
	int code;

	if (!options->n_args) {
		*failure = (struct failure){ .what = "import takes files, or - for standard input",
					     .remedy = "see `labdb import --help`" };
		return EXIT_CANNOT;
	}
	clock_gettime(CLOCK_MONOTONIC, &import.start);
	if (options->verbose)
		setvbuf(stdout, NULL, _IOLBF, 0); /* who waits for a line gets it when it is true */
	if (!take_host(&import, failure) || !lab_open(options, true, &store, failure))
		return EXIT_CANNOT;
	code = run_import(&import, store, failure);
	store_close(store);
	return code;
}

const struct lab_cmd lab_cmd_import = {
	.name = "import",
	.arguments = "FILE...",
	.summary = "store documents and captures",
	.help = "Stores the documents of labscan in each FILE (-: standard input): one, or many one\n"
		"after the other; or a capture, which is scanned with today's rules and kept; or all\n"
		"files of a directory. What is there already is not stored again. What cannot be\n"
		"stored is said, and the rest goes on.\n\n"
		"Exits with 0 when all is stored, with 1 when something was refused, with 2 when the\n"
		"database could not be written: what was counted is there.",
	.takes = LAB_TAKES_IMPORT,
	.run = cmd_run,
};
