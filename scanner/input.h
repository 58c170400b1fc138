/* Files that the user names, which are no part of the host. */
#pragma once

struct arena;
struct bytes;

/* Reads the file, or standard input for "-", of no more than ROOT_MAX_SIZE. What it held
 * ends with a NUL that is not counted, and lives in the arena. 0 or -errno. */
int input_read(const char *path, struct arena *arena, struct bytes *ret);

/* What to call it in a message. */
const char *input_name(const char *path);
