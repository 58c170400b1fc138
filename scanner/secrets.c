#include "scanner/secrets.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "scanner/arena.h"

/* A text this short is no secret. */
#define LEAST_LENGTH 4
/* Digits fewer than this are found in many places that they do not come from. */
#define LEAST_DIGITS 8
#define LEAST_DIFFERENT 4

/* Identifiers by their digits: EUI-48 (IEEE 802), UUID (RFC 4122). Longer runs of digits
 * are identifiers of machines and containers; still longer ones are data. */
enum { MAC_DIGITS = 12, EUI64_DIGITS = 16, UUID_DIGITS = 32, IB_DIGITS = 40, MOST_DIGITS = 128 };

#define N_BUCKETS 256

/* What makers write for want of a serial number, whatever the case. */
static const char *const generic[] = {
	"none", "not specified", "not applicable", "not available", "not provided",
	"default string", "to be filled by o.e.m.", "to be filled by oem", "unknown",
	"system serial number", "chassis serial number", "base board serial number",
	"serial number", "invalid", "empty", "n/a", "(none)", "default", "0123456789",
	"123456789", "1234567890", "localhost", "localhost.localdomain",
};

struct text_secret {
	struct text_secret *next;
	const char *text;
	char *token; /* made at the first replacement */
	size_t length;
	const void *owner; /* NULL: a secret everywhere */
	bool word, dropped;
};

struct id_secret {
	struct id_secret *next;
	bool dropped;
	size_t number; /* in its token; 0 before the first replacement */
	char digits[];
};

struct secrets {
	struct arena *arena;
	size_t n_texts, n_ids;
	struct text_secret *texts[N_BUCKETS]; /* by first character, the longest first */
	struct id_secret *ids[N_BUCKETS];
};

struct secrets *secrets_new(struct arena *arena)
{
	struct secrets *secrets = arena_alloc(arena, sizeof(*secrets));

	secrets->arena = arena;
	return secrets;
}

static bool is_hex(char c)
{
	return isxdigit((unsigned char)c);
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c);
}

/* ---- identifiers: their shapes ---- */

/* Two digits, a separator, two digits ...: how many pairs there are, at most one
 * more than the longest hardware address has. */
static size_t count_pairs(const char *text, size_t size)
{
	char separator = size > 2 ? text[2] : '\0';
	size_t n = 0, at = 0;

	if (separator != ':' && separator != '-')
		return 0;
	while (at + 2 <= size && n <= IB_DIGITS / 2 && is_hex(text[at]) && is_hex(text[at + 1])) {
		n++;
		at += 2;
		if (at == size || text[at] != separator)
			break;
		at++;
	}
	/* A further digit, or a separator before something else, as in IPv6. */
	bool ends = at >= size || (!is_hex(text[at]) && text[at - 1] != separator);
	return ends ? n : 0;
}

static size_t hardware_address(const char *text, size_t size)
{
	size_t digits = 2 * count_pairs(text, size);

	if (digits != MAC_DIGITS && digits != EUI64_DIGITS && digits != IB_DIGITS)
		return 0;
	return digits + digits / 2 - 1;
}

static size_t uuid(const char *text, size_t size)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const size_t length = sizeof(shape) - 1;

	if (size < length || (size > length && is_hex(text[length])))
		return 0;
	for (size_t i = 0; i < length; i++)
		if (shape[i] == '-' ? text[i] != '-' : !is_hex(text[i]))
			return 0;
	return length;
}

static size_t plain_digits(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && n <= MOST_DIGITS && is_hex(text[n]))
		n++;
	return n == MAC_DIGITS || (n >= UUID_DIGITS && n <= MOST_DIGITS) ? n : 0;
}

/* The length of the identifier at `at`, 0 for none. A hardware address without
 * separators is one only if it is known from elsewhere (*ret_plain_mac). */
static size_t shape_at(const char *text, size_t size, size_t at, bool *ret_plain_mac)
{
	char before = at ? text[at - 1] : '\0';
	size_t length;

	*ret_plain_mac = false;
	if (!is_hex(text[at]) || is_hex(before))
		return 0;
	text += at;
	size -= at;
	length = uuid(text, size);
	if (!length && before != ':')
		length = hardware_address(text, size);
	if (!length) {
		length = plain_digits(text, size);
		*ret_plain_mac = length == MAC_DIGITS;
	}
	return length;
}

/* ---- identifiers: the set ---- */

/* The digits of an identifier alone, in lower case. */
static void normalise(char *ret, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (is_hex(text[i]))
			*ret++ = (char)tolower((unsigned char)text[i]);
	*ret = '\0';
}

static struct id_secret **id_bucket(struct secrets *secrets, const char *digits)
{
	unsigned hash = 0;

	for (; *digits; digits++)
		hash = hash * 31 + (unsigned char)*digits;
	return &secrets->ids[hash % N_BUCKETS];
}

