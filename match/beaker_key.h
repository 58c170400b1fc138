/* The keys that Beaker stores values by. */
#pragma once

#include <stdbool.h>

enum key_column { KEY_NUMBER, KEY_STRING };
enum key_origin { KEY_SEEDED, KEY_MADE, KEY_LAB };

struct beaker_key {
	const char *name;
	enum key_column column;
	enum key_origin origin;
	const char *fact; /* in the document; NULL: each host has it */
};

/* All of them; ends with a row without a name. */
extern const struct beaker_key beaker_keys[];
