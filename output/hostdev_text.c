#include <inttypes.h>
#include <json-c/json.h>

#include "output/document.h"
#include "output/function.h"
#include "output/hostdev.h"
#include "output/page.h"
#include "output/smmu_text.h"

static void print_refusals(const struct page *page, const struct hostdevs *hostdevs)
{
	for (size_t i = 0; i < hostdevs->n_refusals; i++) {
		const struct hostdev_refusal *refusal = &hostdevs->refusals[i];

		fprintf(page->out, "%s: ", refusal->address ? refusal->address : "all of them");
		page_state(page, "blocked");
		fprintf(page->out, ": %s\n", refusal->why);
		if (refusal->remedy)
			fprintf(page->out, "  remedy: %s\n", refusal->remedy);
	}
}

static void print_device(const struct page *page, const struct hostdev *hostdev, bool mirrored)
{
	fprintf(page->out, "  %-14s %s ", "device", document_text(hostdev->pci, "address"));
	page_state(page, document_text(hostdev->judged, "state"));
	fprintf(page->out, ": %s", function_title(page->arena, hostdev->pci));
	if (mirrored)
		fprintf(page->out, ", on the guest's bus %02x", hostdev->port_bus);
	fputc('\n', page->out);
}

static void print_unit(const struct page *page, const struct hostdev_unit *unit, bool mirrored)
{
	fprintf(page->out, "%s%s%s\n", page->ink->bold, unit->name, page->ink->plain);
	smmu_print(page, unit->smmu, unit->unit);
	for (size_t i = 0; i < unit->n_devices; i++)
		print_device(page, &unit->devices[i], mirrored);
}

void hostdev_print(const struct page *page, const void *what)
{
	const struct hostdev_view *view = what;
	const struct hostdevs *hostdevs = view->hostdevs;

	if (hostdevs->n_refusals) {
		print_refusals(page, hostdevs);
		return;
	}
	for (size_t i = 0; i < hostdevs->n_units; i++) {
		print_unit(page, &hostdevs->units[i], view->mirrored);
		fputc('\n', page->out);
	}
	fputs("`labscan device` tells what is to be done with each, and what to expect of it.\n\n",
	      page->out);
	hostdev_print_xml(page, view);
}
