#include "push/entry.h"

#include <json-c/json.h>
#include <stddef.h>

#include "scanner/arena.h"

static const struct {
	const char *name;
	size_t member;
	bool needed;
} rows[] = {
	{ "id", offsetof(struct entry, id), true },
	{ "url", offsetof(struct entry, url), true },
	{ "fqdn", offsetof(struct entry, fqdn), false },
	{ "ca", offsetof(struct entry, ca), false },
	{ "token_file", offsetof(struct entry, token), false },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const char *entry_write(const struct entry *entry, struct arena *arena)
{
	struct json_object *object = json_object_new_object();

	for (size_t i = 0; i < N_ROWS; i++) {
		const char *text = *(const char *const *)((const char *)entry + rows[i].member);

		if (text)
			json_object_object_add(object, rows[i].name, json_object_new_string(text));
	}
	const char *line = arena_print(arena, "%s",
				       json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
	return line;
}

bool entry_read(const char *line, struct arena *arena, struct entry *ret)
{
	struct json_object *object = json_tokener_parse(line), *text;
	struct entry entry = { .id = NULL };
	bool good = json_object_is_type(object, json_type_object);

	for (size_t i = 0; i < N_ROWS && good; i++) {
		if (json_object_object_get_ex(object, rows[i].name, &text) &&
		    json_object_is_type(text, json_type_string))
			*(const char **)((char *)&entry + rows[i].member) =
				arena_print(arena, "%s", json_object_get_string(text));
		else
			good = !rows[i].needed;
	}
	json_object_put(object);
	if (good)
		*ret = entry;
	return good;
}
