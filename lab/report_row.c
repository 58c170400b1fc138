/* A host's row in the table of the fleet. */
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "lab/date.h"
#include "lab/report.h"
#include "lab/report_parts.h"
#include "lab/units.h"
#include "output/document.h"

static const char *text_at(struct report *report, const struct report_host *host,
			   const char *path)
{
	const char *text = document_text(host->document, path);

	return text ? arena_print(&report->arena, "%s", text) : "";
}

/* "QEMU Standard PC", without a maker that the product begins with. */
static const char *model(struct report *report, const struct report_host *host)
{
	const char *vendor = document_text(host->document, "dmi.vendor");
	const char *product = document_text(host->document, "dmi.product");

	if (!product)
		product = document_text(host->document, "system.model");
	if (vendor && product && !strncmp(product, vendor, strlen(vendor)))
		vendor = NULL;
	return arena_print(&report->arena, "%s%s%s", vendor ? vendor : "",
			   vendor && product ? " " : "", product ? product : "");
}

static void fill_memory(struct report *report, struct report_row *row,
			const struct report_host *host)
{
	uint64_t bytes;

	if (!document_number(host->document, "memory.installed_bytes", &bytes) &&
	    !document_number(host->document, "memory.total_bytes", &bytes))
		return;
	row->cells[COLUMN_memory].text = unit_bytes(&report->arena, bytes);
	row->cells[COLUMN_memory].sort = arena_print(&report->arena, "%" PRIu64, bytes);
}

/* How many, and what they hold together. */
static void fill_disks(struct report *report, struct report_row *row,
		       const struct report_host *host)
{
	size_t n = document_count(host->document, "disks");
	uint64_t sum = 0, bytes;

	if (!document_find(host->document, "disks"))
		return;
	for (size_t i = 0; i < n; i++)
		if (document_number(document_element(host->document, "disks", i), "size_bytes",
				    &bytes) && bytes <= UINT64_MAX - sum)
			sum += bytes;
	row->cells[COLUMN_disks].text =
		n ? arena_print(&report->arena, "%zu, %s", n, unit_bytes(&report->arena, sum)) :
		    "0";
	row->cells[COLUMN_disks].sort = arena_print(&report->arena, "%" PRIu64, sum);
}

static void fill_networks(struct report *report, struct report_row *row,
			  const struct report_host *host)
{
	size_t n = 0;

	if (!document_find(host->document, "net"))
		return;
	for (size_t i = 0; i < document_count(host->document, "net"); i++)
		n += !json_object_get_boolean(document_find(
			document_element(host->document, "net", i), "virtual"));
	row->cells[COLUMN_networks].text = arena_print(&report->arena, "%zu", n);
}

void report_fill_row(struct report *report, struct report_row *row,
		     const struct report_host *host)
{
	static const char *const paths[N_COLUMNS] = {
		[COLUMN_iommu] = "iommu.state",
		[COLUMN_arch] = "system.machine",
		[COLUMN_cpu] = "cpu.model_name",
		[COLUMN_processors] = "cpu.processors",
		[COLUMN_kernel] = "kernel.release",
	};

	row->name = arena_print(&report->arena, "%s", host->name);
	for (size_t i = 0; i < N_COLUMNS; i++)
		row->cells[i].text = paths[i] ? text_at(report, host, paths[i]) : "";
	row->cells[COLUMN_host].text = row->name;
	row->cells[COLUMN_model].text = model(report, host);
	fill_memory(report, row, host);
	fill_disks(report, row, host);
	fill_networks(report, row, host);
	row->cells[COLUMN_scanned].text = date_text(&report->arena, host->time, false);
	row->cells[COLUMN_scanned].sort =
		arena_print(&report->arena, "%" PRId64, host->time);
}
