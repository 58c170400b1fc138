/* labscan match: does this host meet what a job requires of one? */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "match/explain.h"
#include "match/match.h"
#include "output/page.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/input.h"
#include "scanner/scan.h"

/* As deep as a document is, several times. */
#define JSON_DEPTH 32

struct job {
	const struct options *options;
	struct failure *failure;
	struct arena arena;
	const char *path; /* of the file that requires something */
	struct requirements requirements;
	struct json_object *host;
};

static bool fail(struct job *job, const char *what, const char *path, int error,
		 const char *why)
{
	*job->failure = (struct failure){ .what = what, .path = path, .error = -error,
					  .detail = why ? strdup(why) : NULL };
	return false;
}

/* ---- what is required ---- */

static bool read_requirements(struct job *job)
{
	struct requirements *read = &job->requirements;
	struct bytes bytes;
	int error = input_read(job->options->args[0], &job->arena, &bytes);
	const char *why;

	if (error)
		return fail(job, "cannot read", job->path, error, NULL);
	match_read(bytes.data, bytes.size, &job->arena, read);
	if (!read->error)
		return true;
	why = read->error_line ? arena_print(&job->arena, "line %u: %s", read->error_line,
					     read->error) : read->error;
	return fail(job, "cannot use", job->path, 0, why);
}

/* ---- the host ---- */

static struct json_object *parse_json(const struct bytes *bytes)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH);
	struct json_object *ret = NULL;

	/* With its NUL, which ends a number that stands alone. */
	if (tokener)
		ret = json_tokener_parse_ex(tokener, bytes->data, (int)bytes->size + 1);
	json_tokener_free(tokener);
	return ret;
}

/* A document, or what is pushed to Beaker. */
static bool read_document(struct job *job, const char *path)
{
	struct json_object *document;
	struct bytes bytes;
	int error = input_read(path, &job->arena, &bytes);

	if (error)
		return fail(job, "cannot read", input_name(path), error, NULL);
	document = parse_json(&bytes);
	job->host = match_host(job->requirements.kind, document);
	json_object_put(document);
	return job->host || fail(job, "cannot use", input_name(path), 0,
				 "it is neither a document of labscan nor what is pushed to Beaker");
}

static bool scan_host(struct job *job)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .names = true };
	struct scan scan;

	if (!scan_run(&scan, job->options->root, &wants, job->failure))
		return false;
	job->host = match_host(job->requirements.kind, scan.document);
	scan_tell_problems(&scan);
	scan_free(&scan);
	return true;
}

/* ---- the answer ---- */

static void print_answers(const struct page *page, const void *what)
{
	const struct job *job = what;

	for (size_t i = 0; i < job->requirements.n_hosts; i++) {
		const struct required_host *host = &job->requirements.hosts[i];

		if (host->name)
			fprintf(page->out, "%s (line %u): ", host->name, host->line);
		fprintf(page->out, "%s\n", explain_answer(requirement_answer(host->root->truth)));
		if (job->options->explain)
			explain_print(host->root, page->out);
	}
}

/* What the tree has in it need not be said twice. */
static void warn(struct job *job)
{
	const char *where = arena_print(&job->arena, "labscan: %s", job->path);

	for (size_t i = 0; i < job->requirements.n_hosts; i++)
		explain_warn(job->requirements.hosts[i].root, where, stderr);
}

static int answer(struct job *job, bool json)
{
	static const int codes[] = {
		[ANSWER_MATCHES] = EXIT_YES,
		[ANSWER_DIFFERS] = EXIT_NO,
		[ANSWER_UNTOLD] = EXIT_UNTOLD,
	};
	enum requirement_answer answer = match_ask(&job->requirements, job->host, &job->arena);
	struct json_object *explained = json ? explain_json(&job->requirements, answer) : NULL;
	bool printed = forms_print(job->options, explained, json, print_answers, job,
				   job->failure);

	json_object_put(explained);
	if (printed && !json && !job->options->explain)
		warn(job);
	return printed ? codes[answer] : EXIT_CANNOT;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	struct job job = { .options = options, .failure = failure };
	int code = EXIT_CANNOT;
	bool json;

	if (options->n_args != 1) {
		*failure = (struct failure){ .what = "match takes one file",
					     .remedy = "see `labscan match --help`" };
		return EXIT_CANNOT;
	}
	job.path = input_name(options->args[0]);
	if (forms_choose(options, &json, failure) && read_requirements(&job) &&
	    (options->document ? read_document(&job, options->document) : scan_host(&job)))
		code = answer(&job, json);
	json_object_put(job.host);
	arena_free(&job.arena);
	return code;
}

const struct cmd cmd_match = {
	.name = "match",
	.arguments = "FILE",
	.summary = "say whether this host meets what a job requires",
	.help = "Reads what FILE (-: standard input) requires of a host: the hostRequires of Beaker's\n"
		"XML, alone or in the recipes of a job, or the hardware of tmt's YAML, alone or in a\n"
		"plan. Answers as Beaker's scheduler would, once this host is pushed to it, and warns\n"
		"of what Beaker leaves out without a word; tmt's keys are compared with what the host\n"
		"is.\n\n"
		"Exits with 0 when the host matches (of several recipes or guests, one), with 1 when it\n"
		"does not, with 2 when FILE cannot be used, with 3 when it hangs on what only the lab\n"
		"knows, or could not be read.",
	.more_help = forms_list,
	.takes = TAKES_MATCH | TAKES_FORMAT | TAKES_OUTPUT,
	.run = cmd_run,
};
