/* labscan beaker, and beaker-system-scan: what Beaker's own program did, with its options. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/beaker.h"
#include "output/format.h"
#include "output/json.h"
#include "push/push.h"
#include "scanner/cmd.h"
#include "scanner/scan.h"
#include "scanner/str.h"

#define BEAKER "beaker+" /* in front of the URL of a lab controller, for push */

/* Where the structs go. */
struct target {
	const char *server, *hostname;
};

/* An option, else what the environment says; NULL for neither, or for nothing. */
static const char *said(const char *option, const char *variable)
{
	const char *value = option ? option : getenv(variable);

	return value && *value ? value : NULL;
}

static bool choose_target(const struct options *options, struct target *ret,
			  struct failure *failure)
{
	*ret = (struct target){
		.server = said(options->server, "LAB_SERVER"),
		.hostname = said(options->hostname, "HOSTNAME"),
	};
	if (!ret->hostname)
		*failure = (struct failure){ .what = "which host is this?",
					     .remedy = "give its name with -h or in HOSTNAME" };
	else if (!ret->server)
		*failure = (struct failure){ .what = "where is the lab controller?",
					     .remedy = "give its URL with -S or in LAB_SERVER" };
	return ret->hostname && ret->server;
}

/* Beaker's program has plain URLs of the lab controller, push tells them from others. */
static int push(const struct target *target, struct json_object *document,
		struct failure *failure)
{
	struct push_request request = {
		.fqdn = target->hostname,
		.retries = PUSH_RETRIES,
		.timeout_seconds = PUSH_TIMEOUT_SECONDS,
	};
	char *url;

	if (asprintf(&url, "%s%s", str_starts(target->server, BEAKER) ? "" : BEAKER,
		     target->server) < 0)
		return EXIT_CANNOT;
	request.url = url;
	int code = push_run(&request, document, failure);
	free(url);
	return code;
}

/* Takes the struct over. */
static void print_struct(const char *title, struct json_object *object)
{
	printf("%s:\n", title);
	json_print_lines(object, stdout);
	json_object_put(object);
}

static void print(const struct options *options, struct json_object *document)
{
	const struct format_request all = { .n_keys = 0 };

	if (options->json) {
		format_beaker.print(document, &all, stdout);
		return;
	}
	print_struct("Legacy inventory", beaker_legacy(document));
	print_struct("Data", beaker_data(document));
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .names = true };
	struct target target = { .server = NULL };
	struct scan scan;

	if (!options->debug && !choose_target(options, &target, failure))
		return EXIT_CANNOT;
	if (!scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	int code = EXIT_YES;
	if (options->debug)
		print(options, scan.document);
	else
		code = push(&target, scan.document, failure);
	scan_tell_problems(&scan);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_beaker = {
	.name = "beaker",
	.arguments = "",
	.summary = "do what beaker-system-scan does",
	.help = "Tells Beaker what the host is, as its own beaker-system-scan did: the calls\n"
		"legacypush and push of the lab controller. With -d, prints what would be sent.",
	.takes = TAKES_BEAKER,
	.run = cmd_run,
};
