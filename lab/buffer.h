/* Bytes that grow. Out of memory ends the program, as in an arena. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct buffer {
	char *data;
	size_t size, room;
};

void buffer_free(struct buffer *buffer);
void buffer_add(struct buffer *buffer, const void *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text); /* without its NUL */

void buffer_number(struct buffer *buffer, uint64_t number); /* as lab/packed.h has it */
