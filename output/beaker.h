/* What Beaker's database holds of a host: the two structs of its XML-RPC calls
 * legacypush and push (bkr/server/model/inventory.py). */
#pragma once

struct json_object;

/* Make the structs of a document with all sections, in types that the calls take: ints
 * fit into 32 bits, sizes in bytes are strings, texts fit their columns. What is not known
 * is not in them, and lists have no order but their own: two scans of a host give the same.
 * An object always, which may be empty; the caller's (json_object_put). */
struct json_object *beaker_legacy(struct json_object *document);
struct json_object *beaker_data(struct json_object *document);
