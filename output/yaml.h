/* YAML in blocks, for people to read and change. */
#pragma once

#include <stdio.h>

struct json_object;

/* Prints an object whose members have names that are plain in YAML. */
void yaml_print(struct json_object *object, FILE *out);
