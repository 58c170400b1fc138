/* The keys of tmt's hardware (match/tmt_fields.def): each becomes a requirement of the field
 * of that name in tmt_host(). */
#include <string.h>

#include "match/near.h"
#include "match/tmt_reader.h"
#include "match/tmt_value.h"
#include "scanner/arena.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

enum block {
	NO_BLOCK = -1,
#define BLOCK(name, shape) BLOCK_##name,
#define VALUE(name, kind, note) BLOCK_##name,
#define FIELD(block, key, kind, note)
#include "match/tmt_fields.def"
#undef BLOCK
#undef VALUE
#undef FIELD
	N_BLOCKS
};

enum shape { SHAPE_VALUE, SHAPE_GROUP, SHAPE_ONE, SHAPE_SOME, SHAPE_PEERS };

static const struct {
	const char *name;
	enum shape shape;
} blocks[] = {
#define BLOCK(name, shape) [BLOCK_##name] = { #name, SHAPE_##shape },
#define VALUE(name, kind, note) [BLOCK_##name] = { #name, SHAPE_VALUE },
#define FIELD(block, key, kind, note)
#include "match/tmt_fields.def"
#undef BLOCK
#undef VALUE
#undef FIELD
};

static const struct field {
	enum block block;
	const char *key;  /* "" of a block that is a value */
	const char *path; /* in tmt_host(); of what is in a list, the key is that in its elements */
	enum tmt_kind kind;
	const char *note;
} fields[] = {
#define BLOCK(name, shape)
#define VALUE(name, kind, note) { BLOCK_##name, "", #name, TMT_##kind, note },
#define FIELD(block, key, kind, note) { BLOCK_##block, key, #block "." key, TMT_##kind, note },
#include "match/tmt_fields.def"
#undef BLOCK
#undef VALUE
#undef FIELD
};

/* ---- values ---- */

static struct requirement *compare(struct tmt_reader *reader, const struct field *field,
				   const struct yaml_node *node, const char *path)
{
	struct requirement *ret;
	struct tmt_value value;
	const char *why;

	if (node->kind != YAML_TEXT || yaml_is_null(node))
		return tmt_refuse(reader, node->line,
			      arena_print(reader->arena, "%s: one value goes here", field->path));
	if (!tmt_value_read(reader->arena, field->kind, node->text, &reader->regexes, &value,
			    &why))
		return tmt_refuse(reader, node->line,
			      arena_print(reader->arena, "%s: %s", field->path, why));
	ret = tmt_part(reader, REQUIRE_COMPARE, node->line,
		       arena_print(reader->arena, "%s: %s", *path ? path : field->path,
				   tmt_shown(reader, node->text)));
	if (!ret)
		return NULL;
	ret->field = path;
	ret->op = value.op;
	ret->value = value.value;
	ret->in_bytes = field->kind == TMT_SIZE || field->kind == TMT_MEMORY;
	ret->null_differs = true;
	ret->note = field->note;
	return ret;
}

/* A word that the host's list has, or has not. */
static struct requirement *listed(struct tmt_reader *reader, const struct field *field,
				  const struct yaml_node *node)
{
	struct requirement *word = compare(reader, field, node, ""), *element, *not;

	if (!word)
		return NULL;
	element = tmt_part(reader, REQUIRE_ELEMENT, node->line, word->said);
	if (!element)
		return NULL;
	element->field = field->path;
	element->note = word->note;
	word->said = word->note = NULL;
	requirement_add(reader->arena, element, word);
	if (word->op == OP_EQUAL)
		return element;
	word->op = OP_EQUAL;
	not = tmt_part(reader, REQUIRE_NOT, node->line, element->said);
	if (!not)
		return NULL;
	element->said = NULL;
	requirement_add(reader->arena, not, element);
	return not;
}

/* All words of a list. */
static struct requirement *list(struct tmt_reader *reader, const struct field *field,
				const struct yaml_member *member)
{
	const struct yaml_node *node = member->value;
	struct requirement *all;

	if (node->kind != YAML_LIST || !node->n_members)
		return tmt_refuse(reader, member->line,
			      arena_print(reader->arena, "%s: a list goes here", field->path));
	all = tmt_part(reader, REQUIRE_ALL, member->line, field->path);
	for (size_t i = 0; all && i < node->n_members; i++)
		if (!tmt_add(reader, all, listed(reader, field, node->members[i].value)))
			return NULL;
	return all;
}

/* What nothing is known of: it is not in any host. */
static struct requirement *anything(struct tmt_reader *reader, const struct field *field,
				    unsigned line)
{
	struct requirement *ret = tmt_part(reader, REQUIRE_NULL, line, field->path);

	if (ret) {
		ret->field = field->path;
		ret->note = field->note;
	}
	return ret;
}

/* The value of a field; `path` as the host or the element has it. */
static struct requirement *value(struct tmt_reader *reader, const struct field *field,
				 const struct yaml_member *member, const char *path)
{
	switch (field->kind) {
	case TMT_ANYTHING:
		return anything(reader, field, member->line);
	case TMT_FLAGS:
	case TMT_DISTROS:
		return list(reader, field, member);
	default:
		return compare(reader, field, member->value, path);
	}
}

/* ---- keys ---- */

static const struct field *find_field(enum block block, const char *key)
{
	for (size_t i = 0; i < LENGTH(fields); i++)
		if (fields[i].block == block && !strcmp(fields[i].key, key))
			return &fields[i];
	return NULL;
}

