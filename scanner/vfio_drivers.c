/* VFIO on this host: which of its drivers the kernel has, and what they are told. */
#include <errno.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/vfio.h"

#define MODULES "lib/modules"

/* How the kernel shows a driver that runs, and where its module would be: below
 * kernel/ in the folder of its source. */
struct driver {
	const char *module; /* as in /sys/module */
	const char *shown;
	const char *folder, *file;
};

static const struct driver vfio_pci = {
	.module = "vfio_pci", .shown = "sys/bus/pci/drivers/vfio-pci",
	.folder = "drivers/vfio/pci", .file = "vfio-pci.ko",
};

/* It has parameters, with which /sys/module has what is built in, too. */
static const struct driver type1 = {
	.module = "vfio_iommu_type1", .shown = "sys/module/vfio_iommu_type1",
	.folder = "drivers/vfio", .file = "vfio_iommu_type1.ko",
};

static const struct driver iommufd = {
	.module = "iommufd", .shown = "sys/class/misc/iommu",
	.folder = "drivers/iommu/iommufd", .file = "iommufd.ko",
};

/* Whether the name is the file's, compressed or not: vfio-pci.ko.xz. */
static bool is_module(const char *name, const char *file)
{
	size_t length = strlen(file);

	return str_starts(name, file) && (!name[length] || name[length] == '.');
}

/* A driver that does not run: in a module, or not at all. */
static void find_module(struct host *host, const struct driver *driver, struct text *ret)
{
	const struct text *release = &host->kernel.release;
	struct names names;

	ret->fact = release->fact;
	if (!known(*release))
		return;
	const char *modules = host_source(host, MODULES "/%s", release->value);
	const char *folder = host_source(host, "%s/kernel/%s", modules + 1, driver->folder);
	int error = root_list(host->root, &names, "%s", folder + 1);
	for (size_t i = 0; !error && i < names.n; i++) {
		if (is_module(names.names[i], driver->file)) {
			text_set(ret, "available",
				 host_source(host, "%s/%s", folder + 1, names.names[i]));
			return;
		}
	}
	host_failed(host, &ret->fact, error ? error : ENOENT, folder);
	/* In a container, and in many copies, the kernel's modules are not there. */
	if (error == -ENOENT && root_stat(host->root, NULL, "%s", modules + 1))
		host_unknown(&ret->fact, ENOENT, modules);
}

static void find_driver(struct host *host, const struct driver *driver, struct text *ret)
{
	const char *shown = host_source(host, "%s", driver->shown);
	int error = root_stat(host->root, NULL, "%s", shown + 1);

	if (!error)
		/* What is built in was never loaded (modinfo_initstate). */
		text_set(ret, root_stat(host->root, NULL, "sys/module/%s/initstate",
					driver->module) ? "built-in" : "loaded", shown);
	else if (error != -ENOENT)
		host_failed(host, &ret->fact, error, shown);
	else
		find_module(host, driver, ret);
	if (error && ret->fact.state == FACT_ABSENT &&
	    root_stat(host->root, NULL, "sys/module"))
		host_unknown(&ret->fact, ENOENT, shown);
}

/* Y or N (param_get_bool); absent while the module is not loaded. */
static void read_parameter(struct host *host, struct flag *ret, const char *path)
{
	struct text text;

	host_text(host, &text, "%s", path);
	*ret = (struct flag){ text.fact, known(text) && text.value[0] == 'Y' };
	if (known(text) && strcmp(text.value, "Y") && strcmp(text.value, "N"))
		host_failed(host, &ret->fact, EINVAL, text.fact.source);
}

void vfio_drivers_read(struct host *host)
{
	struct vfio *vfio = &host->vfio;

	find_driver(host, &vfio_pci, &vfio->pci_driver);
	find_driver(host, &type1, &vfio->type1);
	find_driver(host, &iommufd, &vfio->iommufd);
	host_exists(host, &vfio->container, "/dev/vfio/vfio");
	read_parameter(host, &vfio->unsafe_interrupts,
		       "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts");
	read_parameter(host, &vfio->noiommu,
		       "sys/module/vfio/parameters/enable_unsafe_noiommu_mode");
}
