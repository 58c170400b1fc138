#include "output/device.h"

#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/function.h"
#include "output/lookup.h"
#include "output/page.h"
#include "output/selection.h"
#include "output/sriov.h"
#include "output/steps.h"
#include "scanner/arena.h"

/* A state of "devices", what it means for one, and the kind of obstacle that a reader
 * has to know first: of those that can go, what is lost by it. */
static const struct state {
	const char *name, *meaning, *kind;
} states[] = {
	{ "ready", "it can go to a guest now", "warns" },
	{ "possible", "it can go to a guest after the steps below", "warns" },
	{ "blocked", "it cannot go to a guest", "blocks" },
	{ "unknown", "whether it can go to a guest cannot be told from here", "untold" },
};

static const struct state *state_of(struct json_object *device)
{
	const char *name = document_text(device, "state");
	size_t i = 0;

	while (i + 1 < sizeof(states) / sizeof(states[0]) &&
	       !(name && !strcmp(states[i].name, name)))
		i++;
	return &states[i];
}

/* ---- the list ---- */

enum {
	STATE_WIDTH = sizeof("possible") - 1,
	LEAST_WIDTH = sizeof("0000:00:00.0") - 1,
	MOST_WIDTH = 16, /* of addresses, groups and drivers: most are shorter */
	NAME_WIDTH = 44,
};

/* The texts of a line. */
struct line {
	struct json_object *device;
	const char *address, *group, *driver, *name;
};

struct widths {
	size_t address, group, driver;
};

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

/* What a reader knows it by: what hangs on it, then its name, or kind and ids. */
static const char *short_name(struct arena *arena, struct json_object *pci,
			      struct json_object *device)
{
	const char *carries = function_carries(arena, device);
	const char *name = document_text(pci, "device_name");

	if (!name)
		name = function_title(arena, pci);
	return carries ? arena_print(arena, "%s: %s", carries, name) : name;
}

static struct line line_of(const struct page *page, size_t i)
{
	struct json_object *pci = document_element(page->document, "pci", i);
	struct json_object *device = document_element(page->document, "devices", i);

	return (struct line){
		.device = device,
		.address = document_text(pci, "address"),
		.group = or_dash(document_text(device, "group")),
		.driver = or_dash(document_text(pci, "driver")),
		.name = short_name(page->arena, pci, device),
	};
}

/* The explanation of the first obstacle of the kind that goes with the state, else of
 * the first of all. */
static const char *first_obstacle(struct json_object *device)
{
	const char *kind = state_of(device)->kind;
	size_t n = document_count(device, "obstacles"), first = 0;

	for (size_t i = n; i-- > 0;)
		if (!strcmp(document_text(document_element(device, "obstacles", i), "kind"), kind))
			first = i;
	return n ? document_text(document_element(device, "obstacles", first), "explanation") : "";
}

static void print_line(const struct page *page, const struct line *line,
		       const struct widths *widths)
{
	const char *state = state_of(line->device)->name;
	const char *obstacle = first_obstacle(line->device);

	page_state(page, state);
	fprintf(page->out, "%*s", (int)(STATE_WIDTH + 2 - strlen(state)), "");
	page_cell(page, line->address, widths->address);
	fputs("  ", page->out);
	page_cell(page, line->group, widths->group);
	fputs("  ", page->out);
	page_cell(page, line->driver, widths->driver);
	fputs("  ", page->out);
	if (obstacle[0]) {
		page_cell(page, line->name, NAME_WIDTH);
		fprintf(page->out, "  %s\n", obstacle);
	} else {
		fprintf(page->out, "%s\n", line->name);
	}
}

static void print_titles(const struct page *page, const struct widths *widths)
{
	fputs(page->ink->bold, page->out);
	page_cell(page, "state", STATE_WIDTH + 2);
	page_cell(page, "address", widths->address + 2);
	page_cell(page, "group", widths->group + 2);
	page_cell(page, "driver", widths->driver + 2);
	page_cell(page, "device", NAME_WIDTH + 2);
	fprintf(page->out, "%s%s\n", "first obstacle", page->ink->plain);
}

