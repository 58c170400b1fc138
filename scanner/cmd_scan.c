/* labscan scan: root -> facts -> judgement -> document -> format -> sink. */
#include <stdio.h>
#include <string.h>

#include "output/format.h"
#include "output/keys.h"
#include "output/sink.h"
#include "scanner/cmd.h"
#include "scanner/scan.h"

static void list_formats(void)
{
	for (size_t i = 0; formats[i]; i++)
		printf("  %-10s %s%s\n", formats[i]->name, formats[i]->summary,
		       i ? "" : " (the default)");
}

static void list_keys(void)
{
	puts("\nFormats:");
	list_formats();
	puts("\nKeys:");
	for (size_t i = 0; i < keys.n; i++)
		printf("  %-16s %s\n", keys.rows[i].name, keys.rows[i].meaning);
}

static unsigned sections_of(const struct row *row)
{
	const char *name = row->path[0] ? row->path : row->sections;
	unsigned sections = 0;

	for (size_t length; *name; name += length + strspn(name + length, " ")) {
		length = strcspn(name, " ");
		sections |= section_find(name, strcspn(name, ". "));
	}
	return sections;
}

/* What a format shows when no key is requested. */
static unsigned all_sections(const struct format *format)
{
	unsigned sections = 0;

	if (!format->rows)
		return ALL_SECTIONS;
	for (size_t i = 0; i < format->rows->n; i++)
		sections |= sections_of(&format->rows->rows[i]);
	return sections;
}

/* The sections that the requested keys stand in. */
static bool choose_sections(const struct options *options, const struct format *format,
			    unsigned *ret, struct failure *failure)
{
	unsigned sections = options->n_args ? 0 : all_sections(format);

	for (int i = 0; i < options->n_args; i++) {
		const struct row *key = key_find(options->args[i]);

		if (!key) {
			*failure = (struct failure){
				.what = "no such key or command:",
				.path = options->args[i],
				.remedy = "`labscan scan --help` lists the keys, `labscan --help` the commands",
			};
			return false;
		}
		sections |= sections_of(key);
	}
	*ret = sections;
	return true;
}

static bool choose(const struct options *options, const struct format **ret_format,
		   struct wants *ret_wants, struct failure *failure)
{
	const struct format *format =
		options->format ? format_find(options->format) : formats[0];

	if (!format) {
		*failure = (struct failure){ .what = "no such format:",
					     .path = options->format,
					     .remedy = "`labscan scan --help` lists the formats" };
		return false;
	}
	if (options->nul && !format->takes_nul) {
		*failure = (struct failure){ .what = "--null does not go with --format",
					     .path = format->name,
					     .remedy = "leave it out: values are told apart without it" };
		return false;
	}
	if (options->n_args && !format->takes_keys) {
		*failure = (struct failure){ .what = "KEYs do not go with --format",
					     .path = format->name,
					     .remedy = "leave them out, or take kv, json, facter or ansible" };
		return false;
	}
	*ret_format = format;
	ret_wants->names = format->names;
	ret_wants->keys_only = format->rows == &keys;
	return choose_sections(options, format, &ret_wants->sections, failure);
}

static int print_document(const struct options *options, const struct format *format,
			  const struct scan *scan, struct failure *failure)
{
	struct format_request request = {
		.keys = options->args, .n_keys = options->n_args, .nul = options->nul,
	};
	struct sink sink;
	int missing = 0;
	int error = sink_open(options->output, &sink);

	if (!error) {
		missing = format->print(scan->document, &request, sink.file);
		error = sink_close(&sink, true);
	}
	if (error) {
		*failure = failure_of_output(options, error);
		return EXIT_CANNOT;
	}
	/* An asked-for key without a value: unknown where a read failed, else none. */
	return !missing ? EXIT_YES : scan->host.n_problems ? EXIT_UNTOLD : EXIT_NO;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct format *format;
	struct wants wants = { .names = false };
	struct scan scan;

	if (!choose(options, &format, &wants, failure) ||
	    !scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	int code = print_document(options, format, &scan, failure);
	scan_tell_problems(&scan);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_scan = {
	.name = "scan",
	.arguments = "[KEY...]",
	.summary = "print the host's inventory",
	.help = "Prints what the host is: as KEY=VALUE lines, as JSON, or as another system reads it.\n"
		"With KEYs, reads and prints only these. A value that could not be read, or that the\n"
		"host does not have, is left out; it never becomes 0.",
	.more_help = list_keys,
	.takes = TAKES_FORMAT | TAKES_OUTPUT | TAKES_NUL,
	.run = cmd_run,
};
