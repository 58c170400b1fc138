/* labscan scan: root -> facts -> judgement -> document -> format -> sink. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arch/judgement.h"
#include "output/document.h"
#include "output/format.h"
#include "output/keys.h"
#include "output/sink.h"
#include "scanner/cmd.h"
#include "scanner/collect.h"
#include "scanner/errors.h"
#include "scanner/host.h"

/* A scan in the making: what was asked for, and what came out. */
struct scan {
	const struct options *options;
	const struct format *format;
	struct wants wants;
	struct arena arena;
	struct root root;
	struct host host;
	struct judgement judgement;
};

static void list_formats(void)
{
	for (size_t i = 0; formats[i]; i++)
		printf("  %-6s %s%s\n", formats[i]->name, formats[i]->summary,
		       i ? "" : " (the default)");
}

static void list_keys(void)
{
	puts("\nFormats:");
	list_formats();
	puts("\nKeys:");
	for (size_t i = 0; i < n_keys; i++)
		printf("  %-16s %s\n", keys[i].name, keys[i].meaning);
}

/* The sections that the requested keys stand in; all, when none is requested. */
static bool choose_sections(const struct options *options, unsigned *ret,
			    struct failure *failure)
{
	unsigned sections = options->n_args ? 0 : ALL_SECTIONS;

	for (int i = 0; i < options->n_args; i++) {
		const struct key *key = key_find(options->args[i]);

		if (!key) {
			*failure = (struct failure){
				.what = "no such key or command:",
				.path = options->args[i],
				.remedy = "`labscan scan --help` lists the keys, `labscan --help` the commands",
			};
			return false;
		}
		sections |= section_find(key->path, strcspn(key->path, "."));
	}
	*ret = sections;
	return true;
}

static bool choose(struct scan *scan, struct failure *failure)
{
	const struct options *options = scan->options;

	scan->format = options->format ? format_find(options->format) : formats[0];
	if (!scan->format) {
		*failure = (struct failure){ .what = "no such format:",
					     .path = options->format,
					     .remedy = "`labscan scan --help` lists the formats" };
		return false;
	}
	if (options->nul && !scan->format->takes_nul) {
		*failure = (struct failure){ .what = "--null does not go with --format",
					     .path = scan->format->name };
		return false;
	}
	scan->wants.names = scan->format->names;
	return choose_sections(options, &scan->wants.sections, failure);
}

static uint64_t clock_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static const char *time_text(struct arena *arena)
{
	time_t now = time(NULL);
	struct tm utc;

	gmtime_r(&now, &utc);
	return arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900,
			   utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

static struct json_object *run_scan(struct scan *scan)
{
	uint64_t start = clock_us(CLOCK_MONOTONIC);
	bool judged = scan->wants.sections & SECTION_BIT(iommu);
	struct scan_info info = {
		.version = LABSCAN_VERSION,
		.root = scan->root.path,
		.time = time_text(&scan->arena),
	};

	collect(&scan->host, &scan->wants);
	if (judged)
		judge(&scan->host, &scan->judgement);
	info.duration_us = clock_us(CLOCK_MONOTONIC) - start;
	return document_build(&scan->host, judged ? &scan->judgement : NULL, &info,
			      scan->wants.sections);
}

static bool is_denied(int error)
{
	return error == EACCES || error == EPERM;
}

/* One line about what root alone may read, one about what else failed. */
static void tell_problems(const struct host *host)
{
	size_t denied = 0, failed = 0;
	const char *first_denied = NULL;
	const struct problem *first_failed = NULL;

	for (size_t i = 0; i < host->n_problems; i++) {
		const struct problem *problem = &host->problems[i];

		if (is_denied(problem->error) && !denied++)
			first_denied = problem->path;
		if (!is_denied(problem->error) && !failed++)
			first_failed = problem;
	}
	if (denied)
		fprintf(stderr, "labscan: run as root to know all: %zu files may be read by root only, such as %s\n",
			denied, first_denied);
	if (failed)
		fprintf(stderr, "labscan: %zu files could not be read, such as %s: %s\n", failed,
			first_failed->path, error_name(first_failed->error));
}

static int print_document(struct scan *scan, struct json_object *document,
			  struct failure *failure)
{
	const struct options *options = scan->options;
	struct format_request request = {
		.keys = options->args, .n_keys = options->n_args, .nul = options->nul,
	};
	struct sink sink;
	int missing = 0;
	int error = sink_open(options->output, &sink);

	if (!error) {
		missing = scan->format->print(document, &request, sink.file);
		error = sink_close(&sink, true);
	}
	if (error) {
		*failure = (struct failure){
			.what = "cannot write",
			.path = options->output ? options->output : "standard output",
			.error = -error,
		};
		return EXIT_CANNOT;
	}
	/* An asked-for key without a value: unknown where a read failed, else none. */
	return !missing ? EXIT_YES : scan->host.n_problems ? EXIT_UNTOLD : EXIT_NO;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	struct scan scan = { .options = options };
	struct json_object *document;
	int code = EXIT_CANNOT, error;

	if (!choose(&scan, failure))
		return EXIT_CANNOT;
	error = root_open(options->root, &scan.arena, &scan.root);
	if (error) {
		*failure = (struct failure){ .what = "cannot open the root",
					     .path = options->root, .error = -error };
		return EXIT_CANNOT;
	}
	scan.host = (struct host){ .arena = &scan.arena, .root = &scan.root };
	document = run_scan(&scan);
	code = print_document(&scan, document, failure);
	tell_problems(&scan.host);
	json_object_put(document);
	host_free(&scan.host);
	root_close(&scan.root);
	arena_free(&scan.arena);
	return code;
}

const struct cmd cmd_scan = {
	.name = "scan",
	.arguments = "[KEY...]",
	.summary = "print the host's inventory",
	.help = "Prints what the host is, as KEY=VALUE lines or as JSON. With KEYs, reads and prints\n"
		"only these. A value that could not be read, or that the host does not have, is left\n"
		"out; it never becomes 0.",
	.more_help = list_keys,
	.takes = TAKES_FORMAT | TAKES_OUTPUT | TAKES_NUL,
	.run = cmd_run,
};
