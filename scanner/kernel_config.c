#include "scanner/kernel_config.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "scanner/host.h"
#include "scanner/str.h"

/* A configuration is a quarter of a megabyte; one that unpacks to more is none. */
#define MAX_SIZE ((size_t)4 * 1024 * 1024)

static const struct {
	const char *name;
	size_t offset;
} options[] = {
#define CONFIG(member, NAME) { "CONFIG_" #NAME, offsetof(struct kernel_config, member) },
#include "scanner/kernel_config.def"
#undef CONFIG
};

static struct text *find_option(struct kernel_config *config, const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (strlen(options[i].name) == length && !memcmp(options[i].name, name, length))
			return (struct text *)((char *)config + options[i].offset);
	return NULL;
}

/* Lines are CONFIG_NAME=value, or # CONFIG_NAME is not set. */
static void read_line(struct kernel_config *config, struct arena *arena, char *line,
		      const char *source)
{
	bool not_set = str_starts(line, "# CONFIG_");
	const char *name = line + (not_set ? strlen("# ") : 0);
	size_t length = strcspn(name, "= ");
	struct text *option;

	if (!str_starts(name, "CONFIG_"))
		return;
	option = find_option(config, name, length);
	if (!option)
		return;
	if (not_set)
		text_set(option, "n", source);
	else if (name[length] == '=')
		text_set(option, str_keep(arena, name + length + 1, strlen(name + length + 1)),
			 source);
}

static void read_lines(struct host *host, char *text, const char *source)
{
	struct kernel_config *config = &host->iommu.config;
	char *line;

	while ((line = str_line(&text)))
		read_line(config, host->arena, line, source);
	flag_set(&config->read, true, source);
}

/* Unpacks gzip; NULL when it is none, or grows beyond all measure. */
static char *unpack(struct arena *arena, const struct bytes *packed)
{
	const int gzip_only = 16 + MAX_WBITS; /* zlib.h, inflateInit2 */
	char *text = arena_alloc(arena, MAX_SIZE + 1);
	z_stream stream = {
		.next_in = (Bytef *)packed->data, .avail_in = (uInt)packed->size,
		.next_out = (Bytef *)text, .avail_out = MAX_SIZE,
	};
	int result;

	if (inflateInit2(&stream, gzip_only) != Z_OK)
		return NULL;
	result = inflate(&stream, Z_FINISH);
	inflateEnd(&stream);
	if (result != Z_STREAM_END)
		return NULL;
	text[stream.total_out] = '\0';
	return text;
}

static bool read_packed(struct host *host)
{
	struct bytes bytes;
	char *text;

	if (root_read(host->root, &bytes, "proc/config.gz"))
		return false;
	text = unpack(host->arena, &bytes);
	if (text)
		read_lines(host, text, "/proc/config.gz");
	return text != NULL;
}

static bool read_plain(struct host *host, const char *source)
{
	struct bytes bytes;

	if (root_read(host->root, &bytes, "%s", source + 1))
		return false;
	read_lines(host, bytes.data, source);
	return true;
}

void kernel_config_read(struct host *host)
{
	const struct text *release = &host->kernel.release;

	if (read_packed(host))
		return;
	if (known(*release) &&
	    (read_plain(host, host_source(host, "boot/config-%s", release->value)) ||
	     read_plain(host, host_source(host, "lib/modules/%s/config", release->value))))
		return;
	flag_set(&host->iommu.config.read, false, "/proc/config.gz");
}

bool kernel_config_has(const struct text *option)
{
	return known(*option) && (option->value[0] == 'y' || option->value[0] == 'm');
}
