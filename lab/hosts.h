/* Sets of hosts, as bitmaps by their numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Of hosts 0 to `n` - 1, a multiple of 64. Sets that are put together have the same `n`. */
struct hosts {
	uint64_t *words;
	int64_t n;
};

/* Empty, for `n` hosts or a few more; in the arena. */
struct hosts hosts_new(struct arena *arena, int64_t n);

void hosts_clear(struct hosts *set);
void hosts_copy(struct hosts *set, const struct hosts *from);

/* A host beyond `n` is in no set. */
void hosts_add(struct hosts *set, int64_t host);
void hosts_remove(struct hosts *set, int64_t host);
bool hosts_have(const struct hosts *set, int64_t host);

void hosts_and(struct hosts *set, const struct hosts *with);
void hosts_or(struct hosts *set, const struct hosts *with);
void hosts_without(struct hosts *set, const struct hosts *those);

int64_t hosts_count(const struct hosts *set);

/* The first host of the set from `host` on; -1: none. */
int64_t hosts_next(const struct hosts *set, int64_t host);

/* ---- as bytes ---- */

/* A store keeps a set in chunks of so many hosts, each a set of its own. */
#define HOSTS_CHUNK 16384
#define HOSTS_PACKED (HOSTS_CHUNK / 8)

/* Writes a chunk, whose `n` is HOSTS_CHUNK, and returns how many bytes it took: 0 when it is
 * empty. It takes the smaller one of a bitmap and the numbers' differences (lab/packed.h). */
size_t hosts_pack(const struct hosts *chunk, unsigned char ret[static HOSTS_PACKED]);

/* Adds the hosts of a chunk, whose first host is `first`, a multiple of HOSTS_CHUNK. 0, or
 * -EBADMSG when the bytes are none of a chunk. */
int hosts_add_packed(struct hosts *set, int64_t first, const void *bytes, size_t size);
