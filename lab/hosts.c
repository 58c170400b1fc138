#include "lab/hosts.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "lab/packed.h"
#include "scanner/arena.h"

#define WORD_BITS 64

static size_t n_words(const struct hosts *set)
{
	return (size_t)(set->n / WORD_BITS);
}

static bool is_within(const struct hosts *set, int64_t host)
{
	return host >= 0 && host < set->n;
}

static uint64_t bit(int64_t host)
{
	return UINT64_C(1) << (host % WORD_BITS);
}

struct hosts hosts_new(struct arena *arena, int64_t n)
{
	/* Whole words: a bit of one is a host that can be in the set. */
	struct hosts set = { .n = (n + WORD_BITS - 1) / WORD_BITS * WORD_BITS };

	set.words = arena_alloc(arena, n_words(&set) * sizeof(*set.words));
	return set;
}

void hosts_clear(struct hosts *set)
{
	memset(set->words, 0, n_words(set) * sizeof(*set->words));
}

void hosts_copy(struct hosts *set, const struct hosts *from)
{
	memcpy(set->words, from->words, n_words(set) * sizeof(*set->words));
}

void hosts_add(struct hosts *set, int64_t host)
{
	if (is_within(set, host))
		set->words[host / WORD_BITS] |= bit(host);
}

void hosts_remove(struct hosts *set, int64_t host)
{
	if (is_within(set, host))
		set->words[host / WORD_BITS] &= ~bit(host);
}

bool hosts_have(const struct hosts *set, int64_t host)
{
	return is_within(set, host) && set->words[host / WORD_BITS] & bit(host);
}

void hosts_and(struct hosts *set, const struct hosts *with)
{
	for (size_t i = 0; i < n_words(set); i++)
		set->words[i] &= with->words[i];
}

void hosts_or(struct hosts *set, const struct hosts *with)
{
	for (size_t i = 0; i < n_words(set); i++)
		set->words[i] |= with->words[i];
}

void hosts_without(struct hosts *set, const struct hosts *those)
{
	for (size_t i = 0; i < n_words(set); i++)
		set->words[i] &= ~those->words[i];
}

int64_t hosts_count(const struct hosts *set)
{
	int64_t count = 0;

	for (size_t i = 0; i < n_words(set); i++)
		count += __builtin_popcountll(set->words[i]);
	return count;
}

int64_t hosts_next(const struct hosts *set, int64_t host)
{
	size_t i = (size_t)(host / WORD_BITS);
	uint64_t word;

	if (!is_within(set, host))
		return -1;
	word = set->words[i] & -bit(host);
	while (!word && ++i < n_words(set))
		word = set->words[i];
	return word ? (int64_t)i * WORD_BITS + __builtin_ctzll(word) : -1;
}

/* ---- as bytes ---- */

static void put_bitmap(const struct hosts *chunk, unsigned char *ret)
{
	for (size_t i = 0; i < HOSTS_PACKED; i++)
		ret[i] = (unsigned char)(chunk->words[i / sizeof(uint64_t)] >>
					 (i % sizeof(uint64_t) * CHAR_BIT));
}

/* What is as long as a bitmap is one: differences are shorter. */
size_t hosts_pack(const struct hosts *chunk, unsigned char ret[static HOSTS_PACKED])
{
	int64_t next = 0;
	size_t size = 0;

	for (int64_t host = hosts_next(chunk, 0); host >= 0; host = hosts_next(chunk, next)) {
		if (size + PACKED_MAX >= HOSTS_PACKED) {
			put_bitmap(chunk, ret);
			return HOSTS_PACKED;
		}
		size += packed_put(ret + size, (uint64_t)(host - next));
		next = host + 1;
	}
	return size;
}

static void add_bitmap(struct hosts *set, int64_t first, const unsigned char *bytes)
{
	size_t word = (size_t)first / WORD_BITS;

	for (size_t i = 0; i < HOSTS_PACKED && word + i / sizeof(uint64_t) < n_words(set); i++)
		set->words[word + i / sizeof(uint64_t)] |=
			(uint64_t)bytes[i] << (i % sizeof(uint64_t) * CHAR_BIT);
}

static int add_numbers(struct hosts *set, int64_t first, const unsigned char *bytes,
		       size_t size)
{
	const unsigned char *end = bytes + size;
	uint64_t next = 0, difference;

	while (packed_next(&bytes, end, &difference)) {
		if (difference >= HOSTS_CHUNK - next)
			return -EBADMSG;
		next += difference;
		hosts_add(set, first + (int64_t)next++);
	}
	return bytes == end ? 0 : -EBADMSG;
}

int hosts_add_packed(struct hosts *set, int64_t first, const void *bytes, size_t size)
{
	if (size > HOSTS_PACKED || first < 0 || first % HOSTS_CHUNK)
		return -EBADMSG;
	if (size < HOSTS_PACKED)
		return add_numbers(set, first, bytes, size);
	add_bitmap(set, first, bytes);
	return 0;
}
