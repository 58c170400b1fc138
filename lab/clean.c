#include "lab/clean.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "output/document.h"
#include "output/shape.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Texts that pages take for granted in an object that stands under that name, or in a list
 * that does (docs/inventory.schema.json requires them). */
static const struct {
	const char *name, *texts;
} forms[] = {
	{ "iommu", "state reason explanation" },
	{ "interrupts", "state reason explanation" },
	{ "evidence", "path" },
	{ "findings", "id severity outcome explanation" },
	{ "options", "option explanation" },
	{ "units", "name" },
	{ "pci", "address" },
	{ "devices", "address state" },
	{ "obstacles", "id kind explanation" },
	{ "joins", "id explanation device" },
	{ "holders", "device driver" },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

/* A value to be looked at. A list of them, not the stack: how deep a document is, is not
 * ours to choose. */
struct item {
	struct json_object *value;
	const char *name;    /* that it, or its list, stands under */
	const char *section; /* of the document */
};

struct work {
	struct arena arena;
	struct item *items;
	size_t n;
	struct json_object *bad; /* names of sections that cannot be shown */
};

static void add(struct work *work, struct json_object *value, const char *name,
		const char *section)
{
	*arena_add(&work->arena, work->items, work->n) =
		(struct item){ .value = value, .name = name, .section = section };
}

/* Nearly all texts are: of ASCII that prints, without white space at its ends. */
static bool is_plain(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return !size || (text[0] != ' ' && text[size - 1] != ' ');
}

static bool is_clean(struct arena *arena, const char *text, size_t size, const char **clean)
{
	*clean = text;
	if (is_plain(text, size))
		return true;
	*clean = str_keep(arena, text, size);
	return strlen(*clean) == size && !memcmp(*clean, text, size);
}

static void clean_text(struct work *work, struct json_object *value)
{
	const char *clean;

	if (!is_clean(&work->arena, json_object_get_string(value),
		      (size_t)json_object_get_string_len(value), &clean))
		json_object_set_string(value, clean);
}

static bool has_form(struct work *work, struct json_object *object, const char *name)
{
	for (size_t i = 0; i < N_FORMS; i++) {
		char *texts, *text;

		if (strcmp(forms[i].name, name))
			continue;
		texts = arena_print(&work->arena, "%s", forms[i].texts);
		while ((text = str_word(&texts)))
			if (!json_object_is_type(json_object_object_get(object, text),
						 json_type_string))
				return false;
	}
	/* Evidence is what was there, or why it could not be read. */
	return strcmp(name, "evidence") || document_text(object, "value") ||
	       document_text(object, "error");
}

/* `section`: NULL for the document itself, whose members are the sections. */
static void clean_object(struct work *work, struct json_object *object, const char *section)
{
	const char **strange = NULL, *clean;
	size_t n = 0;

	json_object_object_foreach(object, name, value) {
		if (is_clean(&work->arena, name, strlen(name), &clean))
			add(work, value, name, section ? section : name);
		else
			*arena_add(&work->arena, strange, n) = name;
	}
	while (n)
		json_object_object_del(object, strange[--n]);
}

static void clean_item(struct work *work, const struct item *item)
{
	if (json_object_is_type(item->value, json_type_string))
		clean_text(work, item->value);
	if (json_object_is_type(item->value, json_type_object)) {
		if (!has_form(work, item->value, item->name))
			json_object_object_add(work->bad, item->section, NULL);
		clean_object(work, item->value, item->section);
	}
	if (!json_object_is_type(item->value, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(item->value); i++) {
		struct json_object *element = json_object_array_get_idx(item->value, i);

		if (!element)
			json_object_object_add(work->bad, item->section, NULL);
		add(work, element, item->name, item->section);
	}
}

/* What pages take for lists and objects has to be that. */
static void drop_misshapen(struct arena *arena, struct json_object *document)
{
	const char *path;

	while ((path = document_misshapen(document)))
		json_object_object_del(document, arena_print(arena, "%.*s",
							     (int)strcspn(path, ".["), path));
}

void clean_document(struct json_object *document)
{
	struct work work = { .bad = json_object_new_object() };

	drop_misshapen(&work.arena, document);
	if (json_object_is_type(document, json_type_object))
		clean_object(&work, document, NULL);
	for (size_t i = 0; i < work.n; i++) {
		const struct item item = work.items[i];

		clean_item(&work, &item);
	}
	json_object_object_foreach(work.bad, name, nothing) {
		(void)nothing;
		json_object_object_del(document, name);
	}
	/* Functions stand in both, at the same place: one without the other is none. */
	if (document_count(document, "pci") != document_count(document, "devices"))
		json_object_object_del(document, "devices");
	json_object_put(work.bad);
	arena_free(&work.arena);
}
