/* libvirt's XML for a guest with a vIOMMU (formatdomain): only what the model and libvirt's
 * version take. */
#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/page.h"
#include "output/viommu.h"

static void print_features(const struct page *page, struct json_object *model)
{
	const char *arch = document_text(page->document, "viommu.guest.arch");

	fputs("<!-- into the <features> that is there -->\n<features>\n  <acpi/>", page->out);
	if (!strcmp(arch, "aarch64"))
		fputs(" <!-- needs UEFI: <os firmware='efi'> -->", page->out);
	fputc('\n', page->out);
	if (json_object_get_boolean(document_find(model, "ioapic")))
		fputs("  <ioapic driver='qemu'/> <!-- interrupt remapping needs it -->\n", page->out);
	fputs("</features>\n", page->out);
}

void viommu_print_domain(const struct page *page, struct json_object *model)
{
	struct json_object *guest = document_find(page->document, "viommu.guest");

	fprintf(page->out, "<!-- for a <domain> of libvirt %s whose <os> has <type arch='%s' "
			   "machine='%s'> -->\n",
		document_text(guest, "libvirt"), document_text(guest, "arch"),
		document_text(guest, "machine"));
	print_features(page, model);
}

void viommu_print_iommu(const struct page *page, struct json_object *model)
{
	size_t written = 0;

	fprintf(page->out, "  <iommu model='%s'", document_text(model, "name"));
	json_object_object_foreach(document_find(model, "driver"), attribute, value) {
		if (!value)
			continue;
		fprintf(page->out, "%s%s='%s'", written++ ? " " : ">\n    <driver ", attribute,
			json_object_get_string(value));
	}
	fputs(written ? "/>\n  </iommu>\n" : "/>\n", page->out);
}

void viommu_print_xml(const struct page *page, const void *what)
{
	const struct viommu_view *view = what;
	struct json_object *model = viommu_model_of(page->document, view->model);

	viommu_print_domain(page, model);
	fputs("<!-- into <devices>; virtio devices there are behind it with "
	      "<driver iommu='on'/> of theirs -->\n<devices>\n", page->out);
	viommu_print_iommu(page, model);
	fputs("</devices>\n", page->out);
}