void device_print_list(const struct page *page, const void *what)
{
	const struct device_request *request = what;
	const struct selection *chosen = request->chosen;
	struct widths widths = { .address = LEAST_WIDTH, .group = strlen("group"),
				 .driver = strlen("driver") };

	for (size_t i = 0; i < chosen->n; i++) {
		if (!chosen->chosen[i])
			continue;
		struct line line = line_of(page, i);

		widths.address = page_width(line.address, widths.address, MOST_WIDTH);
		widths.group = page_width(line.group, widths.group, MOST_WIDTH);
		widths.driver = page_width(line.driver, widths.driver, MOST_WIDTH);
	}
	print_titles(page, &widths);
	for (size_t i = 0; i < chosen->n; i++) {
		if (!chosen->chosen[i])
			continue;
		struct line line = line_of(page, i);

		print_line(page, &line, &widths);
	}
}

/* ---- all about one ---- */

static void print_facts(const struct page *page, struct json_object *pci,
			struct json_object *device)
{
	const char *carries = function_carries(page->arena, device);
	const char *driver = document_text(pci, "driver"), *group = document_text(device, "group");
	const char *unit = document_text(device, "unit"), *node = document_text(pci, "numa_node");
	const char *physical = document_text(device, "physical_function");

	fprintf(page->out, "  %s\n", function_title(page->arena, pci));
	if (carries)
		fprintf(page->out, "  the host has %s on it\n", carries);
	fprintf(page->out, "  %s%s, %s%s, %s%s", driver ? "driver " : "no driver",
		driver ? driver : "", group ? "group " : "no group", group ? group : "",
		unit ? "unit " : "no unit shown", unit ? unit : "");
	if (node)
		fprintf(page->out, ", NUMA node %s", node);
	if (physical)
		fprintf(page->out, ", a virtual function of %s", physical);
	for (size_t i = 0; i < document_count(device, "reset_methods"); i++)
		fprintf(page->out, "%s%s", i ? " " : ", resets by ",
			json_object_get_string(document_element(device, "reset_methods", i)));
	fputc('\n', page->out);
}

static void print_obstacles(const struct page *page, struct json_object *device,
			    const char *kind, const char *title)
{
	bool headed = false;

	for (size_t i = 0; i < document_count(device, "obstacles"); i++) {
		struct json_object *obstacle = document_element(device, "obstacles", i);
		const char *remedy = document_text(obstacle, "remedy");

		if (strcmp(document_text(obstacle, "kind"), kind))
			continue;
		if (!headed)
			page_heading(page, title);
		headed = true;
		fprintf(page->out, "  %s: %s\n", document_text(obstacle, "id"),
			document_text(obstacle, "explanation"));
		page_evidence(page, obstacle, "    ");
		if (remedy)
			fprintf(page->out, "    remedy: %s\n", remedy);
	}
}

static void print_one(const struct page *page, const struct lookup *lookup, size_t i)
{
	struct json_object *pci = document_element(page->document, "pci", i);
	struct json_object *device = document_element(page->document, "devices", i);
	const char *address = document_text(pci, "address");
	const struct state *state = state_of(device);

	fprintf(page->out, "%s%s%s: ", page->ink->bold, address, page->ink->plain);
	page_state(page, state->name);
	fprintf(page->out, ": %s\n", state->meaning);
	print_facts(page, pci, device);
	print_obstacles(page, device, "blocks", "What blocks it");
	print_obstacles(page, device, "untold", "What could not be told");
	print_obstacles(page, device, "step", "What is to be done first");
	print_obstacles(page, device, "warns", "What to know before");
	sriov_print(page, lookup, address);
	if (strcmp(state->name, "blocked"))
		steps_print(page, lookup, address);
}

void device_print(const struct page *page, const void *what)
{
	const struct device_request *request = what;
	bool first = true;

	for (size_t i = 0; i < request->chosen->n; i++) {
		if (!request->chosen->chosen[i])
			continue;
		if (!first)
			fputc('\n', page->out);
		first = false;
		print_one(page, request->lookup, i);
	}
}
