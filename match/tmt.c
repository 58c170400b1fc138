/* A file of tmt: blocks of hardware, and where they stand. */
#include "match/tmt.h"

#include <string.h>

#include "match/tmt_reader.h"
#include "scanner/arena.h"
#include "scanner/str.h"

/* Of requirements in a file: with aliases, a small one has more than anybody can count. */
#define MOST_REQUIREMENTS 2000

struct requirement *tmt_refuse(struct tmt_reader *reader, unsigned line, const char *why)
{
	reader->fault = (struct yaml_fault){ .line = line, .why = why };
	return NULL;
}

struct requirement *tmt_part(struct tmt_reader *reader, enum requirement_kind kind,
			     unsigned line, const char *said)
{
	if (++reader->n > MOST_REQUIREMENTS)
		return tmt_refuse(reader, line, "too many requirements");
	struct requirement *requirement = requirement_new(reader->arena, kind);

	requirement->line = line;
	requirement->said = said;
	return requirement;
}

bool tmt_add(struct tmt_reader *reader, struct requirement *whole, struct requirement *part)
{
	if (!part)
		return false;
	requirement_add(reader->arena, whole, part);
	return true;
}

const char *tmt_shown(struct tmt_reader *reader, const char *text)
{
	return requirement_shown(reader->arena, str_keep(reader->arena, text, strlen(text)));
}

/* ---- blocks ---- */

/* NOLINTBEGIN(misc-no-recursion): no deeper than REQUIREMENT_DEPTH. */

static struct requirement *read_block(struct tmt_reader *reader, const struct yaml_node *node,
				      unsigned depth);

/* What "and" or "or" has: a list of blocks. */
static struct requirement *read_blocks(struct tmt_reader *reader, enum requirement_kind kind,
				       const struct yaml_member *member, unsigned depth)
{
	const struct yaml_node *node = member->value;
	struct requirement *ret = tmt_part(reader, kind, member->line, member->key);

	if (ret && (node->kind != YAML_LIST || !node->n_members))
		return tmt_refuse(reader, member->line,
			      arena_print(reader->arena, "%s: a list goes here", member->key));
	for (size_t i = 0; ret && i < node->n_members; i++)
		if (!tmt_add(reader, ret, read_block(reader, node->members[i].value, depth)))
			return NULL;
	return ret;
}

/* A mapping of keys, or of "and" or "or" alone: tmt would not look at what stands beside
 * these. */
static struct requirement *read_block(struct tmt_reader *reader, const struct yaml_node *node,
				      unsigned depth)
{
	const struct yaml_member *and = yaml_find(node, "and"), *or = yaml_find(node, "or");
	const struct yaml_member *logic = and ? and : or;
	struct requirement *all;

	if (node->kind != YAML_MAPPING || !node->n_members)
		return tmt_refuse(reader, node->line, "requirements go here, as a mapping");
	if (depth == 0)
		return tmt_refuse(reader, node->line, "nested too deep");
	if (logic && node->n_members > 1)
		return tmt_refuse(reader, logic->line,
			      arena_print(reader->arena, "\"%s\" stands alone: put what is beside "
							 "it into a list of \"and\"", logic->key));
	if (logic)
		return read_blocks(reader, and ? REQUIRE_ALL : REQUIRE_ANY, logic, depth - 1);
	all = tmt_part(reader, REQUIRE_ALL, node->line, NULL);
	for (size_t i = 0; all && i < node->n_members; i++)
		if (!tmt_add(reader, all, tmt_read_key(reader, &node->members[i])))
			return NULL;
	return all;
}

/* NOLINTEND(misc-no-recursion) */

/* ---- the file ---- */

static bool add_host(struct tmt_reader *reader, struct requirements *ret, const char *name,
		     const struct yaml_member *hardware)
{
	struct requirement *root = read_block(reader, hardware->value,
					      REQUIREMENT_DEPTH - TMT_KEY_DEPTH);

	if (root)
		*arena_add(reader->arena, ret->hosts, ret->n_hosts) = (struct required_host){
			.name = name, .line = hardware->line, .root = root
		};
	return root != NULL;
}

static const char *text_of(struct tmt_reader *reader, const struct yaml_node *mapping,
			   const char *key)
{
	const struct yaml_member *member = yaml_find(mapping, key);

	return member && member->value->kind == YAML_TEXT ?
		       tmt_shown(reader, member->value->text) : NULL;
}

