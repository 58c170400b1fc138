#include "lab/store.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/store_parts.h"

void store_close(struct store *store)
{
	if (!store)
		return;
	sql_close(store->sql);
	packer_free(store->packer);
	digester_free(store->digester);
	free(store->error);
	free(store->url);
	free(store);
}

const char *store_error(const struct store *store)
{
	return store->error ? store->error : sql_error(store->sql);
}

int store_fail(struct store *store, int error, const char *format, ...)
{
	va_list args;

	free(store->error);
	va_start(args, format);
	if (vasprintf(&store->error, format, args) < 0)
		store->error = NULL;
	va_end(args);
	return error;
}

int store_open(const char *url, bool write, struct store **ret, char **error)
{
	struct store *store = calloc(1, sizeof(*store));
	int failed = -ENOMEM;

	*error = NULL;
	if (store) {
		store->packer = packer_new();
		store->digester = digester_new();
		store->url = strdup(url);
	}
	if (!store || !store->packer || !store->digester || !store->url) {
		store_close(store);
		return -ENOMEM;
	}
	failed = sql_open(url, write, write, &store->sql, error);
	if (!failed)
		failed = migrate(store, url, write);
	if (failed) {
		if (!*error && store->sql)
			*error = strdup(store_error(store));
		store_close(store);
		return failed;
	}
	*ret = store;
	return 0;
}

int store_setting(struct store *store, const char *name, char **ret)
{
	struct sql_statement *get;
	int found = sql_prepare(store->sql, "SELECT value FROM settings WHERE name = $1", &get);

	*ret = NULL;
	if (found)
		return found;
	sql_bind_text(get, 1, name);
	found = sql_step(get);
	if (found <= 0)
		return found;
	*ret = strdup(sql_text(get, 0));
	sql_reset(get);
	return *ret ? 0 : -ENOMEM;
}

int store_set(struct store *store, const char *name, const char *value)
{
	struct sql_statement *set;
	int error = sql_prepare(store->sql, "INSERT INTO settings (name, value) VALUES ($1, $2)"
				" ON CONFLICT (name) DO UPDATE SET value = excluded.value", &set);

	if (error)
		return error;
	sql_bind_text(set, 1, name);
	sql_bind_text(set, 2, value);
	return sql_run(set);
}

int store_removed(struct store *store)
{
	char *generation, next[24];
	int error = store_setting(store, "generation", &generation);

	if (error)
		return error;
	snprintf(next, sizeof(next), "%lu", generation ? strtoul(generation, NULL, 10) + 1 : 1);
	free(generation);
	return store_set(store, "generation", next);
}
