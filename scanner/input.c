#include "scanner/input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/root.h"

#define FIRST_ROOM 4096

static bool is_standard(const char *path)
{
	return !strcmp(path, "-");
}

const char *input_name(const char *path)
{
	return is_standard(path) ? "standard input" : path;
}

static int read_stream(struct arena *arena, FILE *in, struct bytes *ret)
{
	size_t room = FIRST_ROOM, size = 0;
	char *data = arena_alloc(arena, room + 1);

	errno = 0;
	while (!feof(in) && !ferror(in)) {
		if (size == room) {
			char *larger = arena_alloc(arena, 2 * room + 1);

			data = memcpy(larger, data, size);
			room *= 2;
		}
		size += fread(data + size, 1, room - size, in);
		if (size > ROOT_MAX_SIZE)
			return -EFBIG;
	}
	if (ferror(in))
		return errno ? -errno : -EIO;
	data[size] = '\0';
	*ret = (struct bytes){ .data = data, .size = size };
	return 0;
}

int input_read(const char *path, struct arena *arena, struct bytes *ret)
{
	FILE *in = is_standard(path) ? stdin : fopen(path, "rbe");

	if (!in)
		return -errno;
	int error = read_stream(arena, in, ret);
	if (in != stdin)
		fclose(in);
	return error;
}