static struct id_secret *find_id(struct secrets *secrets, const char *digits)
{
	struct id_secret *id = *id_bucket(secrets, digits);

	while (id && strcmp(id->digits, digits))
		id = id->next;
	return id;
}

static struct id_secret *add_id(struct secrets *secrets, const char *digits)
{
	struct id_secret *id = find_id(secrets, digits), **bucket;

	if (id)
		return id;
	id = arena_alloc(secrets->arena, sizeof(*id) + strlen(digits) + 1);
	memcpy(id->digits, digits, strlen(digits) + 1);
	/* Nothing but zeros, or ones: for want of an identifier. */
	id->dropped = !digits[strspn(digits, (char[]){ digits[0], '\0' })];
	bucket = id_bucket(secrets, digits);
	id->next = *bucket;
	*bucket = id;
	return id;
}

void secrets_add_shapes(struct secrets *secrets, const char *text, size_t size)
{
	char digits[MOST_DIGITS + 1];
	bool plain_mac;

	for (size_t i = 0, length; i < size; i += length ? length : 1) {
		length = shape_at(text, size, i, &plain_mac);
		if (!length || plain_mac)
			continue;
		normalise(digits, text + i, length);
		add_id(secrets, digits);
	}
}

void secrets_drop_shapes(struct secrets *secrets, const char *text, size_t size)
{
	char digits[MOST_DIGITS + 1];
	bool plain_mac;

	for (size_t i = 0, length; i < size; i += length ? length : 1) {
		length = shape_at(text, size, i, &plain_mac);
		if (!length)
			continue;
		normalise(digits, text + i, length);
		add_id(secrets, digits)->dropped = true;
	}
}

/* The digits of a token: a locally administered address (IEEE 802c), a random UUID
 * (RFC 4122, 4.4) or a plain number, each with the secret's number at its end. */
static void id_token(char *ret, size_t n_digits, size_t number)
{
	static const char random_uuid[] = "00000000000040008000";
	const char *start = n_digits == UUID_DIGITS ? random_uuid :
			    n_digits < UUID_DIGITS || n_digits == IB_DIGITS ? "02" : "";
	int rest = (int)(n_digits - strlen(start));

	snprintf(ret, n_digits + 1, "%s%0*zx", start, rest, number);
}

/* The identifier at `at`, if it is a secret, and its length. */
static struct id_secret *id_at(struct secrets *secrets, const char *text, size_t size,
				     size_t at, size_t *ret_length)
{
	char digits[MOST_DIGITS + 1];
	bool plain_mac;
	size_t length = shape_at(text, size, at, &plain_mac);

	if (!length)
		return NULL;
	normalise(digits, text + at, length);
	struct id_secret *id = find_id(secrets, digits);
	*ret_length = length;
	return id && !id->dropped ? id : NULL;
}

static void put_id(struct secrets *secrets, struct id_secret *id, char *text, size_t length)
{
	char token[MOST_DIGITS + 1];
	const char *digit = token;

	/* A token must not be another's secret. */
	while (!id->number) {
		id_token(token, strlen(id->digits), ++secrets->n_ids);
		if (!find_id(secrets, token))
			id->number = secrets->n_ids;
	}
	id_token(token, strlen(id->digits), id->number);
	for (size_t i = 0; i < length; i++)
		if (is_hex(text[i]))
			text[i] = *digit++;
}

/* ---- texts ---- */

static bool is_generic(const char *text)
{
	for (size_t i = 0; i < sizeof(generic) / sizeof(generic[0]); i++)
		if (!strcasecmp(text, generic[i]))
			return true;
	return false;
}

/* Whether it could be any number, or a mere filling. */
static bool is_weak(const char *text, size_t length)
{
	bool seen[UINT8_MAX + 1] = { false };
	size_t n_different = 0, n_digits = 0;

	for (size_t i = 0; i < length; i++) {
		n_different += !seen[(unsigned char)text[i]];
		seen[(unsigned char)text[i]] = true;
		n_digits += isdigit((unsigned char)text[i]) != 0;
	}
	return n_different < LEAST_DIFFERENT || (n_digits == length && length < LEAST_DIGITS);
}

static size_t count_word_characters(const char *text, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length; i++)
		n += is_word(text[i]);
	return n;
}

/* Cuts white space and NULs from both ends. */
static void trim(const char **text, size_t *length)
{
	while (*length && (isspace((unsigned char)**text) || !**text))
		++*text, --*length;
	while (*length && (isspace((unsigned char)(*text)[*length - 1]) || !(*text)[*length - 1]))
		--*length;
}

