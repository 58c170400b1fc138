#include "output/facts.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include "scanner/errors.h"

static struct json_object *texts_json(const struct texts *texts)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < texts->n; i++)
		json_object_array_add(array, json_object_new_string(texts->values[i]));
	return array;
}

struct json_object *json_number(uint64_t value)
{
	char text[sizeof("18446744073709551615")];

	if (value <= INT64_MAX)
		return json_object_new_int64((int64_t)value);
	/* A double with a text of its own prints that text: alone it would be rounded. */
	snprintf(text, sizeof(text), "%" PRIu64, value);
	return json_object_new_double_s((double)value, text);
}

struct json_object *json_text(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

static struct json_object *value_json(const struct fact *fact, enum fact_kind kind)
{
	switch (kind) {
	case FACT_TEXT:
		return json_object_new_string(((const struct text *)fact)->value);
	case FACT_NUMBER:
		return json_number(((const struct number *)fact)->value);
	case FACT_FLAG:
		return json_object_new_boolean(((const struct flag *)fact)->value);
	case FACT_TEXTS:
		return texts_json((const struct texts *)fact);
	}
	return NULL;
}

/* The object `name` inside `object`, made when it is not there yet. */
static struct json_object *member_object(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member)) {
		member = json_object_new_object();
		json_object_object_add(object, name, member);
	}
	return member;
}

void facts_note_unknown(struct json_object *object, const char *name,
			const struct fact *fact)
{
	struct json_object *note;

	if (fact->state != FACT_UNKNOWN)
		return;
	note = json_object_new_object();
	json_object_object_add(note, "path", json_object_new_string(fact->source));
	json_object_object_add(note, "error",
			       json_object_new_string(error_name(fact->error)));
	json_object_object_add(member_object(object, "unknown"), name, note);
}

struct json_object *facts_json(const void *base, const struct fact_row *rows, size_t n)
{
	struct json_object *object = json_object_new_object();
	struct json_object *source = json_object_new_object();

	for (size_t i = 0; i < n; i++) {
		const struct fact *fact =
			(const void *)((const char *)base + rows[i].offset);
		bool is_known = fact->state == FACT_KNOWN;

		json_object_object_add(object, rows[i].name,
				       is_known ? value_json(fact, rows[i].kind) : NULL);
		if (is_known && fact->source)
			json_object_object_add(source, rows[i].name,
					       json_object_new_string(fact->source));
	}
	json_object_object_add(object, "source", source);
	for (size_t i = 0; i < n; i++)
		facts_note_unknown(object, rows[i].name,
				   (const void *)((const char *)base + rows[i].offset));
	return object;
}

struct json_object *facts_list_json(const void *items, size_t n, size_t size,
				    const struct fact_row *rows, size_t n_rows)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < n; i++)
		json_object_array_add(array, facts_json((const char *)items + i * size,
							rows, n_rows));
	return array;
}

void facts_add_list(struct json_object *object, const char *name, const struct flag *read,
		    struct json_object *list)
{
	if (!known(*read)) {
		json_object_put(list);
		list = NULL;
	}
	json_object_object_add(object, name, list);
	facts_note_unknown(object, name, &read->fact);
}
