#include "scanner/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each chunk is twice the one before: an arena of one text costs little, most scans fit in
 * a few chunks. */
#define FIRST_CHUNK ((size_t)1024)
#define LARGEST_CHUNK ((size_t)64 * 1024)

struct arena_chunk {
	struct arena_chunk *next;
	size_t size, used;
	max_align_t data[];
};

static _Noreturn void out_of_memory(void)
{
	fputs("labscan: out of memory\n", stderr);
	exit(2);
}

static size_t round_up(size_t size)
{
	const size_t align = _Alignof(max_align_t);

	if (size > SIZE_MAX - align)
		out_of_memory();
	return (size + align - 1) / align * align;
}

static struct arena_chunk *chunk_new(struct arena *arena, size_t least)
{
	size_t size = arena->chunks ? 2 * arena->chunks->size : FIRST_CHUNK;
	struct arena_chunk *chunk;

	if (size > LARGEST_CHUNK)
		size = LARGEST_CHUNK;
	if (size < least)
		size = least;
	if (size > SIZE_MAX - sizeof(*chunk))
		out_of_memory();
	/* calloc gives fresh pages that read as zero without writing to them. */
	chunk = calloc(1, sizeof(*chunk) + size);
	if (!chunk)
		out_of_memory();
	chunk->size = size;
	chunk->next = arena->chunks;
	arena->chunks = chunk;
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk = arena->chunks;
	void *memory;

	size = round_up(size ? size : 1);
	if (!chunk || chunk->size - chunk->used < size)
		chunk = chunk_new(arena, size);
	memory = (char *)chunk->data + chunk->used;
	chunk->used += size;
	return memory;
}

void arena_trim(struct arena *arena, void *newest, size_t kept)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t start = (size_t)((char *)newest - (char *)chunk->data);
	size_t end = start + round_up(kept ? kept : 1);

	if (end >= chunk->used)
		return;
	memset((char *)chunk->data + end, 0, chunk->used - end);
	chunk->used = end;
}

char *arena_print_args(struct arena *arena, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		out_of_memory();
	char *text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *text = arena_print_args(arena, format, args);
	va_end(args);
	return text;
}

void *arena_room(struct arena *arena, void *items, size_t n, size_t size)
{
	const size_t first = 4;
	void *larger;

	/* Arrays grow at 0, 4, 8, 16, ...: a full one has such a length. */
	if (n && (n < first || (n & (n - 1))))
		return items;
	if (n > SIZE_MAX / 2 / size)
		out_of_memory();
	larger = arena_alloc(arena, (n ? 2 * n : first) * size);
	if (n)
		memcpy(larger, items, n * size);
	return larger;
}

void arena_free(struct arena *arena)
{
	struct arena_chunk *chunk = arena->chunks;

	while (chunk) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	arena->chunks = NULL;
}
