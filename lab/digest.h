/* SHA-256, by which what is stored is known again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32
#define UUID_SIZE 16
#define UUID_TEXT 37 /* with its NUL */

struct digest {
	uint8_t bytes[DIGEST_SIZE];
};

/* Computes digests, one after the other. */
struct digester;
struct digester *digester_new(void); /* NULL: out of memory, or libcrypto cannot */
void digester_free(struct digester *digester);

void digest_add(struct digester *digester, const void *bytes, size_t size);
/* Of all that was added since the last one. */
struct digest digest_end(struct digester *digester);
struct digest digest_of(struct digester *digester, const void *bytes, size_t size);

/* The UUID of version 8 (RFC 9562, 5.8) that a digest gives. */
void uuid_of(const struct digest *digest, uint8_t ret[UUID_SIZE]);
bool uuid_is_of_digest(const uint8_t uuid[UUID_SIZE]);
/* Reads 8-4-4-4-12 hexadecimal digits; 0 or -EINVAL. */
int uuid_read(const char *text, uint8_t ret[UUID_SIZE]);
void uuid_print(const uint8_t uuid[UUID_SIZE], char ret[UUID_TEXT]);

/* ---- what numbers the things of some digests have ---- */

struct digest_map;
struct digest_map *digest_map_new(void); /* out of memory ends the program, as in an arena */
void digest_map_free(struct digest_map *map);
void digest_map_clear(struct digest_map *map);
size_t digest_map_size(const struct digest_map *map);
/* 0 when it is not there: no number is 0. */
int64_t digest_map_find(const struct digest_map *map, const struct digest *digest);
void digest_map_set(struct digest_map *map, const struct digest *digest, int64_t number);
