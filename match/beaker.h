/* Beaker's hostRequires, and a host as Beaker's database would hold it once it is pushed. */
#pragma once

#include "match/requirement.h"

/* Reads the <hostRequires> of an XML file: those of a job's recipes, or the one that the file
 * is. What the server refuses is an error; what it leaves out without a word is in the trees
 * as REQUIRE_NOTHING, with a note. All in the arena. */
void beaker_read(const char *data, size_t size, struct arena *arena,
		 struct requirements *ret);

/* The host that such trees are asked about, of the two structs that are pushed (NULL:
 * nothing was) and the document that they are of (NULL: there is none). What they leave out
 * Beaker does not have; but where the document could not tell it, Beaker may have it from
 * another time, and it is unknown. So is what only the lab's administrators know, but for
 * two things without which Beaker would not use the host: its type is Machine, its status
 * Automated. The caller owns it. */
struct json_object *beaker_host(struct json_object *legacy, struct json_object *data,
				struct json_object *document);
