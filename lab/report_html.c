/* The page itself. What it has of all hosts stands in it as HTML; what it has of one comes
 * from the pool when it is looked at. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/date.h"
#include "lab/pool.h"
#include "lab/report.h"
#include "lab/report_parts.h"
#include "output/escape.h"
#include "output/topology_draw.h"
#include "scanner/str.h"

/* Nothing is loaded from anywhere, whatever gets into the page. */
#define POLICY                                                                        \
	"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " \
	"base-uri 'none'; form-action 'none'"

static const struct {
	const char *id, *heading, *class;
} columns[] = {
#define COLUMN(id_, heading_, class_) { #id_, heading_, class_ },
#include "lab/report_columns.def"
#undef COLUMN
};

/* A part of an address after "#" (RFC 3986, 2.3): all other bytes as %XX. */
static void print_fragment(const char *text, FILE *out)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || strchr("-._~", c))
			fputc(c, out);
		else
			fprintf(out, "%%%02X", c);
	}
}

static void print_host_link(const char *host, FILE *out)
{
	fputs("<a href=\"#host/", out);
	print_fragment(host, out);
	fputs("\">", out);
	escape_xml(host, out);
	fputs("</a>", out);
}

static void print_hosts(size_t n, FILE *out)
{
	fprintf(out, "%zu host%s", n, n == 1 ? "" : "s");
}

/* ---- the table ---- */

static int by_name(const void *a, const void *b)
{
	const struct report_row *left = a, *right = b;

	return str_natural(left->name, right->name);
}

static void print_row(const struct report_row *row, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	print_host_link(row->name, out);
	fputs("</th>", out);
	for (size_t i = COLUMN_host + 1; i < N_COLUMNS; i++) {
		fprintf(out, "<td class=\"%s", columns[i].class);
		/* The state is a class, too: it has a colour and a mark. */
		if (i == COLUMN_iommu) {
			fputs("is-", out);
			escape_xml(row->cells[i].text, out);
		}
		fputc('"', out);
		if (row->cells[i].sort)
			fprintf(out, " data-sort=\"%s\"", row->cells[i].sort);
		fputc('>', out);
		escape_xml(row->cells[i].text, out);
		fputs("</td>", out);
	}
	fputs("</tr>\n", out);
}

static void print_headings(FILE *out)
{
	fputs("<thead><tr>", out);
	for (size_t i = 0; i < N_COLUMNS; i++)
		fprintf(out,
			"<th scope=\"col\" class=\"%s of-%s\"%s><button type=\"button\">%s"
			"</button></th>",
			columns[i].class, columns[i].id,
			i == COLUMN_host ? " aria-sort=\"ascending\"" : "", columns[i].heading);
	fputs("</tr></thead>\n", out);
}

/* How many hosts are in each state, and what shows them. */
static void print_states(struct report *report, FILE *out)
{
	static const char *const states[] = { "enabled", "off",	   "broken",  "unsupported",
					      "absent",	 "hidden", "unknown" };

	fputs("<ul class=\"states\">\n", out);
	for (size_t s = 0; s < sizeof(states) / sizeof(states[0]); s++) {
		size_t n = 0;

		for (size_t i = 0; i < report->n; i++)
			n += !strcmp(report->rows[i].cells[COLUMN_iommu].text, states[s]);
		if (n)
			fprintf(out,
				"<li><a class=\"is-%s\" href=\"#fleet/state%%3D%s\">%zu %s</a>"
				"</li>\n", states[s], states[s], n, states[s]);
	}
	fputs("</ul>\n", out);
}

static void print_fleet(struct report *report, FILE *out)
{
	fputs("<section id=\"fleet\" aria-labelledby=\"fleet-title\">\n"
	      "<div class=\"bar\">\n<h2 id=\"fleet-title\">Hosts</h2>\n", out);
	print_states(report, out);
	fputs("<form id=\"search-form\" role=\"search\" hidden>"
	      "<output id=\"shown\" for=\"filter\"></output>"
	      "<input id=\"filter\" type=\"search\" aria-label=\"Filter the hosts\" "
	      "autocomplete=\"off\" spellcheck=\"false\" "
	      "placeholder=\"Filter: nvme, 8086:1533, state=off\"></form>\n</div>\n"
	      "<table id=\"hosts\">\n<caption>The hosts of the lab. A heading sorts by its "
	      "column.</caption>\n", out);
	print_headings(out);
	fputs("<tbody>\n", out);
	for (size_t i = 0; i < report->n; i++)
		print_row(&report->rows[i], out);
	fputs("</tbody>\n</table>\n<p id=\"none\" class=\"soft\" hidden>No host has all of "
	      "these words.</p>\n</section>\n", out);
}

/* ---- findings and changes ---- */

static size_t severity_rank(const char *severity)
{
	static const char *const severities[] = { "fatal", "error", "warning", "unknown" };
	size_t i = 0;

	while (i < sizeof(severities) / sizeof(severities[0]) &&
	       strcmp(severities[i], severity))
		i++;
	return i;
}

static int by_severity(const void *a, const void *b)
{
	const struct report_group *left = a, *right = b;
	int order = (int)severity_rank(left->severity) - (int)severity_rank(right->severity);

	if (!order)
		order = (left->n_hosts < right->n_hosts) - (left->n_hosts > right->n_hosts);
	return order ? order : strcmp(left->id, right->id);
}

