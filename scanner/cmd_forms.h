/* What the commands share that print one document: as text of their own, or as JSON. */
#pragma once

#include <stdbool.h>

struct failure;
struct json_object;
struct options;
struct page;

/* Lists them, as a command's `more_help`. */
void forms_list(void);

/* Whether JSON is asked for. False when it is neither; *failure says so. */
bool forms_choose(const struct options *options, bool *ret_json, struct failure *failure);

/* Prints the document to where the options say: as JSON, or with `print`, which gets
 * `what`. False when it could not be written; *failure says why. */
bool forms_print(const struct options *options, struct json_object *document, bool json,
		 void (*print)(const struct page *page, const void *what), const void *what,
		 struct failure *failure);
