/* The two halves of the virtualization collector that have files of their own. */
#pragma once

struct host;

/* Fill container, its evidence, and firmware_hidden. */
void virtualization_container(struct host *host);
