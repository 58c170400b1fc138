/* Network interfaces: type, address, speed, and what carries them. */
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/sysfs.h"

/* include/uapi/linux/if_arp.h; other types are told by their number. */
enum { ARPHRD_ETHER = 1 };

static const struct {
	unsigned type;
	const char *name;
} types[] = {
	{ .type = ARPHRD_ETHER, .name = "eth" },
	{ .type = 32, .name = "ib" },
	{ .type = 280, .name = "can" },
	{ .type = 512, .name = "ppp" },
	{ .type = 768, .name = "ipip" },
	{ .type = 769, .name = "ip6tnl" },
	{ .type = 772, .name = "loopback" },
	{ .type = 776, .name = "sit" },
	{ .type = 778, .name = "gre" },
	{ .type = 801, .name = "wifi" },
	{ .type = 802, .name = "wifi" },
	{ .type = 803, .name = "wifi" },
	{ .type = 823, .name = "ip6gre" },
	{ .type = 65534, .name = "none" },
};

/* What drivers of the kernel show for a speed they do not know, as unsigned. */
#define SPEED_UNKNOWN UINT32_MAX

/* cfg80211's devices have the first, the old wireless extensions' the second. */
static bool is_wifi(struct host *host, const char *dir)
{
	return root_stat(host->root, NULL, "%s/phy80211", dir) == 0 ||
	       root_stat(host->root, NULL, "%s/wireless", dir) == 0;
}

static void name_type(struct host *host, const char *dir, const struct number *type,
		      struct text *ret)
{
	*ret = (struct text){ type->fact, NULL };
	if (!known(*type))
		return;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (type->value == types[i].type)
			ret->value = types[i].name;
	if (type->value == ARPHRD_ETHER && is_wifi(host, dir))
		ret->value = "wifi";
	if (!ret->value)
		ret->value = arena_print(host->arena, "%llu",
					 (unsigned long long)type->value);
}

/* A port of a bond has the bond's address; its own is kept beside. */
static void read_mac(struct host *host, const char *dir, struct text *ret)
{
	host_text(host, ret, "%s/bonding_slave/perm_hwaddr", dir);
	if (ret->fact.state == FACT_ABSENT)
		host_text(host, ret, "%s/address", dir);
}

static void read_speed(struct host *host, const char *dir, struct number *ret)
{
	sysfs_number(host, ret, host_source(host, "%s/speed", dir));
	if (known(*ret) && ret->value == SPEED_UNKNOWN)
		ret->fact.state = FACT_ABSENT;
}

static void read_carrier(struct host *host, const char *dir, struct flag *ret)
{
	struct number carrier;

	sysfs_number(host, &carrier, host_source(host, "%s/carrier", dir));
	*ret = (struct flag){ carrier.fact, carrier.value != 0 };
}

/* What carries an interface. Interfaces are links to DEVICE/net/NAME, and lack a device
 * when they are links to a virtual one; in a root copied without links, DEVICE may
 * still be one, or a directory. Returns the device's path, NULL when it is not known. */
static const char *find_device(struct host *host, const char *dir, bool *ret_virtual)
{
	const char *path = sysfs_path(host, dir);

	if (!path) {
		*ret_virtual = root_stat(host->root, NULL, "%s/device", dir) != 0;
		return sysfs_path(host, arena_print(host->arena, "%s/device", dir));
	}
	*ret_virtual = strstr(path, "/virtual/") != NULL;
	if (*ret_virtual)
		return NULL;
	path = sysfs_parent(host, path);
	return path ? sysfs_parent(host, path) : NULL;
}

static void add_interface(struct host *host, const struct wants *wants, const char *name)
{
	struct net_interface net = { .name.value = NULL };
	const char *dir = arena_print(host->arena, "sys/class/net/%s", name);
	const char *source = host_source(host, "%s", dir);
	struct number type;
	bool virtual;

	host_number(host, &type, 10, "%s/type", dir);
	/* Gone since it was listed, or a file such as bonding_masters. */
	if (type.fact.state == FACT_ABSENT)
		return;
	text_set(&net.name, str_keep(host->arena, name, strlen(name)), source);
	name_type(host, dir, &type, &net.type);
	if (!wants->keys_only) {
		read_mac(host, dir, &net.mac);
		read_speed(host, dir, &net.speed_mbps);
		read_carrier(host, dir, &net.carrier);
	}
	const char *device = find_device(host, dir, &virtual);
	flag_set(&net.virtual, virtual, source);
	sysfs_controller(host, device, &net.driver, &net.bus_address);
	*arena_add(host->arena, host->net, host->n_net) = net;
}

void collect_net(struct host *host, const struct wants *wants)
{
	struct names names;

	if (!host_list(host, &host->net_read, &names, "sys/class/net"))
		return;
	for (size_t i = 0; i < names.n; i++)
		add_interface(host, wants, names.names[i]);
}
