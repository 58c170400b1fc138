/* Finds things of a document by their names, each in the same time however many there
 * are. Names are those of the document: "0000:00:1f.2", "7", "8086:1533". */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct json_object;

struct lookup {
	struct json_object *document;
	struct json_object *positions; /* of a PCI address in "pci" and "devices" */
	struct json_object *groups;    /* of "groups", by id */
	struct json_object *same_ids;  /* addresses of functions, by vendor:device */
	struct json_object *virtuals;  /* addresses of virtual functions, by their physical one */
};

/* The document outlives it. Call lookup_free after use. */
struct lookup lookup_new(struct json_object *document);
void lookup_free(struct lookup *lookup);

/* Where the function stands in "pci" and "devices"; false when it does not. */
bool lookup_position(const struct lookup *lookup, const char *address, size_t *ret);

/* The entry of "pci", and of "devices"; NULL when there is none. */
struct json_object *lookup_pci(const struct lookup *lookup, const char *address);
struct json_object *lookup_device(const struct lookup *lookup, const char *address);

/* The entry of "groups"; NULL when there is none. */
struct json_object *lookup_group(const struct lookup *lookup, const char *id);

/* Arrays of addresses; NULL for none. */
struct json_object *lookup_same_ids(const struct lookup *lookup, const char *ids);
struct json_object *lookup_virtuals(const struct lookup *lookup, const char *physical);
