#include "push/retry.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>

#define FIRST_WAIT_MS 1000U
#define LONGEST_WAIT_MS 30000U

/* With a lab that wants more, a later run is better off. */
#define MAX_RETRY_AFTER_SECONDS 60U

bool retry_wait_ms(const struct outcome *outcome, unsigned retry, unsigned random,
		   unsigned *ret)
{
	unsigned wait = FIRST_WAIT_MS;

	if (outcome->retry_after_seconds > MAX_RETRY_AFTER_SECONDS)
		return false;
	while (retry-- && wait < LONGEST_WAIT_MS)
		wait *= 2;
	if (wait > LONGEST_WAIT_MS)
		wait = LONGEST_WAIT_MS;
	/* From half of it up to all. */
	wait = wait / 2 + random % (wait / 2 + 1);
	unsigned asked = outcome->retry_after_seconds * 1000U;
	*ret = asked > wait ? asked : wait;
	return true;
}

static void sleep_ms(unsigned ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

struct outcome retry_deliver(struct http *http, const struct parcel *parcel,
			     unsigned retries, struct arena *arena)
{
	for (unsigned retry = 0;; retry++) {
		struct outcome outcome = deliver(http, parcel, arena);
		unsigned random = 0, wait;

		if (outcome.delivery != LATER || retry == retries)
			return outcome;
		/* Without it the wait is the shortest. */
		if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
			random = 0;
		if (!retry_wait_ms(&outcome, retry, random, &wait))
			return outcome;
		fprintf(stderr, "labscan: %s: %s; trying again in %u.%u s\n",
			parcel->target.url, outcome.why, wait / 1000, wait % 1000 / 100);
		sleep_ms(wait);
	}
}
