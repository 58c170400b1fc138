/* What XML-RPC and the columns of Beaker's tables (bkr/server/model/inventory.py) take. */
#pragma once

#include <stddef.h>

struct json_object;

/* Widths of columns, in characters. */
enum { BEAKER_TEXT = 255, BEAKER_FIRMWARE_VERSION = 241, BEAKER_CLASS = 24 };

/* The text, cut to as many characters of UTF-8 as a column has. Those that XML or the
 * database does not have become U+FFFD: one of them would stop the whole call. */
struct json_object *beaker_text(const char *text, size_t width);

/* Takes a value over and gives what can be sent of it, NULL for nothing: an int of 32 bits,
 * a text that is not empty, a list without order of which each element can be. Doubles,
 * flags and structs stay as they are. */
struct json_object *beaker_limited(struct json_object *value);

/* Sorts ints by value, all else by its JSON. */
void beaker_sort(struct json_object *array);
