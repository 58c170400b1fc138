#include "lab/numbering.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/sql.h"

/* More are forgotten, and looked up again. */
#define MOST_KNOWN ((size_t)1 << 20)

/* The query for the numbers of the hashes in the table "wanted"; NULL: it has no hash. */
#define WANTED(table) "SELECT w.hash, t.id FROM wanted w CROSS JOIN " table " t" \
	" WHERE t.hash = w.hash"

static const struct {
	const char *name, *wanted;
} tables[N_NUMBERED] = {
	[N_HOSTS] = { "hosts", NULL },
	[N_SCANS] = { "scans", NULL },
	[N_LAYOUTS] = { "layouts", WANTED("layouts") },
	[N_BODIES] = { "bodies", WANTED("bodies") },
	[N_SECTIONS] = { "sections", WANTED("sections") },
	[N_CAPTURES] = { "captures", WANTED("captures") },
	[N_FIELDS] = { "fields", NULL },
	[N_VALUES] = { "field_values", WANTED("field_values") },
};

void numbering_open(struct sql *sql, struct numbering *ret)
{
	*ret = (struct numbering){ .sql = sql };
	for (size_t i = 0; i < N_NUMBERED; i++)
		if (tables[i].wanted)
			ret->known[i] = digest_map_new();
}

void numbering_close(struct numbering *numbering)
{
	for (size_t i = 0; i < N_NUMBERED; i++)
		digest_map_free(numbering->known[i]);
	free(numbering->generation);
}

void numbering_forget(struct numbering *numbering)
{
	free(numbering->generation);
	numbering->generation = NULL;
	for (size_t i = 0; i < N_NUMBERED; i++)
		if (numbering->known[i])
			digest_map_clear(numbering->known[i]);
}

/* ---- transactions ---- */

static int read_generation(struct sql *sql, char **ret)
{
	struct sql_statement *get;
	int found = sql_prepare(sql, "SELECT value FROM settings WHERE name = 'generation'", &get);

	if (!found)
		found = sql_step(get);
	if (found < 0)
		return found;
	*ret = strdup(found ? sql_text(get, 0) : "");
	sql_reset(get);
	return *ret ? 0 : -ENOMEM;
}

static int read_last(struct numbering *numbering)
{
	struct sql_statement *get;
	int found = sql_prepare(numbering->sql, "SELECT name, last FROM numbers", &get);

	memset(numbering->last, 0, sizeof(numbering->last));
	if (found)
		return found;
	while ((found = sql_step(get)) > 0)
		for (size_t i = 0; i < N_NUMBERED; i++)
			if (!strcmp(tables[i].name, sql_text(get, 0)))
				numbering->last[i] = sql_number(get, 1);
	memcpy(numbering->written, numbering->last, sizeof(numbering->last));
	return found;
}

int numbering_begin(struct numbering *numbering)
{
	char *generation;
	int error = read_generation(numbering->sql, &generation);

	if (error)
		return error;
	if (!numbering->generation || strcmp(generation, numbering->generation))
		numbering_forget(numbering);
	free(numbering->generation);
	numbering->generation = generation;
	return read_last(numbering);
}

int numbering_end(struct numbering *numbering)
{
	struct sql_statement *set;
	int error = sql_prepare(numbering->sql, "INSERT INTO numbers (name, last) VALUES ($1, $2)"
				" ON CONFLICT (name) DO UPDATE SET last = excluded.last", &set);

	for (size_t i = 0; !error && i < N_NUMBERED; i++) {
		if (numbering->last[i] == numbering->written[i])
			continue;
		sql_bind_text(set, 1, tables[i].name);
		sql_bind(set, 2, numbering->last[i]);
		error = sql_run(set);
	}
	return error;
}

/* ---- looking up ---- */

/* Puts what is not known into "wanted"; how many there are. */
static int want(struct numbering *numbering, const struct digest_map *known,
		const struct digest *digests, size_t n, size_t *ret_n)
{
	struct sql_bulk *bulk;
	int error = sql_stage_begin(numbering->sql, "wanted", "hash {BYTES}", &bulk);

	if (error)
		return error;
	for (size_t i = 0; i < n; i++)
		if (!digest_map_find(known, &digests[i])) {
			sql_put_bytes(bulk, digests[i].bytes, DIGEST_SIZE);
			++*ret_n;
		}
	return sql_stage_end(bulk, "wanted");
}

int numbering_look_up(struct numbering *numbering, enum numbered table,
		      const struct digest *digests, size_t n)
{
	struct digest_map *known = numbering->known[table];
	struct sql_statement *get;
	size_t n_wanted = 0, size;
	int found;

	if (digest_map_size(known) > MOST_KNOWN)
		digest_map_clear(known);
	found = want(numbering, known, digests, n, &n_wanted);
	if (found || !n_wanted)
		return found;
	found = sql_prepare(numbering->sql, tables[table].wanted, &get);
	if (found)
		return found;
	while ((found = sql_step(get)) > 0) {
		struct digest digest;
		const void *bytes = sql_bytes(get, 0, &size);

		if (size != DIGEST_SIZE)
			continue;
		memcpy(digest.bytes, bytes, size);
		digest_map_set(known, &digest, sql_number(get, 1));
	}
	return found;
}

int64_t numbering_next(struct numbering *numbering, enum numbered table)
{
	return ++numbering->last[table];
}

int64_t numbering_of(struct numbering *numbering, enum numbered table,
		     const struct digest *digest, bool *ret_new)
{
	int64_t number = digest_map_find(numbering->known[table], digest);

	*ret_new = !number;
	if (number)
		return number;
	number = numbering_next(numbering, table);
	digest_map_set(numbering->known[table], digest, number);
	return number;
}
