/* labscan topology: IOMMU units, root buses, ports, groups and devices as a picture. */
#include "output/sink.h"
#include "output/topology.h"
#include "scanner/cmd.h"
#include "scanner/cmd_passthrough.h"

static int draw(const struct options *options, struct scan *scan, bool json,
		struct failure *failure)
{
	const struct topology *topology = topology_build(scan->document, &scan->arena);
	struct sink sink;
	int error = sink_open(options->output, &sink);

	(void)json; /* no form of a picture */
	if (!error) {
		if (options->svg)
			topology_svg(topology, sink.file);
		else if (options->dot)
			topology_dot(topology, sink.file);
		else
			topology_html(topology, sink.file);
		error = sink_close(&sink, true);
	}
	if (error)
		*failure = failure_of_output(options, error);
	return error ? EXIT_CANNOT : EXIT_YES;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	if (options->html + options->svg + options->dot > 1) {
		*failure = (struct failure){
			.what = "one picture at a time: --html, --svg or --dot"
		};
		return EXIT_CANNOT;
	}
	return passthrough_run(options, LIST_FUNCTIONS, draw, failure);
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
