/* labscan viommu: which vIOMMUs guests of this host can have, and libvirt's XML for one. */
#include <string.h>

#include "output/viommu.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/cmd_hostdev.h"
#include "scanner/cmd_passthrough.h"
#include "scanner/scan.h"

#define AUTO "auto"

/* What the models rest on, and the host's own IOMMU. */
#define VIOMMU_SECTIONS                                                         \
	(SECTION_BIT(system) | SECTION_BIT(virtualization) | SECTION_BIT(iommu) | \
	 SECTION_BIT(viommu))

static bool refuse(struct failure *failure, const char *what, const char *path,
		   const char *remedy)
{
	*failure = (struct failure){ .what = what, .path = path, .remedy = remedy };
	return false;
}

static bool check_version(const char *version, struct failure *failure)
{
	struct viommu_version read;

	return !version || viommu_version_read(version, &read) ||
	       refuse(failure, "no such version:", version, "write it as 8.2 or 11.10.0");
}

/* Names of architectures and machine types; they go into XML and its comments. */
static bool check_name(const char *what, const char *name, struct failure *failure)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";

	return !name || (*name && !name[strspn(name, allowed)] && !strstr(name, "--")) ||
	       refuse(failure, what, name, "see `labscan viommu --help`");
}

static bool check_options(const struct options *options, struct failure *failure)
{
	const char *model = options->model;

	if (options->n_args && !options->hostdev)
		return refuse(failure, "viommu takes devices only with --hostdev:",
			      options->args[0], "see `labscan viommu --help`");
	if (!options->n_args && options->hostdev)
		return refuse(failure, "--hostdev needs devices of the host", NULL,
			      "`labscan device` lists them");
	if (model && strcmp(model, AUTO) && viommu_model_find(model) == VIOMMU_NONE)
		return refuse(failure, "no such model:", model,
			      "there are intel, amd, smmuv3, virtio and auto");
	if (options->xml && options->format)
		return refuse(failure, "--xml does not go with --format", options->format, NULL);
	return check_name("no such architecture:", options->guest_arch, failure) &&
	       check_name("no such machine type:", options->machine, failure) &&
	       check_version(options->qemu, failure) && check_version(options->libvirt, failure);
}

/* Whether what decides on auto is not known. */
static bool is_untold(const struct viommu *viommu)
{
	return !known(viommu->guest.arch) || !known(viommu->guest.libvirt);
}

/* The model to speak of: NULL for all. What auto is, is nova's answer. False when nova
 * refuses such guests, or when that cannot be told. */
static bool choose_model(const struct options *options, const struct scan *scan,
			 const char **ret, struct failure *failure)
{
	const struct viommu *viommu = &scan->judgement.viommu;
	const char *model = options->model   ? options->model :
			    options->hostdev ? hostdev_model(scan) :
			    options->xml     ? AUTO :
					       NULL;
	bool untold = is_untold(viommu);

	*ret = model;
	if (!model || strcmp(model, AUTO))
		return true;
	if (viommu->peers.automatic == VIOMMU_NONE)
		return refuse(failure,
			      untold ? "cannot tell what auto is" :
				       "nova has no vIOMMU for such guests", NULL,
			      untold ? "tell what is not known with --arch and --libvirt; or name a --model" :
				       "ask for another --machine, or --arch");
	*ret = viommu_model_name(viommu->peers.automatic);
	return true;
}

static enum answer possible(const struct viommu *viommu, const char *model)
{
	enum answer best = ANSWER_NO;

	if (model)
		return viommu->models[viommu_model_find(model)].possible;
	for (size_t i = 0; i < N_VIOMMU_MODELS; i++) {
		if (viommu->models[i].possible == ANSWER_YES)
			return ANSWER_YES;
		if (viommu->models[i].possible == ANSWER_UNKNOWN)
			best = ANSWER_UNKNOWN;
	}
	return best;
}

