#include "match/collation.h"


/* Of a byte that belongs to no character: behind all that do. */
#define WEIGHT_NO_UTF8 0x110000U

/* http://www.isthe.com/chongo/tech/comp/fnv/ */
#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

/* The first character that takes more than one byte. */
#define PAST_ASCII 0x80

/* Of UTF-8: a byte that is not its character's first, and what that one tells. */
#define IS_CONTINUATION(byte) (((byte) & 0xc0) == 0x80)
#define CONTINUATION_BITS 6

enum fold { FOLD_SAME, FOLD_NEXT, FOLD_PAIR };

/* In their order. */
static const struct row {
	uint16_t first, last, weight;
	enum fold fold;
} rows[] = {
#define FOLD(first, last, weight, how) { first, last, weight, FOLD_##how },
#include "match/folds.def"
#undef FOLD
};

static uint32_t in_row(const struct row *row, uint32_t character)
{
	uint32_t behind = character - row->first;

	switch (row->fold) {
	case FOLD_NEXT:
		return row->weight + behind;
	case FOLD_PAIR:
		return row->weight + behind / 2 * 2;
	case FOLD_SAME:
		break;
	}
	return row->weight;
}

static uint32_t weight_of(uint32_t character)
{
	size_t low = 0, high = sizeof(rows) / sizeof(rows[0]);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (character < rows[middle].first)
			high = middle;
		else if (character > rows[middle].last)
			low = middle + 1;
		else
			return in_row(&rows[middle], character);
	}
	return character;
}

/* The weight of a character, which is taken off the text; 0 at its end. */
static uint32_t take(const char **text)
{
	const unsigned char *s = (const unsigned char *)*text;
	unsigned length = *s >= 0xf0 ? 4 : *s >= 0xe0 ? 3 : 2;
	uint32_t character = *s & (0xffU >> (length + 1));

	*text += *s != '\0';
	if (*s < PAST_ASCII)
		return *s >= 'a' && *s <= 'z' ? *s - 'a' + 'A' : *s;
	if (IS_CONTINUATION(*s))
		return WEIGHT_NO_UTF8 + *s;
	for (unsigned i = 1; i < length; i++) {
		if (!IS_CONTINUATION(s[i]))
			return WEIGHT_NO_UTF8 + *s;
		character = character << CONTINUATION_BITS | (s[i] & 0x3f);
	}
	*text += length - 1;
	return weight_of(character);
}

int collation_order(const char *a, const char *b, size_t *left)
{
	while ((*a || *b) && *left) {
		uint32_t x = *a ? take(&a) : ' ', y = *b ? take(&b) : ' ';

		if (x != y)
			return x < y ? -1 : 1;
		--*left;
	}
	return 0;
}

/* FNV-1a of the weights. Blanks count with what is behind them: at the end there is nothing. */
int64_t collation_key(const char *text, size_t size)
{
	const char *end = text + size;
	uint64_t key = FNV_BASIS, padded = FNV_BASIS;

	while (text < end && *text) {
		uint32_t weight = take(&text);

		padded = (padded ^ weight) * FNV_PRIME;
		if (weight != ' ')
			key = padded;
	}
	return (int64_t)key;
}

bool collation_same(const char *a, const char *b)
{
	size_t left = SIZE_MAX;

	return collation_order(a, b, &left) == 0;
}

/* Takes a character off both when they are the same, or the pattern has a _. */
static bool take_both(const char **text, const char **pattern)
{
	const char *t = *text, *p = *pattern;

	if (*p == '_') {
		take(&t);
		p++;
	} else {
		p += *p == '\\' && p[1];
		if (take(&t) != take(&p))
			return false;
	}
	*text = t;
	*pattern = p;
	return true;
}

/* Each % takes as little as it can; when what follows does not fit, the last one takes a
 * character more. Earlier ones need not: the time is that of both lengths multiplied. */
bool collation_like(const char *text, const char *pattern, size_t *left)
{
	const char *again_pattern = NULL, *again_text = NULL;

	for (; (*text || *pattern) && *left; --*left) {
		if (*pattern == '%') {
			again_pattern = ++pattern;
			again_text = text;
		} else if (*text && *pattern && take_both(&text, &pattern)) {
			continue;
		} else if (again_text && *again_text) {
			take(&again_text);
			text = again_text;
			pattern = again_pattern;
		} else {
			return false;
		}
	}
	return true;
}
