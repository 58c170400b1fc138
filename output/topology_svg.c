/* The topology as a picture: the boxes where topology_layout.c puts them. */
#include "output/escape.h"
#include "output/topology_draw.h"
#include "output/topology_layout.h"
#include "scanner/arena.h"

/* The picture's own lines: host, state, legend. */
#define TITLE_HEIGHT 28
#define BASELINE 11 /* from the top of a line */

static void print_text(FILE *out, const char *class, int x, int y, const char *text)
{
	if (!text)
		return;
	fprintf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, x, y);
	escape_xml(text, out);
	fputs("</text>\n", out);
}

static void print_mark(FILE *out, const char *id, int x, int y)
{
	fprintf(out, "<use class=\"mark %s\" href=\"#mark-%s\" x=\"%d\" y=\"%d\" "
		"width=\"%d\" height=\"%d\"/>\n", id, id, x, y, MARK_SIZE, MARK_SIZE);
}

static void print_symbols(FILE *out)
{
	fputs("<defs>\n", out);
	marks_print(out);
	fputs("</defs>\n", out);
}

/* What a browser shows of the box under the pointer. */
static void print_tooltip(const struct box *box, FILE *out)
{
	const struct notes *lists[] = { &box->facts, &box->breaks };

	fputs("<title>", out);
	escape_xml(box->title, out);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (const struct note *note = lists[i]->first; note; note = note->next) {
			fputc('\n', out);
			escape_xml(note->head, out);
			fputs(": ", out);
			escape_xml(note->text, out);
		}
	fputs("</title>\n", out);
}

static void print_line(const struct box *box, const struct drawn *drawn, size_t i,
		       FILE *out)
{
	static const char *const classes[] = {
		[LINE_TITLE] = "title", [LINE_NAME] = "name", [LINE_USE] = "use",
		[LINE_REASON] = "reason", [LINE_BREAK] = "break",
	};
	const struct line *line = &drawn->lines[i];
	int x = drawn->x + MARGIN, y = drawn->y + MARGIN + (int)i * LINE_HEIGHT;

	if (line->doubt)
		fputs("<g class=\"doubt\">\n", out);
	if (line_has_mark(box, line)) {
		print_mark(out, line->style == LINE_BREAK ? "break" : mark_id(box->mark),
			   x, y);
		x += MARK_ROOM;
	}
	print_text(out, classes[line->style], x, y + BASELINE, line->text);
	print_text(out, "label", x + TEXT_WIDTH(text_columns(line->text) + LABEL_GAP),
		   y + BASELINE, line->label);
	if (line->doubt)
		fputs("</g>\n", out);
}

/* Of a box's own lines, with the margins of both sides. */
static int text_height(const struct drawn *drawn)
{
	return (int)drawn->n_lines * LINE_HEIGHT + 2 * MARGIN;
}

/* A dashed line across a frame between its own text and what is in it. */
static void print_break(const struct box *box, const struct drawn *drawn, FILE *out)
{
	int y = drawn->y + text_height(drawn) - MARGIN / 2;

	if (box->breaks.first && box->first)
		fprintf(out, "<path class=\"break%s\" d=\"M%d %dh%d\"/>\n",
			break_is_seen(box->breaks.first) ? "" : " doubt", drawn->x, y,
			drawn->width);
}

static void print_box(const struct box *box, const struct drawn *drawn, FILE *out)
{
	bool device = box->kind == BOX_DEVICE;

	fprintf(out, "<g class=\"%s %s\">\n", box_is_frame(box) ? box_frame(box) : "card",
		device ? mark_id(box->mark) : "frame");
	print_tooltip(box, out);
	fprintf(out,
		"<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"rx=\"4\"/>\n",
		drawn->x, drawn->y, drawn->width, drawn->height);
	if (device)
		fprintf(out,
			"<rect class=\"edge\" x=\"%d\" y=\"%d\" width=\"%d\" "
			"height=\"%d\"/>\n",
			drawn->x, drawn->y, MARGIN / 2,
			box->first ? text_height(drawn) : drawn->height);
	for (size_t i = 0; i < drawn->n_lines; i++)
		print_line(box, drawn, i, out);
	print_break(box, drawn, out);
	fputs("</g>\n", out);
}

/* What stands above the boxes: the host, the state of its IOMMU, the legend. */
struct header {
	const char *state;
	struct {
		const char *id, *text;
	} legend[N_MARKS + 1];
	size_t n;
	int width, height;
};

static void add_legend(struct header *header, const char *id, const char *text)
{
	int width = TEXT_WIDTH(text_columns(text)) + MARK_ROOM;

	header->legend[header->n].id = id;
	header->legend[header->n++].text = text;
	if (width > header->width)
		header->width = width;
}

static struct header make_header(const struct topology *topology)
{
	struct header header = {
		.state = arena_print(topology->arena, "IOMMU %s%s%s", topology->state,
				     topology->explanation ? ": " : "",
				     topology->explanation ? topology->explanation : ""),
	};

	header.width = TEXT_WIDTH(text_columns(header.state));
	for (enum mark mark = 0; mark < N_MARKS; mark++)
		if (topology->counts[mark])
			add_legend(&header, mark_id(mark),
				   arena_print(topology->arena, "%zu %s: %s",
					       topology->counts[mark], mark_id(mark),
					       mark_meaning(mark)));
	add_legend(&header, "break", "isolation ends here");
	header.width += 2 * MARGIN;
	header.height = TITLE_HEIGHT + ((int)header.n + 2) * LINE_HEIGHT;
	return header;
}

static void print_header(const struct topology *topology, const struct header *header,
			 FILE *out)
{
	int y = TITLE_HEIGHT;

	print_text(out, "host", MARGIN, y - MARGIN,
		   topology->name ? topology->name : "IOMMU topology");
	print_text(out, "state", MARGIN, y + BASELINE, header->state);
	for (size_t i = 0; i < header->n; i++) {
		y += LINE_HEIGHT;
		fprintf(out, "<g class=\"%s\">\n", header->legend[i].id);
		print_mark(out, header->legend[i].id, MARGIN, y + MARGIN);
		print_text(out, "reason", MARGIN + MARK_ROOM, y + MARGIN + BASELINE,
			   header->legend[i].text);
		fputs("</g>\n", out);
	}
}

void topology_svg(const struct topology *topology, FILE *out)
{
	const struct layout *layout = topology_layout(topology);
	const struct header header = make_header(topology);
	int width = layout->width > header.width ? layout->width : header.width;
	int height = layout->height + header.height;
	struct walk walk = { .top = &topology->host };

	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\" font-size=\"%d\">\n<title>",
		width, height, width, height, TEXT_EM);
	escape_xml(topology->name ? topology->name : "IOMMU topology", out);
	fprintf(out, "</title>\n<style>\n%s</style>\n", topology_svg_css);
	print_symbols(out);
	fputs("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n", out);
	print_header(topology, &header, out);
	fprintf(out, "<g transform=\"translate(0 %d)\">\n", header.height);
	while (topology_walk(&walk))
		if (!walk.leaving)
			print_box(walk.box, &layout->drawn[walk.box->number], out);
	fputs("</g>\n</svg>\n", out);
}
