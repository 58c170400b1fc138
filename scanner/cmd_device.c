/* labscan device: can it go to a guest; what stands in the way, and what to do. */
#include <string.h>

#include "output/device.h"
#include "output/document.h"
#include "output/function.h"
#include "output/lookup.h"
#include "output/selection.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/cmd_passthrough.h"

/* All functions but bridges. */
static void choose_all(const struct scan *scan, struct selection *selection)
{
	for (size_t i = 0; i < selection->n; i++)
		selection->chosen[i] =
			!function_is_bridge(document_element(scan->document, "pci", i),
					    document_element(scan->document, "devices", i));
}

/* False when an argument names nothing. */
static bool choose(const struct options *options, struct scan *scan,
		   struct selection *selection, struct failure *failure)
{
	for (int i = 0; i < options->n_args; i++) {
		if (!selection_add_functions(selection, scan->document, options->args[i])) {
			*failure = failure_of_name(scan, options->args[i]);
			return false;
		}
	}
	return true;
}

/* How many of the chosen are in this state. */
static size_t count_state(const struct scan *scan, const struct selection *selection,
			  const char *state)
{
	size_t n = 0;

	for (size_t i = 0; i < selection->n; i++) {
		struct json_object *device = document_element(scan->document, "devices", i);
		const char *found = document_text(device, "state");

		n += selection->chosen[i] && found && !strcmp(found, state);
	}
	return n;
}

/* Of devices asked for, all have to be passable; of a list, one. */
static int code_of(const struct scan *scan, const struct selection *selection, bool asked)
{
	size_t n = selection_count(selection);
	size_t blocked = count_state(scan, selection, "blocked");
	size_t passable = count_state(scan, selection, "ready") +
			  count_state(scan, selection, "possible");

	if (asked ? n == passable : passable)
		return EXIT_YES;
	if (asked ? blocked : n == blocked)
		return EXIT_NO;
	return EXIT_UNTOLD;
}

static int print_chosen(const struct options *options, struct scan *scan, bool json,
			struct failure *failure)
{
	struct lookup lookup = lookup_new(scan->document);
	struct selection chosen = selection_new(&scan->arena, scan->document, "pci");
	const struct device_request request = { .lookup = &lookup, .chosen = &chosen };
	bool asked = options->n_args;
	int code = EXIT_CANNOT;

	if (!asked)
		choose_all(scan, &chosen);
	if (choose(options, scan, &chosen, failure) &&
	    forms_print(options, scan->document, json,
			asked ? device_print : device_print_list, &request, failure))
		code = code_of(scan, &chosen, asked);
	lookup_free(&lookup);
	return code;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	return passthrough_run(options, LIST_FUNCTIONS, print_chosen, failure);
}

const struct cmd cmd_device = {
	.name = "device",
	.arguments = "[NAME...]",
	.summary = "say whether a device can go to a guest, what blocks it, and what to do",
	.help = "Says of each PCI function named whether it can be passed to a guest: everything that\n"
		"blocks it or is to be known before, with the file that proves it, then the steps for\n"
		"this host: commands, libvirt's XML, QEMU's option. Nothing of that is run. Without\n"
		"NAME: all functions but bridges, a line for each.\n\n"
		"NAME is a PCI address (0000:03:00.0, or 03:00.0), a pattern over addresses\n"
		"(\"*:1f.?\"), vendor and device (8086:1533), a network interface, or a disk.\n\n"
		"Exits with 0 when all that are named can be passed, maybe after steps; with 1 when\n"
		"one cannot; with 3 when that cannot be told. Without NAME one is enough for 0.",
	.more_help = forms_list,
	.takes = TAKES_FORMAT | TAKES_OUTPUT,
	.run = cmd_run,
};
