#include "lab/host_facts.h"

#include <json-c/json.h>
#include <string.h>

#include "lab/diff_rows.h"
#include "lab/diff_words.h"
#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Sections of the document under a heading each. What becomes of the IOMMU is a verdict,
 * which is told apart. */
static const struct {
	const char *heading, *sections;
} headings[] = {
	{ "System", "system dmi virtualization" },
	{ "Firmware", "firmware" },
	{ "Kernel", "kernel" },
	{ "Processor", "cpu" },
	{ "Memory", "memory" },
	{ "Guests", "vfio viommu" },
};

/* What a list of texts is as one. */
static const char *list_text(struct arena *arena, struct json_object *list)
{
	const char **texts = NULL;
	size_t n = 0;

	for (size_t i = 0; i < json_object_array_length(list); i++)
		*arena_add(arena, texts, n) =
			json_object_get_string(json_object_array_get_idx(list, i));
	return n ? str_join(arena, texts, n, " ") : "none";
}

static const char *value_text(struct arena *arena, const struct diff_row *row,
			      struct json_object *value)
{
	if (json_object_is_type(value, json_type_array))
		return list_text(arena, value);
	/* Whole: a command line is not to be cut here. */
	if (json_object_is_type(value, json_type_string))
		return json_object_get_string(value);
	return diff_value(arena, row, value);
}

/* The member of `object` whose name is the last of a path; NULL when it is null. */
static struct json_object *note_of(struct json_object *document, const struct diff_row *row,
				   const char *notes)
{
	const char *name = strrchr(row->place, '.') + 1;
	char holder[64];
	size_t length = (size_t)(name - 1 - row->place);

	if (length >= sizeof(holder))
		return NULL;
	memcpy(holder, row->place, length);
	holder[length] = '\0';
	return json_object_object_get(
		document_find(document_find(document, holder), notes), name);
}

static void add_fact(struct arena *arena, struct host_facts *facts, const char *heading,
		     struct json_object *document, const struct diff_row *row)
{
	struct json_object *value = document_find(document, row->place);
	struct json_object *unread = value ? NULL : note_of(document, row, "unknown");
	struct json_object *source = note_of(document, row, "source");

	if (!value && !unread)
		return;
	*arena_add(arena, facts->items, facts->n) = (struct host_fact){
		.section = heading,
		.name = row->words,
		.value = value ? value_text(arena, row, value) : NULL,
		.source = unread ? document_text(unread, "path") :
			  source ? json_object_get_string(source) : NULL,
		.error = document_text(unread, "error"),
	};
}

/* Whether a path is one of a section, and no list's. */
static bool is_of(const char *place, const char *section, size_t length)
{
	return !strncmp(place, section, length) && place[length] == '.' && !strchr(place, '[');
}

struct host_facts host_facts(struct arena *arena, struct json_object *document)
{
	struct host_facts facts = { 0 };
	size_t n_rows;
	const struct diff_row *rows = diff_rows(&n_rows);

	for (size_t h = 0; h < sizeof(headings) / sizeof(headings[0]); h++)
		for (const char *section = headings[h].sections; *section;) {
			size_t length = strcspn(section, " ");

			for (size_t i = 0; i < n_rows; i++)
				if (rows[i].unit != UNIT_list &&
				    is_of(rows[i].place, section, length))
					add_fact(arena, &facts, headings[h].heading, document,
						 &rows[i]);
			section += length + (section[length] == ' ');
		}
	return facts;
}
