/* Three lists of packages are text: /var/lib/dpkg/status and apk's installed hold blocks
 * of lines ended by an empty line, pacman has a directory for each package, NAME-VERSION.
 * libvirt keeps what it found out about an emulator in an XML file of its own. Of lists
 * and of those files a recorder keeps the lines that count: the rest tells of the host
 * what nobody asked. */
#include "scanner/emulator_version.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

#define PACMAN "var/lib/pacman/local"
#define CACHE "var/cache/libvirt/qemu/capabilities"

enum {
	/* libvirt has a file for each emulator that it ran: some 30, if all are there. */
	MOST_CACHES = 64,
};

/* Lists of blocks of lines. */
static const struct list {
	const char *path, *name, *version;
	const char *installed; /* a line ends with it; NULL: what is listed is installed */
} lists[] = {
	{ "var/lib/dpkg/status", "Package: ", "Version: ", " ok installed" },
	{ "lib/apk/db/installed", "P:", "V:", NULL },
};

#define N_LISTS (sizeof(lists) / sizeof(lists[0]))

/* Packages that have an emulator, in any of the lists. */
static const struct {
	const char *emulator, *package;
} packages[] = {
	{ "/usr/bin/qemu-system-x86_64", "qemu-system-x86" },
	{ "/usr/bin/qemu-system-x86_64", "qemu-system-x86_64" },
	{ "/usr/bin/qemu-system-x86_64", "pve-qemu-kvm" },
	{ "/usr/bin/qemu-system-aarch64", "qemu-system-arm" },
	{ "/usr/bin/qemu-system-aarch64", "qemu-system-aarch64" },
};

#define N_PACKAGES (sizeof(packages) / sizeof(packages[0]))

/* The digits and dots of "1:7.2+dfsg-7": what QEMU itself would say. NULL when it does not
 * begin with a number. */
static const char *upstream(struct arena *arena, const char *version)
{
	size_t epoch = strspn(version, "0123456789");

	if (version[epoch] == ':')
		version += epoch + 1;
	if (!isdigit((unsigned char)version[0]))
		return NULL;
	return str_keep(arena, version, strspn(version, "0123456789."));
}

/* ---- lists of blocks ---- */

/* Where the line begins that is `key` and `value`, or for a value of NULL begins with
 * `key`; NULL when none does before the end of the text. */
static const char *find_line(const char *text, const char *key, const char *value)
{
	for (const char *at = text; (at = strstr(at, key)); at++) {
		const char *rest = at + strlen(key);
		size_t length = value ? strlen(value) : 0;

		if (at != text && at[-1] != '\n')
			continue;
		if (!value || (!strncmp(rest, value, length) &&
			       (rest[length] == '\n' || !rest[length])))
			return at;
	}
	return NULL;
}

/* A copy of the block of lines around `at`. */
static char *block_around(struct arena *arena, const char *text, const char *at)
{
	const char *start = at, *end = strstr(at, "\n\n");

	while (start > text && !(start > text + 1 && start[-1] == '\n' && start[-2] == '\n'))
		start--;
	if (!end)
		end = start + strlen(start);
	return arena_print(arena, "%.*s\n", (int)(end - start), start);
}

/* The package's version, NULL when it is not installed; ret_kept gets the lines that
 * tell. */
static const char *version_in(struct arena *arena, const struct list *list, const char *text,
			      const char *package, char **ret_kept)
{
	const char *at = find_line(text, list->name, package), *version = NULL;
	bool installed = !list->installed;
	char *block, *line;

	if (!at)
		return NULL;
	block = block_around(arena, text, at);
	*ret_kept = arena_print(arena, "%s%s\n", list->name, package);
	while ((line = str_line(&block))) {
		bool tells = str_starts(line, list->version);

		if (tells)
			version = upstream(arena, line + strlen(list->version));
		if (list->installed && str_ends(line, list->installed))
			tells = installed = true;
		if (tells)
			*ret_kept = arena_print(arena, "%s%s\n", *ret_kept, line);
	}
	return installed ? version : NULL;
}

/* Emulators of the distribution are where its packages put them. */
static void ask_list_for(struct host *host, const struct list *list, const char *text,
			 struct emulator *emulator, char **kept)
{
	for (size_t i = 0; i < N_PACKAGES; i++) {
		const char *version = NULL;
		char *lines = "";

		if (!strcmp(packages[i].emulator, emulator->path.value))
			version = version_in(host->arena, list, text, packages[i].package,
					     &lines);
		*kept = arena_print(host->arena, "%s%s%s", *kept, lines, lines[0] ? "\n" : "");
		if (version && !known(emulator->version))
			text_set(&emulator->version, version,
				 host_source(host, "%s", list->path));
	}
}

