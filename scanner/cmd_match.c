/* labscan match: does this host meet what a job requires of one? */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "match/beaker.h"
#include "match/explain.h"
#include "match/tmt.h"
#include "output/beaker.h"
#include "output/document.h"
#include "output/sink.h"
#include "scanner/cmd.h"
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
	struct json_object *(*host_of)(struct json_object *document);
	struct json_object *host;
};

static bool fail(struct job *job, const char *what, const char *path, int error,
		 const char *why)
{
	*job->failure = (struct failure){ .what = what, .path = path, .error = -error,
					  .detail = why ? strdup(why) : NULL };
	return false;
}

/* ---- a host, as Beaker sees it ---- */

static struct json_object *beaker_host_of(struct json_object *document)
{
	struct json_object *legacy = beaker_legacy(document), *data = beaker_data(document);
	struct json_object *host = beaker_host(legacy, data, document);

	json_object_put(legacy);
	json_object_put(data);
	return host;
}

/* ---- what is required ---- */

/* XML begins with its first element, or what comes before that. */
static bool is_xml(const struct bytes *bytes)
{
	static const char mark[] = "\xef\xbb\xbf"; /* U+FEFF */
	const char *text = bytes->data;

	text += strncmp(text, mark, strlen(mark)) == 0 ? strlen(mark) : 0;
	return text[strspn(text, " \t\r\n")] == '<';
}

static bool read_requirements(struct job *job)
{
	struct requirements *read = &job->requirements;
	struct bytes bytes;
	int error = input_read(job->options->args[0], &job->arena, &bytes);
	const char *why;

	if (error)
		return fail(job, "cannot read", job->path, error, NULL);
	if (is_xml(&bytes)) {
		job->host_of = beaker_host_of;
		beaker_read(bytes.data, bytes.size, &job->arena, read);
	} else {
		job->host_of = tmt_host;
		tmt_read(bytes.data, bytes.size, &job->arena, read);
	}
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

/* A document, or the two structs that are pushed to Beaker. */
static bool read_document(struct job *job, const char *path)
{
	struct bytes bytes;
	int error = input_read(path, &job->arena, &bytes);
	struct json_object *document, *legacy, *data;

	if (error)
		return fail(job, "cannot read", input_name(path), error, NULL);
	document = parse_json(&bytes);
	if (!json_object_is_type(document, json_type_object)) {
		json_object_put(document);
		return fail(job, "cannot use", input_name(path), 0, "it is no JSON object");
	}
	legacy = document_find(document, "legacy");
	data = document_find(document, "Data");
	if ((legacy || data) && job->host_of == beaker_host_of)
		job->host = beaker_host(legacy, data, NULL);
	else if (document_text(document, "schema"))
		job->host = job->host_of(document);
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
	job->host = job->host_of(scan.document);
	scan_tell_problems(&scan);
	scan_free(&scan);
	return true;
}

/* ---- the answer ---- */

/* Hosts are asked for one by one: who can be one of them is of use. */
static enum requirement_answer ask_all(struct job *job)
{
	const struct requirements *requirements = &job->requirements;
	enum requirement_answer ret = ANSWER_DIFFERS;

	for (size_t i = 0; i < requirements->n_hosts; i++) {
		struct requirement *root = requirements->hosts[i].root;
		enum requirement_answer one =
			requirement_answer(requirement_ask(root, job->host, &job->arena));

		if (one == ANSWER_MATCHES || ret == ANSWER_DIFFERS)
			ret = one;
		if (!job->options->explain)
			explain_warn(root, job->path, stderr);
	}
	return ret;
}

static void print_answers(const struct job *job, FILE *out)
{
	const struct requirements *requirements = &job->requirements;

	for (size_t i = 0; i < requirements->n_hosts; i++) {
		const struct required_host *host = &requirements->hosts[i];

		if (host->name)
			fprintf(out, "%s (line %u): ", host->name, host->line);
		fprintf(out, "%s\n", explain_answer(requirement_answer(host->root->truth)));
		if (job->options->explain)
			explain_print(host->root, out);
	}
}

static int answer(struct job *job)
{
	static const int codes[] = {
		[ANSWER_MATCHES] = EXIT_YES,
		[ANSWER_DIFFERS] = EXIT_NO,
		[ANSWER_UNTOLD] = EXIT_UNTOLD,
	};
	int code = codes[ask_all(job)];
	struct sink sink;
	int error = sink_open(job->options->output, &sink);

	if (!error) {
		print_answers(job, sink.file);
		error = sink_close(&sink, true);
	}
	if (error)
		*job->failure = failure_of_output(job->options, error);
	return error ? EXIT_CANNOT : code;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	struct job job = { .options = options, .failure = failure };
	int code = EXIT_CANNOT;

	if (options->n_args != 1) {
		*failure = (struct failure){ .what = "match takes one file",
					     .remedy = "see `labscan match --help`" };
		return EXIT_CANNOT;
	}
	job.path = input_name(options->args[0]);
	if (read_requirements(&job) && (options->document ?
					read_document(&job, options->document) :
					scan_host(&job)))
		code = answer(&job);
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
	.takes = TAKES_MATCH | TAKES_OUTPUT,
	.run = cmd_run,
};
