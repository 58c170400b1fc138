/* Which PCI functions and groups of a document the words of a command line mean. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct json_object;
struct lookup;

/* One flag for each entry of the document's "pci", or of its "groups". */
struct selection {
	bool *chosen;
	size_t n;
};

/* Nothing of the array `list` of the document. Lives in the arena. */
struct selection selection_new(struct arena *arena, struct json_object *document,
			       const char *list);

/* Chooses the functions that `name` means: a PCI address, its domain left out when it is
 * 0; a pattern (fnmatch) over addresses; ids such as 8086:1533; a network interface or
 * disk that hangs on it. Of a path, the last part counts. Returns how many they are. */
size_t selection_add_functions(struct selection *selection, struct json_object *document,
			       const char *name);

/* Chooses the group of the number `name`, else those of the functions that it means.
 * Returns how many groups and functions it means: a function may be in no group. */
size_t selection_add_groups(struct selection *selection, const struct lookup *lookup,
			    const char *name, struct arena *arena);

size_t selection_count(const struct selection *selection);

/* For a name that means no function: what it might be instead, as a half sentence; NULL
 * when nothing comes to mind. */
const char *selection_hint(struct json_object *document, const char *name,
			   struct arena *arena);
