#include "output/groups.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/function.h"
#include "output/lookup.h"
#include "output/page.h"
#include "output/selection.h"

/* Most drivers' names are shorter. */
#define DRIVER_WIDTH 16

/* NULL stands for itself. */
static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static const char *viability(struct json_object *group)
{
	struct json_object *viable = document_find(group, "viable");

	if (!viable)
		return "unknown";
	return json_object_get_boolean(viable) ? "viable" : "not viable";
}

static void print_summary(const struct page *page)
{
	static const char *const kinds[] = { "viable", "not viable", "unknown" };
	size_t n = document_count(page->document, "groups");

	fprintf(page->out, "%zu IOMMU group%s", n, n == 1 ? "" : "s");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		size_t of_kind = 0;

		for (size_t i = 0; i < n; i++)
			of_kind += !strcmp(viability(document_element(page->document,
								      "groups", i)),
					   kinds[k]);
		if (of_kind)
			fprintf(page->out, ", %zu %s", of_kind, kinds[k]);
	}
	fputc('\n', page->out);
}

static void print_heading(const struct page *page, struct json_object *group)
{
	const char *name = document_text(group, "name"), *type = document_text(group, "type");
	const char *unit = document_text(group, "unit");
	const char *said = document_text(group, "id");

	fprintf(page->out, "%sGroup %s%s", page->ink->bold, said ? said : "without a number",
		page->ink->plain);
	if (name)
		fprintf(page->out, " (%s)", name);
	fputs(": ", page->out);
	page_state(page, viability(group));
	for (size_t i = 0; i < document_count(group, "holders"); i++) {
		struct json_object *holder = document_element(group, "holders", i);

		fprintf(page->out, "%s%s (%s)", i ? ", " : ": the host holds ",
			document_text(holder, "device"), document_text(holder, "driver"));
	}
	fprintf(page->out, "\n  %s%s, %s%s\n", type ? "domain type " : "domain type not known",
		type ? type : "", unit ? "unit " : "no unit shown", unit ? unit : "");
}

static const char *member_name(struct json_object *group, size_t i)
{
	return json_object_get_string(document_element(group, "devices", i));
}

static const char *member_driver(const struct lookup *lookup, const char *member)
{
	const char *driver = document_text(lookup_pci(lookup, member), "driver");

	return driver ? driver : "-";
}

static void print_members(const struct page *page, const struct lookup *lookup,
			  struct json_object *group)
{
	size_t n = document_count(group, "devices"), width = 1;

	for (size_t i = 0; i < n; i++)
		width = page_width(member_driver(lookup, member_name(group, i)), width,
				   DRIVER_WIDTH);
	for (size_t i = 0; i < n; i++) {
		const char *member = member_name(group, i);
		struct json_object *pci = lookup_pci(lookup, member);
		const char *carries =
			function_carries(page->arena, lookup_device(lookup, member));

		if (!pci) { /* of another bus: its name is all there is */
			fprintf(page->out, "  %s\n", member);
			continue;
		}
		fprintf(page->out, "  %s  ", member);
		page_cell(page, member_driver(lookup, member), width);
		fprintf(page->out, "  %s%s%s%s\n", function_title(page->arena, pci),
			carries ? " (" : "", carries ? carries : "", carries ? ")" : "");
	}
}

static void print_regions(const struct page *page, struct json_object *group)
{
	if (!document_find(group, "regions"))
		fputs("  reserved regions not known\n", page->out);
	for (size_t i = 0; i < document_count(group, "regions"); i++) {
		struct json_object *region = document_element(group, "regions", i);
		uint64_t start = 0, end = 0;

		document_number(region, "start", &start);
		document_number(region, "end", &end);
		fprintf(page->out, "  reserved 0x%" PRIx64 "-0x%" PRIx64 " %s\n", start, end,
			document_text(region, "type"));
	}
}

static bool same_join(struct json_object *a, struct json_object *b)
{
	return same(document_text(a, "id"), document_text(b, "id")) &&
	       same(document_text(a, "hop"), document_text(b, "hop")) &&
	       same(document_text(a, "missing"), document_text(b, "missing"));
}

/* One reason, which may hold for several members. Returns how many joins it took. */
static size_t print_join(const struct page *page, struct json_object *group, size_t first)
{
	struct json_object *join = document_element(group, "joins", first);
	const char *hop = document_text(join, "hop"), *missing = document_text(join, "missing");
	size_t n = document_count(group, "joins"), end = first;

	for (; end < n && same_join(join, document_element(group, "joins", end)); end++)
		fprintf(page->out, "%s%s", end == first ? "    " : ", ",
			document_text(document_element(group, "joins", end), "device"));
	fprintf(page->out, ": %s (%s)\n", document_text(join, "explanation"),
		document_text(join, "id"));
	if (hop || missing)
		fprintf(page->out, "      at %s%s%s\n", hop ? hop : "each",
			missing ? ", which lacks " : "", missing ? missing : "");
	page_evidence(page, join, "      ");
	for (size_t i = first + 1; i < end; i++) {
		struct json_object *other = document_element(group, "joins", i);

		if (!json_object_equal(document_find(join, "evidence"),
				       document_find(other, "evidence")))
			page_evidence(page, other, "      ");
	}
	return end - first;
}

static void print_joins(const struct page *page, struct json_object *group)
{
	size_t n = document_count(group, "joins");

	if (n)
		fputs("  why they are together\n", page->out);
	for (size_t i = 0; i < n;)
		i += print_join(page, group, i);
}

void groups_print(const struct page *page, const void *what)
{
	const struct groups_request *request = what;
	bool first = !request->all;

	if (request->all)
		print_summary(page);
	for (size_t i = 0; i < request->chosen->n; i++) {
		struct json_object *group = document_element(page->document, "groups", i);

		if (!request->chosen->chosen[i])
			continue;
		if (!first)
			fputc('\n', page->out);
		first = false;
		print_heading(page, group);
		print_members(page, request->lookup, group);
		print_regions(page, group);
		print_joins(page, group);
	}
}
