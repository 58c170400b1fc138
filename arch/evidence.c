#include "arch/evidence.h"

#include <stdarg.h>

#include "scanner/arena.h"

struct evidence evidence_seen(struct arena *arena, const char *path, const char *format, ...)
{
	struct evidence evidence = { .path = path };
	va_list args;

	va_start(args, format);
	evidence.value = arena_print_args(arena, format, args);
	va_end(args);
	return evidence;
}

struct evidence evidence_at(struct arena *arena, const char *path, uint64_t offset,
			    const char *format, ...)
{
	struct evidence evidence = { .path = path, .has_offset = true, .offset = offset };
	va_list args;

	va_start(args, format);
	evidence.value = arena_print_args(arena, format, args);
	va_end(args);
	return evidence;
}

struct evidence evidence_unread(const struct fact *fact)
{
	struct evidence evidence = { .path = fact->source ? fact->source : "/" };

	if (fact->state == FACT_UNKNOWN && fact->error)
		evidence.error = fact->error;
	else
		evidence.value = fact->source ? "not there" : "not looked for";
	return evidence;
}
