/* JSON that is YAML as well, whatever stands in its strings. */
#pragma once

#include <stdio.h>

struct json_object;

/* Prints a value in json-c's style `flags`. Characters that JSON allows in strings and
 * YAML does not, or folds, are written as \uNNNN. */
void json_print(struct json_object *value, int flags, FILE *out);

/* Prints a value for people and programs, and ends the line. */
void json_print_lines(struct json_object *value, FILE *out);
