/* Parts of the section vfio. */
#pragma once

struct host;

/* Fill the facts of host->vfio: of the drivers, and of what modprobe.d tells vfio-pci. */
void vfio_drivers_read(struct host *host);
void vfio_ids_read(struct host *host);
