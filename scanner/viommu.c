/* What is installed to run guests: emulators and libvirt, and their versions as files
 * tell them. Nothing is started to ask it. A host without an emulator costs a dozen
 * calls. */
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/emulator_version.h"
#include "scanner/host.h"
#include "scanner/str.h"

/* Where emulators are whose guests can have a vIOMMU. */
static const struct {
	const char *path;
	const char *guest_arch; /* NULL: the host's */
} places[] = {
	{ "usr/bin/qemu-system-x86_64", "x86_64" },
	{ "usr/bin/qemu-system-aarch64", "aarch64" },
	{ "usr/libexec/qemu-kvm", NULL },
	{ "usr/bin/qemu-kvm", NULL },
	{ "usr/local/bin/qemu-system-x86_64", "x86_64" },
	{ "usr/local/bin/qemu-system-aarch64", "aarch64" },
};

/* Debian's names of machines in paths of libraries, where they differ from uname's. */
static const struct {
	const char *machine, *triplet;
} triplets[] = {
	{ "ppc64le", "powerpc64le" }, { "i686", "i386" },
};

static bool is_there(struct host *host, const char *path)
{
	return root_stat(host->root, NULL, "%s", path) == 0;
}

static void add_emulator(struct host *host, size_t place)
{
	struct emulation *emulation = &host->emulation;
	struct emulator *emulator =
		arena_add(host->arena, emulation->emulators, emulation->n_emulators);
	const char *source = host_source(host, "%s", places[place].path);

	text_set(&emulator->path, source, source);
	if (places[place].guest_arch)
		text_set(&emulator->guest_arch, places[place].guest_arch, source);
	else
		emulator->guest_arch = host->system.machine;
}

static void find_emulators(struct host *host, struct emulation *emulation)
{
	struct flag *read = &emulation->emulators_read;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int error = root_stat(host->root, NULL, "%s", places[i].path);
		struct fact failed;

		if (!error) {
			add_emulator(host, i);
			continue;
		}
		host_failed(host, &failed, error, places[i].path);
		if (failed.state == FACT_UNKNOWN)
			read->fact = failed;
	}
	if (read->fact.state == FACT_UNKNOWN)
		return;
	if (emulation->n_emulators || is_there(host, "usr"))
		flag_set(read, emulation->n_emulators != 0, "/usr");
	else
		host_unknown(&read->fact, ENOENT, "/usr");
}

/* libvirt.so.0.9000.0 is of libvirt 9.0.0: its version info counts 1000 * major + minor,
 * then micro (libvirt's meson.build). */
static const char *libvirt_version(struct arena *arena, char *target)
{
	const unsigned per_major = 1000;
	char *name = strrchr(target, '/') ? strrchr(target, '/') + 1 : target;
	uint64_t release, micro;
	char *dot;

	if (!str_starts(name, "libvirt.so.0."))
		return NULL;
	name += strlen("libvirt.so.0.");
	dot = str_split(name, '.');
	if (!dot || !str_number(name, 10, &release) || !str_number(dot, 10, &micro))
		return NULL;
	return arena_print(arena, "%ju.%ju.%ju", (uintmax_t)(release / per_major),
			   (uintmax_t)(release % per_major), (uintmax_t)micro);
}

/* False when there is no libvirt in the directory. */
static bool find_libvirt_in(struct host *host, const char *directory, struct text *ret)
{
	const char *source = host_source(host, "%s/libvirt.so.0", directory), *version;
	char *target;
	int error = root_link(host->root, &target, "%s", source + 1);

	if (error) {
		host_failed(host, &ret->fact, error, source);
		return ret->fact.state == FACT_UNKNOWN;
	}
	version = libvirt_version(host->arena, target);
	if (version)
		text_set(ret, version, source);
	else
		host_failed(host, &ret->fact, EINVAL, source);
	return true;
}

static const char *triplet_of(const char *machine)
{
	for (size_t i = 0; i < sizeof(triplets) / sizeof(triplets[0]); i++)
		if (!strcmp(triplets[i].machine, machine))
			return triplets[i].triplet;
	return machine;
}

static void find_libvirt(struct host *host, struct text *ret)
{
	const struct text *machine = &host->system.machine;

	if (find_libvirt_in(host, "usr/lib64", ret) || find_libvirt_in(host, "usr/lib", ret))
		return;
	if (known(*machine))
		find_libvirt_in(host, arena_print(host->arena, "usr/lib/%s-linux-gnu",
						  triplet_of(machine->value)), ret);
	if (ret->fact.state == FACT_ABSENT && !is_there(host, "usr"))
		host_unknown(&ret->fact, ENOENT, "/usr");
}

void collect_viommu(struct host *host, const struct wants *wants)
{
	struct emulation *emulation = &host->emulation;

	(void)wants;
	host_exists(host, &emulation->kvm, "/dev/kvm");
	find_emulators(host, emulation);
	find_libvirt(host, &emulation->libvirt);
	emulator_versions(host);
}
