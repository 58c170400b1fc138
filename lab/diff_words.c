#include "lab/diff_words.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "lab/diff.h"
#include "lab/diff_pair.h"
#include "lab/diff_rows.h"
#include "lab/units.h"
#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Bytes of a value that a line has room for. */
#define VALUE_ROOM 160
/* Names of a list that are told before the rest is counted. */
#define NAMES_TOLD 8

/* Cut between two characters of UTF-8. */
static const char *cut(struct arena *arena, const char *text, size_t room)
{
	size_t length = strlen(text);

	if (length <= room)
		return text;
	for (length = room; length && ((unsigned char)text[length] & 0xc0) == 0x80;)
		length--;
	return arena_print(arena, "%.*s...", (int)length, text);
}

static const char *clean(struct arena *arena, const char *text)
{
	return cut(arena, str_keep(arena, text, strlen(text)), VALUE_ROOM);
}

static const char *as_unit(struct arena *arena, enum diff_unit unit, struct json_object *value)
{
	const char *text = json_object_get_string(value);
	uint64_t number;

	if (unit == UNIT_flag && json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "yes" : "no";
	if (unit == UNIT_link && json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "up" : "down";
	if (!str_number(text, 10, &number))
		return NULL;
	return unit == UNIT_bytes ? unit_bytes(arena, number) :
	       unit == UNIT_khz	  ? unit_hertz(arena, number) :
	       unit == UNIT_mbps  ? unit_bits(arena, number) :
	       unit == UNIT_hex	  ? arena_print(arena, "0x%04" PRIx64, number) :
				    NULL;
}

const char *diff_value(struct arena *arena, const struct diff_row *row,
		       struct json_object *value)
{
	const char *text = value && row ? as_unit(arena, row->unit, value) : NULL;

	if (!value)
		return "none";
	if (text)
		return text;
	if (row && row->many && json_object_is_type(value, json_type_array))
		return arena_print(arena, "%zu %s", json_object_array_length(value), row->many);
	if (json_object_is_type(value, json_type_string) && !json_object_get_string_len(value))
		return "''";
	if (json_object_is_type(value, json_type_string))
		return clean(arena, json_object_get_string(value));
	return clean(arena, json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));
}

/* Both values; exact where what people read would be the same. */
static const char *from_to(struct arena *arena, const struct diff_row *row,
			   const struct change *change)
{
	const char *before = diff_value(arena, row, change->before);
	const char *after = diff_value(arena, row, change->after);

	if (!strcmp(before, after)) {
		before = diff_value(arena, NULL, change->before);
		after = diff_value(arena, NULL, change->after);
	}
	return arena_print(arena, "%s -> %s", before, after);
}

/* ---- lists of plain values ---- */

static bool is_plain_list(struct json_object *value)
{
	size_t n = json_object_is_type(value, json_type_array) ?
			   json_object_array_length(value) : 0;

	if (!json_object_is_type(value, json_type_array))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!json_object_is_type(json_object_array_get_idx(value, i), json_type_string))
			return false;
	return true;
}

/* What of `list` is not in `other`: "a, b, c and 4 more"; NULL when all is. */
static const char *missing(struct arena *arena, struct json_object *list,
			   struct json_object *other)
{
	struct json_object *there = json_object_new_object();
	const char *names[NAMES_TOLD];
	size_t n = 0;

	for (size_t i = 0; i < json_object_array_length(other); i++)
		json_object_object_add(
			there, json_object_get_string(json_object_array_get_idx(other, i)), NULL);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(list, i));

		if (json_object_object_get_ex(there, name, NULL))
			continue;
		if (n < NAMES_TOLD)
			names[n] = clean(arena, name);
		n++;
	}
	json_object_put(there);
	if (n <= NAMES_TOLD)
		return n ? str_join(arena, names, n, ", ") : NULL;
	return arena_print(arena, "%s and %zu more",
			   str_join(arena, names, NAMES_TOLD, ", "), n - NAMES_TOLD);
}

static const char *list_says(struct arena *arena, const char *words,
			     const struct change *change)
{
	const char *new = missing(arena, change->after, change->before);
	const char *gone = missing(arena, change->before, change->after);

	if (!new && !gone)
		return arena_print(arena, "%s: another order", words);
	return arena_print(arena, "%s: %s%s%s%s%s", words, new ? "new " : "", new ? new : "",
			   new && gone ? "; " : "", gone ? "gone " : "", gone ? gone : "");
}

