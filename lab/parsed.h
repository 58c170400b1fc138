/* Sections as json-c has them. Hosts share most of theirs: what comes again is not parsed
 * again. Nobody may use one at the same time as another. */
#pragma once

#include <stddef.h>

struct digest;
struct json_object;
struct parsed;

struct parsed *parsed_new(void); /* NULL: out of memory */
void parsed_free(struct parsed *parsed);

/* The value that is the text of `size` bytes and a NUL behind them; to be put. NULL when that
 * is null, or no JSON. */
struct json_object *parsed_once(struct parsed *parsed, const char *text, size_t size);

/* The same of a section with that digest. Others get it, too: nobody may change it. */
struct json_object *parsed_get(struct parsed *parsed, const struct digest *digest,
			       const char *text, size_t size);
