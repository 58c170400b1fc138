/* JSON texts without escapes: most values that each host has for itself, its name and serial
 * numbers, are such. They need no parser, and are looked up by what they compare equal to. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the JSON is such a text: then it is what stands between its quotes. */
bool plain_is(const char *json, size_t size);

/* Its collation_key() (match/collation.h). */
int64_t plain_key(const char *json, size_t size);
