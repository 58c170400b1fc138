#include "output/selection.h"

#include <fnmatch.h>
#include <json-c/json.h>
#include <string.h>
#include <strings.h>

#include "output/document.h"
#include "output/function.h"
#include "output/lookup.h"
#include "scanner/arena.h"

struct selection selection_new(struct arena *arena, struct json_object *document,
			       const char *list)
{
	size_t n = document_count(document, list);

	return (struct selection){ .chosen = arena_alloc(arena, n * sizeof(bool)), .n = n };
}

/* /dev/sda and /sys/bus/pci/devices/0000:00:1f.2 are names, too. */
static const char *last_part(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static const char *without_domain(const char *address)
{
	const char *colon = strchr(address, ':');

	return colon ? colon + 1 : address;
}

static bool has_address(struct json_object *pci, const char *name)
{
	const char *address = document_text(pci, "address");
	struct json_object *domain = document_find(pci, "domain");

	return fnmatch(name, address, FNM_CASEFOLD) == 0 ||
	       (domain && json_object_get_int64(domain) == 0 &&
		fnmatch(name, without_domain(address), FNM_CASEFOLD) == 0);
}

static bool has_ids(struct json_object *pci, const char *name)
{
	char ids[FUNCTION_IDS_SIZE];

	return function_ids(pci, ids) && strcasecmp(ids, name) == 0;
}

size_t selection_add_functions(struct selection *selection, struct json_object *document,
			       const char *name)
{
	size_t found = 0;

	name = last_part(name);
	for (size_t i = 0; i < selection->n; i++) {
		struct json_object *pci = document_element(document, "pci", i);
		struct json_object *device = document_element(document, "devices", i);

		if (has_address(pci, name) || has_ids(pci, name) ||
		    document_lists(device, "interfaces", name) ||
		    document_lists(device, "disks", name)) {
			selection->chosen[i] = true;
			found++;
		}
	}
	return found;
}

static bool has_chosen_member(const struct lookup *lookup, size_t group,
			      const struct selection *functions)
{
	struct json_object *entry = document_element(lookup->document, "groups", group);
	size_t position;

	for (size_t i = 0; i < document_count(entry, "devices"); i++) {
		const char *member =
			json_object_get_string(document_element(entry, "devices", i));

		if (lookup_position(lookup, member, &position) && functions->chosen[position])
			return true;
	}
	return false;
}

static bool is_number(const char *name)
{
	return name[0] && !name[strspn(name, "0123456789")];
}

size_t selection_add_groups(struct selection *selection, const struct lookup *lookup,
			    const char *name, struct arena *arena)
{
	struct json_object *document = lookup->document;
	struct selection functions = selection_new(arena, document, "pci");
	size_t found = 0;

	if (!is_number(name))
		found = selection_add_functions(&functions, document, name);
	for (size_t i = 0; i < selection->n; i++) {
		const char *id = document_text(document_element(document, "groups", i), "id");
		bool named = id && !strcmp(id, name);

		if (named || has_chosen_member(lookup, i, &functions))
			selection->chosen[i] = true;
		found += named;
	}
	return found;
}

size_t selection_count(const struct selection *selection)
{
	size_t n = 0;

	for (size_t i = 0; i < selection->n; i++)
		n += selection->chosen[i];
	return n;
}

/* The address of the same function of another domain. */
static const char *in_other_domain(struct json_object *document, const char *name)
{
	const char *colon = strchr(name, ':');
	bool has_domain = colon && strchr(colon + 1, ':');
	const char *wanted = has_domain ? colon + 1 : name;

	for (size_t i = 0; i < document_count(document, "pci"); i++) {
		const char *address =
			document_text(document_element(document, "pci", i), "address");

		if (!strcasecmp(without_domain(address), wanted))
			return address;
	}
	return NULL;
}

static bool has_named(struct json_object *document, const char *list, const char *name)
{
	for (size_t i = 0; i < document_count(document, list); i++) {
		const char *other = document_text(document_element(document, list, i), "name");

		if (other && !strcmp(other, name))
			return true;
	}
	return false;
}

const char *selection_hint(struct json_object *document, const char *name,
			   struct arena *arena)
{
	const char *address;

	name = last_part(name);
	address = in_other_domain(document, name);
	if (address)
		return arena_print(arena, "there is %s", address);
	if (has_named(document, "net", name))
		return "no PCI function is known to be behind this network interface";
	if (has_named(document, "disks", name))
		return "no PCI function is known to be behind this disk";
	return NULL;
}
