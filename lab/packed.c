#include "lab/packed.h"

#include "scanner/arena.h"

enum {
	BITS = 7,
	MORE = 0x80, /* another byte follows */
	LAST_SHIFT = 63,
};

size_t packed_put(unsigned char *to, uint64_t number)
{
	size_t n = 0;

	for (; number >= MORE; number >>= BITS)
		to[n++] = (unsigned char)(number | MORE);
	to[n++] = (unsigned char)number;
	return n;
}

bool packed_next(const unsigned char **at, const unsigned char *end, uint64_t *ret)
{
	const unsigned char *byte = *at;
	uint64_t number = 0;

	for (unsigned shift = 0; byte < end && shift <= LAST_SHIFT; shift += BITS, byte++) {
		number |= (uint64_t)(*byte & (MORE - 1)) << shift;
		if (*byte & MORE)
			continue;
		*at = byte + 1;
		*ret = number;
		return true;
	}
	return false;
}

unsigned char *packed_ids(struct arena *arena, const int64_t *ids, size_t n, size_t *ret_size)
{
	unsigned char *bytes = arena_alloc(arena, n * PACKED_MAX);
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += packed_put(bytes + size, (uint64_t)ids[i]);
	arena_trim(arena, bytes, size);
	*ret_size = size;
	return bytes;
}
