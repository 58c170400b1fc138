#include "output/steps.h"

#include <json-c/json.h>
#include <string.h>

#include "output/assign.h"
#include "output/boot_option.h"
#include "output/document.h"
#include "output/function.h"
#include "output/lookup.h"
#include "output/page.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define DEVICES "/sys/bus/pci/devices/"
#define CLASS_NETWORK 0x02

enum {
	/* More members of one group with drivers, or functions with the same ids, are not
	 * named one by one. */
	MOST_NAMED = 64,
};

/* A function that has to leave the host's driver. */
struct leaver {
	const char *address, *driver; /* NULL: it has none */
	struct json_object *pci, *device;
	const char *to;               /* the override that it gets */
};

/* A holder of the group that is of another bus than PCI. */
struct other {
	const char *name, *driver;
};

/* What is to be done for one device. */
struct plan {
	const struct page *page;
	const struct lookup *lookup;
	struct json_object *pci, *device, *group;
	const char *address;
	struct leaver *leavers; /* the device itself comes first, if it has to leave */
	size_t n_leavers;
	size_t n_unnamed;       /* holders that come after these */
	struct other *others;
	size_t n_others;
};

static bool has_obstacle(struct json_object *device, const char *id)
{
	for (size_t i = 0; i < document_count(device, "obstacles"); i++)
		if (!strcmp(document_text(document_element(device, "obstacles", i), "id"), id))
			return true;
	return false;
}

static bool is_taken(const struct leaver *leaver)
{
	return !strcmp(leaver->to, "vfio-pci");
}

static void add_leaver(struct plan *plan, const char *address)
{
	struct json_object *pci = lookup_pci(plan->lookup, address);
	struct json_object *device = lookup_device(plan->lookup, address);

	*arena_add(plan->page->arena, plan->leavers, plan->n_leavers) = (struct leaver){
		.address = address,
		.driver = document_text(pci, "driver"),
		.pci = pci,
		.device = device,
		/* vfio-pci takes no bridges; VFIO is content when those of a group have no
		 * driver. */
		.to = pci != plan->pci && function_is_bridge(pci, device) ? "none" : "vfio-pci",
	};
}

static void find_leavers(struct plan *plan)
{
	if (has_obstacle(plan->device, "not-bound"))
		add_leaver(plan, plan->address);
	size_t n = document_count(plan->group, "holders");

	for (size_t i = 0; i < n; i++) {
		struct json_object *holder = document_element(plan->group, "holders", i);
		const char *name = document_text(holder, "device");

		if (plan->n_leavers + plan->n_others == MOST_NAMED) {
			plan->n_unnamed = n - i;
			break;
		}
		if (!strcmp(name, plan->address))
			continue;
		if (lookup_pci(plan->lookup, name))
			add_leaver(plan, name);
		else
			*arena_add(plan->page->arena, plan->others, plan->n_others) =
				(struct other){ name, document_text(holder, "driver") };
	}
}

static void print_by_driverctl(const struct plan *plan)
{
	FILE *out = plan->page->out;

	fputs("  Now and at each boot:\n", out);
	for (size_t i = 0; i < plan->n_leavers; i++) {
		const struct leaver *leaver = &plan->leavers[i];
		const char *carries = function_carries(plan->page->arena, leaver->device);

		fprintf(out, "    driverctl set-override %s %s", leaver->address, leaver->to);
		if (leaver->pci != plan->pci)
			fprintf(out, "  # of the same group: %s%s%s",
				function_kind(plan->page->arena, leaver->pci),
				carries ? ", " : "", carries ? carries : "");
		fputc('\n', out);
	}
}

/* Documentation/ABI/testing/sysfs-bus-pci: an override binds nothing by itself. */
static void print_by_sysfs(const struct plan *plan)
{
	const char *module = document_text(plan->page->document, "vfio.pci_driver");
	FILE *out = plan->page->out;

	fputs("  Or without driverctl, until the next boot:\n", out);
	if (module && !strcmp(module, "available"))
		fputs("    modprobe vfio-pci\n", out);
	for (size_t i = 0; i < plan->n_leavers; i++) {
		const char *address = plan->leavers[i].address;
		bool taken = is_taken(&plan->leavers[i]);

		if (taken)
			fprintf(out, "    echo vfio-pci > " DEVICES "%s/driver_override\n", address);
		if (plan->leavers[i].driver)
			fprintf(out, "    echo %s > " DEVICES "%s/driver/unbind\n", address, address);
		if (taken)
			fprintf(out, "    echo %s > /sys/bus/pci/drivers_probe\n", address);
	}
}

