#include "scanner/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/arena.h"

size_t str_character(const void *bytes, size_t left)
{
	const unsigned char *s = bytes;

	if (s[0] < 0x80)
		return 1;
	size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || length > left)
		return 0;
	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || /* overlong */
	    (s[0] == 0xed && s[1] > 0x9f) || /* surrogates */
	    (s[0] == 0xf0 && s[1] < 0x90) || /* overlong */
	    (s[0] == 0xf4 && s[1] > 0x8f))   /* past U+10FFFF */
		return 0;
	return length;
}

/* As str_character, without control characters: C0, DEL, C1. */
static size_t printable(const unsigned char *s, size_t left)
{
	size_t length = str_character(s, left);

	if ((length == 1 && (s[0] < 0x20 || s[0] == 0x7f)) ||
	    (length == 2 && s[0] == 0xc2 && s[1] < 0xa0))
		return 0;
	return length;
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

char *str_keep(struct arena *arena, const char *bytes, size_t size)
{
	static const char hex[] = "0123456789abcdef";
	size_t length = strnlen(bytes, size);

	while (length && is_space(bytes[0]))
		bytes++, length--;
	while (length && is_space(bytes[length - 1]))
		length--;

	/* \xNN is the longest form of a byte. */
	char *text = arena_alloc(arena, 4 * length + 1);
	char *out = text;

	for (size_t i = 0; i < length;) {
		const unsigned char *s = (const unsigned char *)bytes + i;
		size_t n = printable(s, length - i);

		if (n) {
			memcpy(out, s, n);
			out += n;
			i += n;
			continue;
		}
		*out++ = '\\';
		*out++ = 'x';
		*out++ = hex[s[0] >> 4];
		*out++ = hex[s[0] & 15];
		i++;
	}
	*out = '\0';
	arena_trim(arena, text, (size_t)(out - text) + 1);
	return text;
}

bool str_number(const char *text, int base, uint64_t *ret)
{
	char *end;

	while (is_space(*text))
		text++;
	/* strtoull would take a sign and wrap. */
	if (!isxdigit((unsigned char)*text))
		return false;
	errno = 0;
	unsigned long long value = strtoull(text, &end, base);
	if (errno || end == text)
		return false;
	while (is_space(*end))
		end++;
	if (*end)
		return false;
	*ret = value;
	return true;
}

/* A decimal number at *text that fits; moves *text past it. */
static bool take_number(const char **text, uint64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	*ret = strtoull(*text, &end, 10);
	*text = end;
	return errno == 0;
}

bool str_range(const char **list, uint64_t *ret_first, uint64_t *ret_last)
{
	const char *text = *list;
	uint64_t first, last;

	if (!take_number(&text, &first))
		return false;
	last = first;
	if (*text == '-') {
		text++;
		if (!take_number(&text, &last) || last < first)
			return false;
	}
	if (*text == ',' && isdigit((unsigned char)text[1]))
		text++;
	else if (text[strspn(text, " \t\n")])
		return false;
	else
		text += strlen(text);
	*list = text;
	*ret_first = first;
	*ret_last = last;
	return true;
}

bool str_count_list(const char *text, uint64_t *ret)
{
	uint64_t count = 0, first, last;

	while (str_range(&text, &first, &last)) {
		if (last - first >= UINT64_MAX - count)
			return false;
		count += last - first + 1;
	}
	if (text[strspn(text, " \t\n")])
		return false;
	*ret = count;
	return true;
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

char *str_line(char **text)
{
	char *line = *text;

	if (!*line)
		return NULL;
	char *end = line + strcspn(line, "\n");
	*text = *end ? end + 1 : end;
	*end = '\0';
	return line;
}

static void trim_end(char *start, char *end)
{
	while (end > start && is_space(end[-1]))
		end--;
	*end = '\0';
}

char *str_split(char *line, char separator)
{
	char *value = strchr(line, separator);

	if (!value)
		return NULL;
	trim_end(line, value);
	do
		value++;
	while (is_space(*value));
	trim_end(value, value + strlen(value));
	return value;
}

char *str_word(char **text)
{
	char *word = *text;

	while (is_space(*word))
		word++;
	char *end = word;
	while (*end && !is_space(*end))
		end++;
	*text = *end ? end + 1 : end;
	*end = '\0';
	return end > word ? word : NULL;
}

const char *str_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *str_join(struct arena *arena, const char *const *texts, size_t n,
	       const char *separator)
{
	size_t size = 1;

	for (size_t i = 0; i < n; i++)
		size += strlen(texts[i]) + strlen(separator);
	char *joined = arena_alloc(arena, size);
	char *end = joined;
	for (size_t i = 0; i < n; i++)
		end = stpcpy(stpcpy(end, i ? separator : ""), texts[i]);
	return joined;
}

static size_t digits(const char *s)
{
	return strspn(s, "0123456789");
}

int str_natural(const char *a, const char *b)
{
	const char *whole_a = a, *whole_b = b;

	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			a += strspn(a, "0");
			b += strspn(b, "0");
			size_t n = digits(a), m = digits(b);
			int order = n != m ? (n < m ? -1 : 1) : strncmp(a, b, n);

			if (order)
				return order;
			a += n;
			b += m;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	/* Equal but for leading zeros, or one is the start of the other. */
	return *a ? 1 : *b ? -1 : strcmp(whole_a, whole_b);
}
