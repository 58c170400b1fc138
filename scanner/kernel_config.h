/* The running kernel's build configuration, as far as it decides on IOMMUs. */
#pragma once

#include "scanner/fact.h"

struct host;

/* Each y, m or n; absent for an option that this kernel does not know, unknown when
 * no configuration could be read. */
struct kernel_config {
#define CONFIG(member, NAME) struct text member;
#include "scanner/kernel_config.def"
#undef CONFIG
	struct flag read; /* known and false: there is no configuration to be read */
};

/* Fills host->iommu.config from /proc/config.gz, else /boot/config-RELEASE, else
 * /lib/modules/RELEASE/config. The release must be known already. */
void kernel_config_read(struct host *host);

/* Whether an option is y or m. Not for one that may be unknown: see `read`. */
bool kernel_config_has(const struct text *option);
