#include "lab/date.h"

#include <stddef.h>
#include <time.h>

#include "scanner/arena.h"

bool date_read(const char *text, int64_t *ret)
{
	static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ" };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm parts = { 0 };
		const char *end = strptime(text, forms[i], &parts);

		if (end && !*end) {
			*ret = timegm(&parts);
			return true;
		}
	}
	return false;
}

/* "?" for what no calendar has. */
static const char *format(struct arena *arena, int64_t seconds, const char *form)
{
	char text[64];
	time_t time = (time_t)seconds;
	struct tm parts;

	if (!gmtime_r(&time, &parts) || !strftime(text, sizeof(text), form, &parts))
		return "?";
	return arena_print(arena, "%s", text);
}

const char *date_text(struct arena *arena, int64_t seconds, bool clock)
{
	return format(arena, seconds, clock ? "%Y-%m-%d %H:%M" : "%Y-%m-%d");
}

const char *date_exact(struct arena *arena, int64_t seconds)
{
	return format(arena, seconds, "%Y-%m-%dT%H:%M:%SZ");
}
