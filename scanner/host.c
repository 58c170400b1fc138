#include "scanner/host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/str.h"

/* The helpers take printf formats: this makes the path, without its leading "/",
 * which the source of the fact has. */
#define FORMAT_SOURCE(host, source, format)                       \
	va_list args_;                                            \
	va_start(args_, format);                                  \
	const char *source = print_source(host, format, args_);   \
	va_end(args_)

static const char *print_source(struct host *host, const char *format, va_list args)
{
	return arena_print(host->arena, "/%s",
			   arena_print_args(host->arena, format, args));
}

const char *host_source(struct host *host, const char *format, ...)
{
	FORMAT_SOURCE(host, source, format);
	return source;
}

static bool means_absent(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ENODEV || error == ENXIO;
}

void host_failed(struct host *host, struct fact *ret, int error, const char *path)
{
	error = abs(error);
	if (path[0] != '/')
		path = host_source(host, "%s", path);
	*ret = (struct fact){ .state = FACT_ABSENT, .source = path };
	if (means_absent(error))
		return;
	ret->state = FACT_UNKNOWN;
	ret->error = error;
	*arena_add(host->arena, host->problems, host->n_problems) =
		(struct problem){ .path = path, .error = error };
}

void host_unknown(struct fact *ret, int error, const char *path)
{
	*ret = (struct fact){ .state = FACT_UNKNOWN, .error = abs(error), .source = path };
}

void host_lacks(struct host *host, struct fact *ret, int error, const char *path)
{
	host_failed(host, ret, error, path);
	if (ret->state == FACT_ABSENT)
		host_unknown(ret, error, ret->source);
}

int host_lines(struct host *host, const char *source,
	       void (*parse)(void *context, char *line), void *context)
{
	struct bytes bytes = { .data = NULL };
	int error = root_read(host->root, &bytes, "%s", source + 1);
	char *text = bytes.data;

	for (char *line; !error && (line = str_line(&text));)
		parse(context, line);
	return error;
}

bool host_read(struct host *host, struct fact *ret, struct bytes *bytes, const char *source)
{
	int error = root_read(host->root, bytes, "%s", source + 1);

	if (error)
		host_failed(host, ret, error, source);
	else
		*ret = (struct fact){ .state = FACT_KNOWN, .source = source };
	return !error;
}

static bool read_value(struct host *host, struct fact *ret, const char **ret_text,
		       const char *source)
{
	struct bytes bytes;

	if (!host_read(host, ret, &bytes, source))
		return false;
	*ret_text = str_keep(host->arena, bytes.data, bytes.size);
	return true;
}

void host_text(struct host *host, struct text *ret, const char *format, ...)
{
	FORMAT_SOURCE(host, source, format);

	*ret = (struct text){ .value = NULL };
	if (read_value(host, &ret->fact, &ret->value, source) && !ret->value[0])
		*ret = (struct text){ { FACT_ABSENT, 0, source }, NULL };
}

void host_number(struct host *host, struct number *ret, int base, const char *format, ...)
{
	const char *text;

	FORMAT_SOURCE(host, source, format);

	*ret = (struct number){ .value = 0 };
	if (read_value(host, &ret->fact, &text, source) &&
	    !str_number(text, base, &ret->value))
		host_failed(host, &ret->fact, EINVAL, source);
}

void host_flag(struct host *host, struct flag *ret, const char *format, ...)
{
	const char *text;
	uint64_t value;

	FORMAT_SOURCE(host, source, format);

	*ret = (struct flag){ .value = false };
	if (!read_value(host, &ret->fact, &text, source))
		return;
	if (str_number(text, 10, &value))
		ret->value = value != 0;
	else
		host_failed(host, &ret->fact, EINVAL, source);
}

void host_link_name(struct host *host, struct text *ret, const char *format, ...)
{
	char *target;

	FORMAT_SOURCE(host, source, format);

	*ret = (struct text){ .value = NULL };
	int error = root_link(host->root, &target, "%s", source + 1);
	if (error) {
		host_failed(host, &ret->fact, error, source);
		return;
	}
	const char *name = str_base(target);
	text_set(ret, str_keep(host->arena, name, strlen(name)), source);
}

/* Whether a path could be there: the directory that holds all of its kind is (dev,
 * sys/class, sys/bus, ...). Without it /sys is not mounted, or not copied. */
static bool is_shown(struct host *host, const char *source)
{
	size_t length = strcspn(source + 1, "/");

	if (!str_starts(source, "/dev/"))
		length += 1 + strcspn(source + 1 + length + 1, "/");
	return root_stat(host->root, NULL, "%.*s", (int)length, source + 1) == 0;
}

/* False only where it could be there. */
static void set_missing(struct host *host, struct flag *ret, int error, const char *source)
{
	*ret = (struct flag){ .value = false };
	host_failed(host, &ret->fact, error, source);
	if (ret->fact.state == FACT_ABSENT && is_shown(host, source))
		flag_set(ret, false, source);
	else if (ret->fact.state == FACT_ABSENT)
		host_unknown(&ret->fact, error, source);
}

void host_exists(struct host *host, struct flag *ret, const char *source)
{
	int error = root_stat(host->root, NULL, "%s", source + 1);

	if (error)
		set_missing(host, ret, error, source);
	else
		flag_set(ret, true, source);
}

bool host_list(struct host *host, struct flag *ret, struct names *names,
	       const char *format, ...)
{
	FORMAT_SOURCE(host, source, format);

	*names = (struct names){ 0 };
	int error = root_list(host->root, names, "%s", source + 1);
	if (!error) {
		flag_set(ret, true, source);
		return true;
	}
	set_missing(host, ret, error, source);
	return false;
}

static int compare_texts(const void *a, const void *b)
{
	return str_natural(*(const char *const *)a, *(const char *const *)b);
}

void host_sort_texts(struct texts *texts)
{
	size_t kept = 0;

	if (!texts->n)
		return;
	qsort(texts->values, texts->n, sizeof(*texts->values), compare_texts);
	for (size_t i = 0; i < texts->n; i++)
		if (!kept || strcmp(texts->values[kept - 1], texts->values[i]))
			texts->values[kept++] = texts->values[i];
	texts->n = kept;
}

const struct acpi_file *host_table(const struct host *host, const char *signature)
{
	for (size_t i = 0; i < host->iommu.n_files; i++)
		if (!strcmp(host->iommu.files[i].signature, signature))
			return &host->iommu.files[i];
	return NULL;
}

void host_free(struct host *host)
{
	for (size_t i = 0; i < host->iommu.n_files; i++)
		if (!host->iommu.files[i].error)
			acpi_table_free(&host->iommu.files[i].table);
	if (host->iommu.madt.signature && !host->iommu.madt.error)
		acpi_table_free(&host->iommu.madt.table);
}
