#include "scanner/sysfs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

/* Resolves "." and ".." in place, as far as the path's text tells; a ".." at the top
 * stays there. Directories of sysfs are no links, so text is enough. */
static void normalise(char *path)
{
	char *out = path;

	for (const char *in = path; *in;) {
		size_t n = strcspn(in, "/");

		if (n == 2 && !memcmp(in, "..", 2)) {
			while (out > path && *--out != '/')
				;
		} else if (n && !(n == 1 && *in == '.')) {
			if (out > path)
				*out++ = '/';
			memmove(out, in, n);
			out += n;
		}
		in += n;
		in += strspn(in, "/");
	}
	*out = '\0';
}

char *sysfs_path(struct host *host, const char *entry)
{
	char *target, *path;

	if (root_link(host->root, &target, "%s", entry))
		return NULL;
	if (target[0] == '/')
		path = arena_print(host->arena, "%s", target);
	else
		path = arena_print(host->arena, "%s/../%s", entry, target);
	normalise(path);
	return path;
}

char *sysfs_parent(struct host *host, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_print(host->arena, "%.*s", (int)(slash - path), path) : NULL;
}

bool sysfs_is_pci(const char *name)
{
	unsigned domain, bus, device, function;
	int length = 0;

	return sscanf(name, "%8x:%2x:%2x.%1x%n", &domain, &bus, &device, &function,
		      &length) == 4 && !name[length];
}

/* Drivers of what hangs on a controller: it is above them. */
static bool drives_medium(const char *driver)
{
	static const char *const drivers[] = { "sd", "mmcblk", "ide-gd" };

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (!strcmp(driver, drivers[i]))
			return true;
	return false;
}

static void name_controller(struct host *host, const char *path, struct text *ret)
{
	if (str_starts(str_base(path), "virtio")) {
		const char *parent = sysfs_parent(host, path);

		if (parent && sysfs_is_pci(str_base(parent)))
			path = parent;
	}
	const char *name = str_base(path);
	text_set(ret, str_keep(host->arena, name, strlen(name)),
		 host_source(host, "%s", path));
}

void sysfs_controller(struct host *host, const char *path, struct text *driver,
		      struct text *name)
{
	*driver = *name = (struct text){ .value = NULL };
	for (; path; path = sysfs_parent(host, path)) {
		host_link_name(host, driver, "%s/driver", path);
		bool found = known(*driver) && !drives_medium(driver->value);

		/* What is above a PCI function are bridges. */
		if (found || sysfs_is_pci(str_base(path))) {
			name_controller(host, path, name);
			return;
		}
	}
	driver->value = NULL;
	driver->fact.state = FACT_ABSENT;
	name->fact = driver->fact;
}

/* Attributes refuse with EINVAL when there is nothing to tell: the speed of an
 * interface without a link (net/core/net-sysfs.c), the WWID of a disk without one. */
void sysfs_text(struct host *host, struct text *ret, const char *source)
{
	struct bytes bytes;
	int error = root_read(host->root, &bytes, "%s", source + 1);

	*ret = (struct text){ .value = NULL };
	if (error) {
		host_failed(host, &ret->fact, error == -EINVAL ? ENODEV : error, source);
		return;
	}
	text_set(ret, str_keep(host->arena, bytes.data, bytes.size), source);
	if (!ret->value[0])
		*ret = (struct text){ { FACT_ABSENT, 0, source }, NULL };
}

void sysfs_number(struct host *host, struct number *ret, const char *source)
{
	struct text text;

	sysfs_text(host, &text, source);
	*ret = (struct number){ text.fact, 0 };
	if (!known(text))
		return;
	if (!strcmp(text.value, "-1"))
		ret->fact.state = FACT_ABSENT;
	else if (!str_number(text.value, 10, &ret->value))
		host_failed(host, &ret->fact, EINVAL, source);
}
