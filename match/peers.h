/* Peers: things that are asked for side by side, each to be another one of the host's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* No one. */
#define PEER_NONE ((size_t)-1)

/* Gives as many of `n_parts` parts as can be an element each, no two the same: `fits` has
 * a row of `n_elements` for each part. ret[part] becomes its element, or PEER_NONE. The
 * time is that of parts * parts * elements. */
void peers_assign(const bool *fits, size_t n_parts, size_t n_elements, struct arena *arena,
		  size_t *ret);
