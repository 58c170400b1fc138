/* labscan doctor: is the IOMMU usable; if not, exactly why, and what to do. */
#include "output/doctor.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/scan.h"

/* What the verdict rests on, and what its remedies speak of. */
#define DOCTOR_SECTIONS                                                           \
	(SECTION_BIT(system) | SECTION_BIT(kernel) | SECTION_BIT(virtualization) | \
	 SECTION_BIT(firmware) | SECTION_BIT(dmi) | SECTION_BIT(iommu))

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct wants wants = { .sections = DOCTOR_SECTIONS };
	struct scan scan;
	bool json;

	if (!forms_choose(options, &json, failure) ||
	    !scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;

	static const int codes[] = {
		[ANSWER_YES] = EXIT_YES, [ANSWER_NO] = EXIT_NO, [ANSWER_UNKNOWN] = EXIT_UNTOLD,
	};
	int code = codes[judgement_healthy(&scan.judgement)];

	if (!forms_print(options, scan.document, json, doctor_print, NULL, failure))
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
	.more_help = forms_list,
	.takes = TAKES_FORMAT | TAKES_OUTPUT,
	.run = cmd_run,
};
