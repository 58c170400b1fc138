#include "scanner/cmd_hostdev.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/document.h"
#include "output/hostdev.h"
#include "output/selection.h"
#include "output/viommu.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/cmd_passthrough.h"

#define SMMUV3 "smmuv3"

const char *hostdev_model(const struct scan *scan)
{
	const char *arch = document_text(scan->document, "viommu.guest.arch");

	return arch && !strcmp(arch, "aarch64") ? SMMUV3 : "intel";
}

/* QEMU's smmuv3 of the whole machine takes no devices of the host (smmuv3_notify_flag_changed
 * refuses the notifier that VFIO needs), and one alone could not mirror several. */
static bool has_smmu_for_each(struct json_object *document, struct failure *failure)
{
	const char *libvirt = document_text(document, "viommu.guest.libvirt");
	const char *qemu = document_text(document, "viommu.guest.qemu");
	struct json_object *driver = document_find(viommu_model_of(document, SMMUV3), "driver");

	if (json_object_object_get_ex(driver, "pciBus", NULL))
		return true;
	*failure = (struct failure){
		.what = "a guest can have one smmuv3 at most, and that takes no devices of the host",
		.remedy = "one for each SMMU of the host needs libvirt 11.10.0 and QEMU 10.2; "
			  "--model virtio takes them all now",
	};
	if (asprintf(&failure->detail, "libvirt %s, QEMU %s", libvirt,
		     qemu ? qemu : "of unknown version") < 0)
		failure->detail = NULL;
	return false;
}

static bool select_devices(const struct options *options, struct scan *scan,
			   struct selection *ret, struct failure *failure)
{
	*ret = selection_new(&scan->arena, scan->document, "pci");
	for (int i = 0; i < options->n_args; i++) {
		if (selection_add_functions(ret, scan->document, options->args[i]))
			continue;
		*failure = failure_of_name(scan, options->args[i]);
		return false;
	}
	return true;
}

/* A page shows all refusals; where XML is wanted, the first one stands for them. What is
 * the scan's does not outlive it, but for the detail. */
static void tell_refusal(const struct hostdevs *hostdevs, struct failure *failure)
{
	const struct hostdev_refusal *refusal = &hostdevs->refusals[0];

	*failure = (struct failure){
		.what = "cannot be given to a guest",
		.remedy = "without --xml there is all that is refused, and what can be done",
	};
	if (asprintf(&failure->detail, "%s: %s",
		     refusal->address ? refusal->address : "all of these", refusal->why) < 0)
		failure->detail = NULL;
}

int hostdev_tell(const struct options *options, struct scan *scan, const char *model,
		 bool json, struct failure *failure)
{
	struct hostdevs hostdevs;
	struct hostdev_view view = { &hostdevs, model, !strcmp(model, SMMUV3) };
	struct selection selection;

	if (!passthrough_lists(scan, LIST_FUNCTIONS, failure))
		return EXIT_UNTOLD;
	if (!select_devices(options, scan, &selection, failure))
		return EXIT_CANNOT;
	if (view.mirrored && !has_smmu_for_each(scan->document, failure))
		return EXIT_NO;
	hostdevs_lay_out(scan->document, &selection, view.mirrored, &scan->arena, &hostdevs);
	if (options->xml && hostdevs.n_refusals) {
		tell_refusal(&hostdevs, failure);
		return EXIT_NO;
	}
	if (!forms_print(options, scan->document, json,
			 options->xml ? hostdev_print_xml : hostdev_print, &view, failure))
		return EXIT_CANNOT;
	return hostdevs.n_refusals ? EXIT_NO : EXIT_YES;
}
