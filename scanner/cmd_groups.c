/* labscan groups: IOMMU groups, who is in them, whether VFIO takes them, and why they
 * are as they are. */
#include <string.h>

#include "output/doctor.h"
#include "output/document.h"
#include "output/groups.h"
#include "output/lookup.h"
#include "output/page.h"
#include "output/selection.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/cmd_passthrough.h"

/* Why there are none is what doctor has to say. */
static void print_none(const struct page *page, const void *nothing)
{
	(void)nothing;
	fputs("This host has no IOMMU groups.\n\n", page->out);
	doctor_print_verdict(page);
}

/* The groups that the arguments name, or all. False when one names nothing. */
static bool choose(const struct options *options, struct scan *scan,
		   const struct lookup *lookup, struct selection *ret,
		   struct failure *failure)
{
	*ret = selection_new(&scan->arena, scan->document, "groups");
	if (!options->n_args)
		memset(ret->chosen, true, ret->n * sizeof(ret->chosen[0]));
	for (int i = 0; i < options->n_args; i++) {
		if (!selection_add_groups(ret, lookup, options->args[i], &scan->arena)) {
			*failure = failure_of_name(scan, options->args[i]);
			return false;
		}
	}
	return true;
}

static int print_chosen(const struct options *options, struct scan *scan, bool json,
			struct failure *failure)
{
	struct lookup lookup = lookup_new(scan->document);
	struct selection chosen;
	const struct groups_request request = { .lookup = &lookup, .chosen = &chosen,
						.all = !options->n_args };
	int code = EXIT_CANNOT;

	if (choose(options, scan, &lookup, &chosen, failure) &&
	    forms_print(options, scan->document, json, groups_print, &request, failure))
		code = selection_count(&chosen) ? EXIT_YES : EXIT_NO;
	lookup_free(&lookup);
	return code;
}

static int print(const struct options *options, struct scan *scan, bool json,
		 struct failure *failure)
{
	if (document_count(scan->document, "groups"))
		return print_chosen(options, scan, json, failure);
	return forms_print(options, scan->document, json, print_none, NULL, failure) ?
		       EXIT_NO :
		       EXIT_CANNOT;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	return passthrough_run(options, LIST_GROUPS, print, failure);
}

const struct cmd cmd_groups = {
	.name = "groups",
	.arguments = "[GROUP...]",
	.summary = "show IOMMU groups, whether VFIO takes them, and why they are as they are",
	.help = "Prints each IOMMU group: its members, the driver of each, its reserved memory, and,\n"
		"where there are several members, why Linux cannot tell them apart: the port, bridge\n"
		"or function that lacks ACS, and the bits that it lacks. A group is viable when VFIO\n"
		"would take it now: no member has a driver of the host's own, ports of PCI Express\n"
		"and bridges aside. GROUP is a number, or a device, as `labscan device` takes it.\n\n"
		"Exits with 1 when there are no groups, or the devices named are in none.",
	.more_help = forms_list,
	.takes = TAKES_FORMAT | TAKES_OUTPUT,
	.run = cmd_run,
};
