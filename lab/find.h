/* Which hosts meet a requirement, by what is indexed of them: the same ones as when
 * requirement_ask() is asked about the document of each.
 *
 * What a requirement says of one field is asked once for each value that hosts have for it,
 * by requirement_ask() itself; the source has the hosts of each value; and, or and not are
 * operations on sets of hosts, two for each part: those of which it must be true, and those
 * of which it may. */
#pragma once

#include "lab/hosts.h"
#include "lab/view.h"

struct arena;
struct index_source;
struct requirement;

struct found {
	struct hosts matches;
	struct hosts untold; /* these may, but their documents do not tell */
};

/* `root` is a tree for hosts of that view. 0 or -errno of the source; -EBADMSG when what it
 * has is no JSON. *ret is in the arena. */
int find_hosts(const struct index_source *source, enum view view, struct requirement *root,
	       struct arena *arena, struct found *ret);
