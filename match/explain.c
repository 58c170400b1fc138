#include "match/explain.h"

#include <string.h>

#include "scanner/arena.h"
#include "scanner/str.h"

enum {
	TRUTH_WIDTH = 8, /* of "unknown ", the longest */
	INDENT = 2,
	PAGE_WIDTH = 80,
	/* Bytes of what was found that are looked at; fewer are shown. */
	MOST_FOUND = 1024,
};

const char *explain_answer(enum requirement_answer answer)
{
	static const char *const texts[] = {
		[ANSWER_MATCHES] = "matches",
		[ANSWER_DIFFERS] = "does not match",
		[ANSWER_UNTOLD] = "cannot be told",
	};

	return texts[answer];
}

const char *explain_truth(unsigned truth)
{
	switch (truth) {
	case 0:
		return "ignored";
	case MAY_BE_FALSE:
		return "no";
	case MAY_BE_NULL:
		return "null";
	case MAY_BE_TRUE:
		return "yes";
	default:
		return "unknown";
	}
}

/* A number of bytes, as people say it. */
static const char *bytes_shown(const char *found, struct arena *arena)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	enum { STEP = 1024 };
	uint64_t bytes;
	double size;
	size_t unit = 0;

	if (!str_number(found, 10, &bytes) || bytes < STEP)
		return found;
	for (size = (double)bytes / STEP; size >= STEP; size /= STEP)
		unit++;
	return arena_print(arena, "%s (%.4g %s)", found, size, units[unit]);
}

const char *explain_found(const struct requirement *requirement, struct arena *arena)
{
	/* Or of what it is made of that nobody wrote. */
	while (!requirement->found && requirement->n_parts == 1 &&
	       !requirement->parts[0]->said)
		requirement = requirement->parts[0];
	if (!requirement->found)
		return NULL;
	if (!*requirement->found)
		return "\"\"";

	const char *text = str_keep(arena, requirement->found,
				    strnlen(requirement->found, MOST_FOUND));
	if (requirement->in_bytes)
		return bytes_shown(text, arena);
	return requirement_shown(arena, text);
}

/* Words in lines that fit a page, those after the first one a little further in. */
static void print_note(const char *note, int indent, FILE *out)
{
	static const char mark[] = "!!";
	int column = fprintf(out, "%*s%s", indent, "", mark);

	while (*note) {
		int length = (int)strcspn(note, " ");

		if (column + 1 + length > PAGE_WIDTH)
			column = fprintf(out, "\n%*s", indent + (int)strlen(mark), "") - 1;
		column += fprintf(out, " %.*s", length, note);
		note += length + (note[length] == ' ');
	}
	fputc('\n', out);
}

/* What is implied is worth a line when it is to blame. */
static bool is_shown(const struct requirement *requirement)
{
	return requirement->said || (requirement->note && requirement->truth != MAY_BE_TRUE);
}

bool explain_asks_elements(const struct requirement *whole, const struct requirement *part)
{
	return part->kind == REQUIRE_ELEMENT ||
	       (whole && whole->kind == REQUIRE_PEERS && part->truth == MAY_BE_FALSE);
}

/* NOLINTBEGIN(misc-no-recursion): no deeper than REQUIREMENT_DEPTH. */

/* `whole` is what it is a part of; NULL: nothing. */
static void print_part(const struct requirement *whole, const struct requirement *part,
		       int depth, bool of_element, struct arena *arena, FILE *out)
{
	const char *found = of_element ? NULL : explain_found(part, arena);
	int indent = TRUTH_WIDTH + INDENT * depth;

	if (is_shown(part)) {
		fprintf(out, "%-*s%s%s%s\n", indent, of_element ? "" : explain_truth(part->truth),
			part->said ? part->said : "(implied)", found ? "  here: " : "",
			found ? found : "");
		if (part->note)
			print_note(part->note, indent, out);
		depth++;
	}
	for (size_t i = 0; i < part->n_parts; i++)
		print_part(part, part->parts[i], depth,
			   of_element || explain_asks_elements(whole, part), arena, out);
}

void explain_print(const struct requirement *root, FILE *out)
{
	struct arena arena = { NULL };

	print_part(NULL, root, 0, false, &arena, out);
	arena_free(&arena);
}

void explain_warn(const struct requirement *root, const char *where, FILE *out)
{
	if (root->said && root->note)
		fprintf(out, "%s:%u: %s: %s\n", where, root->line, root->said, root->note);
	for (size_t i = 0; i < root->n_parts; i++)
		explain_warn(root->parts[i], where, out);
}

/* NOLINTEND(misc-no-recursion) */
