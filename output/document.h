/* The document: facts and verdict of one host as one JSON tree. Everything that is
 * printed, stored or matched is made from it (docs/inventory.schema.json). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host;
struct judgement;
struct json_object;

/* What the scan itself says: the only part that differs between two scans of the
 * same host. */
struct scan_info {
	const char *id;        /* a random UUID: no two scans have the same */
	const char *version;   /* of labscan */
	const char *root;      /* as given; "/" is this machine */
	const char *time;      /* UTC, ISO 8601 */
	uint64_t duration_us;
};

/* Builds the document. `sections` are bits of enum section (scanner/collect.h):
 * only those are in it. `scan` may be NULL, `judgement` may be NULL when the IOMMU is not among them.
 * The caller owns the tree (json_object_put). */
struct json_object *document_build(const struct host *host, const struct judgement *judgement,
				   const struct scan_info *scan, unsigned sections);

/* The member at a path such as "cpu.vendor"; NULL when it is not there or null. */
struct json_object *document_find(struct json_object *document, const char *path);

/* The same as text; NULL where document_find has NULL. */
const char *document_text(struct json_object *object, const char *path);

/* The number at a path, exact to its 64th bit; false when there is none. */
bool document_number(struct json_object *object, const char *path, uint64_t *ret);

/* How many elements an array has; 0 when it is none: documents may come from anybody. */
size_t document_length(struct json_object *array);

/* The array at a path: how many elements it has (0 for none), and one of them. */
size_t document_count(struct json_object *object, const char *path);
struct json_object *document_element(struct json_object *object, const char *path, size_t i);

/* Whether the array at a path has that text. */
bool document_lists(struct json_object *object, const char *path, const char *text);