static void print_unnamed(const struct plan *plan)
{
	FILE *out = plan->page->out;

	for (size_t i = 0; i < plan->n_others; i++)
		fprintf(out, "  %s of its group is no PCI function: unbind it from %s, too\n",
			plan->others[i].name, plan->others[i].driver);
	if (plan->n_unnamed)
		fprintf(out, "  And so for %zu more of its group: `labscan groups %s` names them.\n",
			plan->n_unnamed, document_text(plan->group, "id"));
}

/* ---- at boot ---- */

/* Such as vfio-pci takes: "8086:1533". */
struct ids {
	const char **texts;
	size_t n;
};

static bool is_leaver(const struct plan *plan, const char *address)
{
	for (size_t i = 0; i < plan->n_leavers; i++)
		if (!strcmp(plan->leavers[i].address, address))
			return true;
	return false;
}

/* vfio-pci's ids= takes all functions that have them. Names those that are not meant;
 * returns whether there are any. */
static bool print_twins(const struct plan *plan, const char *ids)
{
	struct json_object *twins = lookup_same_ids(plan->lookup, ids);
	FILE *out = plan->page->out;
	size_t n = twins ? (size_t)json_object_array_length(twins) : 0, others = 0;

	for (size_t i = 0; i < n && others <= MOST_NAMED; i++) {
		const char *twin = json_object_get_string(json_object_array_get_idx(twins, i));

		if (is_leaver(plan, twin))
			continue;
		if (!others)
			fprintf(out, "  By ids at boot, vfio-pci would take others, too (%s):", ids);
		fprintf(out, " %s", others == MOST_NAMED ? "and more" : twin);
		others++;
	}
	if (others)
		fputc('\n', out);
	return others;
}

/* Whether the driver is built in: it has the device before a module comes. */
static bool is_built_in(const struct plan *plan, const struct leaver *leaver)
{
	const char *module = document_text(leaver->device, "driver_module");

	if (!leaver->driver || document_find(leaver->device, "unknown.driver_module"))
		return false;
	return !module || (document_find(plan->page->document, "kernel.modules") &&
			   !document_lists(plan->page->document, "kernel.modules", module));
}

/* Says why ids at boot are no way; returns whether there is a reason. */
static bool print_why_no_ids(const struct plan *plan, const struct ids *ids)
{
	bool found = false;

	for (size_t i = 0; i < plan->n_leavers; i++) {
		const struct leaver *leaver = &plan->leavers[i];

		if (is_taken(leaver) && is_built_in(plan, leaver)) {
			fprintf(plan->page->out,
				"  By ids at boot, vfio-pci would be too late for %s: %s is built in\n",
				leaver->address, leaver->driver);
			found = true;
		}
	}
	for (size_t i = 0; i < ids->n; i++)
		if (print_twins(plan, ids->texts[i]))
			found = true;
	return found;
}

/* The ids of all that vfio-pci is to take, each once. */
static struct ids ids_of(const struct plan *plan)
{
	struct arena *arena = plan->page->arena;
	struct ids all = { .n = 0 };
	char text[FUNCTION_IDS_SIZE];

	for (size_t i = 0; i < plan->n_leavers; i++) {
		bool new = is_taken(&plan->leavers[i]) &&
			   function_ids(plan->leavers[i].pci, text);

		for (size_t j = 0; new && j < all.n; j++)
			new = strcmp(all.texts[j], text) != 0;
		if (new)
			*arena_add(arena, all.texts, all.n) = arena_print(arena, "%s", text);
	}
	return all;
}

/* Whether a leaver before this one has the same module. */
static bool is_repeated(const struct plan *plan, size_t leaver, const char *module)
{
	for (size_t i = 0; i < leaver; i++) {
		const char *other = document_text(plan->leavers[i].device, "driver_module");

		if (other && !strcmp(other, module))
			return true;
	}
	return false;
}

