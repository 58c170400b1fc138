#include "output/keys.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "output/document.h"

#define MIB (INT64_C(1024) * 1024)

static int64_t member_int(struct json_object *object, const char *name)
{
	return json_object_get_int64(json_object_object_get(object, name));
}

static const char *member_text(struct json_object *object, const char *name)
{
	struct json_object *member = json_object_object_get(object, name);

	return member ? json_object_get_string(member) : "";
}

static bool print_text(struct json_object *found, FILE *out)
{
	fputs(json_object_get_string(found), out);
	return true;
}

static bool print_number(struct json_object *found, FILE *out)
{
	fputs(json_object_get_string(found), out);
	return true;
}

static bool print_flag(struct json_object *found, FILE *out)
{
	fputc(json_object_get_boolean(found) ? '1' : '0', out);
	return true;
}

/* 1 for the state enabled, 0 for the others; none for the unknown one. */
static bool print_enabled(struct json_object *found, FILE *out)
{
	const char *state = json_object_get_string(found);

	if (!strcmp(state, "unknown"))
		return false;
	fputc(strcmp(state, "enabled") ? '0' : '1', out);
	return true;
}

static bool print_mib(struct json_object *found, FILE *out)
{
	fprintf(out, "%" PRId64, json_object_get_int64(found) / MIB);
	return true;
}

static bool print_count(struct json_object *found, FILE *out)
{
	fprintf(out, "%zu", (size_t)json_object_array_length(found));
	return true;
}

/* Beaker knows all 32-bit x86 as i386. */
static bool print_arch(struct json_object *found, FILE *out)
{
	const char *machine = json_object_get_string(found);
	bool x86_32 = strlen(machine) == 4 && machine[0] == 'i' && !strcmp(machine + 2, "86");

	fputs(x86_32 ? "i386" : machine, out);
	return true;
}

/* Calls `print` for each element, with a space between them. */
static bool print_each(struct json_object *array, FILE *out,
		       void (*print)(struct json_object *element, FILE *out))
{
	size_t n = (size_t)json_object_array_length(array);

	for (size_t i = 0; i < n; i++) {
		if (i)
			fputc(' ', out);
		print(json_object_array_get_idx(array, i), out);
	}
	return true;
}

static void print_element(struct json_object *element, FILE *out)
{
	fputs(json_object_get_string(element), out);
}

static bool print_list(struct json_object *found, FILE *out)
{
	return print_each(found, out, print_element);
}

/* Whether each element tells its member `name`: a sum that leaves one out is wrong. */
static bool each_tells(struct json_object *array, const char *name)
{
	size_t n = (size_t)json_object_array_length(array);

	for (size_t i = 0; i < n; i++)
		if (!json_object_object_get(json_object_array_get_idx(array, i), name))
			return false;
	return true;
}

static void print_disk_size(struct json_object *disk, FILE *out)
{
	fprintf(out, "%" PRId64, member_int(disk, "size_bytes") / MIB);
}

static bool print_disk_sizes(struct json_object *found, FILE *out)
{
	return each_tells(found, "size_bytes") && print_each(found, out, print_disk_size);
}

/* The sum first, then whole MiB, as Beaker counts. */
static bool print_disk_space(struct json_object *found, FILE *out)
{
	size_t n = (size_t)json_object_array_length(found);
	int64_t bytes = 0;

	if (!each_tells(found, "size_bytes"))
		return false;
	for (size_t i = 0; i < n; i++)
		bytes += member_int(json_object_array_get_idx(found, i), "size_bytes");
	fprintf(out, "%" PRId64, bytes / MIB);
	return true;
}

/* Groups that VFIO made for devices without an IOMMU do not count. */
static bool print_count_groups(struct json_object *found, FILE *out)
{
	size_t n = (size_t)json_object_array_length(found), count = 0;

	for (size_t i = 0; i < n; i++)
		count += strcmp(member_text(json_object_array_get_idx(found, i), "name"),
				"vfio-noiommu") != 0;
	fprintf(out, "%zu", count);
	return true;
}

static bool print_controller(struct json_object *found, FILE *out)
{
	struct json_object *first = json_object_array_get_idx(found, 0);
	const char *driver = first ? member_text(first, "driver") : "";

	fputs(driver, out);
	return driver[0] != '\0';
}

static bool print_tpm(struct json_object *found, FILE *out)
{
	struct json_object *first = json_object_array_get_idx(found, 0);
	const char *version = first ? member_text(first, "version") : "";

	fputs(version, out);
	return version[0] != '\0';
}

static void print_count_of(struct json_object *found, const char *type, FILE *out)
{
	size_t n = (size_t)json_object_array_length(found), count = 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *net = json_object_array_get_idx(found, i);
		struct json_object *virtual = json_object_object_get(net, "virtual");

		if (!strcmp(member_text(net, "type"), type) && virtual &&
		    !json_object_get_boolean(virtual))
			count++;
	}
	fprintf(out, "%zu", count);
}

static bool print_count_eth(struct json_object *found, FILE *out)
{
	print_count_of(found, "eth", out);
	return true;
}

static bool print_count_ib(struct json_object *found, FILE *out)
{
	print_count_of(found, "ib", out);
	return true;
}

static void print_id(struct json_object *device, FILE *out)
{
	fprintf(out, "%04" PRIx64 ":%04" PRIx64, member_int(device, "vendor_id"),
		member_int(device, "device_id"));
}

static bool print_ids(struct json_object *found, FILE *out)
{
	return print_each(found, out, print_id);
}

const struct key keys[] = {
#define KEY(key, place, kind, words) \
	{ .name = #key, .path = place, .print = print_##kind, .meaning = words },
#include "output/keys.def"
#undef KEY
};

const size_t n_keys = sizeof(keys) / sizeof(keys[0]);

const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < n_keys; i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

char *key_value(const struct key *key, struct json_object *document)
{
	struct json_object *found = document_find(document, key->path);
	char *text = NULL;
	size_t size;

	if (!found)
		return NULL;
	FILE *out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	bool told = key->print(found, out);
	if (fclose(out) || !told) {
		free(text);
		return NULL;
	}
	return text;
}
