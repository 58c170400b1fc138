#include "output/smmu_text.h"

#include <inttypes.h>
#include <json-c/json.h>

#include "output/document.h"
#include "output/page.h"

static void print_title(const struct page *page, const char *title)
{
	fprintf(page->out, "  %-14s ", title);
}

static void print_number(const struct page *page, const char *title,
			 struct json_object *object, const char *name)
{
	uint64_t number;

	print_title(page, title);
	if (document_number(object, name, &number))
		fprintf(page->out, "%" PRIu64 "\n", number);
	else
		fputs("not told\n", page->out);
}

static void print_node(const struct page *page, struct json_object *smmu)
{
	const char *path = document_text(smmu, "path");
	uint64_t offset = 0;

	print_title(page, "described in");
	if (path && document_number(smmu, "offset", &offset))
		fprintf(page->out, "%s at 0x%" PRIx64 "\n", path, offset);
	else
		fputs("no ACPI table\n", page->out);
}

/* As the kernel writes addresses: bus, device and function. */
static void print_id(const struct page *page, uint64_t segment, uint64_t id)
{
	fprintf(page->out, "%04" PRIx64 ":%02" PRIx64 ":%02" PRIx64 ".%" PRIx64, segment, id >> 8,
		id >> 3 & 0x1f, id & 7);
}

static void print_range(const struct page *page, struct json_object *range)
{
	uint64_t segment = 0, first = 0, last = 0;

	document_number(range, "segment", &segment);
	document_number(range, "first", &first);
	document_number(range, "last", &last);
	print_title(page, "serves");
	print_id(page, segment, first);
	fputs(" to ", page->out);
	print_id(page, segment, last);
	fprintf(page->out, ", %s ATS\n",
		json_object_get_boolean(document_find(range, "ats")) ? "with" : "without");
}

static void print_ranges(const struct page *page, struct json_object *smmu)
{
	size_t n = document_count(smmu, "ranges");

	for (size_t i = 0; i < n; i++)
		print_range(page, document_element(smmu, "ranges", i));
	if (!n && document_find(smmu, "ranges")) {
		print_title(page, "serves");
		fputs("no PCI device\n", page->out);
	}
}

/* What firmware says in place of the registers. */
static void print_overrides(const struct page *page, struct json_object *smmu)
{
	static const char *const updates[] = { NULL, "access flags",
						"access flags and dirty states" };
	uint64_t httu = 0;

	if (!document_find(smmu, "path"))
		return;
	print_title(page, "table walks");
	fputs(json_object_get_boolean(document_find(smmu, "coherent")) ?
		      "coherent" :
		      "coherent if its registers say so", page->out);
	if (document_number(smmu, "httu", &httu) && httu < 3 && updates[httu])
		fprintf(page->out, ", update %s", updates[httu]);
	fputc('\n', page->out);
}

void smmu_print(const struct page *page, struct json_object *smmu, struct json_object *unit)
{
	if (smmu)
		print_node(page, smmu);
	if (smmu || document_find(unit, "numa_node"))
		print_number(page, "NUMA node", unit, "numa_node");
	if (!smmu)
		return;
	print_ranges(page, smmu);
	print_overrides(page, smmu);
	print_number(page, "ssidsize", smmu, "ssidsize");
	print_number(page, "oas", smmu, "oas");
}

/* Units by their names. The caller owns the object. */
static struct json_object *units_by_name(struct json_object *document)
{
	struct json_object *units = json_object_new_object();

	for (size_t i = 0; i < document_count(document, "iommu.units"); i++) {
		struct json_object *unit = document_element(document, "iommu.units", i);
		const char *name = document_text(unit, "name");

		if (name)
			json_object_object_add(units, name, json_object_get(unit));
	}
	return units;
}

void smmus_print(const struct page *page)
{
	struct json_object *units = units_by_name(page->document);

	for (size_t i = 0; i < document_count(page->document, "iommu.smmus"); i++) {
		struct json_object *smmu = document_element(page->document, "iommu.smmus", i);
		const char *name = document_text(smmu, "unit");
		uint64_t base = 0;

		document_number(smmu, "base", &base);
		if (name)
			page_heading(page, name);
		else
			fprintf(page->out, "\n%sSMMUv3 at 0x%" PRIx64 ", which the kernel does not "
					   "use%s\n", page->ink->bold, base, page->ink->plain);
		smmu_print(page, smmu, name ? json_object_object_get(units, name) : NULL);
	}
	json_object_put(units);
}
