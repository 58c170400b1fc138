/* Requirements as people write them in a line: VIRT_IOMMU=1 'NR_DISKS>1'.
 *
 *   or:       and { or and }           `or` or ||
 *   and:      not { [and] not }        `and` or && or a blank
 *   not:      [not] one                `not` or !
 *   one:      ( or ) | NAME | NAME[ or ] | NAME OP VALUE{,VALUE}
 *
 * NAME is a key (output/keys.h) or a path of the document, with or without the [] of the lists
 * that it goes through: disks[].driver. Of a list an element has to meet it, and != says that
 * none does; NAME[ or ] has an element meet all of it, whose members are the names in it.
 * NAME alone: there is one, and it is neither 0 nor false nor an empty list.
 * OP is = != < <= > >= or ~ !~ with a regular expression (match/regex.h) that may match
 * anywhere. Of several values it is one. Texts are compared without case, and may have * and
 * ?; quotes, "" or '', take blanks, commas and these as they are. Numbers are decimal or 0x;
 * those of bytes may have a unit: 64GiB.
 *
 * What a host does not have compares false: != is true of it. */
#pragma once

#include <stddef.h>

#include "match/requirement.h"

struct arena;
struct json_object;

/* Reads the texts as one, with blanks between them. ret->error tells why they cannot be used;
 * else it has one host. All in the arena. */
void expression_read(const char *const *texts, size_t n, struct arena *arena,
		     struct requirements *ret);

/* The member of expression_host() that has the keys. */
#define EXPRESSION_KEYS "key"

/* The host that expressions are asked about: a document with one member more, its keys
 * (output/keys.h) as an object. `document` is an object. The caller owns it. */
struct json_object *expression_host(struct json_object *document);
