/* What the host, or the guest, loses when a device is given away. */
#include <string.h>

#include "arch/device.h"
#include "arch/evidence.h"
#include "scanner/str.h"

/* ---- who uses it ---- */

static void show_mounts(struct device_run *run, size_t index)
{
	const struct hanging *hanging = &run->all->hanging[index];
	struct arena *arena = run->host->arena;

	for (size_t i = 0; i < hanging->n_disks; i++) {
		const struct disk *disk = &run->host->disks[hanging->disks[i]];

		if (known(disk->mounts) && disk->mounts.n)
			device_show(run, evidence_seen(arena, disk->mounts.fact.source,
						       "%s of %s: %s", disk->name.value,
						       run->host->pci[index].address.value,
						       str_join(arena, disk->mounts.values,
								disk->mounts.n, ", ")));
	}
}

static void show_routes(struct device_run *run, size_t index)
{
	const struct hanging *hanging = &run->all->hanging[index];

	for (size_t i = 0; i < hanging->n_nets; i++) {
		const struct net_interface *net = &run->host->net[hanging->nets[i]];

		if (known(net->default_route) && net->default_route.value)
			device_show(run, evidence_seen(run->host->arena,
						       net->default_route.fact.source,
						       "default route, by %s of %s",
						       net->name.value,
						       run->host->pci[index].address.value));
	}
}

void device_find_disk_in_use(struct device_run *run)
{
	show_mounts(run, run->index);
}

void device_find_default_route(struct device_run *run)
{
	show_routes(run, run->index);
}

void device_find_mates_in_use(struct device_run *run)
{
	const struct group_judged *group = run->device->group;

	/* Of a group of thousands only so many are looked at: all would take too long. */
	for (size_t i = 0, seen = 0; group && i < group->n_holders && seen < MOST_LOOKED_AT;
	     i++, seen++) {
		size_t mate = passthrough_find(run->all, group->holders[i].device);

		if (mate == NOT_FOUND || mate == run->index)
			continue;
		show_mounts(run, mate);
		show_routes(run, mate);
	}
}

void device_find_only_nic(struct device_run *run)
{
	const struct hanging *hanging = &run->all->hanging[run->index];
	const struct text *name;

	if (!hanging->n_nets || run->all->n_nics != 1)
		return;
	name = &run->host->net[hanging->nets[0]].name;
	device_show(run, evidence_seen(run->host->arena, name->fact.source, "%s", name->value));
}

void device_find_boot_display(struct device_run *run)
{
	const struct flag *display = &run->function->boot_display;

	if (known(*display) && display->value)
		device_show(run, evidence_seen(run->host->arena, display->fact.source, "1"));
}

/* PCI Code and ID Assignment: base classes 06h, bridges, and 08h, system peripherals, with
 * IOMMUs among them; 0c05h is an SMBus. */
void device_find_platform(struct device_run *run)
{
	enum { BASE_BRIDGE = 0x06, BASE_SYSTEM = 0x08, SMBUS = 0x0c05 };
	const struct number *class_code = &run->pci->class_code;

	if (!known(*class_code))
		return;
	if (class_code->value >> 16 == BASE_BRIDGE || class_code->value >> 16 == BASE_SYSTEM ||
	    class_code->value >> 8 == SMBUS)
		device_show(run, evidence_seen(run->host->arena, class_code->fact.source,
					       "class %06llx",
					       (unsigned long long)class_code->value));
}

/* The file is not there when there is no way, and empty when they were all taken away
 * (pci_dev_reset_method_attr_is_visible). */
void device_find_no_reset(struct device_run *run)
{
	const struct texts *methods = &run->function->reset_methods;

	if (methods->fact.state == FACT_ABSENT || (known(*methods) && !methods->n))
		device_show(run, evidence_seen(run->host->arena,
					       device_path(run, "reset_method"), "none"));
}

/* ---- SR-IOV ---- */

/* vfio_pci_core_register_device(): "Cannot bind to PF with SR-IOV enabled" */
void device_find_vfs_active(struct device_run *run)
{
	const struct number *active = &run->function->active_vfs;

	if (active->fact.state == FACT_UNKNOWN)
		device_unread(run, &active->fact);
	else if (known(*active) && active->value && !device_is_bound(run))
		device_show(run, evidence_seen(run->host->arena, active->fact.source, "%llu",
					       (unsigned long long)active->value));
}

/* sriov_enable(): "not enough MMIO resources for SR-IOV" */
void device_find_vf_bars(struct device_run *run)
{
	const struct number *bars = &run->function->unassigned_vf_bars;

	if (known(*bars) && bars->value)
		device_show(run, evidence_seen(run->host->arena, bars->fact.source,
					       "%llu without an address",
					       (unsigned long long)bars->value));
}

/* pci_configure_ari(): both ends have to have it. */
void device_find_vf_ari(struct device_run *run)
{
	const struct pci_function *function = run->function, *port;
	size_t parent = run->all->parents[run->index];

	if (parent == NOT_FOUND || !known(function->total_vfs) || !function->total_vfs.value)
		return;
	port = &run->host->functions[parent];
	if (known(function->ari) && function->ari.value && known(port->ari_forwarding) &&
	    !port->ari_forwarding.value)
		device_show(run, evidence_seen(run->host->arena,
					       port->ari_forwarding.fact.source,
					       "%s: no ARI forwarding", port->address.value));
}
