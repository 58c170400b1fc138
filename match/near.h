/* What somebody may have meant. */
#pragma once

#include <stddef.h>

struct arena;

/* The one of `n` names that is the least mistakes away from `name`: letters that are wrong,
 * missing, too many or swapped; one that it begins, or that begins it, is near too. NULL
 * when none is near. */
const char *near_name(const char *name, const char *const *names, size_t n,
		      struct arena *arena);
