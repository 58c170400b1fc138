#include "lab/store_sections.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/index.h"
#include "lab/members.h"
#include "lab/packed.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define PREFIX "document:"

/* Sections that are read at once. */
#define PAGE 500

/* A field's number: below those of the store, and by its place among `names`. */
#define NUMBER_OF(place) (-1 - (int64_t)(place))
#define PLACE_OF(number) ((size_t)(-1 - (number)))

/* What members documents have, by its number in the store. */
struct layout {
	int64_t id;
	const char **names;
	size_t n_names;
};

/* A document, and a host that has it. */
struct body {
	int64_t host;
	const struct layout *layout;
	const unsigned char *sections; /* packed numbers, one for each name */
	size_t size;
};

struct pair {
	int64_t section, host;
};

struct store_sections {
	struct store *store;
	struct arena *arena;
	bool loaded;
	struct layout *layouts;
	size_t n_layouts;
	struct body *bodies;
	size_t n_bodies;
	const char **names; /* that were asked for */
	size_t n_names;
	/* Of the one that was asked for last, by section: NULL: none. */
	const char *current;
	struct pair *pairs;
	size_t n_pairs;
};

struct store_sections *store_sections_new(struct store *store, struct arena *arena)
{
	struct store_sections *sections = arena_alloc(arena, sizeof(*sections));

	sections->store = store;
	sections->arena = arena;
	return sections;
}

bool store_sections_has_name(const char *name)
{
	return str_starts(name, PREFIX);
}

bool store_sections_has(int64_t field)
{
	return field < 0;
}

/* ---- documents ---- */

static int load_layouts(struct store_sections *sections)
{
	struct sql_statement *get;
	int found = sql_prepare(sections->store->sql, "SELECT id, names FROM layouts ORDER BY id",
				&get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		struct layout *layout = arena_add(sections->arena, sections->layouts,
						  sections->n_layouts);
		char *names = arena_print(sections->arena, "%s", sql_text(get, 1)), *name;

		layout->id = sql_number(get, 0);
		while ((name = strsep(&names, "\n")))
			*arena_add(sections->arena, layout->names, layout->n_names) = name;
	}
	return found;
}

static int compare_layouts(const void *a, const void *b)
{
	int64_t left = ((const struct layout *)a)->id, right = ((const struct layout *)b)->id;

	return (left > right) - (left < right);
}

/* The latest documents, of those that this program understands. */
static int load_bodies(struct store_sections *sections)
{
	struct sql_statement *get;
	int found = sql_prepare(sections->store->sql, "SELECT h.id, b.layout, b.sections"
				" FROM hosts h JOIN bodies b ON b.id = h.body"
				" WHERE h.body = h.indexed", &get);

	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		struct body *body = arena_add(sections->arena, sections->bodies,
					      sections->n_bodies);
		struct layout key = { .id = sql_number(get, 1) };
		const void *bytes = sql_bytes(get, 2, &body->size);

		body->host = sql_number(get, 0);
		body->layout = bsearch(&key, sections->layouts, sections->n_layouts, sizeof(key),
				       compare_layouts);
		body->sections = memcpy(arena_alloc(sections->arena, body->size + 1), bytes,
					body->size);
	}
	return found;
}

static int load(struct store_sections *sections)
{
	int error = 0;

	if (!sections->loaded)
		error = load_layouts(sections);
	if (!sections->loaded && !error)
		error = load_bodies(sections);
	sections->loaded = true;
	return error;
}

/* ---- the section of a name ---- */

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;

	return (left->section > right->section) - (left->section < right->section);
}

/* 0: the document has none. */
static int64_t section_of(const struct body *body, const char *name)
{
	const unsigned char *at = body->sections, *end = at + body->size;
	uint64_t section;

	for (size_t i = 0; body->layout && i < body->layout->n_names; i++) {
		if (!packed_next(&at, end, &section))
			return 0;
		if (!strcmp(body->layout->names[i], name))
			return (int64_t)section;
	}
	return 0;
}

static void use(struct store_sections *sections, const char *name)
{
	if (sections->current && !strcmp(sections->current, name))
		return;
	sections->current = name;
	sections->n_pairs = 0;
	for (size_t i = 0; i < sections->n_bodies; i++) {
		struct pair pair = { .section = section_of(&sections->bodies[i], name),
				     .host = sections->bodies[i].host };

		if (pair.section)
			*arena_add(sections->arena, sections->pairs, sections->n_pairs) = pair;
	}
	if (sections->n_pairs)
		qsort(sections->pairs, sections->n_pairs, sizeof(*sections->pairs),
		      compare_pairs);
}

int store_sections_field(struct store_sections *sections, const char *name, int64_t *ret)
{
	int error = load(sections);
	size_t i = 0;

	if (error)
		return error;
	name += strlen(PREFIX);
	use(sections, name);
	if (!sections->n_pairs)
		return -ENOENT;
	while (i < sections->n_names && strcmp(sections->names[i], name) != 0)
		i++;
	if (i == sections->n_names)
		*arena_add(sections->arena, sections->names, sections->n_names) =
			arena_print(sections->arena, "%s", name);
	sections->current = sections->names[i];
	*ret = NUMBER_OF(i);
	return 0;
}

/* ---- values ---- */

static int each_of_page(struct store_sections *sections, const int64_t *ids, size_t n,
			int (*each)(void *, const struct index_value *), void *each_context)
{
	struct store *store = sections->store;
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT id, bytes FROM sections WHERE id {IN 1}", &get);

	if (found)
		return found;
	sql_bind_list(get, 1, ids, n);
	while ((found = sql_step(get)) > 0) {
		struct index_value value = { .id = sql_number(get, 0), .state = FIELD_TOLD };
		size_t size;
		const void *bytes = sql_bytes(get, 1, &size);
		int result = unpack(store->packer, bytes, size, DOCUMENT_SIZE, &value.bytes,
				    &value.size);

		if (!result)
			result = each(each_context, &value);
		if (result) {
			sql_reset(get);
			return result;
		}
	}
	return found;
}

int store_sections_values(struct store_sections *sections, int64_t field,
			  int (*each)(void *, const struct index_value *), void *each_context)
{
	int64_t ids[PAGE];
	size_t n = 0;
	int result = 0;

	use(sections, sections->names[PLACE_OF(field)]);
	for (size_t i = 0; i < sections->n_pairs && !result; i++) {
		if (i && sections->pairs[i].section == sections->pairs[i - 1].section)
			continue;
		ids[n++] = sections->pairs[i].section;
		if (n < PAGE)
			continue;
		result = each_of_page(sections, ids, n, each, each_context);
		n = 0;
	}
	return result || !n ? result : each_of_page(sections, ids, n, each, each_context);
}

/* ---- hosts ---- */

static int compare_numbers(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

int store_sections_postings(struct store_sections *sections, int64_t field,
			    const int64_t *values, size_t n, struct hosts *ret)
{
	int64_t *sorted = malloc((n ? n : 1) * sizeof(*sorted));
	size_t at = 0;

	if (!sorted)
		return -ENOMEM;
	if (n)
		memcpy(sorted, values, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), compare_numbers);
	use(sections, sections->names[PLACE_OF(field)]);
	for (size_t i = 0; i < sections->n_pairs; i++) {
		while (at < n && sorted[at] < sections->pairs[i].section)
			at++;
		if (at < n && sorted[at] == sections->pairs[i].section)
			hosts_add(ret, sections->pairs[i].host);
	}
	free(sorted);
	return 0;
}
