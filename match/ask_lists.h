/* What requires something of a list's elements. Both set `found`, and are never null. */
#pragma once

#include "match/requirement.h"

/* REQUIRE_ELEMENT. */
unsigned ask_element(struct requirement *requirement, struct json_object *host,
		     struct asker *asker);

/* REQUIRE_PEERS. */
unsigned ask_peers(struct requirement *requirement, struct json_object *host,
		   struct asker *asker);
