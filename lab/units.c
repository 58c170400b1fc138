#include "lab/units.h"

#include <inttypes.h>
#include <stddef.h>

#include "scanner/arena.h"

/* The largest unit that there is at least one of, with a digit after the point when the
 * number is not whole. */
static const char *scaled(struct arena *arena, uint64_t number, uint64_t step,
			  const char *const *units)
{
	uint64_t unit = 1;

	while (units[1] && number / unit >= step) {
		unit *= step;
		units++;
	}
	uint64_t whole = number / unit, rest = number % unit;
	/* Divided first: ten times the rest of an exbibyte has no room. */
	uint64_t tenth = unit < 10 ? 0 : rest / (unit / 10);

	if (tenth > 9)
		tenth = 9;
	return tenth ? arena_print(arena, "%" PRIu64 ".%" PRIu64 " %s", whole, tenth, *units) :
		       arena_print(arena, "%" PRIu64 " %s", whole, *units);
}

const char *unit_bytes(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB",
					     "TiB",   "PiB", "EiB", NULL };

	return scaled(arena, bytes, 1024, units);
}

const char *unit_hertz(struct arena *arena, uint64_t khz)
{
	static const char *const units[] = { "kHz", "MHz", "GHz", "THz", NULL };

	return scaled(arena, khz, 1000, units);
}

const char *unit_bits(struct arena *arena, uint64_t mbps)
{
	static const char *const units[] = { "Mbit/s", "Gbit/s", "Tbit/s", NULL };

	return scaled(arena, mbps, 1000, units);
}
