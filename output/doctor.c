#include "output/doctor.h"

#include <json-c/json.h>
#include <string.h>

#include "output/boot_option.h"
#include "output/document.h"
#include "output/page.h"

/* The state of a verdict, and what it means. */
static void print_state(const struct page *page, const char *title, struct json_object *verdict)
{
	fprintf(page->out, "%s: ", title);
	page_state(page, document_text(verdict, "state"));
	fprintf(page->out, ": %s\n", document_text(verdict, "explanation"));
}

/* Firmware is found by the names on its maker's pages. */
static void print_firmware(const struct page *page)
{
	const char *vendor = document_text(page->document, "dmi.vendor");
	const char *product = document_text(page->document, "dmi.product");
	const char *bios = document_text(page->document, "dmi.bios_version");

	if (vendor || product)
		fprintf(page->out, "  This host: %s %s, firmware %s\n", vendor ? vendor : "",
			product ? product : "", bios ? bios : "of unknown version");
}

static void print_remedy(const struct page *page, struct json_object *verdict)
{
	const char *remedy = document_text(verdict, "remedy");
	bool change = document_text(verdict, "add_option") ||
		      document_text(verdict, "remove_option");

	if (!remedy && !change)
		return;
	page_heading(page, "What to do");
	/* The change itself says more than the remedy for any host. */
	if (change)
		boot_option_print(page, document_text(verdict, "add_option"),
				  document_text(verdict, "remove_option"), "  ");
	else
		fprintf(page->out, "  %s\n", remedy);
	if (!change && strstr(remedy, "firmware"))
		print_firmware(page);
}

static void print_options(const struct page *page, struct json_object *iommu)
{
	if (!document_count(iommu, "options"))
		return;
	page_heading(page, "Options on the kernel's command line");
	for (size_t i = 0; i < document_count(iommu, "options"); i++) {
		struct json_object *option = document_element(iommu, "options", i);

		fprintf(page->out, "  %s: %s\n", document_text(option, "option"),
			document_text(option, "explanation"));
	}
}

/* The names of the capabilities that a unit has. */
static void print_capabilities(const struct page *page, struct json_object *unit)
{
	struct json_object *capabilities = document_find(unit, "capabilities");
	struct json_object *bits = document_find(capabilities, "address_bits");

	if (bits)
		fprintf(page->out, ", %s bit addresses", json_object_get_string(bits));
	json_object_object_foreach(capabilities, name, value)
		if (json_object_is_type(value, json_type_boolean) &&
		    json_object_get_boolean(value))
			fprintf(page->out, ", %s", name);
}

static void print_units(const struct page *page, struct json_object *iommu)
{
	if (!document_count(iommu, "units"))
		return;
	page_heading(page, "Units");
	for (size_t i = 0; i < document_count(iommu, "units"); i++) {
		struct json_object *unit = document_element(iommu, "units", i);
		struct json_object *address = document_find(unit, "address");
		struct json_object *devices = document_find(unit, "devices");

		fprintf(page->out, "  %s", document_text(unit, "name"));
		if (address)
			fprintf(page->out, " at 0x%llx",
				(unsigned long long)json_object_get_int64(address));
		if (devices)
			fprintf(page->out, ": %s device%s", json_object_get_string(devices),
				json_object_get_int64(devices) == 1 ? "" : "s");
		print_capabilities(page, unit);
		fputc('\n', page->out);
	}
}

static void print_finding(const struct page *page, struct json_object *finding)
{
	const char *remedy = document_text(finding, "remedy");
	struct json_object *more = document_find(finding, "more");

	fprintf(page->out, "  %s %s: %s\n", document_text(finding, "severity"),
		document_text(finding, "id"), document_text(finding, "explanation"));
	page_evidence(page, finding, "    ");
	if (json_object_get_int64(more))
		fprintf(page->out, "    and %s more\n", json_object_get_string(more));
	if (remedy)
		fprintf(page->out, "    remedy: %s\n", remedy);
}

static void print_findings(const struct page *page, struct json_object *iommu)
{
	/* The gravest first. */
	static const char *const severities[] = { "fatal", "error", "warning", "info" };
	size_t n = document_count(iommu, "findings");
	bool headed = false;

	for (size_t s = 0; s < sizeof(severities) / sizeof(severities[0]); s++)
		for (size_t i = 0; i < n; i++) {
			struct json_object *finding = document_element(iommu, "findings", i);

			if (strcmp(document_text(finding, "severity"), severities[s]) ||
			    strcmp(document_text(finding, "outcome"), "fail"))
				continue;
			if (!headed)
				page_heading(page, "Findings");
			headed = true;
			print_finding(page, finding);
		}
}

void doctor_print_verdict(const struct page *page)
{
	struct json_object *iommu = document_find(page->document, "iommu");

	print_state(page, "IOMMU", iommu);
	page_heading(page, "Why");
	page_evidence(page, iommu, "  ");
	print_remedy(page, iommu);
}

void doctor_print(const struct page *page, const void *nothing)
{
	struct json_object *iommu = document_find(page->document, "iommu");
	struct json_object *interrupts = document_find(iommu, "interrupts");

	(void)nothing;
	doctor_print_verdict(page);
	if (interrupts) {
		fputc('\n', page->out);
		print_state(page, "Interrupt remapping", interrupts);
		page_evidence(page, interrupts, "  ");
		if (strcmp(document_text(iommu, "reason"), document_text(interrupts, "reason")))
			print_remedy(page, interrupts);
	}
	print_options(page, iommu);
	print_units(page, iommu);
	print_findings(page, iommu);
}
