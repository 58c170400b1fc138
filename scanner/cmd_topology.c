/* labscan topology: IOMMU units, root buses, ports, groups and devices as a picture. */
#include "output/document.h"
#include "output/sink.h"
#include "output/topology.h"
#include "scanner/cmd.h"
#include "scanner/cmd_passthrough.h"
#include "scanner/scan.h"

typedef void draw_fn(const struct topology *topology, FILE *out);

/* NULL when two kinds are asked for; *failure says so. */
static draw_fn *choose(const struct options *options, struct failure *failure)
{
	if (options->html + options->svg + options->dot > 1) {
		*failure = (struct failure){
			.what = "one picture at a time: --html, --svg or --dot"
		};
		return NULL;
	}
	return options->svg ? topology_svg : options->dot ? topology_dot : topology_html;
}

static bool draw(const struct options *options, struct scan *scan, draw_fn *print,
		 struct failure *failure)
{
	struct sink sink;
	int error = sink_open(options->output, &sink);

	if (!error) {
		print(topology_build(scan->document, &scan->arena), sink.file);
		error = sink_close(&sink, true);
	}
	if (error)
		*failure = failure_of_output(options, error);
	return !error;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct wants wants = { .sections = PASSTHROUGH_SECTIONS, .names = true };
	draw_fn *print = choose(options, failure);
	struct scan scan;
	int code = EXIT_YES;

	if (options->n_args)
		*failure = (struct failure){ .what = "topology takes no argument:",
					     .path = options->args[0],
					     .remedy = "see `labscan topology --help`" };
	if (!print || options->n_args || !scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	if (!document_find(scan.document, "pci")) {
		*failure = failure_of_list(&scan.host.pci_read, "/sys/bus/pci/devices");
		code = EXIT_UNTOLD;
	} else if (!draw(options, &scan, print, failure)) {
		code = EXIT_CANNOT;
	}
	scan_tell_problems(&scan);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_topology = {
	.name = "topology",
	.arguments = "",
	.summary = "draw IOMMU units, groups and devices",
	.help = "Draws what stands behind each IOMMU as nested boxes: root buses, ports and\n"
		"bridges, groups, devices; which devices a guest can have, why not the others, and\n"
		"the ports and bridges where isolation ends. A page or picture is one file that\n"
		"loads nothing from elsewhere. A host whose IOMMU is off is drawn too.\n\n"
		"Exits with 3 when the PCI devices could not be listed.",
	.takes = TAKES_PICTURE | TAKES_OUTPUT,
	.run = cmd_run,
};
