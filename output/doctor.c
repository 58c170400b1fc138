#include "output/doctor.h"

#include <json-c/json.h>
#include <string.h>

#include "output/document.h"

/* How the sections of the text are told apart on a terminal (ECMA-48, 8.3.117). */
struct ink {
	const char *good, *bad, *doubt, *bold, *plain;
};

static const struct ink no_ink = { "", "", "", "", "" };
static const struct ink terminal_ink = { "\033[32m", "\033[31m", "\033[33m", "\033[1m", "\033[0m" };

struct page {
	struct json_object *document;
	struct json_object *iommu;
	const struct ink *ink;
	FILE *out;
};

static const char *text(struct json_object *object, const char *path)
{
	struct json_object *found = document_find(object, path);

	return found ? json_object_get_string(found) : NULL;
}

static size_t count(struct json_object *object, const char *path)
{
	struct json_object *found = document_find(object, path);

	return found ? (size_t)json_object_array_length(found) : 0;
}

static struct json_object *element(struct json_object *object, const char *path, size_t i)
{
	return json_object_array_get_idx(document_find(object, path), i);
}

static void heading(const struct page *page, const char *title)
{
	fprintf(page->out, "\n%s%s%s\n", page->ink->bold, title, page->ink->plain);
}

static const char *ink_of_state(const struct page *page, const char *state)
{
	if (!strcmp(state, "enabled"))
		return page->ink->good;
	if (!strcmp(state, "unknown") || !strcmp(state, "hidden"))
		return page->ink->doubt;
	return page->ink->bad;
}

static void print_state(const struct page *page, const char *title, struct json_object *verdict)
{
	const char *state = text(verdict, "state");

	fprintf(page->out, "%s: %s%s%s: %s\n", title, ink_of_state(page, state), state,
		page->ink->plain, text(verdict, "explanation"));
}

static void print_evidence(const struct page *page, struct json_object *holder,
			   const char *indent)
{
	for (size_t i = 0; i < count(holder, "evidence"); i++) {
		struct json_object *evidence = element(holder, "evidence", i);
		const char *error = text(evidence, "error");
		struct json_object *offset = document_find(evidence, "offset");

		fprintf(page->out, "%s%s", indent, text(evidence, "path"));
		if (offset)
			fprintf(page->out, " at 0x%llx",
				(unsigned long long)json_object_get_int64(offset));
		fprintf(page->out, ": %s%s\n", error ? "could not be read, " : "",
			error ? error : text(evidence, "value"));
	}
}

/* What each tool wants, with the option in place of %s. */
static const struct {
	const char *loader, *add, *remove;
} recipes[] = {
	{ "grubby", "grubby --update-kernel=ALL --args=\"%s\", then reboot",
	  "grubby --update-kernel=ALL --remove-args=\"%s\", then reboot" },
	{ "update-grub", "add %s to GRUB_CMDLINE_LINUX in /etc/default/grub, run update-grub, reboot",
	  "remove %s from GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, run update-grub, reboot" },
	{ "grub2-mkconfig", "add %s to GRUB_CMDLINE_LINUX in /etc/default/grub, run grub2-mkconfig -o /boot/grub2/grub.cfg, reboot",
	  "remove %s from GRUB_CMDLINE_LINUX in /etc/default/grub, run grub2-mkconfig -o /boot/grub2/grub.cfg, reboot" },
	{ "grub-mkconfig", "add %s to GRUB_CMDLINE_LINUX in /etc/default/grub, run grub-mkconfig -o /boot/grub/grub.cfg, reboot",
	  "remove %s from GRUB_CMDLINE_LINUX in /etc/default/grub, run grub-mkconfig -o /boot/grub/grub.cfg, reboot" },
	{ "proxmox-boot-tool", "add %s to /etc/kernel/cmdline, run proxmox-boot-tool refresh, reboot",
	  "remove %s from /etc/kernel/cmdline, run proxmox-boot-tool refresh, reboot" },
	{ "kernel-install", "add %s to /etc/kernel/cmdline, run kernel-install add-all, reboot",
	  "remove %s from /etc/kernel/cmdline, run kernel-install add-all, reboot" },
	{ "extlinux", "add %s to APPEND in /boot/extlinux/extlinux.conf, reboot",
	  "remove %s from APPEND in /boot/extlinux/extlinux.conf, reboot" },
	{ "zipl", "add %s to parameters= in /etc/zipl.conf, run zipl, reboot",
	  "remove %s from parameters= in /etc/zipl.conf, run zipl, reboot" },
	/* Where no tool is known. */
	{ NULL, "add %s to the kernel's command line, where your boot loader has it, and reboot",
	  "remove %s from the kernel's command line, where your boot loader has it, and reboot" },
};

