/* The topology as a page: nested boxes that the browser lays out, so that it fits any
 * width. Only the search needs the script. */
#include "output/escape.h"
#include "output/topology_draw.h"

/* Nothing is loaded from anywhere, whatever gets into the page. */
#define POLICY                                                                        \
	"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " \
	"base-uri 'none'; form-action 'none'"

/* <tag class="class">text</tag>; nothing when there is no text. A class may come from the
 * document: ids of obstacles and joins are classes. */
static void print_text(FILE *out, const char *tag, const char *class, const char *text)
{
	if (!text)
		return;
	fprintf(out, "<%s class=\"", tag);
	escape_xml(class, out);
	fputs("\">", out);
	escape_xml(text, out);
	fprintf(out, "</%s>", tag);
}

static void print_mark(FILE *out, const char *id, const char *label)
{
	fprintf(out,
		"<svg class=\"mark\" role=\"img\" aria-label=\"%s\">"
		"<use href=\"#mark-%s\"/></svg>",
		label, id);
}

static void print_marks(FILE *out)
{
	fputs("<svg class=\"marks\" aria-hidden=\"true\">\n", out);
	marks_print(out);
	fputs("</svg>\n", out);
}

/* `joined`: why isolation ends at a box, for one that does not tell it otherwise. */
static void print_facts(const struct notes *facts, const struct notes *joined, FILE *out)
{
	if (!facts->first && !joined->first)
		return;
	fputs("<dl class=\"facts\">", out);
	for (const struct note *note = facts->first; note; note = note->next) {
		print_text(out, "dt", note->head, note->head);
		print_text(out, "dd", "fact", note->text);
	}
	for (const struct note *note = joined->first; note; note = note->next) {
		print_text(out, "dt", "joined", note->head);
		print_text(out, "dd", "fact", note->text);
	}
	fputs("</dl>", out);
}

/* Each break as a line. `frame`: it lies across a frame, and tells its reason itself. */
static void print_breaks(const struct notes *breaks, bool frame, FILE *out)
{
	for (const struct note *note = breaks->first; note; note = note->next) {
		struct note alone = *note;
		const struct notes joined = { .first = frame ? &alone : NULL };

		alone.next = NULL;
		fprintf(out, "<div class=\"break%s\"%s>",
			break_is_seen(note) ? "" : " doubt",
			frame ? " tabindex=\"0\"" : "");
		print_mark(out, "break", "isolation ends here");
		print_text(out, "span", "reason", note->head);
		print_text(out, "span", "missing", note->more);
		print_facts(&(struct notes){ .first = NULL }, &joined, out);
		fputs("</div>\n", out);
	}
}

static void print_device(const struct box *box, FILE *out)
{
	const char *id = mark_id(box->mark);
	const struct notes *breaks =
		box->first ? &(struct notes){ .first = NULL } : &box->breaks;

	fprintf(out, "<article class=\"device %s\" tabindex=\"0\" data-words=\"", id);
	escape_xml(box->words, out);
	fputs("\">\n<p class=\"top\">", out);
	print_mark(out, id, id);
	print_text(out, "b", "title", box->title);
	print_text(out, "span", "label", box->label);
	fputs("</p>", out);
	print_text(out, "p", "name", box->name);
	print_text(out, "p", "use", box->use);
	print_text(out, "p", "reason", box->why);
	print_breaks(breaks, false, out);
	print_facts(&box->facts, breaks, out);
	fputs("</article>\n", out);
	if (box->first)
		print_breaks(&box->breaks, true, out);
}

static void print_head(const struct box *box, FILE *out)
{
	const char *tag = box->kind == BOX_UNIT ? "h2" : "h3";

	fprintf(out, "<div class=\"head\"%s>", box->facts.first ? " tabindex=\"0\"" : "");
	print_text(out, tag, "title", box->title);
	print_text(out, "span", "label", box->label);
	print_facts(&box->facts, &(struct notes){ .first = NULL }, out);
	fputs("</div>\n", out);
	print_breaks(&box->breaks, true, out);
	if (!box->first)
		fputs("<p class=\"nothing\">no PCI device is behind it</p>\n", out);
}

static void enter(const struct box *box, FILE *out)
{
	if (box == box->parent->first)
		fprintf(out, "<div class=\"%s\">\n",
			box_is_frame(box) ? "boxes" : "cards");
	if (box_is_frame(box))
		fprintf(out, "<section class=\"box %s\">\n", box_frame(box));
	if (box->kind == BOX_DEVICE)
		print_device(box, out);
	else
		print_head(box, out);
}

static void leave(const struct box *box, FILE *out)
{
	if (box_is_frame(box))
		fputs("</section>\n", out);
	if (!box->next)
		fputs("</div>\n", out);
	else if (box_is_frame(box) != box_is_frame(box->next))
		fputs("</div>\n<div class=\"boxes\">\n", out);
}

static void print_legend(const struct topology *topology, FILE *out)
{
	fputs("<ul class=\"legend\">\n", out);
	for (enum mark mark = 0; mark < N_MARKS; mark++) {
		if (!topology->counts[mark])
			continue;
		fprintf(out, "<li class=\"%s\">", mark_id(mark));
		print_mark(out, mark_id(mark), "");
		fprintf(out, "<b>%zu %s</b> <span>%s</span></li>\n",
			topology->counts[mark], mark_id(mark), mark_meaning(mark));
	}
	fputs("<li class=\"break\">", out);
	print_mark(out, "break", "");
	fputs("<b>break</b> <span>isolation ends here</span></li>\n"
	      "</ul>\n", out);
}

static void print_header(const struct topology *topology, FILE *out)
{
	fputs("<header>\n<h1>", out);
	escape_xml(topology->name ? topology->name : "IOMMU topology", out);
	fputs("</h1>\n<p class=\"state\">IOMMU ", out);
	print_text(out, "b", topology->state, topology->state);
	print_text(out, "span", "explanation", topology->explanation);
	fputs("</p>\n", out);
	print_text(out, "p", "remedy", topology->remedy);
	fputs("</header>\n<div class=\"tools\">\n", out);
	print_legend(topology, out);
	fputs("<form id=\"form\" role=\"search\" hidden>"
	      "<output id=\"found\" for=\"search\"></output>"
	      "<input id=\"search\" type=\"search\" aria-label=\"Search\" autocomplete=\"off\" "
	      "placeholder=\"Search: eth0, nvme, 8086:1533, group 5\"></form>\n</div>\n",
	      out);
}

void topology_html(const struct topology *topology, FILE *out)
{
	struct walk walk = { .top = &topology->host };

	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<title>",
	      out);
	if (topology->name)
		escape_xml(topology->name, out), fputs(": ", out);
	fprintf(out, "IOMMU topology</title>\n<style>\n%s</style>\n</head>\n<body>\n",
		topology_css);
	print_marks(out);
	print_header(topology, out);
	fputs("<main>\n", out);
	while (topology_walk(&walk))
		if (walk.leaving)
			leave(walk.box, out);
		else
			enter(walk.box, out);
	fputs("</main>\n<footer>labscan " LABSCAN_VERSION, out);
	if (topology->time)
		fputs(", ", out), escape_xml(topology->time, out);
	fprintf(out, "</footer>\n<script>\n%s</script>\n</body>\n</html>\n", topology_js);
}
