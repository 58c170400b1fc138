#include "scanner/cmd_passthrough.h"

#include <errno.h>
#include <string.h>

#include "output/selection.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"

bool passthrough_lists(const struct scan *scan, enum passthrough_list list,
		       struct failure *failure)
{
	bool groups = list == LIST_GROUPS;
	const struct flag *read = groups ? &scan->host.iommu.groups_read : &scan->host.pci_read;
	bool denied = read->fact.error == EACCES || read->fact.error == EPERM;

	if (known(*read))
		return true;
	*failure = (struct failure){
		.what = "cannot list",
		.path = groups ? "/sys/kernel/iommu_groups" : "/sys/bus/pci/devices",
		.error = read->fact.error,
		.remedy = denied ? "run as root" : "run on the host, outside of containers",
	};
	return false;
}

int passthrough_run(const struct options *options, enum passthrough_list list,
		    int (*print)(const struct options *options, struct scan *scan, bool json,
				 struct failure *failure),
		    struct failure *failure)
{
	const struct wants wants = { .sections = PASSTHROUGH_SECTIONS, .names = true };
	struct scan scan;
	bool json;

	if (!forms_choose(options, &json, failure) ||
	    !scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	int code = passthrough_lists(&scan, list, failure) ?
			   print(options, &scan, json, failure) :
			   EXIT_UNTOLD;

	scan_tell_problems(&scan);
	scan_free(&scan);
	return code;
}

struct failure failure_of_name(struct scan *scan, const char *name)
{
	const char *hint = selection_hint(scan->document, name, &scan->arena);

	return (struct failure){ .what = "this host has nothing to give away of the name",
				 .path = name, .detail = hint ? strdup(hint) : NULL,
				 .remedy = "`labscan device` lists what there is" };
}
