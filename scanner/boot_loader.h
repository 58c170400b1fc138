/* The tool that changes the kernel's command line. */
#pragma once

#include "scanner/fact.h"

struct host;

/* grubby, update-grub, kernel-install, ...; its source is the file that told. Absent
 * when none is known. */
void boot_loader_find(struct host *host, struct text *ret);
