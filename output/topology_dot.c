/* The topology as a graph for Graphviz: devices are nodes, the bridge above a device is
 * an edge to it, and units, root buses and groups are clusters. */
#include "output/escape.h"
#include "output/topology_draw.h"

/* Of a node's frame, by mark: what the style of the page has for it. */
static const char *colour(enum mark mark)
{
	static const char *const colours[] = {
		[MARK_READY] = "#1a7f37", [MARK_POSSIBLE] = "#0969da",
		[MARK_BLOCKED] = "#c62828", [MARK_UNKNOWN] = "#8a5a00",
		[MARK_BRIDGE] = "#59636e", [MARK_NONE] = "#59636e",
	};

	return colours[mark];
}

/* A line of a label, to the left; nothing when there is no text. */
static void print_line(const char *text, FILE *out)
{
	if (!text)
		return;
	escape_dot(text, out);
	fputs("\\l", out);
}

static void print_tooltip(const struct box *box, FILE *out)
{
	fputs(", tooltip=\"", out);
	for (const struct note *note = box->facts.first; note; note = note->next) {
		escape_dot(note->head, out);
		fputs(": ", out);
		print_line(note->text, out);
	}
	for (const struct note *note = box->breaks.first; note; note = note->next)
		print_line(note->text, out);
	fputc('"', out);
}

static void print_breaks(const struct box *box, FILE *out)
{
	for (const struct note *note = box->breaks.first; note; note = note->next) {
		escape_dot(note->head, out);
		if (note->more)
			fputs(", missing: ", out), escape_dot(note->more, out);
		fputs("\\l", out);
	}
}

/* The state is told in words too, for who sees no colours. */
static void print_node(const struct box *box, FILE *out)
{
	fprintf(out, "n%zu [label=\"", box->number);
	print_line(box->title, out);
	print_line(box->label, out);
	print_line(box->name, out);
	print_line(box->use, out);
	print_line(mark_id(box->mark), out);
	print_line(box->why, out);
	print_breaks(box, out);
	fprintf(out, "\", color=\"%s\"%s", colour(box->mark),
		box->breaks.first ? ", peripheries=2" : "");
	print_tooltip(box, out);
	fputs("];\n", out);
}

/* The bridge that a box is behind, be there a group's box between; NULL: none. */
static const struct box *bridge_of(const struct box *box)
{
	while (box->parent && box->parent->kind != BOX_DEVICE)
		box = box->parent;
	return box->parent;
}

static void print_edge(const struct box *box, FILE *out)
{
	const struct box *bridge = bridge_of(box);

	if (!bridge)
		return;
	fprintf(out, "n%zu -> n%zu", bridge->number, box->number);
	if (bridge->breaks.first) {
		const char *ink =
			colour(break_is_seen(bridge->breaks.first) ? MARK_BLOCKED :
								     MARK_UNKNOWN);

		fprintf(out, " [style=%s, color=\"%s\", fontcolor=\"%s\", label=\"",
			break_is_seen(bridge->breaks.first) ? "dashed" : "dotted", ink,
			ink);
		print_breaks(bridge, out);
		fputs("\"]", out);
	}
	fputs(";\n", out);
}

static void open_cluster(const struct box *box, FILE *out)
{
	fprintf(out, "subgraph cluster%zu {\nlabel=\"", box->number);
	print_line(box->title, out);
	print_line(box->label, out);
	print_breaks(box, out);
	fprintf(out, "\"; style=\"%s\";\n", box->kind == BOX_GROUP ? "bold" : "rounded");
	/* Graphviz leaves out a cluster in which there is nothing. */
	if (!box->first)
		fprintf(out, "n%zu [style=invis, label=\"\"];\n", box->number);
}

void topology_dot(const struct topology *topology, FILE *out)
{
	struct walk walk = { .top = &topology->host };

	/* Edges last: within a cluster they would draw the bridge into it. */
	fputs("digraph topology {\ngraph [rankdir=LR, fontname=\"sans-serif\", "
	      "labeljust=l, ranksep=0.4, nodesep=0.1, label=\"", out);
	print_line(topology->name, out);
	fputs("IOMMU ", out);
	print_line(topology->state, out);
	print_line(topology->explanation, out);
	fputs("\", labelloc=t];\n"
	      "node [shape=box, fontname=\"sans-serif\", fontsize=10, penwidth=2];\n"
	      "edge [arrowhead=none, fontname=\"sans-serif\", fontsize=9];\n", out);
	while (topology_walk(&walk)) {
		bool device = walk.box->kind == BOX_DEVICE;

		if (!device && walk.leaving)
			fputs("}\n", out);
		else if (!device)
			open_cluster(walk.box, out);
		else if (!walk.leaving)
			print_node(walk.box, out);
	}
	walk = (struct walk){ .top = &topology->host };
	while (topology_walk(&walk))
		if (walk.box->kind == BOX_DEVICE && !walk.leaving)
			print_edge(walk.box, out);
	fputs("}\n", out);
}
