/* tmt's hardware requirements (https://tmt.readthedocs.io/en/stable/spec/hardware.html),
 * and a host as they see it. */
#pragma once

#include "match/requirement.h"

/* Reads hardware requirements of a YAML file: a plan, whose "provision" has them for one
 * guest or for several; a list of plans, as tmt exports them; a mapping with "hardware"; or
 * what stands in that. What tmt's schema has not is an error, with its line; so is a plan that
 * fmf would make another one of. All in the arena. */
void tmt_read(const char *data, size_t size, struct arena *arena, struct requirements *ret);

/* The host that such trees are asked about, of a document. What no document tells is not in
 * it. The caller owns it. */
struct json_object *tmt_host(struct json_object *document);
