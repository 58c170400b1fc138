#include "lab/fields.h"

#include <json-c/json.h>

#include "match/field.h"
#include "output/document.h"
#include "scanner/arena.h"

/* FNV-1a, 64 bits. */
#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

/* To be changed with what the store keeps of a value. */
#define WAY_OF_KEEPING "2: keys of texts"

/* A field, and its place in its view. */
struct row {
	const char *name;
	enum view view;
	const char *path;
};

/* Keys of Beaker's by where their values come from: some only the lab's people know. */
#define OF_SEEDED(...) __VA_ARGS__
#define OF_MADE(...) __VA_ARGS__
#define OF_LAB(...)

static const struct row rows[] = {
#define KEY(key, path, kind, meaning) { "key:" #key, VIEW_EXPRESSION, "key." #key },
#include "output/keys.def"
#undef KEY

#define KEY(key, column, origin, fact) \
	OF_##origin({ "beaker:key." #key, VIEW_BEAKER, "key." #key }, )
#include "match/beaker_keys.def"
#undef KEY

#define BEAKER(name) { "beaker:" #name, VIEW_BEAKER, #name }
	BEAKER(arch), BEAKER(cpu), BEAKER(device), BEAKER(disk), BEAKER(fqdn),
	BEAKER(hypervisor), BEAKER(memory), BEAKER(model), BEAKER(numa), BEAKER(status),
	BEAKER(type), BEAKER(vendor),

#define TMT(name) { "tmt:" #name, VIEW_TMT, #name }
	TMT(arch), TMT(boot), TMT(cpu), TMT(device), TMT(disk), TMT(gpu), TMT(hostname),
	TMT(iommu), TMT(memory), TMT(network), TMT(system), TMT(tpm), TMT(virtualization),
	TMT(zcrypt),
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const char *field_name(size_t i)
{
	return i < N_ROWS ? rows[i].name : NULL;
}

static uint64_t hashed(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * FNV_PRIME;
	while (*text++);
	return hash;
}

uint64_t fields_version(void)
{
	uint64_t hash = hashed(hashed(FNV_BASIS, LABSCAN_VERSION), WAY_OF_KEEPING);

	for (size_t i = 0; i < N_ROWS; i++)
		hash = hashed(hash, rows[i].name);
	return hash;
}

/* ---- values ---- */

/* What could not be read is noted with file and error. Requirements ask for its name alone:
 * without the rest, the same value is the same text on all hosts. To be put. */
static struct json_object *without_reasons(struct json_object *value)
{
	struct json_object *ret, *unknown, *bare;

	if (!json_object_is_type(value, json_type_object) ||
	    !json_object_object_get_ex(value, "unknown", &unknown) ||
	    !json_object_is_type(unknown, json_type_object))
		return json_object_get(value);
	ret = json_object_new_object();
	bare = json_object_new_object();
	json_object_object_foreach(unknown, missing, reason) {
		(void)reason;
		json_object_object_add(bare, missing, NULL);
	}
	json_object_object_foreach(value, member, found)
		json_object_object_add(ret, member, json_object_get(found));
	json_object_object_add(ret, "unknown", bare);
	return ret;
}

/* Views are made in one order: so is this. */
static const char *canonical(struct json_object *value, struct arena *arena)
{
	struct json_object *bare = without_reasons(value);
	const char *text = json_object_to_json_string_ext(
		bare, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	const char *ret = arena_print(arena, "%s", text);

	json_object_put(bare);
	return ret;
}

static void read_elements(struct json_object *list, struct arena *arena, struct field *ret)
{
	ret->is_list = true;
	ret->n_elements = json_object_array_length(list);
	/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	ret->elements = arena_alloc(arena, ret->n_elements * sizeof(*ret->elements));
	for (size_t i = 0; i < ret->n_elements; i++)
		ret->elements[i] = canonical(json_object_array_get_idx(list, i), arena);
}

static struct field read_field(struct json_object *host, const struct row *row,
			       struct arena *arena)
{
	struct field ret = { .name = row->name, .state = FIELD_TOLD };
	struct json_object *value;
	enum presence presence = field_find(host, row->path, arena, &value);

	if (presence != IS_THERE)
		ret.state = presence == IS_UNKNOWN ? FIELD_UNTOLD : FIELD_NULL;
	else if (json_object_is_type(value, json_type_array))
		read_elements(value, arena, &ret);
	else
		ret.value = canonical(value, arena);
	return ret;
}

struct field *fields_of(struct json_object *document, struct arena *arena, size_t *ret_n)
{
	struct field *fields = arena_alloc(arena, N_ROWS * sizeof(*fields));
	struct json_object *hosts[N_VIEWS];

	for (enum view view = 0; view < N_VIEWS; view++)
		hosts[view] = view_host(view, document);
	for (size_t i = 0; i < N_ROWS; i++)
		fields[i] = read_field(hosts[rows[i].view], &rows[i], arena);
	for (enum view view = 0; view < N_VIEWS; view++)
		json_object_put(hosts[view]);
	*ret_n = N_ROWS;
	return fields;
}
