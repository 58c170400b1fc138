#include "lab/parsed.h"

#include <json-c/json.h>
#include <stdint.h>
#include <stdlib.h>

#include "lab/digest.h"
#include "lab/members.h"

/* More are forgotten. json-c takes about ten times as much memory as the text does. */
#define MOST_BYTES ((size_t)4 * 1024 * 1024)
#define MOST_SEEN ((size_t)64 * 1024)

/* It came once: most of what does so never comes again, and is not kept. */
#define SEEN 1

struct parsed {
	struct json_tokener *tokener;
	struct digest_map *places; /* SEEN, or behind it a place among the values */
	struct json_object **values;
	size_t n, room, n_bytes;
};

struct parsed *parsed_new(void)
{
	struct parsed *parsed = calloc(1, sizeof(*parsed));

	if (!parsed)
		return NULL;
	parsed->places = digest_map_new();
	parsed->tokener = json_tokener_new_ex(DOCUMENT_DEPTH);
	if (!parsed->tokener) {
		parsed_free(parsed);
		return NULL;
	}
	return parsed;
}

static void forget(struct parsed *parsed)
{
	for (size_t i = 0; i < parsed->n; i++)
		json_object_put(parsed->values[i]);
	parsed->n = parsed->n_bytes = 0;
}

void parsed_free(struct parsed *parsed)
{
	if (!parsed)
		return;
	forget(parsed);
	if (parsed->tokener)
		json_tokener_free(parsed->tokener);
	digest_map_free(parsed->places);
	free(parsed->values);
	free(parsed);
}

struct json_object *parsed_once(struct parsed *parsed, const char *text, size_t size)
{
	json_tokener_reset(parsed->tokener);
	return json_tokener_parse_ex(parsed->tokener, text, (int)size + 1);
}

/* Without memory for it, it is parsed again when it comes again. */
static void keep(struct parsed *parsed, const struct digest *digest, struct json_object *value,
		 size_t size)
{
	if (parsed->n == parsed->room) {
		size_t room = parsed->room ? 2 * parsed->room : 64;
		/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
		struct json_object **values = realloc(parsed->values, room * sizeof(*values));

		if (!values)
			return;
		parsed->values = values;
		parsed->room = room;
	}
	parsed->values[parsed->n++] = json_object_get(value);
	parsed->n_bytes += size;
	digest_map_set(parsed->places, digest, SEEN + (int64_t)parsed->n);
}

struct json_object *parsed_get(struct parsed *parsed, const struct digest *digest,
			       const char *text, size_t size)
{
	int64_t place = digest_map_find(parsed->places, digest);

	if (place > SEEN)
		return json_object_get(parsed->values[place - SEEN - 1]);
	struct json_object *value = parsed_once(parsed, text, size);

	if (parsed->n_bytes + size > MOST_BYTES || digest_map_size(parsed->places) >= MOST_SEEN) {
		forget(parsed);
		digest_map_clear(parsed->places);
	}
	if (place == SEEN)
		keep(parsed, digest, value, size);
	else
		digest_map_set(parsed->places, digest, SEEN);
	return value;
}
