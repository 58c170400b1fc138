#include "match/explain.h"

enum {
	TRUTH_WIDTH = 8, /* of "unknown ", the longest */
	INDENT = 2,
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

/* What was found of it, or of what it is made of that nobody wrote. */
static const char *found_in(const struct requirement *requirement)
{
	while (!requirement->found && requirement->n_parts == 1 &&
	       !requirement->parts[0]->said)
		requirement = requirement->parts[0];
	return requirement->found && !*requirement->found ? "\"\"" : requirement->found;
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
		       int depth, bool of_element, FILE *out)
{
	const char *found = of_element ? NULL : found_in(part);
	int indent = TRUTH_WIDTH + INDENT * depth;

	if (is_shown(part)) {
		fprintf(out, "%-*s%s%s%s\n", indent, of_element ? "" : explain_truth(part->truth),
			part->said ? part->said : "(implied)", found ? "  here: " : "",
			found ? found : "");
		if (part->note)
			fprintf(out, "%*s!! %s\n", indent, "", part->note);
		depth++;
	}
	for (size_t i = 0; i < part->n_parts; i++)
		print_part(part, part->parts[i], depth,
			   of_element || explain_asks_elements(whole, part), out);
}

void explain_print(const struct requirement *root, FILE *out)
{
	print_part(NULL, root, 0, false, out);
}

void explain_warn(const struct requirement *root, const char *name, FILE *out)
{
	if (root->said && root->note)
		fprintf(out, "labscan: %s:%u: %s: %s\n", name, root->line, root->said, root->note);
	for (size_t i = 0; i < root->n_parts; i++)
		explain_warn(root->parts[i], name, out);
}

/* NOLINTEND(misc-no-recursion) */
