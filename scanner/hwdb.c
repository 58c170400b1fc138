#include "scanner/hwdb.h"

#include <libudev.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

#define RECORDED "labscan/hwdb"

void hwdb_open(struct hwdb *ret)
{
	*ret = (struct hwdb){ .udev = udev_new() };
	/* Maps hwdb.bin: a lookup touches some pages of it, where pci.ids would have to
	 * be parsed from end to end. */
	if (ret->udev)
		ret->database = udev_hwdb_new(ret->udev);
}

void hwdb_close(struct hwdb *hwdb)
{
	udev_hwdb_unref(hwdb->database);
	udev_unref(hwdb->udev);
	*hwdb = (struct hwdb){ .udev = NULL };
}

static void keep_name(struct host *host, const char *property, const char *value,
		      const char *source, const struct hwdb_name *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i].property, property))
			text_set(names[i].ret,
				 str_keep(host->arena, value, strlen(value)), source);
}

static void find_in_database(struct host *host, const struct hwdb *hwdb,
			     const char *modalias, const char *source,
			     const struct hwdb_name *names, size_t n)
{
	struct udev_list_entry *found, *entry;

	if (!hwdb->database)
		return;
	found = udev_hwdb_get_properties_list_entry(hwdb->database, modalias, 0);
	udev_list_entry_foreach(entry, found) {
		const char *value = udev_list_entry_get_value(entry);

		if (value)
			keep_name(host, udev_list_entry_get_name(entry), value, source,
				  names, n);
	}
}

/* The answer in a capture: lines of PROPERTY=value. */
static void find_recorded(struct host *host, const char *modalias, const char *source,
			  const struct hwdb_name *names, size_t n)
{
	struct bytes bytes;

	if (root_read(host->root, &bytes, RECORDED "/%s", modalias))
		return;
	for (char *text = bytes.data, *line; (line = str_line(&text));) {
		const char *value = str_split(line, '=');

		if (value)
			keep_name(host, line, value, source, names, n);
	}
}

static void note(struct host *host, const char *modalias, const struct hwdb_name *names,
		 size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		if (known(*names[i].ret))
			text = arena_print(host->arena, "%s%s=%s\n", text, names[i].property,
					   names[i].ret->value);
	root_note(host->root, text, strlen(text), RECORDED "/%s", modalias);
}

void hwdb_find(struct host *host, const struct hwdb *hwdb, const char *modalias,
	       const struct hwdb_name *names, size_t n)
{
	const char *source = arena_print(host->arena, "hwdb:%s", modalias);

	for (size_t i = 0; i < n; i++)
		*names[i].ret = (struct text){ { FACT_ABSENT, 0, source }, NULL };
	if (root_replays(host->root))
		find_recorded(host, modalias, source, names, n);
	else
		find_in_database(host, hwdb, modalias, source, names, n);
	if (host->root->record)
		note(host, modalias, names, n);
}
