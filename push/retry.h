/* When to try again. */
#pragma once

#include <stdbool.h>

#include "push/deliver.h"

/* Milliseconds to wait before the retry number `retry`, which counts from 0: they double,
 * and are spread by the random number so that hosts that failed together do not come back
 * together; never before the lab wants it. False when it wants more patience than a run
 * has. */
bool retry_wait_ms(const struct outcome *outcome, unsigned retry, unsigned random,
		   unsigned *ret);

/* Tries, and again up to `retries` times while that can help. */
struct outcome retry_deliver(struct http *http, const struct parcel *parcel,
			     unsigned retries, struct arena *arena);
