/* Judges kept captures anew, by the rules of this labscan. */
#pragma once

#include <stddef.h>

struct store;

struct rescan_result {
	size_t n_changed, n_same; /* scans by what came of them */
	size_t n_failed;          /* captures that this labscan cannot scan */
};

/* Of all captures. `progress` is called now and then with how many are done, `failed` for
 * each that cannot be scanned. 0 or -errno. */
int rescan_run(struct store *store, void (*progress)(size_t done),
	       void (*failed)(const char *id, const char *why), struct rescan_result *ret);
