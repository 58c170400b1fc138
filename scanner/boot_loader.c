/* How the kernel's command line is changed on this host: by the tool that its
 * distribution has for it. Nothing else of the boot loader is of interest here. */
#include "scanner/boot_loader.h"

#include "scanner/host.h"

/* The first that is there counts: grubby knows what the loader below it is. */
static const struct {
	const char *name, *path;
} loaders[] = {
	{ "grubby", "usr/sbin/grubby" },
	{ "zipl", "etc/zipl.conf" },
	{ "proxmox-boot-tool", "etc/kernel/proxmox-boot-uuids" },
	{ "kernel-install", "etc/kernel/cmdline" },
	{ "update-grub", "usr/sbin/update-grub" },
	{ "grub2-mkconfig", "usr/sbin/grub2-mkconfig" },
	{ "grub-mkconfig", "usr/sbin/grub-mkconfig" },
	{ "grub-mkconfig", "usr/bin/grub-mkconfig" },
	{ "extlinux", "boot/extlinux/extlinux.conf" },
};

void boot_loader_find(struct host *host, struct text *ret)
{
	for (size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++)
		if (root_stat(host->root, NULL, "%s", loaders[i].path) == 0) {
			text_set(ret, loaders[i].name,
				 host_source(host, "%s", loaders[i].path));
			return;
		}
}
