#include "lab/store_document.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/members.h"
#include "lab/packed.h"
#include "lab/store_parts.h"
#include "scanner/arena.h"

/* In "sections" of a body, where the document has its "scan". */
#define OWN 0

static int damaged(struct store *store, const char *table, int64_t id)
{
	return store_fail(store, -EBADMSG, "the database is damaged: %s %jd; see labdb check",
			  table, (intmax_t)id);
}

/* ---- a body: names, and the sections of each ---- */

/* Names are separated by newlines, which no name has. */
static int take_names(const char *names, struct arena *arena, struct members *ret)
{
	char *copy = arena_print(arena, "%s", names), *name;

	ret->n = 0;
	while ((name = strsep(&copy, "\n"))) {
		if (ret->n == DOCUMENT_MEMBERS)
			return -EBADMSG;
		ret->items[ret->n++] = (struct member){ .name = name };
	}
	return 0;
}

static int take_numbers(const unsigned char *bytes, size_t size, size_t n, int64_t *ret)
{
	const unsigned char *end = bytes + size;
	uint64_t number;

	for (size_t i = 0; i < n; i++) {
		if (!packed_next(&bytes, end, &number) || number > INT64_MAX)
			return -EBADMSG;
		ret[i] = (int64_t)number;
	}
	return bytes == end ? 0 : -EBADMSG;
}

static int read_body(struct store *store, int64_t body, struct arena *arena,
		     struct members *ret, int64_t *sections)
{
	struct sql_statement *get;
	size_t size;
	int found = sql_prepare(store->sql, "SELECT l.names, b.sections FROM bodies b"
				" JOIN layouts l ON l.id = b.layout WHERE b.id = $1", &get);

	if (found)
		return found;
	sql_bind(get, 1, body);
	found = sql_step(get);
	if (found <= 0)
		return found ? found : damaged(store, "bodies", body);
	const unsigned char *bytes = sql_bytes(get, 1, &size);
	int error = take_names(sql_text(get, 0), arena, ret);
	if (!error)
		error = take_numbers(bytes, size, ret->n, sections);
	sql_reset(get);
	return error ? damaged(store, "bodies", body) : 0;
}

/* ---- sections ---- */

/* Gives the text to each member that has the section `id`. */
static int put_section(struct store *store, struct sql_statement *get, struct arena *arena,
		       struct members *members, const int64_t *sections)
{
	int64_t id = sql_number(get, 0);
	size_t packed_size, hash_size, size;
	const void *packed = sql_bytes(get, 1, &packed_size);
	const void *hash = sql_bytes(get, 2, &hash_size);
	const char *text;
	char *copy;
	struct digest digest;

	if (unpack(store->packer, packed, packed_size, DOCUMENT_SIZE, &text, &size))
		return damaged(store, "sections", id);
	digest = digest_of(store->digester, text, size);
	if (hash_size != sizeof(digest) || memcmp(hash, &digest, sizeof(digest)))
		return damaged(store, "sections", id);
	copy = memcpy(arena_alloc(arena, size + 1), text, size + 1);
	for (size_t i = 0; i < members->n; i++)
		if (sections[i] == id) {
			members->items[i].text = copy;
			members->items[i].size = size;
		}
	return 0;
}

static int read_sections(struct store *store, struct arena *arena, struct members *members,
			 const int64_t *sections)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT id, bytes, hash FROM sections"
				" WHERE id {IN 1}", &get);

	if (found)
		return found;
	sql_bind_list(get, 1, sections, members->n);
	while ((found = sql_step(get)) > 0) {
		int error = put_section(store, get, arena, members, sections);

		if (error) {
			sql_reset(get);
			return error;
		}
	}
	return found;
}

int store_members(struct store *store, int64_t body, const char *own, struct arena *arena,
		  struct members *ret)
{
	int64_t sections[DOCUMENT_MEMBERS] = { 0 };
	int error = read_body(store, body, arena, ret, sections);

	if (!error)
		error = read_sections(store, arena, ret, sections);
	for (size_t i = 0; !error && i < ret->n; i++) {
		struct member *member = &ret->items[i];

		if (sections[i] == OWN) {
			member->text = arena_print(arena, "%s", own);
			member->size = strlen(member->text);
		}
		if (!member->text)
			error = damaged(store, "sections", sections[i]);
	}
	return error;
}

char *members_text(const struct members *members, struct arena *arena, size_t *ret_size)
{
	struct buffer text = { .data = NULL };
	char *ret;

	for (size_t i = 0; i < members->n; i++) {
		buffer_text(&text, i ? ",\"" : "{\"");
		buffer_text(&text, members->items[i].name);
		buffer_text(&text, "\":");
		buffer_add(&text, members->items[i].text, members->items[i].size);
	}
	buffer_add(&text, "}", sizeof("}"));
	ret = memcpy(arena_alloc(arena, text.size), text.data, text.size);
	*ret_size = text.size - 1;
	buffer_free(&text);
	return ret;
}

/* ---- documents ---- */

static int read_scan(struct store *store, int64_t scan, struct arena *arena,
		     struct members *ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT body, own FROM scans WHERE id = $1", &get);

	if (found)
		return found;
	sql_bind(get, 1, scan);
	found = sql_step(get);
	if (found <= 0)
		return found ? found : store_fail(store, -ENOENT, "no scan has the number %jd",
						  (intmax_t)scan);
	int64_t body = sql_number(get, 0);
	const char *own = arena_print(arena, "%s", sql_text(get, 1));
	sql_reset(get);
	return store_members(store, body, own, arena, ret);
}

int store_document_text(struct store *store, int64_t scan, char **ret, size_t *ret_size)
{
	struct arena arena = { .chunks = NULL };
	struct members *members = arena_alloc(&arena, sizeof(*members));
	int error = read_scan(store, scan, &arena, members);

	if (!error) {
		char *text = members_text(members, &arena, ret_size);

		*ret = malloc(*ret_size + 1);
		if (*ret)
			memcpy(*ret, text, *ret_size + 1);
		else
			error = -ENOMEM;
	}
	arena_free(&arena);
	return error;
}

int store_document(struct store *store, int64_t scan, struct json_object **ret)
{
	struct json_tokener *tokener;
	char *text;
	size_t size;
	int error = store_document_text(store, scan, &text, &size);

	if (error)
		return error;
	tokener = json_tokener_new_ex(DOCUMENT_DEPTH);
	*ret = tokener ? json_tokener_parse_ex(tokener, text, (int)size) : NULL;
	json_tokener_free(tokener);
	free(text);
	if (*ret)
		return 0;
	return damaged(store, "scans", scan);
}
