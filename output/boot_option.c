#include "output/boot_option.h"

#include <string.h>

#include "output/document.h"
#include "output/page.h"

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
static void print_recipe(const struct page *page, const char *recipe, const char *option,
			 const char *indent)
{
	const char *place = strstr(recipe, "%s");

	fprintf(page->out, "%s%.*s%s%s\n", indent, (int)(place - recipe), recipe, option,
		place + strlen("%s"));
}

void boot_option_print(const struct page *page, const char *add, const char *remove,
		       const char *indent)
{
	const char *loader = document_text(page->document, "kernel.boot_loader");
	size_t i = 0;

	while (recipes[i].loader && (!loader || strcmp(recipes[i].loader, loader)))
		i++;
	if (add)
		print_recipe(page, recipes[i].add, add, indent);
	if (remove)
		print_recipe(page, recipes[i].remove, remove, indent);
}