static struct text_secret *add(struct secrets *secrets, const char *text, size_t length,
			       const void *owner)
{
	char *copy;
	bool plain_mac;

	trim(&text, &length);
	if (count_word_characters(text, length) < LEAST_LENGTH)
		return NULL;
	/* Known by its shape, wherever it is and however it is punctuated. */
	if (shape_at(text, length, 0, &plain_mac) == length && !plain_mac) {
		secrets_add_shapes(secrets, text, length);
		return NULL;
	}
	copy = arena_print(secrets->arena, "%.*s", (int)length, text);
	if (strlen(copy) != length || is_generic(copy))
		return NULL;
	owner = is_weak(copy, length) ? owner : NULL;
	struct text_secret **at = &secrets->texts[(unsigned char)copy[0]];
	while (*at && ((*at)->length > length ||
		       ((*at)->length == length && strcmp((*at)->text, copy) < 0)))
		at = &(*at)->next;
	if (*at && !strcmp((*at)->text, copy) && (*at)->owner == owner)
		return *at;
	struct text_secret *secret = arena_alloc(secrets->arena, sizeof(*secret));
	*secret = (struct text_secret){ .next = *at, .text = copy, .length = length,
					.owner = owner };
	*at = secret;
	return secret;
}

void secrets_add_text(struct secrets *secrets, const char *text, size_t length,
		      const void *owner)
{
	struct text_secret *secret = add(secrets, text, length, owner);

	if (secret)
		secret->word = false;
}

void secrets_add_word(struct secrets *secrets, const char *text, size_t length)
{
	struct text_secret *secret = add(secrets, text, length, NULL);

	if (secret)
		secret->word = true;
}

void secrets_drop_word(struct secrets *secrets, const char *word)
{
	struct text_secret *secret = secrets->texts[(unsigned char)word[0]];

	for (; secret; secret = secret->next)
		if (secret->word && !strcmp(secret->text, word))
			secret->dropped = true;
}

/* The characters that one of a token may be. Hexadecimal letters are a class of their
 * own, so that hexadecimal stays such. */
static const char *alphabet(char c)
{
	static const char *const alphabets[] = {
		"0123456789", "abcdef", "ABCDEF", "ghijklmnopqrstuvwxyz",
		"GHIJKLMNOPQRSTUVWXYZ",
	};

	for (size_t i = 0; c && i < sizeof(alphabets) / sizeof(alphabets[0]); i++)
		if (strchr(alphabets[i], c))
			return alphabets[i];
	return NULL;
}

/* Writes a number with the last characters of a text, each in its own alphabet. */
static void write_number(char *token, const char *text, size_t length, size_t number)
{
	for (size_t i = length; i-- > 0;) {
		const char *letters = alphabet(text[i]);

		token[i] = text[i];
		if (letters) {
			token[i] = letters[number % strlen(letters)];
			number /= strlen(letters);
		}
	}
}

static bool holds_secret(const struct secrets *secrets, const char *token)
{
	for (size_t i = 0; i < N_BUCKETS; i++)
		for (const struct text_secret *s = secrets->texts[i]; s; s = s->next)
			if (!s->dropped && strstr(token, s->text))
				return true;
	return false;
}

static const char *text_token(struct secrets *secrets, struct text_secret *secret)
{
	const size_t most_tries = 1000;

	if (secret->token)
		return secret->token;
	secret->token = arena_alloc(secrets->arena, secret->length + 1);
	for (size_t i = 0; i < most_tries; i++) {
		write_number(secret->token, secret->text, secret->length, ++secrets->n_texts);
		if (!holds_secret(secrets, secret->token))
			break;
	}
	return secret->token;
}

static struct text_secret *text_at(struct secrets *secrets, const char *text, size_t size,
				   size_t at, const void *owner)
{
	struct text_secret *s = secrets->texts[(unsigned char)text[at]];

	for (; s; s = s->next) {
		if (s->dropped || (s->owner && s->owner != owner) || s->length > size - at ||
		    memcmp(s->text, text + at, s->length))
			continue;
		size_t end = at + s->length;
		if (!s->word || ((at == 0 || !is_word(text[at - 1])) &&
				 (end == size || !is_word(text[end]))))
			return s;
	}
	return NULL;
}

/* ---- both ---- */

bool secrets_replace(struct secrets *secrets, char *text, size_t size, const void *owner)
{
	bool found = false;

	for (size_t i = 0; i < size;) {
		struct text_secret *secret = text_at(secrets, text, size, i, owner);
		size_t length = 0;
		struct id_secret *id = id_at(secrets, text, size, i, &length);

		if (secret && (!id || secret->length >= length)) {
			memcpy(text + i, text_token(secrets, secret), secret->length);
			i += secret->length;
		} else if (id) {
			put_id(secrets, id, text + i, length);
			i += length;
		} else {
			i++;
		}
		found |= secret || id;
	}
	return found;
}

size_t secrets_count(const struct secrets *secrets)
{
	size_t n = 0;

	for (size_t i = 0; i < N_BUCKETS; i++) {
		for (const struct text_secret *s = secrets->texts[i]; s; s = s->next)
			n += !s->dropped;
		for (const struct id_secret *id = secrets->ids[i]; id; id = id->next)
			n += !id->dropped;
	}
	return n;
}
