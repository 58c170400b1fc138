/* labscan viommu --hostdev: a guest's IOMMUs for devices of the host. */
#pragma once

#include <stdbool.h>

struct failure;
struct options;
struct scan;

/* The model to speak of where the options name none: that of the guest's architecture
 * which can be in front of devices of the host. */
const char *hostdev_model(const struct scan *scan);

/* Prints the devices of the command line behind IOMMUs of the model, which guests here can
 * have. An exit code; *failure says why it is not EXIT_YES, where the page does not. */
int hostdev_tell(const struct options *options, struct scan *scan, const char *model,
		 bool json, struct failure *failure);