/* What matters more first; of the same kind, what more hosts have. */
static int by_rank(const void *a, const void *b)
{
	const struct report_group *left = a, *right = b;
	int order = (left->rank > right->rank) - (left->rank < right->rank);

	if (!order)
		order = (left->n_hosts < right->n_hosts) - (left->n_hosts > right->n_hosts);
	return order ? order : strcmp(left->id, right->id);
}

static void print_members(const struct report_group *group, FILE *out)
{
	fputs("<ul class=\"hosts\">\n", out);
	for (size_t i = 0; i < group->n; i++) {
		fputs("<li>", out);
		print_host_link(group->hosts[i], out);
		if (group->notes[i]) {
			fputs(" <span class=\"soft\">", out);
			escape_xml(group->notes[i], out);
			fputs("</span>", out);
		}
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

/* `word`: what the filter of the table takes for it; NULL: it has none. */
static void print_group(const struct report_group *group, const char *word, FILE *out)
{
	fputs("<details class=\"shared\"><summary><b class=\"count\">", out);
	print_hosts(group->n_hosts, out);
	fprintf(out, "</b> <span class=\"kind is-%s\">%s</span> <span class=\"words\">",
		group->severity, group->severity);
	escape_xml(group->words, out);
	fputs("</span></summary>\n", out);
	if (group->remedy) {
		fputs("<p><b>What to do:</b> ", out);
		escape_xml(group->remedy, out);
		fputs("</p>\n", out);
	}
	if (word) {
		fprintf(out, "<p><a href=\"#fleet/%s%%3D", word);
		print_fragment(group->id, out);
		fputs("\">Show them in the table</a></p>\n", out);
	}
	print_members(group, out);
	fputs("</details>\n", out);
}

static void print_findings(struct report *report, FILE *out)
{
	struct report_groups *groups = &report->findings;

	fputs("<section id=\"findings\" aria-labelledby=\"findings-title\">\n"
	      "<h2 id=\"findings-title\">Findings</h2>\n", out);
	if (groups->n)
		qsort(groups->items, groups->n, sizeof(groups->items[0]), by_severity);
	else
		fputs("<p class=\"soft\">Nothing was found that is to be fixed.</p>\n", out);
	for (size_t i = 0; i < groups->n; i++)
		print_group(&groups->items[i], "finding", out);
	fputs("</section>\n", out);
}

static void print_changes(struct report *report, FILE *out)
{
	struct report_groups *groups = &report->changes;

	if (!report->since)
		return;
	fprintf(out,
		"<section id=\"changes\" aria-labelledby=\"changes-title\">\n"
		"<h2 id=\"changes-title\">Changes since %s</h2>\n",
		date_text(&report->arena, report->since, false));
	if (groups->n)
		qsort(groups->items, groups->n, sizeof(groups->items[0]), by_rank);
	else
		fputs("<p class=\"soft\">Nothing changed.</p>\n", out);
	for (size_t i = 0; i < groups->n; i++)
		print_group(&groups->items[i], NULL, out);
	fputs("</section>\n", out);
}

/* ---- all of it ---- */

static void print_header(struct report *report, int64_t now, FILE *out)
{
	fputs("<a class=\"skip\" href=\"#fleet\">To the hosts</a>\n<header>\n<h1>Lab</h1>\n"
	      "<p class=\"soft\">", out);
	print_hosts(report->n, out);
	fprintf(out, ", as of %s UTC</p>\n<nav aria-label=\"Views\">\n"
		"<a href=\"#fleet\">Hosts</a>\n"
		"<a href=\"#findings\">Findings <span class=\"soft\">%zu</span></a>\n",
		date_text(&report->arena, now, true), report->findings.n);
	if (report->since)
		fprintf(out,
			"<a href=\"#changes\">Changes <span class=\"soft\">%zu</span></a>\n",
			report->changes.n);
	fputs("</nav>\n</header>\n", out);
}

static void print_data(const struct report *report, FILE *out)
{
	fputs("<script type=\"application/json\" id=\"pool\">", out);
	pool_print(report->pool, out);
	fputs("</script>\n<script type=\"application/json\" id=\"records\">[", out);
	for (size_t i = 0; i < report->n; i++)
		fprintf(out, "%s%zu", i ? "," : "", report->rows[i].record);
	fputs("]</script>\n", out);
}

void report_print(struct report *report, int64_t now, FILE *out)
{
	if (report->n)
		qsort(report->rows, report->n, sizeof(report->rows[0]), by_name);
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY "\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<title>Lab</title>\n<style>\n", out);
	fputs(topology_css, out);
	fputs(report_css, out);
	fputs("</style>\n</head>\n<body>\n<svg class=\"marks\" aria-hidden=\"true\">\n", out);
	marks_print(out);
	fputs("</svg>\n", out);
	print_header(report, now, out);
	fputs("<main>\n", out);
	print_fleet(report, out);
	print_findings(report, out);
	print_changes(report, out);
	fputs("<section id=\"host\" aria-live=\"off\" hidden></section>\n</main>\n"
	      "<noscript><p class=\"soft\">What is known of each host is drawn by a script, which "
	      "this browser does not run.</p></noscript>\n"
	      "<footer>labdb " LABSCAN_VERSION "</footer>\n", out);
	print_data(report, out);
	fputs("<script>\n", out);
	fputs(report_js, out);
	fputs("</script>\n</body>\n</html>\n", out);
}
