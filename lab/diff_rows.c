#include "lab/diff_rows.h"

#include <string.h>

static const struct diff_row rows[] = {
#define FACT(place_, unit_, words_) \
	{ .place = place_, .unit = UNIT_##unit_, .words = words_ },
#define LIST(place_, one_, many_, keys_, name_, more_)                             \
	{ .place = place_, .unit = UNIT_list, .words = one_, .many = many_,        \
	  .keys = keys_, .name = name_, .more = more_ },
#define KINDS(place_, one_, many_, keys_, name_, more_)                            \
	{ .place = place_, .unit = UNIT_list, .words = one_, .many = many_,        \
	  .keys = keys_, .name = name_, .more = more_, .common = true },
#define PART(place_, of_)
#include "lab/diff.def"
#undef FACT
#undef LIST
#undef KINDS
#undef PART
};

static const struct {
	const char *place, *of;
} parts[] = {
#define FACT(place_, unit_, words_)
#define LIST(place_, one_, many_, keys_, name_, more_)
#define KINDS(place_, one_, many_, keys_, name_, more_)
#define PART(place_, of_) { .place = place_, .of = of_ },
#include "lab/diff.def"
#undef FACT
#undef LIST
#undef KINDS
#undef PART
};

#define N_ROWS  (sizeof(rows) / sizeof(rows[0]))
#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

const struct diff_row *diff_rows(size_t *ret_n)
{
	*ret_n = N_ROWS;
	return rows;
}

const struct diff_row *diff_row_find(const char *place)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (!strcmp(rows[i].place, place))
			return &rows[i];
	return NULL;
}

size_t diff_rank(const struct diff_row *row)
{
	return row ? (size_t)(row - rows) : N_ROWS;
}

const char *diff_part_of(const char *place, size_t *next)
{
	while (*next < N_PARTS) {
		size_t i = (*next)++, length = strlen(parts[i].place);

		if (!strncmp(place, parts[i].place, length) &&
		    (place[length] == '\0' || place[length] == '.'))
			return parts[i].of;
	}
	return NULL;
}
