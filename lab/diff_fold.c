#include "lab/diff_fold.h"

#include <stdlib.h>
#include <string.h>

#include "lab/diff.h"
#include "lab/diff_rows.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* So many things with the same change share a line. */
#define MANY 4
/* And so many do when each changed in its own way. */
#define TOO_MANY 9
/* Names of them that the line has. */
#define NAMES_TOLD 3

void changes_add(struct arena *arena, struct changes *changes, struct change *change)
{
	/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	*arena_add(arena, changes->items, changes->n) = change;
}

static void sort(struct changes *changes, int (*compare)(const void *a, const void *b))
{
	/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	qsort(changes->items, changes->n, sizeof(changes->items[0]), compare);
}

static int by_place(const void *a, const void *b)
{
	const struct change *left = *(struct change *const *)a;
	const struct change *right = *(struct change *const *)b;
	int order = strcmp(left->place, right->place);

	if (!order)
		order = strcmp(left->says, right->says);
	return order ? order : str_natural(left->path, right->path);
}

/* Heads first, by rank; the parts of one follow it. */
static int by_rank(const void *a, const void *b)
{
	const struct change *left = *(struct change *const *)a;
	const struct change *right = *(struct change *const *)b;
	const struct change *left_head = left->head ? left->head : left;
	const struct change *right_head = right->head ? right->head : right;
	int order = left_head->detail - right_head->detail;

	if (!order)
		order = (left_head->rank > right_head->rank) -
			(left_head->rank < right_head->rank);
	if (!order)
		order = (left_head->parts < right_head->parts) -
			(left_head->parts > right_head->parts);
	if (!order && left_head != right_head)
		order = str_natural(left_head->path, right_head->path);
	if (!order && left_head != right_head)
		order = left_head < right_head ? -1 : 1;
	if (!order)
		order = (left != left_head) - (right != right_head);
	return order ? order : str_natural(left->path, right->path);
}

/* The first change at a place, of changes sorted by place; NULL when there is none. */
static struct change *find_place(const struct changes *sorted, const char *place)
{
	size_t low = 0, high = sorted->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(sorted->items[middle]->place, place) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sorted->n && !strcmp(sorted->items[low]->place, place) ?
		       sorted->items[low] : NULL;
}

/* What diff.def makes a part or a detail. */
static void fold_part(const struct changes *changes, struct change *change)
{
	size_t next = 0;
	const char *of;

	while (!change->head && !change->detail && (of = diff_part_of(change->place, &next))) {
		if (*of)
			change->head = find_place(changes, of);
		else
			change->detail = true;
	}
}

/* A part of a part is one of the whole. Rows of diff.def go one way, so this ends. */
static void fold_chains(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		struct change *change = changes->items[i];

		while (change->head && change->head->head)
			change->head = change->head->head;
		if (change->head && change->head->detail) {
			change->head = NULL;
			change->detail = true;
		}
	}
}

static bool stands_alone(const struct change *change)
{
	return !change->head && !change->detail;
}

/* How many changes from here on are one in many things: same place and, if `strictly`,
 * same words. */
static size_t count_same(const struct changes *changes, size_t first, bool strictly)
{
	const struct change *change = changes->items[first];
	size_t n = 0;

	while (first + n < changes->n && stands_alone(changes->items[first + n]) &&
	       changes->items[first + n]->subject && change->subject &&
	       changes->items[first + n]->kind == change->kind &&
	       !strcmp(changes->items[first + n]->place, change->place) &&
	       (!strictly || !strcmp(changes->items[first + n]->says, change->says)))
		n++;
	return n;
}

/* The row of the list that something changed in; NULL when diff.def has none. */
static const struct diff_row *list_of(struct arena *arena, const struct change *change)
{
	const char *bracket = strrchr(change->place, '[');

	if (change->kind == CHANGE_NEW || change->kind == CHANGE_GONE || !bracket)
		return diff_row_find(change->place);
	return diff_row_find(arena_print(arena, "%.*s", (int)(bracket - change->place),
					 change->place));
}

/* What the things are together: "PCI functions"; by their place when diff.def has no row. */
static const char *many_words(struct arena *arena, const struct change *change)
{
	const struct diff_row *row = list_of(arena, change);

	return row && row->many ? row->many : arena_print(arena, "of %s", change->place);
}

const char *change_kin(struct arena *arena, const struct change *change)
{
	const struct diff_row *row = change->subject ? list_of(arena, change) : NULL;
	bool whole = change->kind == CHANGE_NEW || change->kind == CHANGE_GONE;

	if (!change->subject || (row && row->common && !change->parts))
		return change->words;
	return arena_print(arena, "%s%s %s", many_words(arena, change), whole ? "" : ":",
			   change->says);
}

/* What stands between the brackets of its path, which is clean already. */
static const char *name_in_path(struct arena *arena, const char *path)
{
	const char *open = strchr(path, '['), *close = open ? strrchr(path, ']') : NULL;

	return close && close > open ?
		       arena_print(arena, "%.*s", (int)(close - open - 1), open + 1) : path;
}

/* What one field does in many things, each in its way: "other name". */
static const char *says_other(struct arena *arena, const char *place)
{
	const struct diff_row *row = diff_row_find(place);
	const char *dot = strrchr(place, '.');

	return arena_print(arena, "other %s", row ? row->words : dot ? dot + 1 : place);
}

static struct change *make_head(struct arena *arena, const struct changes *changes,
				size_t first, size_t n, bool strictly)
{
	const struct change *change = changes->items[first];
	struct change *head = arena_alloc(arena, sizeof(*head));
	const char *names[NAMES_TOLD];
	bool whole = change->kind == CHANGE_NEW || change->kind == CHANGE_GONE;

	for (size_t i = 0; i < NAMES_TOLD; i++)
		names[i] = name_in_path(arena, changes->items[first + i]->path);
	*head = *change;
	head->path = change->place;
	head->before = head->after = NULL;
	head->parts = 0;
	if (!strictly)
		head->says = says_other(arena, change->place);
	head->subject = arena_print(arena, "%zu %s", n,
				    many_words(arena, change));
	head->words = arena_print(arena, "%s%s%s: %s, ...", head->subject, whole ? " " : ": ",
				  head->says, str_join(arena, names, NAMES_TOLD, ", "));
	return head;
}

/* Those at least `many` that count_same finds share a head. */
static void fold_many(struct arena *arena, struct changes *changes, size_t many, bool strictly)
{
	size_t n_before = changes->n;

	for (size_t i = 0, n; i < n_before; i += n) {
		n = count_same(changes, i, strictly);
		if (n < many) {
			n = n ? n : 1;
			continue;
		}
		struct change *head = make_head(arena, changes, i, n, strictly);

		for (size_t j = i; j < i + n; j++)
			changes->items[j]->head = head;
		changes_add(arena, changes, head);
	}
	sort(changes, by_place);
	fold_chains(changes);
}

void diff_fold(struct arena *arena, struct changes *changes)
{
	if (!changes->n)
		return;
	sort(changes, by_place);
	for (size_t i = 0; i < changes->n; i++)
		fold_part(changes, changes->items[i]);
	fold_chains(changes);
	fold_many(arena, changes, MANY, true);
	fold_many(arena, changes, TOO_MANY, false);
	for (size_t i = 0; i < changes->n; i++) {
		if (changes->items[i]->head)
			changes->items[i]->head->parts++;
		changes->heads += stands_alone(changes->items[i]);
	}
	sort(changes, by_rank);
}
