#include "lab/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/packed.h"

#define FIRST_ROOM 256

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ .data = NULL };
}

static void make_room(struct buffer *buffer, size_t size)
{
	size_t room = buffer->room ? buffer->room : FIRST_ROOM;
	char *data;

	if (size <= buffer->room - buffer->size)
		return;
	while (room - buffer->size < size)
		room *= 2;
	data = realloc(buffer->data, room);
	if (!data) {
		fputs("labdb: out of memory\n", stderr);
		exit(2);
	}
	buffer->data = data;
	buffer->room = room;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t size)
{
	make_room(buffer, size);
	if (size)
		memcpy(buffer->data + buffer->size, bytes, size);
	buffer->size += size;
}

void buffer_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

void buffer_number(struct buffer *buffer, uint64_t number)
{
	make_room(buffer, PACKED_MAX);
	buffer->size += packed_put((unsigned char *)buffer->data + buffer->size, number);
}
