/* What VFIO's drivers ask: that they are there, that they have the device, and that nobody
 * else has a part of its group. */
#include <stdlib.h>
#include <string.h>

#include "arch/device.h"
#include "arch/evidence.h"

/* The numbers of an id: vendor:device:subvendor:subdevice:class:class_mask. */
enum { ID_VENDOR, ID_DEVICE, ID_SUBVENDOR, ID_SUBDEVICE, ID_CLASS, ID_MASK, N_ID };

bool device_is_bound(const struct device_run *run)
{
	return known(run->pci->driver) && is_vfio_driver(run->pci->driver.value);
}

static bool is_absent(const struct text *fact)
{
	return fact->fact.state == FACT_ABSENT;
}

void device_find_no_vfio_pci(struct device_run *run)
{
	const struct text *driver = &run->host->vfio.pci_driver;

	if (device_is_bound(run))
		return;
	if (driver->fact.state == FACT_UNKNOWN)
		device_unread(run, &driver->fact);
	else if (is_absent(driver))
		device_show(run, evidence_unread(&driver->fact));
}

/* POWER has a backend of its own, vfio_iommu_spapr_tce. */
void device_find_no_type1(struct device_run *run)
{
	const struct vfio *vfio = &run->host->vfio;

	if (run->host->system.arch == ARCH_POWER || known(vfio->type1) || known(vfio->iommufd))
		return;
	if (is_absent(&vfio->type1) && is_absent(&vfio->iommufd)) {
		device_show(run, evidence_unread(&vfio->type1.fact));
		device_show(run, evidence_unread(&vfio->iommufd.fact));
	} else {
		device_unread(run, is_absent(&vfio->type1) ? &vfio->iommufd.fact :
							     &vfio->type1.fact);
	}
}

/* vfio_pci_dev_in_denylist() */
void device_find_denylist(struct device_run *run)
{
	enum { INTEL = 0x8086 };
	static const uint16_t denied[] = {
		0x19e2, 0x19e3, /* QAT C3xxx, and its virtual functions */
		0x37c8, 0x37c9, /* QAT C62x */
		0x0435, 0x0443, /* QAT DH895xCC */
		0x0b25,         /* DSA of Sapphire Rapids */
		0x0cfe,         /* IAX of Sapphire Rapids */
	};
	const struct pci_device *pci = run->pci;

	if (device_is_bound(run) || !known(pci->vendor_id) || pci->vendor_id.value != INTEL ||
	    options_set(&run->all->so_far->options, SETTING_DENYLIST, 0))
		return;
	for (size_t i = 0; i < sizeof(denied) / sizeof(denied[0]); i++)
		if (known(pci->device_id) && pci->device_id.value == denied[i])
			device_show(run, evidence_seen(run->host->arena,
						       pci->device_id.fact.source,
						       "8086:%04x", denied[i]));
}

void device_find_load(struct device_run *run)
{
	const struct text *driver = &run->host->vfio.pci_driver;

	if (!device_is_bound(run) && known(*driver) && !strcmp(driver->value, "available"))
		device_show(run, evidence_seen(run->host->arena, driver->fact.source,
					       "not loaded"));
}

static bool matches(const struct number *number, const uint64_t *ids, size_t n, size_t which)
{
	const uint32_t any = UINT32_MAX; /* PCI_ANY_ID */

	return which >= n || ids[which] == any ||
	       (known(*number) && number->value == ids[which]);
}

/* Whether the first of a list of ids is this device's: vfio_pci_fill_ids(). */
static bool is_id_of(const struct pci_device *pci, const char *text)
{
	uint64_t ids[N_ID] = { 0 };
	size_t n = 0;
	char *end;

	while (n < N_ID) {
		ids[n] = strtoul(text, &end, 16);
		if (end == text)
			break;
		n++;
		if (*end != ':')
			break;
		text = end + 1;
	}
	return n > ID_DEVICE && matches(&pci->vendor_id, ids, n, ID_VENDOR) &&
	       matches(&pci->device_id, ids, n, ID_DEVICE) &&
	       matches(&pci->subsystem_vendor_id, ids, n, ID_SUBVENDOR) &&
	       matches(&pci->subsystem_device_id, ids, n, ID_SUBDEVICE) &&
	       (n <= ID_MASK || (known(pci->class_code) &&
				 !((pci->class_code.value ^ ids[ID_CLASS]) & ids[ID_MASK])));
}

/* What vfio-pci is told to take as it loads: the device is not bound, so either that is
 * still to come, or another driver was first. */
static void show_ids(struct device_run *run)
{
	const struct texts *ids = &run->host->vfio.pci_ids;
	const struct option_use *use =
		options_set(&run->all->so_far->options, SETTING_VFIO_IDS, 1);

	for (size_t i = 0; i < ids->n; i++)
		if (is_id_of(run->pci, ids->values[i]))
			device_show(run, evidence_seen(run->host->arena, ids->fact.source,
						       "vfio-pci is to take %s",
						       ids->values[i]));
	for (const char *id = use ? use->argument : NULL; id;
	     id = strchr(id, ',') ? strchr(id, ',') + 1 : NULL)
		if (is_id_of(run->pci, id))
			device_show(run, evidence_seen(
					run->host->arena,
					run->host->kernel.command_line.fact.source,
					"vfio-pci is to take %.*s", (int)strcspn(id, ","), id));
}

void device_find_not_bound(struct device_run *run)
{
	const struct text *driver = &run->pci->driver;
	const struct text *override = &run->function->driver_override;
	struct arena *arena = run->host->arena;

	if (driver->fact.state == FACT_UNKNOWN) {
		device_unread(run, &driver->fact);
		return;
	}
	if (device_is_bound(run))
		return;
	device_show(run, known(*driver) ?
				 evidence_seen(arena, driver->fact.source, "%s",
					       driver->value) :
				 evidence_seen(arena, device_path(run, "driver"), "no driver"));
	if (known(*override))
		device_show(run, evidence_seen(arena, override->fact.source, "%s",
					       override->value));
	show_ids(run);
}

static struct evidence held(const struct device_run *run, const struct holder *holder)
{
	struct arena *arena = run->host->arena;

	return evidence_seen(arena,
			     arena_print(arena, "/sys/kernel/iommu_groups/%llu/devices/%s/driver",
					 (unsigned long long)run->device->group->group->id.value,
					 holder->device),
			     "%s", holder->driver);
}

void device_find_mates(struct device_run *run)
{
	const struct group_judged *group = run->device->group;

	if (!group)
		return;
	if (group->viable == ANSWER_UNKNOWN)
		device_unread(run, group->unread);
	for (size_t i = 0; i < group->n_holders; i++) {
		if (!strcmp(group->holders[i].device, run->pci->address.value))
			continue;
		if (run->current && run->current->n_evidence == MOST_SHOWN)
			break;
		device_show(run, held(run, &group->holders[i]));
	}
}
