/* The ids that modprobe hands to vfio-pci when it loads it: modprobe.d(5). */
#include <stdlib.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"
#include "scanner/vfio.h"

/* The first of these to have a file of some name has the one that counts
 * (conf_files_list in kmod's libkmod-config.c). */
static const char *const folders[] = {
	"etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d",
	"usr/lib/modprobe.d", "lib/modprobe.d",
};

struct file {
	const char *name;
	size_t folder;
};

struct files {
	struct file *items;
	size_t n;
};

static int compare_files(const void *a, const void *b)
{
	const struct file *m = a, *n = b;
	int order = strcmp(m->name, n->name);

	return order ? order : (m->folder > n->folder) - (m->folder < n->folder);
}

/* False when none of the folders is there. */
static bool list_files(struct host *host, struct files *ret, struct fact *failed)
{
	bool listed = false;

	for (size_t folder = 0; folder < sizeof(folders) / sizeof(folders[0]); folder++) {
		struct names names;
		struct fact why;
		int error = root_list(host->root, &names, "%s", folders[folder]);

		if (error)
			host_failed(host, &why, error, folders[folder]);
		if (error && why.state == FACT_UNKNOWN)
			*failed = why;
		listed |= !error;
		for (size_t i = 0; !error && i < names.n; i++)
			if (str_ends(names.names[i], ".conf"))
				*arena_add(host->arena, ret->items, ret->n) = (struct file){
					.name = names.names[i], .folder = folder,
				};
	}
	if (ret->n)
		qsort(ret->items, ret->n, sizeof(*ret->items), compare_files);
	return listed;
}

/* Joins lines that end in a backslash, in place. */
static void unwrap(char *text)
{
	char *out = text;

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] == '\n')
			text++;
		else
			*out++ = *text;
	}
	*out = '\0';
}

/* Module names are the same with '-' and '_'. */
static bool is_vfio_pci(const char *name)
{
	return !strcmp(name, "vfio-pci") || !strcmp(name, "vfio_pci");
}

static void split_ids(struct host *host, char *list, struct texts *ret)
{
	for (size_t length; *list; list += length + (list[length] == ',')) {
		length = strcspn(list, ",");
		if (length)
			*arena_add(host->arena, ret->values, ret->n) =
				str_keep(host->arena, list, length);
	}
	host_sort_texts(ret);
}

/* The parameter's value without the quotes that the kernel takes off (next_arg). */
static char *value_of(char *parameter)
{
	static const char name[] = "ids=";
	char *out, *value;

	if (*parameter == '"')
		parameter++;
	if (!str_starts(parameter, name))
		return NULL;
	value = out = parameter + strlen(name);
	for (const char *in = value; *in; in++)
		if (*in != '"')
			*out++ = *in;
	*out = '\0';
	return value;
}

/* "options vfio-pci ids=8086:1533,10de:1eb8": of several, the last one counts. */
static void parse_line(struct host *host, char *line, const char *source, struct texts *ret)
{
	const char *command = str_word(&line);
	const char *module = command ? str_word(&line) : NULL;
	char *value;

	if (!module || strcmp(command, "options") || !is_vfio_pci(module))
		return;
	for (char *word; (word = str_word(&line));) {
		value = value_of(word);
		if (!value)
			continue;
		*ret = (struct texts){ .fact = { FACT_KNOWN, 0, source } };
		split_ids(host, value, ret);
	}
}

static void read_file(struct host *host, const struct file *file, struct texts *ret,
		      struct fact *failed)
{
	const char *source = host_source(host, "%s/%s", folders[file->folder], file->name);
	struct bytes bytes;
	struct fact why;
	int error = root_read(host->root, &bytes, "%s", source + 1);

	if (error) {
		/* A link that leads nowhere hides files of its name all the same. */
		host_failed(host, &why, error, source);
		if (why.state == FACT_UNKNOWN)
			*failed = why;
		return;
	}
	unwrap(bytes.data);
	char *text = bytes.data;
	for (char *line; (line = str_line(&text));)
		parse_line(host, line, source, ret);
}

void vfio_ids_read(struct host *host)
{
	struct texts *ret = &host->vfio.pci_ids;
	struct fact failed = { .state = FACT_ABSENT };
	struct files files = { .n = 0 };

	*ret = (struct texts){ .fact = { FACT_KNOWN, 0, "/etc/modprobe.d" } };
	if (!list_files(host, &files, &failed) && failed.state == FACT_ABSENT)
		ret->fact.state = FACT_ABSENT;
	for (size_t i = 0; i < files.n; i++)
		if (i == 0 || strcmp(files.items[i - 1].name, files.items[i].name))
			read_file(host, &files.items[i], ret, &failed);
	if (failed.state == FACT_UNKNOWN)
		*ret = (struct texts){ .fact = failed };
}
