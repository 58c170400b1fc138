/* Are we in a container, whose, and does it hide the firmware's files? */
#include <errno.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/mountinfo.h"
#include "scanner/str.h"
#include "scanner/virtualization.h"

/* Files that container managers put into a container, the surest first. */
static const struct {
	const char *path;
	const char *name; /* NULL: the file names the manager */
} marks[] = {
	{ "/run/systemd/container", NULL }, /* systemd's CONTAINER_INTERFACE */
	{ "/run/host/container-manager", NULL },
	{ "/run/.containerenv", "podman" },
	{ "/.dockerenv", "docker" },
	{ "/run/secrets/kubernetes.io/serviceaccount", "kubernetes" },
	{ "/var/run/secrets/kubernetes.io/serviceaccount", "kubernetes" },
};

/* Parts of the names of their control groups. */
static const struct {
	const char *part, *name;
} cgroups[] = {
	{ "/docker/", "docker" },   { "/docker-", "docker" },
	{ "/libpod", "podman" },    { "/lxc/", "lxc" },
	{ "/lxc.payload", "lxc" },  { "/kubepods", "kubernetes" },
};

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

static bool found(struct host *host, const char *name, const char *source, const char *text)
{
	struct virtualization *ret = &host->virtualization;

	text_set(&ret->container, name, source);
	text_set(&ret->container_evidence,
		 text ? arena_print(host->arena, "%s: %s", source, text) : source, source);
	return true;
}

static bool ask_marks(struct host *host)
{
	for (size_t i = 0; i < LENGTH(marks); i++) {
		struct text manager;

		if (marks[i].name) {
			if (root_stat(host->root, NULL, "%s", marks[i].path + 1) == 0)
				return found(host, marks[i].name, marks[i].path, NULL);
			continue;
		}
		host_text(host, &manager, "%s", marks[i].path + 1);
		if (known(manager))
			return found(host, manager.value, marks[i].path, manager.value);
	}
	return false;
}

static bool ask_cgroup(struct host *host)
{
	static const char source[] = "/proc/self/cgroup";
	struct text groups;

	host_text(host, &groups, "%s", source + 1);
	for (size_t i = 0; known(groups) && i < LENGTH(cgroups); i++)
		if (strstr(groups.value, cgroups[i].part))
			return found(host, cgroups[i].name, source, cgroups[i].part);
	return false;
}

/* The first process has container=NAME in its environment, which root alone may read.
 * Where it is systemd, it has written the name where all can read it. */
static void ask_init(struct host *host)
{
	static const char source[] = "/proc/1/environ", variable[] = "container=";
	struct fact *none = &host->virtualization.container.fact;
	struct bytes bytes;
	int error = root_read(host->root, &bytes, "%s", source + 1);

	for (size_t i = 0; !error && i < bytes.size; i += strlen(bytes.data + i) + 1) {
		const char *value = bytes.data + i + strlen(variable);

		if (!str_starts(bytes.data + i, variable) || !*value)
			continue;
		value = str_keep(host->arena, value, strlen(value));
		found(host, value, source, variable);
		return;
	}
	if (!error)
		*none = (struct fact){ .state = FACT_ABSENT, .source = source };
	else if (root_stat(host->root, NULL, "run/systemd/system") == 0)
		*none = (struct fact){ .state = FACT_ABSENT, .source = marks[0].path };
	else if (error == -ENOENT)
		host_unknown(none, ENOENT, source);
	else
		host_failed(host, none, error, source);
}

/* Whether a mount stands over what we read below /sys/firmware. A bind mount of sysfs
 * itself hides nothing. */
static bool hides_firmware(char *line)
{
	struct mountinfo mount;

	if (!mountinfo_parse(line, &mount) || !strcmp(mount.type, "sysfs"))
		return false;
	return !strcmp(mount.point, "/sys/firmware") ||
	       !strcmp(mount.point, "/sys/firmware/acpi") ||
	       !strcmp(mount.point, "/sys/firmware/acpi/tables");
}

static void read_mounts(struct host *host)
{
	static const char source[] = "/proc/self/mountinfo";
	struct flag *ret = &host->virtualization.firmware_hidden;
	struct bytes bytes;

	if (!host_read(host, &ret->fact, &bytes, source))
		return;
	char *text = bytes.data;
	for (char *line; (line = str_line(&text));)
		ret->value |= hides_firmware(line);
}

void virtualization_container(struct host *host)
{
	if (!ask_marks(host) && !ask_cgroup(host))
		ask_init(host);
	read_mounts(host);
}
