#include "lab/diff.h"

#include <json-c/json.h>
#include <string.h>

#include "lab/diff_fold.h"
#include "lab/diff_pair.h"
#include "lab/diff_rows.h"
#include "lab/diff_words.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Two objects that are to be compared. A queue of them, not the stack: how deep a document
 * is, is not ours to choose. */
struct pair {
	struct json_object *before, *after;
	const char *path, *place;   /* "disks[WD-123]", "disks[]" */
	const char *subject;        /* "disk WD-123"; NULL: the host */
	struct pair *next;
};

struct walk_of_pairs {
	struct arena *arena;
	struct pair *first, *last;
	struct changes *changes;
};

/* How a document has a member. */
enum telling {
	TOLD,
	NONE,    /* null: it is not there */
	UNREAD,  /* "unknown" says why */
	NOTHING, /* no such member */
};

struct member {
	enum telling telling;
	struct json_object *value;  /* of one that is told */
	struct json_object *unread; /* of one that could not be read */
};

static struct member member_of(struct json_object *object, const char *name)
{
	struct member member = { .telling = NOTHING };
	struct json_object *unknown = json_object_object_get(object, "unknown");

	if (json_object_object_get_ex(object, name, &member.value))
		member.telling = member.value ? TOLD : NONE;
	if (member.telling != TOLD && json_object_is_type(unknown, json_type_object) &&
	    json_object_object_get_ex(unknown, name, &member.unread))
		member.telling = UNREAD;
	return member;
}

static const char *joined(struct arena *arena, const char *path, const char *name)
{
	return *path ? arena_print(arena, "%s.%s", path, name) : name;
}

static void add_change(struct walk_of_pairs *walk, const struct change *made)
{
	struct changes *changes = walk->changes;
	struct change *change = arena_alloc(walk->arena, sizeof(*change));

	*change = *made;
	change->words = !change->subject ? change->says :
			change->kind == CHANGE_NEW || change->kind == CHANGE_GONE ?
				arena_print(walk->arena, "%s %s", change->subject, change->says) :
				arena_print(walk->arena, "%s: %s", change->subject, change->says);
	changes_add(walk->arena, changes, change);
}

static void add_pair(struct walk_of_pairs *walk, const struct pair *made)
{
	struct pair *pair = arena_alloc(walk->arena, sizeof(*pair));

	*pair = *made;
	if (walk->last)
		walk->last->next = pair;
	else
		walk->first = pair;
	walk->last = pair;
}

/* ---- lists of things ---- */

static bool has_objects_only(struct json_object *list)
{
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (!json_object_is_type(json_object_array_get_idx(list, i), json_type_object))
			return false;
	return true;
}

/* An element that only one of the lists has. */
static void add_element(struct walk_of_pairs *walk, const struct pair *list,
			const struct diff_row *row, struct json_object *element, size_t i,
			enum change_kind kind)
{
	const char *key = diff_key(walk->arena, row, element, i);
	const char *subject = diff_subject(walk->arena, row, element, key, true);

	if (!row)
		subject = arena_print(walk->arena, "%s[%s]", list->path, key);
	add_change(walk, &(struct change){
		.kind = kind,
		.path = arena_print(walk->arena, "%s[%s]", list->path, key),
		.place = list->place,
		.subject = list->subject ?
				   arena_print(walk->arena, "%s: %s", list->subject, subject) :
				   subject,
		.says = kind == CHANGE_NEW ? "new" : "gone",
		.before = kind == CHANGE_GONE ? element : NULL,
		.after = kind == CHANGE_NEW ? element : NULL,
		.rank = diff_rank(row),
	});
}

