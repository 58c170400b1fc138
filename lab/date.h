/* Dates, all of them UTC. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Reads "2026-11-21", when it begins, or "2026-11-21T20:08:00Z"; both UTC. Gives seconds
 * since 1970; false when it is neither. */
bool date_read(const char *text, int64_t *ret);

/* Seconds since 1970 as "2026-11-21 20:08", or without `clock` as the day alone; and as
 * "2026-11-21T20:08:00Z". In the arena. */
const char *date_text(struct arena *arena, int64_t seconds, bool clock);
const char *date_exact(struct arena *arena, int64_t seconds);
