/* tmt's hardware requirements (https://tmt.readthedocs.io/en/stable/spec/hardware.html),
 * and a host as they see it. */
#pragma once

#include "match/requirement.h"

/* Reads hardware requirements of a YAML file: a whole plan, whose "provision" has them for
 * one guest or for several; a mapping with "hardware"; or what stands in that. What tmt's
 * schema has not is an error, with its line. All in the arena. */
void tmt_read(const char *data, size_t size, struct arena *arena, struct requirements *ret);

/* The host that such trees are asked about, of a document. What no document tells is not in
 * it. The caller owns it. */
struct json_object *tmt_host(struct json_object *document);
