#include "output/sriov.h"

#include <json-c/json.h>

#include "output/assign.h"
#include "output/document.h"
#include "output/escape.h"
#include "output/function.h"
#include "output/lookup.h"
#include "output/page.h"

static void print_virtuals(const struct page *page, const struct lookup *lookup,
			   struct json_object *virtuals)
{
	size_t n = virtuals ? (size_t)json_object_array_length(virtuals) : 0;

	for (size_t i = 0; i < n; i++) {
		const char *address =
			json_object_get_string(json_object_array_get_idx(virtuals, i));
		struct json_object *device = lookup_device(lookup, address);
		const char *group = document_text(device, "group");
		const char *carries = function_carries(page->arena, device);

		fprintf(page->out, "    %s  ", address);
		page_state(page, document_text(device, "state"));
		fprintf(page->out, "%s%s%s%s\n", group ? ", group " : "", group ? group : "",
			carries ? ", " : "", carries ? carries : "");
	}
}

static void print_making(const struct page *page, const char *address, uint64_t total,
			 uint64_t active)
{
	fprintf(page->out, "  To make N of them, 1 to %llu%s:\n", (unsigned long long)total,
		active ? " (those that there are go first)" : "");
	if (active)
		fprintf(page->out, "    echo 0 > /sys/bus/pci/devices/%s/sriov_numvfs\n", address);
	fprintf(page->out, "    echo N > /sys/bus/pci/devices/%s/sriov_numvfs\n", address);
}

/* libvirt finds a free one by itself from a network, else has to be told which. */
static void print_for_libvirt(const struct page *page, const struct lookup *lookup,
			      struct json_object *device, struct json_object *virtuals)
{
	const char *interface = json_object_get_string(document_element(device, "interfaces", 0));

	if (!interface)
		return;
	fputs("  libvirt, a network that hands them out (virsh net-define):\n"
	      "    <network>\n"
	      "      <name>", page->out);
	escape_xml(interface, page->out);
	fputs("-vfs</name>\n"
	      "      <forward mode='hostdev' managed='yes'>\n"
	      "        <pf dev=\"", page->out);
	escape_xml(interface, page->out);
	fputs("\"/>\n"
	      "      </forward>\n"
	      "    </network>\n", page->out);
	if (!virtuals)
		return;
	fputs("  or for a guest, one of them by its address:\n", page->out);
	assign_print_interface(
		page,
		lookup_pci(lookup,
			   json_object_get_string(json_object_array_get_idx(virtuals, 0))),
		"    ");
}

void sriov_print(const struct page *page, const struct lookup *lookup, const char *address)
{
	struct json_object *device = lookup_device(lookup, address);
	struct json_object *virtuals = lookup_virtuals(lookup, address);
	uint64_t total, active = 0, unassigned = 0;

	if (!document_number(device, "total_vfs", &total) || !total)
		return;
	document_number(device, "active_vfs", &active);
	document_number(device, "unassigned_vf_bars", &unassigned);
	page_heading(page, "SR-IOV");
	fprintf(page->out, "  %llu virtual functions at most, %llu made\n",
		(unsigned long long)total, (unsigned long long)active);
	print_virtuals(page, lookup, virtuals);
	if (unassigned) {
		fprintf(page->out, "  None can be made: %llu of their BARs have no address.\n",
			(unsigned long long)unassigned);
		return;
	}
	print_making(page, address, total, active);
	print_for_libvirt(page, lookup, device, virtuals);
}
