/* libvirt's XML for devices of the host (formatdomain: hostdev, controller, iommu). */
#include <ctype.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/hostdev.h"
#include "output/page.h"
#include "output/viommu.h"

/* Names are the kernel's, or a capture's: no comment may end in one. */
static void print_name(const struct page *page, const char *name)
{
	for (; *name; name++)
		fputc(isalnum((unsigned char)*name) || strchr(".:_", *name) ? *name : '?',
		      page->out);
}

static void print_expander(const struct page *page, const struct hostdevs *hostdevs,
			   const struct hostdev_unit *unit)
{
	fputs("  <!-- ", page->out);
	print_name(page, unit->name);
	if (unit->has_node)
		fprintf(page->out, ", on NUMA node %" PRIu64 " of the host", unit->node);
	fprintf(page->out, " -->\n"
			   "  <controller type='pci' index='%u' model='pcie-expander-bus'>\n",
		unit->expander);
	if (hostdevs->n_cells)
		fprintf(page->out, "    <target busNr='%u'>\n      <node>%u</node>\n    </target>\n",
			unit->expander_bus, unit->cell);
	else
		fprintf(page->out, "    <target busNr='%u'/>\n", unit->expander_bus);
	fputs("  </controller>\n", page->out);
}

/* A bus is named by the index of its controller. */
static void print_place(const struct page *page, unsigned controller, size_t slot)
{
	fprintf(page->out, "    <address type='pci' domain='0x0000' bus='0x%02x' slot='0x%02zx' "
			   "function='0x0'/>\n", controller, slot);
}

static void print_ports(const struct page *page, const struct hostdev_unit *unit)
{
	for (size_t i = 0; i < unit->n_devices; i++) {
		fprintf(page->out, "  <controller type='pci' index='%u' model='pcie-root-port'>\n",
			unit->devices[i].port);
		print_place(page, unit->expander, i);
		fputs("  </controller>\n", page->out);
	}
}

static void print_hostdev(const struct page *page, const struct hostdev *hostdev, bool mirrored,
			  bool accelerated)
{
	fprintf(page->out, "  <hostdev mode='subsystem' type='pci' managed='yes'>\n"
			   "    <driver name='vfio'%s/>\n"
			   "    <source>\n"
			   "      <address domain='0x%04" PRIx64 "' bus='0x%02" PRIx64
			   "' slot='0x%02" PRIx64 "' function='0x%" PRIx64 "'/>\n"
			   "    </source>\n",
		accelerated ? " iommufd='yes'" : "", hostdev->domain, hostdev->bus,
		hostdev->device, hostdev->function);
	if (mirrored)
		print_place(page, hostdev->port, 0);
	fputs("  </hostdev>\n", page->out);
}

/* What the registers would say is left to QEMU, which asks iommufd for it. */
static void print_smmus(const struct page *page, const struct hostdevs *hostdevs,
			bool accelerated)
{
	if (!accelerated)
		fputs("  <!-- QEMU refuses devices of the host behind an smmuv3 without accel='on', "
		      "which this libvirt or QEMU does not have -->\n", page->out);
	for (size_t i = 0; i < hostdevs->n_units; i++)
		fprintf(page->out, "  <iommu model='smmuv3'>\n    <driver pciBus='%u'%s/>\n"
				   "  </iommu>\n",
			hostdevs->units[i].expander, accelerated ? " accel='on'" : "");
}

static void print_devices(const struct page *page, const struct hostdev_view *view,
			  bool accelerated)
{
	const struct hostdevs *hostdevs = view->hostdevs;

	for (size_t i = 0; view->mirrored && i < hostdevs->n_units; i++)
		print_expander(page, hostdevs, &hostdevs->units[i]);
	for (size_t i = 0; view->mirrored && i < hostdevs->n_units; i++)
		print_ports(page, &hostdevs->units[i]);
	for (size_t i = 0; i < hostdevs->n_units; i++)
		for (size_t j = 0; j < hostdevs->units[i].n_devices; j++)
			print_hostdev(page, &hostdevs->units[i].devices[j], view->mirrored,
				      accelerated);
}

void hostdev_print_xml(const struct page *page, const void *what)
{
	const struct hostdev_view *view = what;
	struct json_object *model = viommu_model_of(page->document, view->model);
	/* libvirt takes <hostdev><driver iommufd/>, which it needs, since 12.1.0. */
	bool accelerated = view->mirrored &&
			   json_object_object_get_ex(document_find(model, "driver"), "accel",
						     NULL);

	viommu_print_domain(page, model);
	if (view->hostdevs->n_cells)
		fprintf(page->out, "<!-- the guest needs %u cells in <cpu><numa> -->\n",
			view->hostdevs->n_cells);
	fputs("<devices>\n", page->out);
	print_devices(page, view, accelerated);
	if (view->mirrored)
		print_smmus(page, view->hostdevs, accelerated);
	else
		viommu_print_iommu(page, model);
	fputs("</devices>\n", page->out);
}