static void print_modprobe(const struct plan *plan, const char *ids)
{
	FILE *out = plan->page->out;
	bool early = false;

	fputs("  Or by ids at boot, in /etc/modprobe.d/vfio.conf; then make the initramfs anew\n"
	      "  (update-initramfs -u, or dracut -f), and reboot:\n", out);
	fprintf(out, "    options vfio-pci ids=%s\n", ids);
	for (size_t i = 0; i < plan->n_leavers; i++) {
		const char *module = document_text(plan->leavers[i].device, "driver_module");
		const char *driver = plan->leavers[i].driver;

		if (module && !is_repeated(plan, i, module))
			fprintf(out, "    softdep %s pre: vfio-pci\n", module);
		else if (driver && !module)
			fprintf(out, "    softdep MODULE pre: vfio-pci  # MODULE: what %s is in\n",
				driver);
		early = early || driver;
	}
	if (!early)
		fputs("  and, for no other module loads it, in /etc/modules-load.d/vfio.conf:\n"
		      "    vfio-pci\n", out);
}

static void print_at_boot(const struct plan *plan)
{
	const char *driver = document_text(plan->page->document, "vfio.pci_driver");
	struct arena *arena = plan->page->arena;
	const struct ids ids = ids_of(plan);
	const char *list;

	if (!ids.n || print_why_no_ids(plan, &ids))
		return;
	list = str_join(arena, ids.texts, ids.n, ",");
	if (driver && !strcmp(driver, "built-in")) {
		fputs("  Or by ids at boot:\n", plan->page->out);
		boot_option_print(plan->page, arena_print(arena, "vfio-pci.ids=%s", list), NULL,
				  "    ");
	} else {
		print_modprobe(plan, list);
	}
}

/* ---- the guest ---- */

static bool is_network_virtual(const struct plan *plan)
{
	struct json_object *is_virtual = document_find(plan->device, "virtual_function");
	uint64_t class_code = 0;

	document_number(plan->pci, "class_code", &class_code);
	return is_virtual && json_object_get_boolean(is_virtual) &&
	       class_code >> 16 == CLASS_NETWORK;
}

static void print_guest_by_path(const struct plan *plan)
{
	fprintf(plan->page->out,
		"  QEMU, by path, for its host= ends at domain ffff (and libvirt writes host=):\n"
		"    -device vfio-pci,sysfsdev=" DEVICES "%s\n", plan->address);
}

static void print_guest(const struct plan *plan)
{
	FILE *out = plan->page->out;
	uint64_t domain = 0;

	document_number(plan->pci, "domain", &domain);
	if (domain > FUNCTION_LAST_DOMAIN) {
		print_guest_by_path(plan);
		return;
	}
	fprintf(out, "  libvirt%s:\n",
		plan->n_leavers ? " (binds the device itself, as managed says, but no other)" : "");
	assign_print_hostdev(plan->page, plan->pci, "    ");
	if (is_network_virtual(plan)) {
		fputs("  Or, for libvirt to set its hardware address and VLAN:\n", out);
		assign_print_interface(plan->page, plan->pci, "    ");
	}
	fprintf(out, "  QEMU:\n    -device vfio-pci,host=%s\n", plan->address);
}

void steps_print(const struct page *page, const struct lookup *lookup, const char *address)
{
	struct plan plan = {
		.page = page,
		.lookup = lookup,
		.pci = lookup_pci(lookup, address),
		.device = lookup_device(lookup, address),
		.address = address,
	};
	const char *group = document_text(plan.device, "group");

	if (group)
		plan.group = lookup_group(lookup, group);
	find_leavers(&plan);
	page_heading(page, "To pass it");
	if (has_obstacle(plan.device, "vfs-active"))
		fprintf(page->out,
			"  Its virtual functions go first; or pass them instead of it:\n"
			"    echo 0 > " DEVICES "%s/sriov_numvfs\n", address);
	if (plan.n_leavers) {
		print_by_driverctl(&plan);
		print_by_sysfs(&plan);
		print_at_boot(&plan);
	}
	print_unnamed(&plan);
	print_guest(&plan);
}
