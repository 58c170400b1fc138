#include "lab/scans.h"

#include <errno.h>
#include <string.h>

#include "lab/cmd.h"
#include "lab/date.h"
#include "scanner/str.h"

static int add_scan(void *context, const struct store_scan *scan)
{
	struct scans *scans = context;
	struct store_scan *copy = arena_add(&scans->arena, scans->items, scans->n);

	*copy = *scan;
	copy->id = arena_print(&scans->arena, "%s", scan->id);
	copy->version = scan->version ? arena_print(&scans->arena, "%s", scan->version) : NULL;
	copy->schema = scan->schema ? arena_print(&scans->arena, "%s", scan->schema) : NULL;
	return 0;
}

int scans_read(struct scans *scans, struct store *store, const char *host,
	       struct failure *failure)
{
	int error;

	*scans = (struct scans){ .n = 0 };
	error = store_host_named(store, host, &scans->host);
	if (error == -ENOENT) {
		lab_fail_host(host, failure);
		return EXIT_NO;
	}
	if (!error)
		error = store_scans(store, scans->host.number, add_scan, scans);
	return error ? lab_fail(store, error, failure) : EXIT_YES;
}

void scans_free(struct scans *scans)
{
	arena_free(&scans->arena);
}

/* Scans stand from the newest to the oldest. */
static bool choose_by_date(const struct scans *scans, int64_t date, size_t *ret)
{
	for (*ret = 0; *ret < scans->n; (*ret)++)
		if (scans->items[*ret].time <= date)
			return true;
	return false;
}

bool scans_choose(struct scans *scans, const char *word, size_t *ret, struct failure *failure)
{
	size_t found = 0;
	int64_t date;

	if (date_read(word, &date)) {
		if (choose_by_date(scans, date, ret))
			return true;
		*failure = (struct failure){ .what = "the host was not scanned before", .path = word };
		return false;
	}
	for (size_t i = scans->n; i-- > 0;)
		if (*word && str_starts(scans->items[i].id, word))
			*ret = i, found++;
	if (found == 1)
		return true;
	*failure = (struct failure){
		.what = found ? "several scans of the host begin with" : "the host has no scan",
		.path = word,
		.remedy = "`labdb history HOST` has its scans; a date means the newest until then",
	};
	return false;
}
