/* labscan push: a scan into the spool, and from there to a lab. */
#include <stdint.h>

#include "push/push.h"
#include "scanner/cmd.h"
#include "scanner/scan.h"
#include "scanner/str.h"

#define MOST_RETRIES 100
#define LONGEST_TIMEOUT_SECONDS 3600

/* A number that an option gives, from `least` to `most`. */
static bool take_number(const char *text, const char *option, uint64_t least, uint64_t most,
			unsigned *number, struct failure *failure)
{
	uint64_t value;

	if (!text)
		return true;
	if (!str_number(text, 10, &value) || value < least || value > most) {
		*failure = (struct failure){ .what = option, .path = text,
					     .remedy = "see labscan-push(8)" };
		return false;
	}
	*number = (unsigned)value;
	return true;
}

static bool choose(const struct options *options, struct push_request *ret,
		   struct failure *failure)
{
	struct push_request request = {
		.url = options->n_args ? options->args[0] : NULL,
		.fqdn = options->fqdn,
		.spool = options->spool,
		.ca = options->cacert,
		.token = options->token,
		.retries = PUSH_RETRIES,
		.timeout_seconds = PUSH_TIMEOUT_SECONDS,
	};

	if (options->n_args > 1 || (!options->n_args && !options->flush)) {
		*failure = (struct failure){
			.what = options->n_args ? "push takes one URL" : "push needs the URL of a lab",
			.remedy = "such as `labscan push beaker+http://lab.example.com:8000/server`",
		};
		return false;
	}
	*ret = request;
	return take_number(options->retries, "no number of retries from 0 to 100:", 0,
			   MOST_RETRIES, &ret->retries, failure) &&
	       take_number(options->timeout, "no number of seconds from 1 to 3600:", 1,
			   LONGEST_TIMEOUT_SECONDS, &ret->timeout_seconds, failure);
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .names = true };
	struct push_request request;
	struct scan scan;

	if (!choose(options, &request, failure))
		return EXIT_CANNOT;
	if (options->flush)
		return push_run(&request, NULL, failure);
	if (!scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	scan_tell_problems(&scan);
	int code = push_run(&request, scan.document, failure);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_push = {
	.name = "push",
	.arguments = "URL",
	.summary = "scan, and send the inventory to a lab, which gets it even if it is down now",
	.help = "Scans, and sends the inventory to a lab:\n"
		"  beaker+http://HOST:8000/server  Beaker's lab controller (also beaker+https://)\n"
		"  https://HOST/PATH               the JSON document (also http://)\n"
		"The scan is on the disk before the first byte goes out, and stays there until the\n"
		"lab has it: the next push sends it, or `labscan push --flush`.",
	.takes = TAKES_PUSH,
	.run = cmd_run,
};
