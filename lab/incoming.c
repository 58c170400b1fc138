#include "lab/incoming.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "lab/buffer.h"
#include "lab/members.h"
#include "output/document.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* More are forgotten, and read with care again: 40 bytes each. */
#define MOST_SOUND ((size_t)1 << 20)

int incoming_reader_open(struct incoming_reader *ret)
{
	*ret = (struct incoming_reader){ .digester = digester_new(),
					 .tokener = json_tokener_new_ex(DOCUMENT_DEPTH),
					 .sound = digest_map_new() };
	if (!ret->digester || !ret->tokener)
		return -ENOMEM;
	json_tokener_set_flags(ret->tokener,
			       JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	return 0;
}

void incoming_reader_close(struct incoming_reader *reader)
{
	digester_free(reader->digester);
	if (reader->tokener)
		json_tokener_free(reader->tokener);
	digest_map_free(reader->sound);
}

static struct json_object *parse(struct incoming_reader *reader, const char *text, size_t size)
{
	struct json_object *ret;

	json_tokener_reset(reader->tokener);
	/* With its NUL, which ends a number that stands alone. */
	ret = json_tokener_parse_ex(reader->tokener, text, (int)size + 1);
	if (json_tokener_get_error(reader->tokener) != json_tokener_success) {
		json_object_put(ret);
		ret = NULL;
	}
	return ret;
}

/* ---- sections ---- */

/* null is sound, and no object of json-c's. */
static bool is_sound(struct incoming_reader *reader, const char *text, size_t size)
{
	struct json_object *value = parse(reader, text, size);
	bool ret = value || !strcmp(text, "null");

	json_object_put(value);
	return ret;
}

static int take_section(struct incoming_reader *reader, const struct member *member,
			struct section *ret)
{
	*ret = (struct section){ .text = member->text, .size = member->size };
	ret->digest = digest_of(reader->digester, member->text, member->size);
	if (digest_map_find(reader->sound, &ret->digest))
		return 0;
	if (!is_sound(reader, member->text, member->size))
		return -EBADMSG;
	if (digest_map_size(reader->sound) >= MOST_SOUND)
		digest_map_clear(reader->sound);
	digest_map_set(reader->sound, &ret->digest, 1);
	return 0;
}

static int take_sections(struct incoming_reader *reader, const struct members *members,
			 struct arena *arena, struct incoming *ret, const char **ret_why)
{
	ret->n_sections = members->n;
	ret->sections = arena_alloc(arena, members->n * sizeof(*ret->sections));
	for (size_t i = 0; i < members->n; i++) {
		const struct member *member = &members->items[i];

		if (!strcmp(member->name, "scan")) {
			ret->sections[i].own = true;
			continue;
		}
		if (take_section(reader, member, &ret->sections[i])) {
			*ret_why = arena_print(arena, "its member \"%s\" is no JSON", member->name);
			return -EBADMSG;
		}
	}
	return 0;
}

static void name_members(struct incoming_reader *reader, const struct members *members,
			 struct arena *arena, struct incoming *ret)
{
	const char **names = arena_alloc(arena, members->n * sizeof(*names));

	for (size_t i = 0; i < members->n; i++)
		names[i] = members->items[i].name;
	ret->names = str_join(arena, names, members->n, "\n");
	digest_add(reader->digester, ret->schema, strlen(ret->schema) + 1);
	digest_add(reader->digester, ret->names, strlen(ret->names));
	ret->layout = digest_end(reader->digester);

	digest_add(reader->digester, ret->layout.bytes, DIGEST_SIZE);
	for (size_t i = 0; i < ret->n_sections; i++)
		if (!ret->sections[i].own)
			digest_add(reader->digester, ret->sections[i].digest.bytes, DIGEST_SIZE);
	ret->body = digest_end(reader->digester);
}

/* ---- the scan ---- */

/* 2026-11-21T20:12:56Z */
static bool time_read(const char *text, int64_t *ret)
{
	struct tm tm = { 0 };
	const char *end = text ? strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm) : NULL;

	if (!end || *end)
		return false;
	*ret = timegm(&tm);
	return true;
}

/* The member "scan" as an object, to be put; NULL in *ret when there is none. */
static int read_scan(struct incoming_reader *reader, const struct members *members,
		     struct json_object **ret, const char **ret_why)
{
	const struct member *own = members_find(members, "scan");

	*ret = own ? parse(reader, own->text, own->size) : NULL;
	if (!own || json_object_is_type(*ret, json_type_object))
		return 0;
	json_object_put(*ret);
	*ret = NULL;
	*ret_why = "its member \"scan\" is no JSON object";
	return -EBADMSG;
}

static void take_scan(struct incoming_reader *reader, const struct members *members,
		      struct json_object *scan, int64_t now, struct incoming *ret)
{
	const struct member *own = members_find(members, "scan");
	const char *id = document_text(scan, "id");

	ret->own = own ? own->text : "";
	ret->time = now;
	time_read(document_text(scan, "time"), &ret->time);
	if (!id || uuid_read(id, ret->id)) {
		/* Older ones have none: what they say is who they are. */
		digest_add(reader->digester, ret->host, strlen(ret->host) + 1);
		digest_add(reader->digester, ret->body.bytes, DIGEST_SIZE);
		digest_add(reader->digester, ret->own, strlen(ret->own));
		struct digest digest = digest_end(reader->digester);
		uuid_of(&digest, ret->id);
	}
}

