/* A program that uses VFIO as QEMU does, and tells how far it gets:
 *
 *	client /dev/vfio/GROUP DEVICE
 *
 * One line for each step: its name, and "ok", a value, or the error's name. Shares no code
 * with labscan: it is what labscan's answers are compared with. See
 * Documentation/driver-api/vfio.rst, "VFIO Usage Example". */
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

static const struct model {
	const char *step;
	int id;
} models[] = {
	{ "set-iommu-type1v2", VFIO_TYPE1v2_IOMMU },
	{ "set-iommu-type1", VFIO_TYPE1_IOMMU },
	{ "set-iommu-noiommu", VFIO_NOIOMMU_IOMMU },
};

/* Tells of a step; `result` is negative when it failed, with errno set. */
static bool say(const char *step, int result)
{
	printf("%s %s\n", step, result < 0 ? strerrorname_np(errno) : "ok");
	return result >= 0;
}

static bool say_status(int group)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };

	if (!say("get-status", ioctl(group, VFIO_GROUP_GET_STATUS, &status)))
		return false;
	printf("viable %s\n", status.flags & VFIO_GROUP_FLAGS_VIABLE ? "yes" : "no");
	return true;
}

/* The first of the models that the container takes, in QEMU's order. */
static bool set_iommu(int container)
{
	for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		if (say(models[i].step, ioctl(container, VFIO_SET_IOMMU, models[i].id)))
			return true;
	return false;
}

static bool say_device(int group, const char *name)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	int device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, name);

	if (!say("get-device", device) ||
	    !say("get-info", ioctl(device, VFIO_DEVICE_GET_INFO, &info)))
		return false;
	printf("pci %s\n", info.flags & VFIO_DEVICE_FLAGS_PCI ? "yes" : "no");
	printf("reset %s\n", info.flags & VFIO_DEVICE_FLAGS_RESET ? "yes" : "no");
	return true;
}

int main(int argc, char **argv)
{
	int container, group;

	if (argc != 3) {
		fprintf(stderr, "usage: client /dev/vfio/GROUP DEVICE\n");
		return 2;
	}
	container = open("/dev/vfio/vfio", O_RDWR);
	if (!say("open-container", container))
		return 1;
	group = open(argv[1], O_RDWR);
	if (!say("open-group", group) || !say_status(group))
		return 1;
	if (!say("set-container", ioctl(group, VFIO_GROUP_SET_CONTAINER, &container)) ||
	    !set_iommu(container) || !say_device(group, argv[2]))
		return 1;
	return 0;
}
