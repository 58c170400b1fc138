/* Does a host meet what a job requires? The way in to this folder:
 *
 *   match_read()      the text of a file: Beaker's XML or tmt's YAML
 *         │           struct requirements: a tree for each host (match/requirement.h)
 *   match_host()      a document: an object that has the fields which the trees name
 *         │
 *   match_ask()       sets what each part of the trees comes to on this host
 *         │
 *   explain_print()   tells it to people, explain_json() to programs (match/explain.h)
 *
 * Hosts are looked at one by one, and trees can be asked about any number of them. Nothing
 * here reads files or knows where documents come from. Hosts are json-c's objects, all else
 * lives in arenas. */
#pragma once

#include <stddef.h>

#include "match/requirement.h"

/* Reads what a file requires: XML is Beaker's, anything else tmt's. `data` is `size` bytes,
 * and a NUL behind them. ret->error tells that it cannot be used; else it has a host or
 * more. */
void match_read(const char *data, size_t size, struct arena *arena,
		struct requirements *ret);

/* The host that these requirements are asked about, of a document; for Beaker's, also of what
 * is pushed: an object of "legacy" and "Data". NULL when it is neither. The caller owns it. */
struct json_object *match_host(enum requirements_kind kind, struct json_object *document);

/* Asks about a host. A file asks for one host or more: who can be one of them matches. What
 * the trees say of it lives as long as the host and the arena. */
enum requirement_answer match_ask(struct requirements *requirements,
				  struct json_object *host, struct arena *arena);
