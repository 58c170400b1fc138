/* labdb show: all that is known of a host, for people. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "lab/clean.h"
#include "lab/cmd.h"
#include "lab/cmd_host.h"
#include "lab/date.h"
#include "lab/host_facts.h"
#include "lab/host_lists.h"
#include "lab/scans.h"
#include "output/doctor.h"
#include "output/document.h"
#include "output/function.h"
#include "output/json.h"
#include "output/page.h"
#include "output/sink.h"

/* Columns of a table are no wider. */
#define WIDEST 40

static void print_facts(const struct page *page)
{
	const struct host_facts facts = host_facts(page->arena, page->document);
	size_t width = 0;

	for (size_t i = 0; i < facts.n; i++)
		width = page_width(facts.items[i].name, width, WIDEST);
	for (size_t i = 0; i < facts.n; i++) {
		const struct host_fact *fact = &facts.items[i];

		if (!i || strcmp(fact->section, facts.items[i - 1].section))
			page_heading(page, fact->section);
		fputs("  ", page->out);
		page_cell(page, fact->name, width);
		if (fact->value)
			fprintf(page->out, "  %s\n", fact->value);
		else
			fprintf(page->out, "  %scould not be read%s: %s, %s\n", page->ink->doubt,
				page->ink->plain, fact->error ? fact->error : "?",
				fact->source ? fact->source : "?");
	}
}

/* The last column is not filled up: lines end where their text does. */
static void print_row(const struct page *page, const char *const *cells, const size_t *widths,
		      size_t n)
{
	while (n && !*cells[n - 1])
		n--;
	for (size_t i = 0; i < n; i++) {
		fputs("  ", page->out);
		if (i + 1 < n)
			page_cell(page, cells[i], widths[i]);
		else
			fputs(cells[i], page->out);
	}
	fputc('\n', page->out);
}

static void print_list(const struct page *page, const struct host_list *list)
{
	size_t *widths = arena_alloc(page->arena, list->n_columns * sizeof(widths[0]));

	page_heading(page, list->title);
	if (list->error) {
		fprintf(page->out, "  %scould not be read%s: %s\n", page->ink->doubt,
			page->ink->plain, list->error);
		return;
	}
	for (size_t i = 0; i < list->n_columns; i++) {
		widths[i] = page_width(list->headings[i], 0, WIDEST);
		for (size_t row = 0; row < list->n_rows; row++)
			widths[i] = page_width(list->cells[row * list->n_columns + i], widths[i],
					       WIDEST);
	}
	print_row(page, list->headings, widths, list->n_columns);
	for (size_t row = 0; row < list->n_rows; row++)
		print_row(page, (const char *const *)&list->cells[row * list->n_columns], widths,
			  list->n_columns);
}

static void print_functions(const struct page *page)
{
	size_t n = document_count(page->document, "pci");

	if (n)
		page_heading(page, "PCI functions");
	for (size_t i = 0; i < n; i++) {
		struct json_object *pci = document_element(page->document, "pci", i);
		struct json_object *device = document_element(page->document, "devices", i);
		const char *driver = document_text(pci, "driver");
		const char *group = document_text(pci, "iommu_group");

		fprintf(page->out, "  %s  ", document_text(pci, "address"));
		if (device) {
			page_state(page, document_text(device, "state"));
			fputs("  ", page->out);
		}
		fprintf(page->out, "%s%s%s%s%s\n", function_title(page->arena, pci),
			driver ? ", " : "", driver ? driver : "", group ? ", group " : "",
			group ? group : "");
	}
}

static void print_host(const struct page *page, const struct scans *scans, size_t i)
{
	const struct store_scan *scan = &scans->items[i];
	size_t n;
	const struct host_list *lists = host_lists(page->arena, page->document, &n);

	fprintf(page->out, "%s%s%s, scanned %s by labscan %s\n\n", page->ink->bold,
		scans->host.name, page->ink->plain, date_text(page->arena, scan->time, true),
		scan->version[0] ? scan->version : "of a version that it does not tell");
	if (document_find(page->document, "iommu"))
		doctor_print(page, NULL);
	else
		fputs("The scan does not tell of the IOMMU\n", page->out);
	print_facts(page);
	for (size_t list = 0; list < n; list++)
		print_list(page, &lists[list]);
	print_functions(page);
}

static int show(const struct lab_options *options, struct store *store, struct scans *scans,
		struct failure *failure)
{
	struct json_object *document;
	struct arena arena = { 0 };
	struct sink sink;
	size_t chosen = 0;
	int error;

	if (options->n_args > 1 && !scans_choose(scans, options->args[1], &chosen, failure))
		return EXIT_CANNOT;
	error = store_document(store, scans->items[chosen].number, &document);
	if (error)
		return lab_fail(store, error, failure);
	error = sink_open(options->output, &sink);
	if (!error && options->json) {
		json_print_lines(document, sink.file);
	} else if (!error) {
		const struct page page =
			page_new(document, &arena, lab_wants_colour(options), sink.file);

		clean_document(document);
		print_host(&page, scans, chosen);
	}
	if (!error)
		error = sink_close(&sink, true);
	arena_free(&arena);
	json_object_put(document);
	return error ? lab_fail_output(options, error, failure) : EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	return lab_run_on_host(options, 2, show, failure);
}

const struct lab_cmd lab_cmd_show = {
	.name = "show",
	.arguments = "HOST [SCAN]",
	.summary = "show all that is known of a host",
	.help = "Shows what the latest scan of HOST, or SCAN, tells: the verdict on its IOMMU with\n"
		"the evidence, findings, facts, disks, networks and devices. A SCAN is an id, or how\n"
		"one begins, or a date, for the newest scan that is not later.",
	.takes = LAB_TAKES_JSON | LAB_TAKES_OUTPUT,
	.run = cmd_run,
};
