#include "output/beaker_limits.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "output/document.h"
#include "output/escape.h"
#include "scanner/arena.h"
#include "scanner/str.h"

#define MAX_CHARACTER 3 /* bytes that MariaDB's utf8 has for one */

struct json_object *beaker_text(const char *text, size_t width)
{
	static const char replacement[] = "\ufffd";
	struct arena arena = { 0 };
	size_t left = strlen(text);
	char *taken = arena_alloc(&arena, MAX_CHARACTER * left + 1), *end = taken;

	for (size_t size; left && width; width--, text += size, left -= size) {
		size_t known = str_character(text, left);
		bool good = known && known <= MAX_CHARACTER && !escape_xml_lacks(text);

		size = known ? known : 1;
		end = good ? mempcpy(end, text, size) : stpcpy(end, replacement);
	}
	struct json_object *ret = json_object_new_string_len(taken, (int)(end - taken));
	arena_free(&arena);
	return ret;
}

static int compare(const void *a, const void *b)
{
	struct json_object *first = *(struct json_object *const *)a;
	struct json_object *second = *(struct json_object *const *)b;

	if (json_object_is_type(first, json_type_int) &&
	    json_object_is_type(second, json_type_int))
		return (json_object_get_int64(first) > json_object_get_int64(second)) -
		       (json_object_get_int64(first) < json_object_get_int64(second));
	return strcmp(json_object_to_json_string_ext(first, JSON_C_TO_STRING_PLAIN),
		      json_object_to_json_string_ext(second, JSON_C_TO_STRING_PLAIN));
}

void beaker_sort(struct json_object *array)
{
	json_object_array_sort(array, compare);
}

/* NULL when it cannot be sent. */
static struct json_object *limited_one(struct json_object *value)
{
	const char *text;
	int64_t number;

	switch (json_object_get_type(value)) {
	case json_type_int:
		number = json_object_get_int64(value);
		return number >= INT32_MIN && number <= INT32_MAX ?
			       json_object_new_int((int32_t)number) : NULL;
	case json_type_double: /* as json_number has what does not fit into 63 bits */
		text = json_object_to_json_string(value);
		return text[strspn(text, "0123456789")] ? json_object_get(value) : NULL;
	case json_type_string:
		text = json_object_get_string(value);
		return text[0] ? beaker_text(text, BEAKER_TEXT) : NULL;
	default:
		return json_object_get(value);
	}
}

static struct json_object *limited_list(struct json_object *array)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < document_count(array, ""); i++) {
		struct json_object *one = limited_one(document_element(array, "", i));

		/* Beaker forgets what a list has no more: half of one is worse than none. */
		if (!one) {
			json_object_put(list);
			return NULL;
		}
		json_object_array_add(list, one);
	}
	beaker_sort(list);
	return list;
}

struct json_object *beaker_limited(struct json_object *value)
{
	struct json_object *limited = json_object_is_type(value, json_type_array) ?
					      limited_list(value) : limited_one(value);

	json_object_put(value);
	return limited;
}