static void compare_lists(struct walk_of_pairs *walk, const struct pair *list)
{
	struct arena *arena = walk->arena;
	const struct diff_row *found = diff_row_find(list->place);
	const struct diff_row *row = found && found->unit == UNIT_list ? found : NULL;
	size_t n_before = json_object_array_length(list->before);
	size_t n_after = json_object_array_length(list->after);
	size_t *pairs = diff_pair(arena, row, list->before, list->after);
	bool *met = arena_alloc(arena, n_after + 1);

	for (size_t i = 0; i < n_before; i++) {
		struct json_object *element = json_object_array_get_idx(list->before, i);
		const char *key = diff_key(arena, row, element, i);
		const char *subject = row ? diff_subject(arena, row, element, key, false) :
					    arena_print(arena, "%s[%s]", list->path, key);

		if (pairs[i] == NO_PAIR) {
			add_element(walk, list, row, element, i, CHANGE_GONE);
			continue;
		}
		met[pairs[i]] = true;
		add_pair(walk, &(struct pair){
			.before = element,
			.after = json_object_array_get_idx(list->after, pairs[i]),
			.path = arena_print(arena, "%s[%s]", list->path, key),
			.place = arena_print(arena, "%s[]", list->place),
			.subject = list->subject ? arena_print(arena, "%s: %s", list->subject,
							       subject) : subject,
		});
	}
	for (size_t i = 0; i < n_after; i++)
		if (!met[i])
			add_element(walk, list, row, json_object_array_get_idx(list->after, i), i,
				    CHANGE_NEW);
}

/* ---- members of objects ---- */

static enum change_kind kind_of(const struct diff_row *row, const struct member *before,
				const struct member *after)
{
	if (before->telling == NOTHING || after->telling == NOTHING)
		return CHANGE_UNTOLD;
	if (before->telling == UNREAD && after->telling != UNREAD)
		return CHANGE_READABLE;
	if (after->telling == UNREAD)
		return CHANGE_UNREADABLE;
	if (row && row->unit == UNIT_identity && before->telling == TOLD &&
	    after->telling == TOLD)
		return CHANGE_MACHINE;
	return CHANGE_VALUE;
}

/* What could not be read is still not, what is not there is not told of, or what people
 * read is still the same. */
static bool is_detail(struct arena *arena, const struct difference *difference,
		      const struct change *change, const struct member *before,
		      const struct member *after)
{
	if (before->telling == TOLD && after->telling == TOLD)
		return diff_is_fine(arena, difference, change);
	return before->telling == after->telling ||
	       (change->kind == CHANGE_UNTOLD && !change->before && !change->after);
}

static void tell_member(struct walk_of_pairs *walk, const struct pair *pair, const char *name,
			const struct member *before, const struct member *after)
{
	const char *clean = str_keep(walk->arena, name, strlen(name));
	const char *place = joined(walk->arena, pair->place, clean);
	const struct diff_row *row = diff_row_find(place);
	const struct difference difference = {
		.row = row,
		.name = row ? clean : joined(walk->arena, pair->subject ? "" : pair->path, clean),
		.before = pair->before,
		.after = pair->after,
		.unread = after->unread,
		.was_unread = before->unread != NULL,
		.told_later = after->telling != NOTHING,
	};
	enum change_kind kind = kind_of(row, before, after);
	struct change change = {
		.kind = kind,
		.path = joined(walk->arena, pair->path, clean),
		.place = place,
		.subject = pair->subject,
		.before = before->value,
		.after = after->value,
		.rank = kind == CHANGE_MACHINE ? 0 : diff_rank(row),
	};

	change.says = diff_says(walk->arena, &difference, &change);
	change.detail = is_detail(walk->arena, &difference, &change, before, after);
	add_change(walk, &change);
}