/* The words of a text as a list. */
static struct json_object *split(struct arena *arena, struct json_object *text)
{
	struct json_object *list = json_object_new_array();
	char *rest = arena_print(arena, "%s", json_object_get_string(text)), *word;

	while ((word = str_word(&rest)))
		json_object_array_add(list, json_object_new_string(word));
	return list;
}

static const char *words_say(struct arena *arena, const char *words, const struct change *change)
{
	struct change lists = { .before = split(arena, change->before),
				.after = split(arena, change->after) };
	const char *says = list_says(arena, words, &lists);

	json_object_put(lists.before);
	json_object_put(lists.after);
	return says;
}

/* ---- verdicts ---- */

/* The change of the command line that would help says more than any sentence. */
static const char *cause(struct json_object *verdict)
{
	const char *option = document_text(verdict, "remove_option");

	return option ? option : document_text(verdict, "explanation");
}

static const char *verdict_says(struct arena *arena, const struct difference *difference,
				const struct change *change)
{
	const char *words = difference->row->words;
	const char *why = cause(difference->after);
	const char *state = document_text(difference->after, "state");

	if (strcmp(difference->name, "state"))
		return arena_print(arena, "%s still %s, by another reason%s%s", words,
				   state ? clean(arena, state) : "?", why ? ": " : "",
				   why ? clean(arena, why) : "");
	return arena_print(arena, "%s %s%s%s", words, from_to(arena, NULL, change),
			   why ? ": " : "", why ? clean(arena, why) : "");
}

/* ---- all of them ---- */

static const char *unread_says(struct arena *arena, const char *words,
			       const struct difference *difference,
			       const struct change *change)
{
	const char *path = document_text(difference->unread, "path");
	const char *error = document_text(difference->unread, "error");
	const char *was = diff_value(arena, difference->row, change->before);
	const char *what = arena_print(arena, "readable: %s%s%s",
				       error ? clean(arena, error) : "?", path ? " of " : "",
				       path ? clean(arena, path) : "");

	return difference->was_unread ?
		       arena_print(arena, "%s still not %s", words, what) :
		       arena_print(arena, "%s no longer %s; was %s", words, what,
				   cut(arena, was, VALUE_ROOM / 2));
}

const char *diff_says(struct arena *arena, const struct difference *difference,
		      const struct change *change)
{
	const struct diff_row *row = difference->row;
	const char *words = row ? (row->many ? row->many : row->words) :
				  clean(arena, difference->name);

	switch (change->kind) {
	case CHANGE_MACHINE:
		return arena_print(arena, "another machine answers to this name: %s %s", words,
				   from_to(arena, row, change));
	case CHANGE_UNREADABLE:
		return unread_says(arena, words, difference, change);
	case CHANGE_READABLE:
		return arena_print(arena, "%s readable now: %s", words,
				   diff_value(arena, row, change->after));
	case CHANGE_UNTOLD:
		return arena_print(arena, "%s: the %s scan does not tell", words,
				   difference->told_later ? "earlier" : "later");
	case CHANGE_VALUE:
	case CHANGE_NEW: /* these two are of elements of a list */
	case CHANGE_GONE:
		break;
	}
	if (row && row->unit == UNIT_verdict)
		return verdict_says(arena, difference, change);
	if (row && row->unit == UNIT_words && change->before && change->after)
		return words_say(arena, words, change);
	if (is_plain_list(change->before) && is_plain_list(change->after))
		return list_says(arena, words, change);
	return arena_print(arena, row ? "%s %s" : "%s: %s", words,
			   from_to(arena, row, change));
}

bool diff_is_fine(struct arena *arena, const struct difference *difference,
		  const struct change *change)
{
	return difference->row && difference->row->unit == UNIT_bytes &&
	       !strcmp(diff_value(arena, difference->row, change->before),
		       diff_value(arena, difference->row, change->after));
}

const char *diff_subject(struct arena *arena, const struct diff_row *row,
			 struct json_object *element, const char *key, bool more)
{
	const char *what = row ? row->words : NULL;
	const char *extra = more && row ? diff_field(arena, element, row->more) : NULL;

	if (!what)
		return key;
	return arena_print(arena, "%s %s%s%s%s", what, cut(arena, key, VALUE_ROOM),
			   extra ? " (" : "", extra ? cut(arena, extra, VALUE_ROOM) : "",
			   extra ? ")" : "");
}