static void ask_list(struct host *host, const struct list *list)
{
	struct emulation *emulation = &host->emulation;
	char *kept = "";
	struct bytes bytes;
	struct fact failed;
	int error = root_read(host->root, &bytes, "%s", list->path);

	if (error) {
		host_failed(host, &failed, error, list->path);
		return;
	}
	for (size_t i = 0; i < emulation->n_emulators; i++)
		ask_list_for(host, list, bytes.data, &emulation->emulators[i], &kept);
	root_note(host->root, kept, strlen(kept), "%s", list->path);
}

/* ---- pacman ---- */

/* What follows a package's name in the name of its directory. */
static const char *version_of_directory(const char *name, const char *package)
{
	size_t length = strlen(package);

	if (strncmp(name, package, length) || name[length] != '-' ||
	    !isdigit((unsigned char)name[length + 1]))
		return NULL;
	return name + length + 1;
}

static void ask_directories(struct host *host, const struct names *names,
			    const char *package, struct emulator *emulator)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *version = version_of_directory(names->names[i], package);

		if (version)
			text_set(&emulator->version, upstream(host->arena, version),
				 host_source(host, PACMAN "/%s", names->names[i]));
	}
}

static void ask_pacman(struct host *host)
{
	struct emulation *emulation = &host->emulation;
	struct names names;

	if (root_list(host->root, &names, PACMAN))
		return;
	for (size_t i = 0; i < emulation->n_emulators; i++)
		for (size_t j = 0; j < N_PACKAGES; j++)
			if (!strcmp(packages[j].emulator, emulation->emulators[i].path.value))
				ask_directories(host, &names, packages[j].package,
						&emulation->emulators[i]);
}

/* ---- libvirt ---- */

/* The text of the first element of this name; NULL when there is none. */
static const char *element(struct arena *arena, const char *xml, const char *name)
{
	const char *tag = arena_print(arena, "<%s>", name);
	const char *start = strstr(xml, tag);

	if (!start)
		return NULL;
	start += strlen(tag);
	return str_keep(arena, start, strcspn(start, "<"));
}

/* 7002018 is 7.2.18 (QEMU's query-version, as virQEMUCapsInitQMPMonitor puts it into one
 * number). */
static const char *version_of_number(struct arena *arena, const char *text)
{
	const unsigned step = 1000;
	uint64_t number;

	if (!text || !str_number(text, 10, &number))
		return NULL;
	return arena_print(arena, "%ju.%ju.%ju", (uintmax_t)(number / step / step),
			   (uintmax_t)(number / step % step), (uintmax_t)(number % step));
}

static void ask_cache(struct host *host, const char *name)
{
	struct emulation *emulation = &host->emulation;
	const char *path, *number, *version;
	struct bytes bytes;

	if (!str_ends(name, ".xml") || root_read(host->root, &bytes, CACHE "/%s", name))
		return;
	path = element(host->arena, bytes.data, "emulator");
	number = element(host->arena, bytes.data, "version");
	version = version_of_number(host->arena, number);
	if (!path || !version)
		return;
	for (size_t i = 0; i < emulation->n_emulators; i++)
		if (!known(emulation->emulators[i].version) &&
		    !strcmp(emulation->emulators[i].path.value, path))
			text_set(&emulation->emulators[i].version, version,
				 host_source(host, CACHE "/%s", name));
	const char *kept = arena_print(host->arena,
				       "<emulator>%s</emulator>\n<version>%s</version>\n",
				       path, number);
	root_note(host->root, kept, strlen(kept), CACHE "/%s", name);
}

/* Emulators that no file tells the version of: libvirt's answer may be there for root. */
static void ask_libvirt(struct host *host)
{
	struct emulation *emulation = &host->emulation;
	struct names names = { 0 };
	struct fact failed = { .state = FACT_ABSENT };
	int error = root_list(host->root, &names, CACHE);

	if (error)
		host_failed(host, &failed, error, CACHE);
	for (size_t i = 0; i < names.n && i < MOST_CACHES; i++)
		ask_cache(host, names.names[i]);
	for (size_t i = 0; i < emulation->n_emulators; i++) {
		struct text *version = &emulation->emulators[i].version;

		if (known(*version))
			continue;
		if (failed.state == FACT_UNKNOWN)
			version->fact = failed;
		else
			host_unknown(&version->fact, ENODATA,
				     emulation->emulators[i].path.value);
	}
}

static bool all_known(const struct emulation *emulation)
{
	for (size_t i = 0; i < emulation->n_emulators; i++)
		if (!known(emulation->emulators[i].version))
			return false;
	return true;
}

void emulator_versions(struct host *host)
{
	const struct emulation *emulation = &host->emulation;

	for (size_t i = 0; i < N_LISTS && !all_known(emulation); i++)
		ask_list(host, &lists[i]);
	if (!all_known(emulation))
		ask_pacman(host);
	if (!all_known(emulation))
		ask_libvirt(host);
}
