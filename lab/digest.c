#include "lab/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- SHA-256 ---- */

struct digester {
	EVP_MD *sha256; /* looked up once: that takes longer than most digests do */
	EVP_MD_CTX *context, *fresh;
};

struct digester *digester_new(void)
{
	struct digester *digester = calloc(1, sizeof(*digester));

	if (!digester)
		return NULL;
	digester->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	digester->context = EVP_MD_CTX_new();
	digester->fresh = EVP_MD_CTX_new();
	if (!digester->sha256 || !digester->context || !digester->fresh ||
	    !EVP_DigestInit_ex2(digester->context, digester->sha256, NULL)) {
		digester_free(digester);
		return NULL;
	}
	return digester;
}

void digester_free(struct digester *digester)
{
	if (!digester)
		return;
	EVP_MD_CTX_free(digester->context);
	EVP_MD_CTX_free(digester->fresh);
	EVP_MD_free(digester->sha256);
	free(digester);
}

void digest_add(struct digester *digester, const void *bytes, size_t size)
{
	EVP_DigestUpdate(digester->context, bytes, size);
}

struct digest digest_end(struct digester *digester)
{
	struct digest ret;

	EVP_DigestFinal_ex(digester->context, ret.bytes, NULL);
	EVP_DigestInit_ex2(digester->context, NULL, NULL);
	return ret;
}

struct digest digest_of(struct digester *digester, const void *bytes, size_t size)
{
	digest_add(digester, bytes, size);
	return digest_end(digester);
}

/* ---- UUIDs ---- */

static const int uuid_groups[] = { 4, 2, 2, 2, 6 };

void uuid_of(const struct digest *digest, uint8_t ret[UUID_SIZE])
{
	memcpy(ret, digest->bytes, UUID_SIZE);
	ret[6] = (uint8_t)((ret[6] & 0x0f) | 0x80); /* version 8 */
	ret[8] = (uint8_t)((ret[8] & 0x3f) | 0x80); /* variant */
}

bool uuid_is_of_digest(const uint8_t uuid[UUID_SIZE])
{
	return uuid[6] >> 4 == 8;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int uuid_read(const char *text, uint8_t ret[UUID_SIZE])
{
	for (size_t group = 0; group < sizeof(uuid_groups) / sizeof(uuid_groups[0]); group++) {
		if (group && *text++ != '-')
			return -EINVAL;
		for (int i = 0; i < uuid_groups[group]; i++) {
			int high = hex(text[0]), low = high < 0 ? -1 : hex(text[1]);

			if (low < 0)
				return -EINVAL;
			*ret++ = (uint8_t)(high << 4 | low);
			text += 2;
		}
	}
	return *text ? -EINVAL : 0;
}

void uuid_print(const uint8_t uuid[UUID_SIZE], char ret[UUID_TEXT])
{
	for (size_t group = 0; group < sizeof(uuid_groups) / sizeof(uuid_groups[0]); group++) {
		if (group)
			*ret++ = '-';
		for (int i = 0; i < uuid_groups[group]; i++)
			ret += snprintf(ret, 3, "%02x", *uuid++);
	}
}

/* ---- the map: open addressing, at most half full ---- */

#define FIRST_ROOM 1024

struct slot {
	struct digest digest;
	int64_t number; /* 0: free */
};

struct digest_map {
	struct slot *slots;
	size_t room, n; /* room: a power of two */
};

static struct slot *slots_new(size_t room)
{
	struct slot *slots = calloc(room, sizeof(*slots));

	if (!slots) {
		fputs("labdb: out of memory\n", stderr);
		exit(2);
	}
	return slots;
}

struct digest_map *digest_map_new(void)
{
	struct digest_map *map = calloc(1, sizeof(*map));

	if (!map) {
		fputs("labdb: out of memory\n", stderr);
		exit(2);
	}
	map->room = FIRST_ROOM;
	map->slots = slots_new(map->room);
	return map;
}

void digest_map_free(struct digest_map *map)
{
	if (map)
		free(map->slots);
	free(map);
}

void digest_map_clear(struct digest_map *map)
{
	free(map->slots);
	map->n = 0;
	map->room = FIRST_ROOM;
	map->slots = slots_new(map->room);
}

size_t digest_map_size(const struct digest_map *map)
{
	return map->n;
}

/* The slot of the digest, or the one it would go to. */
static struct slot *slot_of(const struct digest_map *map, const struct digest *digest)
{
	uint64_t start;

	memcpy(&start, digest->bytes, sizeof(start));
	for (size_t at = start & (map->room - 1);; at = (at + 1) & (map->room - 1)) {
		struct slot *slot = &map->slots[at];

		if (!slot->number || !memcmp(&slot->digest, digest, sizeof(*digest)))
			return slot;
	}
}

static void grow(struct digest_map *map)
{
	struct digest_map larger = { .room = 2 * map->room, .n = map->n };

	larger.slots = slots_new(larger.room);
	for (size_t i = 0; i < map->room; i++)
		if (map->slots[i].number)
			*slot_of(&larger, &map->slots[i].digest) = map->slots[i];
	free(map->slots);
	*map = larger;
}

int64_t digest_map_find(const struct digest_map *map, const struct digest *digest)
{
	return slot_of(map, digest)->number;
}

void digest_map_set(struct digest_map *map, const struct digest *digest, int64_t number)
{
	struct slot *slot;

	if (2 * (map->n + 1) > map->room)
		grow(map);
	slot = slot_of(map, digest);
	map->n += !slot->number;
	*slot = (struct slot){ .digest = *digest, .number = number };
}