/* A phase of "provision" makes a guest; one without hardware takes any host. */
static bool add_phase(struct tmt_reader *reader, struct requirements *ret, const char *plan,
		      const struct yaml_node *phase)
{
	const struct yaml_member *hardware = yaml_find(phase, "hardware");
	const char *name = text_of(reader, phase, "name");

	if (plan)
		name = name ? arena_print(reader->arena, "%s, %s", plan, name) : plan;
	return !hardware || add_host(reader, ret, name, hardware);
}

/* Whether fmf would make another plan of it: of its children, what they add to it, and what
 * rules adjust, whose conditions only tmt knows. */
static bool is_merged(const struct yaml_member *member)
{
	static const char provision[] = "provision", adjust[] = "adjust";
	const struct yaml_node *value = member->value;

	if (member->key[0] == '/' || (str_starts(member->key, provision) &&
				      strcmp(member->key, provision) != 0))
		return true;
	if (!str_starts(member->key, adjust))
		return false;
	for (size_t i = 0; i < value->n_members; i++) {
		const struct yaml_node *rule =
			value->kind == YAML_LIST ? value->members[i].value : value;

		for (size_t j = 0; rule->kind == YAML_MAPPING && j < rule->n_members; j++)
			if (str_starts(rule->members[j].key, provision))
				return true;
	}
	return false;
}

static bool is_whole(struct tmt_reader *reader, const struct yaml_node *plan)
{
	for (size_t i = 0; plan->kind == YAML_MAPPING && i < plan->n_members; i++) {
		const struct yaml_member *member = &plan->members[i];

		if (is_merged(member)) {
			tmt_refuse(reader, member->line,
				   arena_print(reader->arena, "what %s makes of the plan only tmt knows; "
							      "read what `tmt plan export` prints",
					       tmt_shown(reader, member->key)));
			return false;
		}
	}
	return true;
}

/* `name` of one plan of several; NULL: it is alone. */
static bool add_plan(struct tmt_reader *reader, struct requirements *ret, const char *name,
		     const struct yaml_node *phases)
{
	if (phases->kind != YAML_LIST)
		return add_phase(reader, ret, name, phases);
	for (size_t i = 0; i < phases->n_members; i++)
		if (!add_phase(reader, ret, name, phases->members[i].value))
			return false;
	return true;
}

/* What `tmt plan export` prints. */
static bool add_plans(struct tmt_reader *reader, struct requirements *ret,
		      const struct yaml_node *plans)
{
	for (size_t i = 0; i < plans->n_members; i++) {
		const struct yaml_node *plan = plans->members[i].value;
		const struct yaml_member *provision = yaml_find(plan, "provision");

		if (!is_whole(reader, plan) ||
		    (provision && !add_plan(reader, ret, text_of(reader, plan, "name"),
					    provision->value)))
			return false;
	}
	return true;
}

static bool read_all(struct tmt_reader *reader, const struct yaml_node *file,
		     struct requirements *ret)
{
	const struct yaml_member *provision = yaml_find(file, "provision");
	const struct yaml_member *hardware = yaml_find(file, "hardware");
	const struct yaml_member whole = { .line = file->line, .value = (struct yaml_node *)file };
	bool ok = is_whole(reader, file);

	if (ok && file->kind == YAML_LIST)
		ok = add_plans(reader, ret, file);
	else if (ok && provision)
		ok = add_plan(reader, ret, NULL, provision->value);
	else if (ok)
		return add_host(reader, ret, NULL, hardware ? hardware : &whole);
	if (ok && !ret->n_hosts)
		tmt_refuse(reader, provision ? provision->line : file->line,
			   provision ? "provision has no hardware" : "none of the plans has hardware");
	return ok && ret->n_hosts;
}

void tmt_read(const char *data, size_t size, struct arena *arena, struct requirements *ret)
{
	struct tmt_reader reader = { .arena = arena };
	struct yaml_node *file;

	*ret = (struct requirements){ .kind = REQUIREMENTS_TMT };
	if (yaml_read(arena, data, size, &file, &reader.fault) == 0 &&
	    read_all(&reader, file, ret))
		return;
	*ret = (struct requirements){ .kind = REQUIREMENTS_TMT, .error = reader.fault.why,
				      .error_line = reader.fault.line };
}
