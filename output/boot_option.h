/* How the kernel's command line is changed on this host. */
#pragma once

struct page;

/* Prints what to do with the host's boot loader, a line for each option; NULL: none. */
void boot_option_print(const struct page *page, const char *add, const char *remove,
		       const char *indent);
