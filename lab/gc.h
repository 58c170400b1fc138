/* Removes scans that are not wanted, and what nothing refers to. */
#pragma once

#include <stdint.h>

struct store;

struct gc_request {
	int64_t keep;   /* so many scans of each host, the latest; 0: all */
	int64_t before; /* none from before then, in seconds since 1970; INT64_MIN: all */
};

struct gc_result {
	int64_t scans, bodies, sections, captures, values; /* so many were removed */
};

/* The latest scan of each host stays in any case. 0 or -errno: then nothing was removed. */
int gc_run(struct store *store, const struct gc_request *request, struct gc_result *ret);
