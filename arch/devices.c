/* Which device can go to a guest: asks for each obstacle, and adds up what was found. */
#include <string.h>

#include "arch/device.h"
#include "arch/evidence.h"

static void (*const searches[])(struct device_run *run) = {
#define OBSTACLE(name, id, kind, function, text, remedy) [OBSTACLE_ID_##name] = function,
#include "arch/obstacles.def"
#undef OBSTACLE
};

#define N_SEARCHES (sizeof(searches) / sizeof(searches[0]))

void device_show(struct device_run *run, struct evidence evidence)
{
	struct device_judged *device = run->device;
	struct arena *arena = run->host->arena;

	if (!run->current) {
		run->current = arena_add(arena, device->obstacles, device->n_obstacles);
		run->current->obstacle = run->row;
	}
	if (run->current->n_evidence < MOST_SHOWN)
		*arena_add(arena, run->current->evidence, run->current->n_evidence) = evidence;
}

void device_untold(struct device_run *run, struct evidence evidence)
{
	/* Many facts come from one file. */
	for (size_t i = 0; i < run->n_unread; i++)
		if (!strcmp(run->unread[i].path, evidence.path))
			return;
	if (run->n_unread < MOST_SHOWN)
		*arena_add(run->host->arena, run->unread, run->n_unread) = evidence;
}

void device_unread(struct device_run *run, const struct fact *fact)
{
	device_untold(run, evidence_unread(fact));
}

void device_find_unreadable(struct device_run *run)
{
	for (size_t i = 0; i < run->n_unread; i++)
		device_show(run, run->unread[i]);
}

const char *device_path(const struct device_run *run, const char *file)
{
	return arena_print(run->host->arena, "/sys/bus/pci/devices/%s/%s",
			   run->pci->address.value, file);
}

static enum passable add_up(const struct device_judged *device)
{
	bool found[OBSTACLE_UNTOLD + 1] = { false };

	for (size_t i = 0; i < device->n_obstacles; i++)
		found[obstacle_kind(device->obstacles[i].obstacle)] = true;
	if (found[OBSTACLE_BLOCKS])
		return PASSABLE_BLOCKED;
	if (found[OBSTACLE_UNTOLD])
		return PASSABLE_UNKNOWN;
	return found[OBSTACLE_STEP] ? PASSABLE_POSSIBLE : PASSABLE_READY;
}

static void judge_device(struct passthrough_run *all, size_t index)
{
	struct device_judged *device = &all->ret->devices[index];
	struct device_run run = {
		.all = all,
		.host = all->host,
		.index = index,
		.pci = device->pci,
		.function = device->function,
		.device = device,
	};

	for (size_t i = 0; i < N_SEARCHES && !run.over; i++) {
		run.row = (enum obstacle)i;
		run.current = NULL;
		searches[i](&run);
	}
	device->passable = add_up(device);
}

/* The PCI function that something hangs on: its controller, or, where that is on another
 * bus, such as USB, the last function on the way to it. */
static size_t carrier(const struct passthrough_run *run, const struct text *controller)
{
	size_t index = NOT_FOUND;
	char *path, *name;

	if (!known(*controller))
		return NOT_FOUND;
	index = passthrough_find(run, controller->value);
	if (index != NOT_FOUND || !controller->fact.source)
		return index;
	path = arena_print(run->host->arena, "%s", controller->fact.source);
	while (index == NOT_FOUND && (name = strrchr(path, '/'))) {
		index = passthrough_find(run, name + 1);
		*name = '\0';
	}
	return index;
}

static void add_name(struct arena *arena, struct texts *names, const char *name)
{
	*arena_add(arena, names->values, names->n) = name;
}

static void hang_disk(struct passthrough_run *run, size_t which)
{
	const struct disk *disk = &run->host->disks[which];
	size_t index = carrier(run, &disk->controller);
	struct hanging *hanging;

	if (index == NOT_FOUND)
		return;
	hanging = &run->hanging[index];
	*arena_add(run->host->arena, hanging->disks, hanging->n_disks) = which;
	add_name(run->host->arena, &run->ret->devices[index].disks, disk->name.value);
}

static void hang_net(struct passthrough_run *run, size_t which)
{
	const struct net_interface *net = &run->host->net[which];
	size_t index = carrier(run, &net->bus_address);
	bool virtual = known(net->virtual) && net->virtual.value;
	struct hanging *hanging = index == NOT_FOUND ? NULL : &run->hanging[index];

	if (hanging ? !hanging->n_nets : !virtual)
		run->n_nics++;
	if (!hanging)
		return;
	*arena_add(run->host->arena, hanging->nets, hanging->n_nets) = which;
	add_name(run->host->arena, &run->ret->devices[index].interfaces, net->name.value);
}

static void hang_all(struct passthrough_run *run)
{
	const struct host *host = run->host;

	run->hanging = arena_alloc(host->arena, host->n_pci * sizeof(*run->hanging));
	for (size_t i = 0; i < host->n_disks; i++)
		hang_disk(run, i);
	for (size_t i = 0; i < host->n_net; i++)
		hang_net(run, i);
}

void devices_judge(struct passthrough_run *run)
{
	const struct host *host = run->host;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct number *group = &host->pci[i].iommu_group;
		struct device_judged *device = &run->ret->devices[i];

		device->pci = &host->pci[i];
		device->function = &host->functions[i];
		device->group = known(*group) ? passthrough_group(run, group->value) : NULL;
	}
	hang_all(run);
	for (size_t i = 0; i < host->n_pci; i++)
		judge_device(run, i);
}