/* Prints a recipe with the option in place of its %s. */
static void print_recipe(const struct page *page, const char *recipe, const char *option)
{
	const char *place = strstr(recipe, "%s");

	fprintf(page->out, "  %.*s%s%s\n", (int)(place - recipe), recipe, option,
		place + strlen("%s"));
}

static void print_change(const struct page *page, struct json_object *verdict)
{
	const char *loader = text(page->document, "kernel.boot_loader");
	const char *add = text(verdict, "add_option"), *remove = text(verdict, "remove_option");
	size_t i = 0;

	while (recipes[i].loader && (!loader || strcmp(recipes[i].loader, loader)))
		i++;
	if (add)
		print_recipe(page, recipes[i].add, add);
	if (remove)
		print_recipe(page, recipes[i].remove, remove);
}

/* Firmware is found by the names on its maker's pages. */
static void print_firmware(const struct page *page)
{
	const char *vendor = text(page->document, "dmi.vendor");
	const char *product = text(page->document, "dmi.product");
	const char *bios = text(page->document, "dmi.bios_version");

	if (vendor || product)
		fprintf(page->out, "  This host: %s %s, firmware %s\n", vendor ? vendor : "",
			product ? product : "", bios ? bios : "of unknown version");
}

static void print_remedy(const struct page *page, struct json_object *verdict)
{
	const char *remedy = text(verdict, "remedy");
	bool change = text(verdict, "add_option") || text(verdict, "remove_option");

	if (!remedy && !change)
		return;
	heading(page, "What to do");
	/* The change itself says more than the remedy for any host. */
	if (change)
		print_change(page, verdict);
	else
		fprintf(page->out, "  %s\n", remedy);
	if (!change && strstr(remedy, "firmware"))
		print_firmware(page);
}

static void print_options(const struct page *page)
{
	if (!count(page->iommu, "options"))
		return;
	heading(page, "Options on the kernel's command line");
	for (size_t i = 0; i < count(page->iommu, "options"); i++) {
		struct json_object *option = element(page->iommu, "options", i);
		const char *meaning = text(option, "meaning"), *by = text(option, "by");

		fprintf(page->out, "  %s: %s%s%s%s%s\n", text(option, "option"),
			text(option, "effect"), by ? " by " : "", by ? by : "",
			meaning ? ": it " : "", meaning ? meaning : "");
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

static void print_units(const struct page *page)
{
	if (!count(page->iommu, "units"))
		return;
	heading(page, "Units");
	for (size_t i = 0; i < count(page->iommu, "units"); i++) {
		struct json_object *unit = element(page->iommu, "units", i);
		struct json_object *address = document_find(unit, "address");
		struct json_object *devices = document_find(unit, "devices");

		fprintf(page->out, "  %s", text(unit, "name"));
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
	const char *remedy = text(finding, "remedy");
	struct json_object *more = document_find(finding, "more");

	fprintf(page->out, "  %s %s: %s\n", text(finding, "severity"), text(finding, "id"),
		text(finding, "explanation"));
	print_evidence(page, finding, "    ");
	if (json_object_get_int64(more))
		fprintf(page->out, "    and %s more\n", json_object_get_string(more));
	if (remedy)
		fprintf(page->out, "    remedy: %s\n", remedy);
}

static void print_findings(const struct page *page)
{
	/* The gravest first. */
	static const char *const severities[] = { "fatal", "error", "warning", "info" };
	size_t n = count(page->iommu, "findings");
	bool headed = false;

	for (size_t s = 0; s < sizeof(severities) / sizeof(severities[0]); s++)
		for (size_t i = 0; i < n; i++) {
			struct json_object *finding = element(page->iommu, "findings", i);

			if (strcmp(text(finding, "severity"), severities[s]) ||
			    strcmp(text(finding, "outcome"), "fail"))
				continue;
			if (!headed)
				heading(page, "Findings");
			headed = true;
			print_finding(page, finding);
		}
}

void doctor_print(struct json_object *document, bool colour, FILE *out)
{
	const struct page page = {
		.document = document,
		.iommu = document_find(document, "iommu"),
		.ink = colour ? &terminal_ink : &no_ink,
		.out = out,
	};
	struct json_object *interrupts = document_find(page.iommu, "interrupts");

	print_state(&page, "IOMMU", page.iommu);
	heading(&page, "Why");
	print_evidence(&page, page.iommu, "  ");
	print_remedy(&page, page.iommu);
	if (interrupts) {
		fputc('\n', out);
		print_state(&page, "Interrupt remapping", interrupts);
		print_evidence(&page, interrupts, "  ");
		if (strcmp(text(page.iommu, "reason"), text(interrupts, "reason")))
			print_remedy(&page, interrupts);
	}
	print_options(&page);
	print_units(&page);
	print_findings(&page);
}
