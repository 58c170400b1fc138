#include "scanner/udev_db.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scanner/host.h"
#include "scanner/str.h"

/* The value of a property in a file of udev's database, whose lines are "E:KEY=value"
 * among others (systemd, device_update_db). NULL when it is not there. */
static const char *find_property(char *text, const char *property)
{
	for (char *line; (line = str_line(&text));) {
		if (!str_starts(line, "E:"))
			continue;
		const char *value = str_split(line, '=');

		if (value && !strcmp(line + 2, property))
			return value;
	}
	return NULL;
}

void udev_db_block(struct host *host, struct text *ret, const char *dir,
		   const char *property)
{
	unsigned major, minor;
	struct bytes bytes;
	struct text number;
	int length = 0;

	*ret = (struct text){ .value = NULL };
	host_text(host, &number, "%s/dev", dir);
	if (!known(number)) {
		ret->fact = number.fact;
		return;
	}
	/* Only a device number may become part of a path. */
	if (sscanf(number.value, "%8u:%8u%n", &major, &minor, &length) != 2 ||
	    number.value[length]) {
		host_failed(host, &ret->fact, EINVAL, number.fact.source);
		return;
	}
	const char *source = host_source(host, "run/udev/data/b%u:%u", major, minor);
	if (!host_read(host, &ret->fact, &bytes, source))
		return;
	const char *value = find_property(bytes.data, property);
	if (!value || !*value)
		host_failed(host, &ret->fact, ENOENT, source);
	else
		text_set(ret, str_keep(host->arena, value, strlen(value)), source);
}