/* Returns NULL. `block` is where the key stands; NO_BLOCK: at the top. */
static struct requirement *unknown_key(struct tmt_reader *reader, enum block block,
				       const struct yaml_member *member)
{
	const char *names[LENGTH(fields) + LENGTH(blocks)], *near;
	size_t n = 0;

	for (size_t i = 0; block == NO_BLOCK && i < LENGTH(blocks); i++)
		names[n++] = blocks[i].name;
	for (size_t i = 0; i < LENGTH(fields); i++)
		if (fields[i].block == block)
			names[n++] = fields[i].key;
	near = near_name(member->key, names, n, reader->arena);
	return tmt_refuse(reader, member->line,
		      arena_print(reader->arena, "tmt's hardware has no %s%s%s%s%s%s",
				  block == NO_BLOCK ? "" : blocks[block].name,
				  block == NO_BLOCK ? "" : ".",
				  requirement_shown(reader->arena, member->key),
				  near ? "; did you mean " : "", near ? near : "",
				  near ? "?" : ""));
}

/* The keys of a mapping as parts of `all`. Elements' fields have no block before them. */
static bool read_keys(struct tmt_reader *reader, enum block block, bool element,
		      const struct yaml_node *node, unsigned line, struct requirement *all)
{
	if (!all)
		return false;
	if (node->kind != YAML_MAPPING || !node->n_members) {
		tmt_refuse(reader, line, arena_print(reader->arena, "%s: a mapping goes here",
						 blocks[block].name));
		return false;
	}
	for (size_t i = 0; i < node->n_members; i++) {
		const struct yaml_member *member = &node->members[i];
		const struct field *field = find_field(block, member->key);
		struct requirement *part =
			field ? value(reader, field, member, element ? field->key : field->path) :
				unknown_key(reader, block, member);

		if (!tmt_add(reader, all, part))
			return false;
	}
	return true;
}

static struct requirement *group(struct tmt_reader *reader, enum block block,
				 const struct yaml_member *member)
{
	struct requirement *all = tmt_part(reader, REQUIRE_ALL, member->line, blocks[block].name);

	return read_keys(reader, block, false, member->value, member->line, all) ? all : NULL;
}

/* One of the host's devices meets all of it. */
static struct requirement *one(struct tmt_reader *reader, enum block block,
			       const struct yaml_node *node, unsigned line)
{
	struct requirement *ret = tmt_part(reader, REQUIRE_ELEMENT, line, blocks[block].name);

	if (ret)
		ret->field = blocks[block].name;
	return read_keys(reader, block, true, node, line, ret) ? ret : NULL;
}

static struct requirement *some(struct tmt_reader *reader, enum block block,
				const struct yaml_member *member)
{
	const struct yaml_node *node = member->value;
	struct requirement *all;

	if (node->kind != YAML_LIST || !node->n_members)
		return one(reader, block, node, member->line);
	all = tmt_part(reader, REQUIRE_ALL, member->line, blocks[block].name);
	for (size_t i = 0; all && i < node->n_members; i++)
		if (!tmt_add(reader, all, one(reader, block, node->members[i].value,
					  node->members[i].line)))
			return NULL;
	return all;
}

static struct requirement *peers(struct tmt_reader *reader, enum block block,
				 const struct yaml_member *member)
{
	const struct yaml_node *node = member->value;
	const char *name = blocks[block].name;
	struct requirement *ret;

	if (node->kind != YAML_LIST || !node->n_members)
		return tmt_refuse(reader, member->line,
			      arena_print(reader->arena, "%s: a list goes here, of a mapping for "
							 "each", name));
	if (node->n_members > REQUIREMENT_PEERS)
		return tmt_refuse(reader, member->line,
			      arena_print(reader->arena, "%s: too many of them", name));
	ret = tmt_part(reader, REQUIRE_PEERS, member->line, name);
	if (!ret)
		return NULL;
	ret->field = name;
	for (size_t i = 0; i < node->n_members; i++) {
		unsigned line = node->members[i].line;
		struct requirement *all = tmt_part(reader, REQUIRE_ALL, line,
						   arena_print(reader->arena, "%s[%zu]", name, i));

		if (!read_keys(reader, block, true, node->members[i].value, line, all))
			return NULL;
		requirement_add(reader->arena, ret, all);
	}
	return ret;
}

struct requirement *tmt_read_key(struct tmt_reader *reader,
				 const struct yaml_member *member)
{
	enum block block = 0;

	while (block < N_BLOCKS && strcmp(blocks[block].name, member->key))
		block++;
	if (block == N_BLOCKS && !strcmp(member->key, "filter"))
		return tmt_refuse(reader, member->line, "filter names requirements of another file; "
						    "write them here");
	if (block == N_BLOCKS)
		return unknown_key(reader, NO_BLOCK, member);
	switch (blocks[block].shape) {
	case SHAPE_VALUE:
		return value(reader, find_field(block, ""), member, blocks[block].name);
	case SHAPE_GROUP:
		return group(reader, block, member);
	case SHAPE_ONE:
		return one(reader, block, member->value, member->line);
	case SHAPE_SOME:
		return some(reader, block, member);
	case SHAPE_PEERS:
		break;
	}
	return peers(reader, block, member);
}
