#include "output/lookup.h"

#include <json-c/json.h>
#include <stdio.h>

#include "output/document.h"
#include "output/function.h"

/* Adds to the array of that name, which is made when it is not there yet. */
static void add_to(struct json_object *lists, const char *name, const char *address)
{
	struct json_object *list;

	if (!json_object_object_get_ex(lists, name, &list)) {
		list = json_object_new_array();
		json_object_object_add(lists, name, list);
	}
	json_object_array_add(list, json_object_new_string(address));
}

static void add_function(struct lookup *lookup, size_t i)
{
	struct json_object *pci = document_element(lookup->document, "pci", i);
	struct json_object *device = document_element(lookup->document, "devices", i);
	const char *address = document_text(pci, "address");
	const char *physical = document_text(device, "physical_function");
	char ids[FUNCTION_IDS_SIZE];

	/* A document that somebody gives may lack what every scan tells. */
	if (!address)
		return;
	json_object_object_add(lookup->positions, address, json_object_new_int64((int64_t)i));
	if (function_ids(pci, ids))
		add_to(lookup->same_ids, ids, address);
	if (physical)
		add_to(lookup->virtuals, physical, address);
}

struct lookup lookup_new(struct json_object *document)
{
	struct lookup lookup = {
		.document = document,
		.positions = json_object_new_object(),
		.groups = json_object_new_object(),
		.same_ids = json_object_new_object(),
		.virtuals = json_object_new_object(),
	};

	for (size_t i = 0; i < document_count(document, "pci"); i++)
		add_function(&lookup, i);
	for (size_t i = 0; i < document_count(document, "groups"); i++) {
		struct json_object *group = document_element(document, "groups", i);
		const char *id = document_text(group, "id");

		if (id)
			json_object_object_add(lookup.groups, id, json_object_get(group));
	}
	return lookup;
}

void lookup_free(struct lookup *lookup)
{
	json_object_put(lookup->positions);
	json_object_put(lookup->groups);
	json_object_put(lookup->same_ids);
	json_object_put(lookup->virtuals);
}

/* The member of that name itself: an address has the dot of document_find's paths. */
static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	json_object_object_get_ex(object, name, &found);
	return found;
}

bool lookup_position(const struct lookup *lookup, const char *address, size_t *ret)
{
	struct json_object *position = member(lookup->positions, address);

	if (position)
		*ret = (size_t)json_object_get_int64(position);
	return position != NULL;
}

static struct json_object *entry(const struct lookup *lookup, const char *list,
				 const char *address)
{
	size_t position;

	return lookup_position(lookup, address, &position) ?
		       document_element(lookup->document, list, position) :
		       NULL;
}

struct json_object *lookup_pci(const struct lookup *lookup, const char *address)
{
	return entry(lookup, "pci", address);
}

struct json_object *lookup_device(const struct lookup *lookup, const char *address)
{
	return entry(lookup, "devices", address);
}

struct json_object *lookup_group(const struct lookup *lookup, const char *id)
{
	return member(lookup->groups, id);
}

struct json_object *lookup_same_ids(const struct lookup *lookup, const char *ids)
{
	return member(lookup->same_ids, ids);
}

struct json_object *lookup_virtuals(const struct lookup *lookup, const char *physical)
{
	return member(lookup->virtuals, physical);
}
