#include "match/expression_name.h"

#include <string.h>
#include <strings.h>

#include "match/expression.h"
#include "match/near.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define MIB (INT64_C(1024) * 1024)

#define ELEMENT "[]"

/* What the kinds of output/keys.def come to. */
#define KIND_text { PATH_TEXT, false, 0 }
#define KIND_arch { PATH_TEXT, false, 0 }
#define KIND_tpm { PATH_TEXT, false, 0 }
#define KIND_controller { PATH_TEXT, false, 0 }
#define KIND_list { PATH_TEXT, true, 0 }
#define KIND_ids { PATH_TEXT, true, 0 }
#define KIND_flag { PATH_FLAG, false, 0 }
#define KIND_enabled { PATH_FLAG, false, 0 }
#define KIND_number { PATH_NUMBER, false, 0 }
#define KIND_count { PATH_NUMBER, false, 0 }
#define KIND_count_eth { PATH_NUMBER, false, 0 }
#define KIND_count_ib { PATH_NUMBER, false, 0 }
#define KIND_count_groups { PATH_NUMBER, false, 0 }
#define KIND_mib { PATH_NUMBER, false, MIB }
#define KIND_disk_space { PATH_NUMBER, false, MIB }
#define KIND_disk_sizes { PATH_NUMBER, true, MIB }

static const struct {
	const char *name;
	struct {
		enum path_kind kind;
		bool is_list;
		int64_t unit;
	} value;
} key_names[] = {
#define KEY(key, path, kind, meaning) { #key, KIND_##kind },
#include "output/keys.def"
#undef KEY
};

#define N_KEYS (sizeof(key_names) / sizeof(key_names[0]))

/* Of the scan, not of the host. */
static bool is_of_scan(const char *path)
{
	return !strcmp(path, "schema") || !strcmp(path, "scan") || str_starts(path, "scan.");
}

/* A path as it may be written: without []. */
static char *without_lists(const char *path, struct arena *arena)
{
	char *ret = arena_print(arena, "%s", path), *to = ret;

	for (const char *from = path; *from;) {
		if (str_starts(from, ELEMENT))
			from += strlen(ELEMENT);
		else
			*to++ = *from++;
	}
	*to = '\0';
	return ret;
}

static bool find_key(const char *name, struct arena *arena, struct expression_name *ret)
{
	for (size_t i = 0; i < N_KEYS; i++) {
		if (strcmp(key_names[i].name, name) != 0)
			continue;
		*ret = (struct expression_name){
			.path = arena_print(arena, EXPRESSION_KEYS ".%s%s", name,
					    key_names[i].value.is_list ? ELEMENT : ""),
			.kind = key_names[i].value.kind,
			.unit = key_names[i].value.unit,
		};
		return true;
	}
	return false;
}

/* The path within that of a list's elements; NULL when it is not in them. */
static const char *path_within(const char *path, const char *within)
{
	if (!str_starts(path, within))
		return NULL;
	path += strlen(within);
	if (*within && *path != '.')
		return NULL;
	return path + (*within != '\0');
}

/* Rows of lists come before those of their elements: these are what is asked for. */
static bool find_path(const char *name, const char *within, struct arena *arena,
		      struct expression_name *ret)
{
	const char *wanted = without_lists(name, arena);
	bool found = false;

	for (size_t i = 0; i < n_document_paths; i++) {
		const struct document_path *row = &document_paths[i];
		const char *path = path_within(row->path, within);

		if (!path || is_of_scan(row->path) || strcmp(without_lists(path, arena), wanted) != 0)
			continue;
		*ret = (struct expression_name){
			.path = path,
			.kind = row->kind,
			.unit = str_ends(path, "_bytes") ? 1 : 0,
		};
		found = true;
	}
	return found;
}

static const char *find_near(const char *name, const char *within, struct arena *arena)
{
	const char **names = NULL;
	size_t n = 0;

	for (size_t i = 0; !*within && i < N_KEYS; i++) {
		if (!strcasecmp(key_names[i].name, name))
			return key_names[i].name;
		*arena_add(arena, names, n) = key_names[i].name;
	}
	for (size_t i = 0; i < n_document_paths; i++) {
		const char *path = path_within(document_paths[i].path, within);

		if (path && *path && !is_of_scan(document_paths[i].path))
			*arena_add(arena, names, n) = without_lists(path, arena);
	}
	return near_name(name, names, n, arena);
}

bool expression_name_find(const char *name, const char *within, struct arena *arena,
			  struct expression_name *ret, const char **ret_near)
{
	*ret_near = NULL;
	if (!*within && find_key(name, arena, ret))
		return true;
	if (*name && find_path(name, within, arena, ret))
		return true;
	*ret_near = find_near(name, within, arena);
	return false;
}
