/* Databases that older labdbs made are brought up to date, a version at a time, forward
 * only. A version that was released never changes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/store_parts.h"

extern const char schema_1_sql[], schema_2_sql[], schema_3_sql[];

/* scripts[i] makes version i + 1 of version i. */
static const char *const scripts[] = {
	schema_1_sql, schema_2_sql, schema_3_sql,
};

#define NEWEST (sizeof(scripts) / sizeof(scripts[0]))

static int read_version(struct store *store, size_t *ret)
{
	bool is_ours, is_used;
	char *text = NULL;
	int error = sql_has_table(store->sql, "settings", &is_ours);

	if (!error)
		error = sql_has_table(store->sql, NULL, &is_used);
	*ret = 0;
	if (error || !is_used)
		return error;
	if (is_ours)
		error = store_setting(store, "version", &text);
	if (!error && text)
		*ret = (size_t)strtoul(text, NULL, 10);
	free(text);
	if (!error && !*ret)
		return store_fail(store, -EEXIST, "it holds tables of something else than labdb;"
				  " give labdb a database of its own");
	return error;
}

static int step(struct store *store, size_t version)
{
	char text[24];
	int error = sql_script(store->sql, scripts[version]);

	snprintf(text, sizeof(text), "%zu", version + 1);
	return error ? error : store_set(store, "version", text);
}

/* Another may have done it while we waited for the right to write. */
static int update(struct store *store)
{
	size_t version;
	int error = sql_begin_write(store->sql);

	if (error)
		return error;
	error = read_version(store, &version);
	while (!error && version < NEWEST)
		error = step(store, version++);
	int end_error = sql_end(store->sql, !error);
	return error ? error : end_error;
}

static int update_for_reader(struct store *store, const char *url)
{
	struct store *writer;
	char *why;
	int error = store_open(url, true, &writer, &why);

	if (error) {
		store_fail(store, error, "an older labdb made it, and it cannot be brought up to date: %s",
			   why ? why : "");
		free(why);
		return error;
	}
	store_close(writer);
	return 0;
}

int migrate(struct store *store, const char *url, bool write)
{
	size_t version;
	int error = read_version(store, &version);

	if (error || version == NEWEST)
		return error;
	if (version > NEWEST)
		return store_fail(store, -EPROTONOSUPPORT,
				  "a newer labdb made it (version %zu; this one knows %zu): use that",
				  version, NEWEST);
	if (write)
		return update(store);
	if (!version)
		return store_fail(store, -ENOENT, "it is empty: labdb import fills it");
	return update_for_reader(store, url);
}
