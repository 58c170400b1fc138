/* Requirements as people write them in a line: VIRT_IOMMU=1 'NR_DISKS>1'. */
#pragma once

struct json_object;

/* The member of expression_host() that has the keys. */
#define EXPRESSION_KEYS "key"

/* The host that expressions are asked about: a document with one member more, its keys
 * (output/keys.h) as an object. `document` is an object. The caller owns it. */
struct json_object *expression_host(struct json_object *document);
