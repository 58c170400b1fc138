#include "scanner/redact_proc.h"

#include <string.h>

#include "scanner/arena.h"
#include "scanner/mountinfo.h"
#include "scanner/str.h"

/* What of a path, or of a file system, is nobody's business. */
#define HIDDEN "/x"

#define NO_ADDRESS "00000000000000000000000000000000"

struct lines {
	const char **items;
	size_t n;
};

static void add_line(struct arena *arena, struct lines *lines, const char *line)
{
	*arena_add(arena, lines->items, lines->n) = arena_print(arena, "%s\n", line);
}

/* Calls `keep` for each line, on a copy that it may cut. */
static char *filter(struct arena *arena, char *text,
		    void (*keep)(struct arena *arena, struct lines *lines, const char *line))
{
	struct lines lines = { .n = 0 };

	for (char *line; (line = str_line(&text));)
		keep(arena, &lines, line);
	return str_join(arena, lines.items, lines.n, "");
}

/* ---- mounts ---- */

/* Folders of every system: file-hierarchy(7), and what boot loaders and ostree add. */
static const char *const folders[] = {
	"/boot/efi", "/boot/firmware", "/boot", "/efi", "/etc", "/home", "/media", "/mnt",
	"/opt", "/root", "/run", "/srv", "/sysroot", "/tmp", "/usr", "/var/lib", "/var/log",
	"/var/tmp", "/var",
};

/* The folder without what is the user's own: /home/x. As deep as before, or one level,
 * since depth tells a scan which mounts are of containers (scanner/mounts.c). */
static const char *hide_folder(struct arena *arena, const char *point)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		size_t length = strlen(folders[i]);

		if (!str_starts(point, folders[i]))
			continue;
		if (!point[length])
			return folders[i];
		if (point[length] == '/')
			return arena_print(arena, "%s" HIDDEN, folders[i]);
	}
	if (!strcmp(point, "/"))
		return point;
	return strchr(point, '/') == strrchr(point, '/') ? HIDDEN : HIDDEN HIDDEN;
}

/* Whether its source names disks, for want of a device number (scanner/mounts.c). */
static bool has_unnumbered_disks(const char *type)
{
	return !strcmp(type, "btrfs") || !strcmp(type, "bcachefs") || !strcmp(type, "zfs");
}

static void keep_mount(struct arena *arena, struct lines *lines, const char *line)
{
	struct mountinfo mount;

	if (strstr(line, " /sys ") || strstr(line, " /sys/")) {
		add_line(arena, lines, line);
		return;
	}
	if (!mountinfo_parse(arena_print(arena, "%s", line), &mount))
		return;
	bool numbered = !str_starts(mount.number, "0:");
	if (!numbered && !has_unnumbered_disks(mount.type))
		return;
	add_line(arena, lines,
		 arena_print(arena, "0 0 %s %s %s rw - %s %s rw", mount.number,
			     strcmp(mount.root, "/") ? HIDDEN : "/",
			     hide_folder(arena, mount.point), mount.type,
			     numbered ? "none" : mount.source));
}

char *redact_mounts(struct arena *arena, char *text)
{
	return filter(arena, text, keep_mount);
}

/* ---- swap ---- */

static void keep_swap(struct arena *arena, struct lines *lines, const char *line)
{
	char *words = arena_print(arena, "%s", line);
	const char *type = str_word(&words) ? str_word(&words) : NULL;

	if (type && strcmp(type, "file"))
		add_line(arena, lines, line);
}

char *redact_swaps(struct arena *arena, char *text)
{
	return filter(arena, text, keep_swap);
}

/* ---- routes ---- */

/* The words of a route, as scanner/routes.c reads them. */
enum { IPV4_WORDS = 8, IPV6_WORDS = 10 };

static bool split(struct arena *arena, const char *line, const char **words, size_t n)
{
	char *rest = arena_print(arena, "%s", line);

	for (size_t i = 0; i < n; i++) {
		words[i] = str_word(&rest);
		if (!words[i])
			return false;
	}
	return true;
}

static void keep_route(struct arena *arena, struct lines *lines, const char *line)
{
	enum { INTERFACE, DESTINATION, GATEWAY, MASK = 7 };
	const char *words[IPV4_WORDS], *none = "00000000";

	if (!split(arena, line, words, IPV4_WORDS) || strcmp(words[DESTINATION], none) ||
	    strcmp(words[MASK], none))
		return;
	words[GATEWAY] = none;
	add_line(arena, lines, str_join(arena, words, IPV4_WORDS, "\t"));
}

static void keep_ipv6_route(struct arena *arena, struct lines *lines, const char *line)
{
	enum { DESTINATION, LENGTH, NEXT = 4 };
	const char *words[IPV6_WORDS];

	if (!split(arena, line, words, IPV6_WORDS) ||
	    strcmp(words[DESTINATION], NO_ADDRESS) || strcmp(words[LENGTH], "00"))
		return;
	words[NEXT] = NO_ADDRESS;
	add_line(arena, lines, str_join(arena, words, IPV6_WORDS, " "));
}

char *redact_routes(struct arena *arena, char *text)
{
	return filter(arena, text, keep_route);
}

char *redact_ipv6_routes(struct arena *arena, char *text)
{
	return filter(arena, text, keep_ipv6_route);
}