/* Writes into its "scan" what the document does not tell: another database, which gets it
 * from this one, knows it then. */
static void name_scan(struct json_object *scan, struct arena *arena, struct incoming *ret)
{
	char id[UUID_TEXT], time[sizeof("2026-11-21T20:12:56Z")];
	time_t seconds = (time_t)ret->time;
	struct tm utc;

	uuid_print(ret->id, id);
	json_object_object_add(scan, "id", json_object_new_string(id));
	if (gmtime_r(&seconds, &utc) &&
	    strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%SZ", &utc))
		json_object_object_add(scan, "time", json_object_new_string(time));
	json_object_object_add(scan, "host", json_object_new_string(ret->host));
	ret->own = arena_print(arena, "%s", json_object_to_json_string_ext(scan,
				JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* The members with an empty "scan" behind them; NULL: there are as many as there may be. */
static struct members *with_scan(const struct members *members, struct arena *arena)
{
	struct members *ret = arena_alloc(arena, sizeof(*ret));

	if (members->n == DOCUMENT_MEMBERS)
		return NULL;
	*ret = *members;
	ret->items[ret->n++] = (struct member){ .name = "scan", .text = "{}",
						.size = strlen("{}") };
	return ret;
}

/* ---- whose it is ---- */

static bool is_localhost(const char *name)
{
	return !strncasecmp(name, "localhost", strlen("localhost"));
}

bool incoming_is_host(const char *name)
{
	struct arena arena = { .chunks = NULL };
	size_t size = strlen(name);
	bool ret = size && size <= HOST_NAME_SIZE && !strcmp(str_keep(&arena, name, size), name);

	arena_free(&arena);
	return ret;
}

static bool is_clean(struct json_object *name)
{
	const char *text = json_object_get_string(name);

	return strlen(text) == (size_t)json_object_get_string_len(name) && incoming_is_host(text);
}

/* The name is the one that the lab gave to it, or else its own. *ret_given: `host` is
 * neither. */
static int take_host(struct incoming_reader *reader, const struct members *members,
		     struct json_object *scan, const char *host, struct arena *arena,
		     struct incoming *ret, bool *ret_given, const char **ret_why)
{
	const struct member *member = members_find(members, "system");
	struct json_object *system = member ? parse(reader, member->text, member->size) : NULL;
	struct json_object *name = NULL;

	if (!json_object_object_get_ex(scan, "host", &name))
		json_object_object_get_ex(system, "hostname", &name);
	bool is_text = json_object_is_type(name, json_type_string);
	*ret_given = host && !(is_text && !strcmp(json_object_get_string(name), host));
	if (host)
		ret->host = host;
	else if (member && !system && strcmp(member->text, "null"))
		*ret_why = "its member \"system\" is no JSON";
	else if (!is_text)
		*ret_why = "it does not name its host; import --host NAME says whose it is";
	else if (!is_clean(name))
		*ret_why = "its host has a name that no host can have; import --host NAME says whose it is";
	else if (is_localhost(json_object_get_string(name)))
		*ret_why = "its host is called localhost, as many are; import --host NAME says whose it is";
	else
		ret->host = arena_print(arena, "%s", json_object_get_string(name));
	json_object_put(system);
	return ret->host ? 0 : -EBADMSG;
}

static int take_schema(struct incoming_reader *reader, const struct members *members,
		       struct arena *arena, struct incoming *ret, const char **ret_why)
{
	const struct member *member = members_find(members, "schema");
	struct json_object *schema = member ? parse(reader, member->text, member->size) : NULL;
	const char *text = json_object_is_type(schema, json_type_string) ?
		json_object_get_string(schema) : "";

	if (str_starts(text, "labscan/"))
		ret->schema = str_keep(arena, text, strlen(text));
	else
		*ret_why = "it is no document of labscan: its \"schema\" does not say so";
	json_object_put(schema);
	return ret->schema ? 0 : -EBADMSG;
}

/* What is left once it is known whose document it is. `given`: it does not say so itself. */
static int take_parts(struct incoming_reader *reader, const struct members *members,
		      struct json_object *scan, bool given, int64_t now, struct arena *arena,
		      struct incoming *ret, const char **ret_why)
{
	struct json_object *named = NULL;
	int error;

	if (given && !scan) {
		members = with_scan(members, arena);
		scan = named = json_object_new_object();
	}
	if (!members) {
		*ret_why = "it has too many members for one that says whose it is";
		error = -EBADMSG;
	} else {
		error = take_sections(reader, members, arena, ret, ret_why);
	}
	if (!error) {
		name_members(reader, members, arena, ret);
		take_scan(reader, members, scan, now, ret);
		if (given)
			name_scan(scan, arena, ret);
	}
	json_object_put(named);
	return error;
}

int incoming_read(struct incoming_reader *reader, const struct members *members,
		  const char *host, int64_t now, struct arena *arena, struct incoming *ret,
		  const char **ret_why)
{
	struct json_object *scan = NULL;
	bool given = false;
	int error;

	*ret = (struct incoming){ .source = "" };
	error = take_schema(reader, members, arena, ret, ret_why);
	if (!error)
		error = read_scan(reader, members, &scan, ret_why);
	if (!error)
		error = take_host(reader, members, scan, host, arena, ret, &given, ret_why);
	if (!error)
		error = take_parts(reader, members, scan, given, now, arena, ret, ret_why);
	json_object_put(scan);
	return error;
}
