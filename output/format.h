/* The forms that a document can be printed in. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct json_object;
struct rows;

struct format_request {
	char *const *keys; /* only these, in this order; n_keys 0: all */
	int n_keys;
	bool nul;          /* values raw, each ended by NUL */
};

struct format {
	const char *name;
	const char *summary;
	bool names;     /* shows the names of devices, which cost a look-up each */
	/* All that it prints, when no key is requested: the sections that no row is in are
	 * not needed. NULL: it prints the whole document. */
	const struct rows *rows;
	bool takes_keys; /* prints only some, when asked to */
	bool takes_nul;
	/* Prints the document. Returns how many of the requested keys had no value. */
	int (*print)(struct json_object *document, const struct format_request *request,
		     FILE *out);
};

#define FORMAT(name) extern const struct format format_##name;
#include "output/formats.def"
#undef FORMAT

/* All formats, the default first; ends with NULL. */
extern const struct format *const formats[];

/* NULL when there is none of that name. */
const struct format *format_find(const char *name);
