/* labscan doctor: is the IOMMU usable; if not, exactly why, and what to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/doctor.h"
#include "output/format.h"
#include "output/sink.h"
#include "scanner/cmd.h"
#include "scanner/scan.h"

/* What the verdict rests on, and what its remedies speak of. */
#define DOCTOR_SECTIONS                                                           \
	(SECTION_BIT(system) | SECTION_BIT(kernel) | SECTION_BIT(virtualization) | \
	 SECTION_BIT(firmware) | SECTION_BIT(dmi) | SECTION_BIT(iommu))

static const struct {
	const char *name, *summary;
} forms[] = {
	{ "text", "for people (the default)" },
	{ "json", "the document that it is made from" },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

static void list_forms(void)
{
	puts("\nFormats:");
	for (size_t i = 0; i < N_FORMS; i++)
		printf("  %-6s %s\n", forms[i].name, forms[i].summary);
}

static bool has_form(const char *name)
{
	for (size_t i = 0; i < N_FORMS; i++)
		if (!strcmp(forms[i].name, name))
			return true;
	return false;
}

/* https://no-color.org: any value but the empty one. */
static bool wants_colour(const struct options *options)
{
	const char *no_colour = getenv("NO_COLOR");

	return !options->output && isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]);
}

static int print(const struct options *options, const struct scan *scan, bool json,
		 struct failure *failure)
{
	struct sink sink;
	int error = sink_open(options->output, &sink);

	if (!error) {
		if (json)
			format_json.print(scan->document, &(struct format_request){ .n_keys = 0 },
					  sink.file);
		else
			doctor_print(scan->document, wants_colour(options), sink.file);
		error = sink_close(&sink, true);
	}
	if (error)
		*failure = failure_of_output(options, error);
	return error;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct wants wants = { .sections = DOCTOR_SECTIONS };
	bool json = options->format && !strcmp(options->format, "json");
	struct scan scan;

	if (options->n_args || (options->format && !has_form(options->format))) {
		*failure = (struct failure){
			.what = options->n_args ? "doctor takes no argument:" : "no such format:",
			.path = options->n_args ? options->args[0] : options->format,
			.remedy = "see `labscan doctor --help`",
		};
		return EXIT_CANNOT;
	}
	if (!scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;

	static const int codes[] = {
		[ANSWER_YES] = EXIT_YES, [ANSWER_NO] = EXIT_NO, [ANSWER_UNKNOWN] = EXIT_UNTOLD,
	};
	int code = codes[judgement_healthy(&scan.judgement)];

	if (print(options, &scan, json, failure))
		code = EXIT_CANNOT;
	scan_tell_problems(&scan);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.arguments = "",
	.summary = "say whether the IOMMU is usable, and if not, why and what to do",
	.help = "Says whether the IOMMU is on; if not, whether it is the firmware, the command line,\n"
		"the kernel, a broken table, a missing driver, or something between labscan and the\n"
		"host; the evidence for that; and what to do here. Then interrupt remapping, what\n"
		"became of each option of the command line, what the units can do, and findings.\n\n"
		"Exits with 0 when nothing is left to be fixed, with 1 when something is, with 3\n"
		"when that cannot be told from here.",
	.more_help = list_forms,
	.takes = TAKES_FORMAT | TAKES_OUTPUT,
	.run = cmd_run,
};
