#include <json-c/json.h>
#include <string.h>

#include "output/document.h"
#include "output/page.h"
#include "output/smmu_text.h"
#include "output/viommu.h"

/* "QEMU 7.2.18 (/var/lib/dpkg/status)", or how little is known. */
static void print_fact(const struct page *page, struct json_object *guest, const char *name,
		       const char *title)
{
	const char *value = document_text(guest, name);
	const char *source = document_text(document_find(guest, "source"), name);
	struct json_object *unknown = document_find(document_find(guest, "unknown"), name);

	fprintf(page->out, "  %-14s", title);
	if (value)
		fputs(value, page->out);
	else
		fputs(unknown ? "unknown" : "none", page->out);
	if (source)
		fprintf(page->out, " (%s)", source);
	else if (unknown)
		fprintf(page->out, " (%s: %s)", document_text(unknown, "path"),
			document_text(unknown, "error"));
	fputc('\n', page->out);
}

static void print_guest(const struct page *page)
{
	static const struct {
		const char *name, *title;
	} rows[] = {
		{ "arch", "architecture" }, { "machine", "machine" }, { "qemu", "QEMU" },
		{ "libvirt", "libvirt" }, { "accelerator", "accelerator" },
	};
	struct json_object *guest = document_find(page->document, "viommu.guest");

	fprintf(page->out, "%sThe guest%s\n", page->ink->bold, page->ink->plain);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		print_fact(page, guest, rows[i].name, rows[i].title);
}

static void print_kernel(const struct page *page, struct json_object *model)
{
	struct json_object *kernel = document_find(model, "kernel");
	const char *words = document_text(kernel, "command_line");

	if (!kernel)
		return;
	fprintf(page->out, "  guest's kernel: Linux %s or newer", document_text(kernel, "since"));
	for (size_t i = 0; i < document_count(kernel, "config"); i++)
		fprintf(page->out, ", %s",
			json_object_get_string(document_element(kernel, "config", i)));
	if (words)
		fprintf(page->out, "; %s", words);
	fputc('\n', page->out);
}

/* Remedies of what only has to be seen to stand in its text. */
static void print_reason(const struct page *page, struct json_object *reason)
{
	const char *kind = document_text(reason, "kind");
	const char *remedy = document_text(reason, "remedy");

	fprintf(page->out, "  %s: %s\n", kind, document_text(reason, "explanation"));
	page_evidence(page, reason, "    ");
	if (remedy)
		fprintf(page->out, "    remedy: %s\n", remedy);
}

/* Of a model that cannot be had, only why. */
static void print_model(const struct page *page, struct json_object *model)
{
	const char *state = document_text(model, "state");
	bool impossible = !strcmp(state, "impossible");

	fprintf(page->out, "\n%s%s%s: ", page->ink->bold, document_text(model, "name"),
		page->ink->plain);
	page_state(page, state);
	fputc('\n', page->out);
	for (size_t i = 0; i < document_count(model, "reasons"); i++) {
		struct json_object *reason = document_element(model, "reasons", i);

		if (!impossible || strcmp(document_text(reason, "kind"), "needs"))
			print_reason(page, reason);
	}
	if (!impossible)
		print_kernel(page, model);
}

static void print_nova(const struct page *page)
{
	struct json_object *nova = document_find(page->document, "viommu.nova");
	struct json_object *guest = document_find(page->document, "viommu.guest");
	bool told = document_text(guest, "arch") && document_text(guest, "libvirt");
	const char *automatic = document_text(nova, "auto");

	page_heading(page, "OpenStack nova");
	fprintf(page->out, "  hw:viommu_model=auto: %s\n",
		automatic ? automatic :
		told	  ? "nova refuses such guests" :
			    "not to be told");
	fputs("  traits:", page->out);
	for (size_t i = 0; i < document_count(nova, "traits"); i++)
		fprintf(page->out, " %s",
			json_object_get_string(document_element(nova, "traits", i)));
	fputs(document_find(nova, "traits") ? "\n" : " not to be told\n", page->out);
	for (size_t i = 0; i < document_count(nova, "notes"); i++) {
		struct json_object *note = document_element(nova, "notes", i);

		fprintf(page->out, "  %s: %s\n", document_text(note, "id"),
			document_text(note, "explanation"));
	}
}

/* qemuDomainGetMemLockLimitBytes: behind a vIOMMU each device has an address space of its
 * own, which maps all of the guest. */
static void print_memory(const struct page *page)
{
	page_heading(page, "Memory that is locked");
	fputs("  devices of the host in a guest lock its memory: once in all without a vIOMMU,\n"
	      "  once for each device with one\n"
	      "  nova: hw:locked_memory needs hw:mem_page_size to be set\n", page->out);
}

static void print_host(const struct page *page)
{
	struct json_object *viommu = document_find(page->document, "viommu");
	struct json_object *supported = document_find(viommu, "iommu.is-supported");
	struct json_object *testcloud = document_find(viommu, "testcloud");
	const char *name = document_text(viommu, "iommu.model-name");

	page_heading(page, "This host, as tmt and Artemis ask for it");
	fprintf(page->out, "  iommu.is-supported: %s\n",
		supported ? json_object_get_string(supported) : "not to be told");
	fprintf(page->out, "  iommu.model-name: %s\n", name ? name : "none that is agreed on");
	page_heading(page, "testcloud");
	fprintf(page->out, "  --iommu (virtio; testcloud 0.9.13 or newer): %s\n",
		!testcloud			       ? "not to be told" :
		json_object_get_boolean(testcloud) ? "yes" : "no");
}

void viommu_print(const struct page *page, const void *what)
{
	const struct viommu_view *view = what;

	print_guest(page);
	for (size_t i = 0; i < document_count(page->document, "viommu.models"); i++) {
		struct json_object *model =
			document_element(page->document, "viommu.models", i);

		if (!view->model || !strcmp(document_text(model, "name"), view->model))
			print_model(page, model);
	}
	if (view->model)
		return;
	print_nova(page);
	print_memory(page);
	print_host(page);
	smmus_print(page);
}
