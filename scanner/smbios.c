#include "scanner/smbios.h"

#include <limits.h>
#include <string.h>

/* DSP0134 3.7, 6.1.2: a structure is a header, fields up to its length, and texts, each
 * with a NUL behind it, up to an empty one; without texts, two NULs. */
enum { TYPE = 0, LENGTH = 1, HANDLE = 2, HEADER = 4 };

/* 7.17 Physical Memory Array, 7.18 Memory Device. */
enum { TYPE_ARRAY = 16, TYPE_DEVICE = 17 };
enum { ARRAY_USE = 5, USE_SYSTEM_MEMORY = 3 };
enum { DEVICE_ARRAY = 4, DEVICE_SIZE = 12, DEVICE_EXTENDED_SIZE = 28 };
#define SIZE_UNKNOWN 0xffffu
#define SIZE_EXTENDED 0x7fffu       /* DEVICE_EXTENDED_SIZE has it */
#define SIZE_IN_KIB 0x8000u         /* not in MiB */
#define EXTENDED_SIZE_MASK 0x7fffffffu
#define KIB_SHIFT 10
#define MIB_SHIFT 20

struct structure {
	const uint8_t *fields;
	size_t length; /* of these */
	size_t end;    /* of the texts, in the table */
};

/* False at the table's end, or where it is broken. */
static bool next(const uint8_t *table, size_t size, size_t at, struct structure *ret)
{
	if (at > size || size - at < HEADER)
		return false;
	ret->fields = table + at;
	ret->length = table[at + LENGTH];
	if (ret->length < HEADER || ret->length > size - at)
		return false;
	for (at += ret->length; at + 1 < size; at++) {
		if (table[at] || table[at + 1])
			continue;
		ret->end = at + 2;
		return true;
	}
	return false;
}

static uint32_t field(const struct structure *s, size_t at, size_t size)
{
	uint32_t value = 0;

	for (size_t i = size; i-- > 0 && at + size <= s->length;)
		value = value << 8 | s->fields[at + i];
	return value;
}

/* A bit for each handle. */
struct handles {
	uint8_t bits[(UINT16_MAX + 1) / CHAR_BIT];
};

/* Flash and cache have arrays of their own. */
static void find_other_arrays(const uint8_t *table, size_t size, struct handles *ret)
{
	struct structure s;

	memset(ret, 0, sizeof(*ret));
	for (size_t at = 0; next(table, size, at, &s); at = s.end) {
		uint32_t handle = field(&s, HANDLE, 2);

		if (s.fields[TYPE] == TYPE_ARRAY && field(&s, ARRAY_USE, 1) != USE_SYSTEM_MEMORY)
			ret->bits[handle / CHAR_BIT] |= (uint8_t)(1u << handle % CHAR_BIT);
	}
}

static bool has(const struct handles *handles, uint32_t handle)
{
	return handles->bits[handle / CHAR_BIT] >> handle % CHAR_BIT & 1;
}

/* False when it is not known. 0: there is nothing in the socket. */
static bool device_size(const struct structure *s, uint64_t *ret)
{
	uint32_t told = field(s, DEVICE_SIZE, 2);

	if (told == SIZE_UNKNOWN)
		return false;
	if (told == SIZE_EXTENDED)
		*ret = (uint64_t)(field(s, DEVICE_EXTENDED_SIZE, 4) & EXTENDED_SIZE_MASK) << MIB_SHIFT;
	else if (told & SIZE_IN_KIB)
		*ret = (uint64_t)(told & ~SIZE_IN_KIB) << KIB_SHIFT;
	else
		*ret = (uint64_t)told << MIB_SHIFT;
	return true;
}

bool smbios_memory(const uint8_t *table, size_t size, uint64_t *ret_bytes)
{
	struct handles others;
	struct structure s;
	uint64_t bytes;

	*ret_bytes = 0;
	find_other_arrays(table, size, &others);
	for (size_t at = 0; next(table, size, at, &s); at = s.end) {
		if (s.fields[TYPE] != TYPE_DEVICE || has(&others, field(&s, DEVICE_ARRAY, 2)))
			continue;
		if (!device_size(&s, &bytes) || __builtin_add_overflow(*ret_bytes, bytes, ret_bytes))
			return false;
	}
	return *ret_bytes > 0;
}

void smbios_redact(uint8_t *table, size_t size)
{
	struct structure s;
	size_t at = 0;

	for (; next(table, size, at, &s); at = s.end) {
		bool needed = s.fields[TYPE] == TYPE_ARRAY || s.fields[TYPE] == TYPE_DEVICE;

		if (!needed)
			memset(table + at + HEADER, 0, s.length - HEADER);
		for (size_t i = at + s.length; i < s.end; i++)
			table[i] = table[i] ? 'x' : 0;
	}
	memset(table + at, 0, size - at);
}