static void compare_told(struct walk_of_pairs *walk, const struct pair *pair,
			 const char *name, const struct member *before,
			 const struct member *after)
{
	const char *clean = str_keep(walk->arena, name, strlen(name));
	const struct pair inner = {
		.before = before->value,
		.after = after->value,
		.path = joined(walk->arena, pair->path, clean),
		.place = joined(walk->arena, pair->place, clean),
		.subject = pair->subject,
	};

	if (json_object_is_type(before->value, json_type_object) &&
	    json_object_is_type(after->value, json_type_object))
		add_pair(walk, &inner);
	else if (json_object_is_type(before->value, json_type_array) &&
		 json_object_is_type(after->value, json_type_array) &&
		 has_objects_only(before->value) && has_objects_only(after->value))
		compare_lists(walk, &inner);
	else
		tell_member(walk, pair, name, before, after);
}

static void compare_member(struct walk_of_pairs *walk, const struct pair *pair,
			   const char *name)
{
	const struct member before = member_of(pair->before, name);
	const struct member after = member_of(pair->after, name);

	if (before.telling == TOLD && after.telling == TOLD &&
	    json_object_equal(before.value, after.value))
		return;
	if (before.telling == TOLD && after.telling == TOLD)
		compare_told(walk, pair, name, &before, &after);
	else if (before.telling != after.telling ||
		 !json_object_equal(before.unread, after.unread))
		tell_member(walk, pair, name, &before, &after);
}

/* How it was read is no matter of the host; of the scan itself, neither. */
static bool is_about_the_scan(const struct pair *pair, const char *name)
{
	return !strcmp(name, "source") || !strcmp(name, "unknown") ||
	       (!*pair->path && !strcmp(name, "scan"));
}

static bool has_member(struct json_object *object, const char *name)
{
	return json_object_object_get_ex(object, name, NULL);
}

static void compare_members(struct walk_of_pairs *walk, const struct pair *pair)
{
	/* What could not be read need not be a member: its name stands in "unknown" alone. */
	struct json_object *const holders[] = {
		pair->before, pair->after, json_object_object_get(pair->before, "unknown"),
		json_object_object_get(pair->after, "unknown"),
	};

	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
		if (!json_object_is_type(holders[i], json_type_object))
			continue;
		json_object_object_foreach(holders[i], name, value) {
			bool met = is_about_the_scan(pair, name);

			(void)value;
			for (size_t j = 0; j < i; j++)
				met = met || has_member(holders[j], name);
			if (!met)
				compare_member(walk, pair, name);
		}
	}
}

struct changes diff_documents(struct arena *arena, struct json_object *before,
			      struct json_object *after)
{
	struct changes changes = { 0 };
	struct walk_of_pairs walk = { .arena = arena, .changes = &changes };

	if (!json_object_is_type(before, json_type_object) ||
	    !json_object_is_type(after, json_type_object))
		return changes;
	add_pair(&walk, &(struct pair){
		.before = before, .after = after, .path = "", .place = "",
	});
	for (; walk.first; walk.first = walk.first->next)
		compare_members(&walk, walk.first);
	diff_fold(arena, &changes);
	return changes;
}

const char *change_kind_id(enum change_kind kind)
{
	static const char *const ids[] = {
		[CHANGE_MACHINE] = "machine",	      [CHANGE_VALUE] = "value",
		[CHANGE_NEW] = "new",		      [CHANGE_GONE] = "gone",
		[CHANGE_UNREADABLE] = "unreadable",   [CHANGE_READABLE] = "readable",
		[CHANGE_UNTOLD] = "untold",
	};

	return ids[kind];
}

struct json_object *diff_json(const struct changes *changes)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < changes->n; i++) {
		const struct change *change = changes->items[i];
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "path", json_object_new_string(change->path));
		json_object_object_add(object, "kind",
				       json_object_new_string(change_kind_id(change->kind)));
		json_object_object_add(object, "words", json_object_new_string(change->words));
		json_object_object_add(object, "before", json_object_get(change->before));
		json_object_object_add(object, "after", json_object_get(change->after));
		json_object_object_add(object, "part_of",
				       change->head ? json_object_new_string(change->head->path) :
						      NULL);
		json_object_object_add(object, "detail", json_object_new_boolean(change->detail));
		json_object_array_add(array, object);
	}
	return array;
}
