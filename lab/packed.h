/* Numbers as bytes: LEB128, seven bits a byte, the low ones first. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The most bytes that a number takes. */
#define PACKED_MAX 10

/* Writes a number; how many bytes it took. */
size_t packed_put(unsigned char *to, uint64_t number);

/* Takes the number at *at, and moves it past that. False at `end`, and where what is there
 * is no number: then *at is not `end`. */
bool packed_next(const unsigned char **at, const unsigned char *end, uint64_t *ret);

/* Ids, which are not negative, one after the other. In the arena. */
unsigned char *packed_ids(struct arena *arena, const int64_t *ids, size_t n, size_t *ret_size);