/* The first reason why the model cannot be had, or why that cannot be told. */
static void tell_reason(const struct viommu_judged *judged, struct failure *failure)
{
	const struct viommu_found *found = judged->reasons;
	const char *kind = judged->possible == ANSWER_NO ? "blocks" : "untold";

	while (strcmp(viommu_reason_kind(found->reason), kind))
		found++;
	*failure = (struct failure){
		.what = judged->possible == ANSWER_NO ? "guests here cannot have the model" :
							"cannot tell whether guests here can have the model",
		.path = viommu_model_name(judged->model),
		.detail = strdup(viommu_reason_text(found->reason)),
		.remedy = viommu_reason_remedy(found->reason),
	};
}

/* XML that libvirt would refuse is of no use: without libvirt's version there is none. */
static bool has_xml(const struct viommu *viommu, const char *model, enum answer answer,
		    struct failure *failure)
{
	if (answer != ANSWER_YES) {
		tell_reason(&viommu->models[viommu_model_find(model)], failure);
		return false;
	}
	return known(viommu->guest.libvirt) ||
	       refuse(failure, "cannot tell what libvirt takes: it is not installed", NULL,
		      "give its version with --libvirt");
}

static int print(const struct options *options, struct scan *scan, struct failure *failure)
{
	static const int codes[] = {
		[ANSWER_YES] = EXIT_YES, [ANSWER_NO] = EXIT_NO, [ANSWER_UNKNOWN] = EXIT_UNTOLD,
	};
	const struct viommu *viommu = &scan->judgement.viommu;
	struct viommu_view view;
	bool json = false;

	if (!forms_choose(options, &json, failure))
		return EXIT_CANNOT;
	if (!choose_model(options, scan, &view.model, failure))
		return is_untold(viommu) ? EXIT_UNTOLD : EXIT_NO;
	enum answer answer = possible(viommu, view.model);

	if ((options->xml || options->hostdev) && !has_xml(viommu, view.model, answer, failure))
		return answer == ANSWER_NO ? EXIT_NO : EXIT_UNTOLD;
	if (options->hostdev)
		return hostdev_tell(options, scan, view.model, json, failure);
	if (!forms_print(options, scan->document, json,
			 options->xml ? viommu_print_xml : viommu_print, &view, failure))
		return EXIT_CANNOT;
	return codes[answer];
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct viommu_request guest = {
		.arch = options->guest_arch, .machine = options->machine,
		.qemu = options->qemu, .libvirt = options->libvirt,
	};
	const struct wants wants = {
		.sections = VIOMMU_SECTIONS | (options->hostdev ? PASSTHROUGH_SECTIONS : 0),
		.names = options->hostdev,
		.guest = &guest,
	};
	struct scan scan;

	if (!check_options(options, failure) ||
	    !scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	int code = print(options, &scan, failure);
	scan_tell_problems(&scan);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_viommu = {
	.name = "viommu",
	.arguments = "[DEVICE...]",
	.summary = "say which vIOMMUs guests here can have, and print libvirt's XML",
	.help = "Says for each model of vIOMMU whether a guest of this host can have it, and why not;\n"
		"what it needs from libvirt, QEMU and the guest's kernel; what nova, tmt, Artemis and\n"
		"testcloud make of the host. Nothing is started to find out: versions come from\n"
		"files of packages, or from the options.\n\n"
		"With --hostdev, lays out the DEVICEs of the host (PCI addresses, patterns, network\n"
		"interfaces, ...) for a guest, with libvirt's XML: on Arm behind an SMMU for each SMMU\n"
		"of the host that they are behind, and says what is known of these.\n\n"
		"Exits with 0 when a guest can have one (or the one asked for), with 1 when it\n"
		"cannot, with 3 when that cannot be told from here.",
	.more_help = forms_list,
	.takes = TAKES_FORMAT | TAKES_OUTPUT | TAKES_GUEST,
	.run = cmd_run,
};
