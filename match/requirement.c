#include "match/requirement.h"

#include <string.h>

#include "scanner/arena.h"

/* Bytes of one text that are worth reading. */
#define SHOWN_BYTES 120

struct requirement *requirement_new(struct arena *arena, enum requirement_kind kind)
{
	struct requirement *requirement = arena_alloc(arena, sizeof(*requirement));

	requirement->kind = kind;
	return requirement;
}

void requirement_add(struct arena *arena, struct requirement *whole,
		     struct requirement *part)
{
	/* An array of addresses. NOLINTNEXTLINE(bugprone-sizeof-expression) */
	*arena_add(arena, whole->parts, whole->n_parts) = part;
}

const char *requirement_shown(struct arena *arena, const char *text)
{
	size_t size = SHOWN_BYTES;

	if (strnlen(text, size + 1) <= size)
		return text;
	/* No character is cut: bytes like 10xxxxxx go on with one. */
	while (size > 0 && (text[size] & 0xc0) == 0x80)
		size--;
	return arena_print(arena, "%.*s…", (int)size, text);
}

const char *requirement_op_text(enum requirement_op op)
{
	static const char *const texts[] = {
#define OP(name, text) [name] = (text),
		REQUIREMENT_OPS(OP)
#undef OP
	};

	return texts[op];
}
