#include "match/yaml.h"

#include <errno.h>
#include <string.h>
#include <yaml.h>

#include "scanner/arena.h"
#include "scanner/library.h"

#define FUNCTIONS(F)                                                                 \
	F(yaml_parser_initialize) F(yaml_parser_delete) F(yaml_parser_set_input_string) \
	F(yaml_parser_parse) F(yaml_event_delete)

struct anchor {
	const char *name;
	struct yaml_node *node;
};

struct reader {
	struct arena *arena;
	yaml_parser_t parser;
	yaml_event_t event; /* the one that is looked at */
	bool has_event;
	struct anchor *anchors;
	size_t n_anchors;
	size_t n_nodes;
	struct yaml_fault *fault;
	FUNCTIONS(LIBRARY_MEMBER)
};

static int load(struct reader *reader)
{
	const struct library_function functions[] = {
#define F(f) { .name = #f, .member = &reader->f },
		FUNCTIONS(F)
#undef F
	};

	return library_load(&library_yaml, functions, sizeof(functions) / sizeof(functions[0]),
			    reader->arena, &reader->fault->why);
}

/* ---- events ---- */

static unsigned line_of(yaml_mark_t mark)
{
	return (unsigned)mark.line + 1;
}

static int wrong(struct reader *reader, unsigned line, const char *why)
{
	*reader->fault = (struct yaml_fault){ .line = line, .why = why };
	return -EINVAL;
}

static int wrong_here(struct reader *reader, const char *why)
{
	return wrong(reader, line_of(reader->event.start_mark), why);
}

static int parser_failed(struct reader *reader)
{
	yaml_parser_t *parser = &reader->parser;

	if (parser->error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	/* No character of the file, no line of it. */
	if (parser->error == YAML_READER_ERROR)
		return wrong(reader, 0, arena_print(reader->arena, "%s, at byte %zu",
						    parser->problem, parser->problem_offset));
	return wrong(reader, line_of(parser->problem_mark),
		     arena_print(reader->arena, "%s%s%s", parser->context ? parser->context : "",
				 parser->context ? ": " : "", parser->problem));
}

static int next(struct reader *reader)
{
	if (reader->has_event)
		reader->yaml_event_delete(&reader->event);
	reader->has_event = reader->yaml_parser_parse(&reader->parser, &reader->event) != 0;
	return reader->has_event ? 0 : parser_failed(reader);
}

/* ---- nodes ---- */

static int charge(struct reader *reader, size_t n)
{
	reader->n_nodes += n;
	if (reader->n_nodes > YAML_NODES)
		return wrong_here(reader, "more is in it than requirements ever need");
	return 0;
}

/* C0 but for tabs and newlines, DEL, and C1, which begins with 0xc2 in UTF-8. */
static bool is_control(const yaml_char_t *bytes)
{
	return (bytes[0] < ' ' && bytes[0] != '\t' && bytes[0] != '\n') || bytes[0] == 0x7f ||
	       (bytes[0] == 0xc2 && bytes[1] < 0xa0);
}

/* UTF-8 that libyaml has checked, and ends with a NUL; escapes in quotes may still be
 * control characters. */
static int keep(struct reader *reader, const yaml_char_t *bytes, size_t size,
		const char **ret)
{
	char *text = arena_alloc(reader->arena, size + 1);

	for (size_t i = 0; i < size; i++) {
		if (is_control(bytes + i))
			return wrong_here(reader, "a control character in a text");
		text[i] = (char)bytes[i];
	}
	*ret = text;
	return 0;
}

/* The name of the anchor that the event sets; NULL when it sets none. */
static const char *anchor_of(struct reader *reader)
{
	const yaml_event_t *event = &reader->event;
	const yaml_char_t *name = event->type == YAML_SCALAR_EVENT ? event->data.scalar.anchor :
				  event->type == YAML_MAPPING_START_EVENT ?
				  event->data.mapping_start.anchor :
				  event->data.sequence_start.anchor;

	return name ? arena_print(reader->arena, "%s", (const char *)name) : NULL;
}

/* An anchor names its node once that is complete: none can contain itself. */
static int find_anchor(struct reader *reader, struct yaml_node **ret)
{
	const char *name = (const char *)reader->event.data.alias.anchor;

	for (size_t i = reader->n_anchors; i > 0; i--) {
		if (strcmp(reader->anchors[i - 1].name, name))
			continue;
		*ret = reader->anchors[i - 1].node;
		return 0;
	}
	return wrong_here(reader, arena_print(reader->arena, "*%s is no anchor above", name));
}

static int read_node(struct reader *reader, unsigned depth, struct yaml_node **ret);

/* Members that the mapping does not have itself. */
static int merge_one(struct reader *reader, struct yaml_node *node,
		     const struct yaml_node *from)
{
	if (from->kind != YAML_MAPPING)
		return wrong_here(reader, "<< merges mappings only");
	for (size_t i = 0; i < from->n_members; i++) {
		if (yaml_find(node, from->members[i].key))
			continue;
		int error = charge(reader, 1);

		if (error)
			return error;
		*arena_add(reader->arena, node->members, node->n_members) = from->members[i];
	}
	return 0;
}

static int merge(struct reader *reader, struct yaml_node *node, const struct yaml_node *from)
{
	int error = 0;

	if (from->kind != YAML_LIST)
		return merge_one(reader, node, from);
	for (size_t i = 0; !error && i < from->n_members; i++)
		error = merge_one(reader, node, from->members[i].value);
	return error;
}

/* NOLINTBEGIN(misc-no-recursion): no deeper than YAML_DEPTH. */

/* The key that is looked at, its value, and `*ret_merged` when that is to be merged. */
static int read_member(struct reader *reader, unsigned depth, struct yaml_node *node,
		       struct yaml_node **ret_merged)
{
	struct yaml_member member = { .line = line_of(reader->event.start_mark) };
	struct yaml_node *key;
	int error = read_node(reader, depth, &key);

	if (error)
		return error;
	if (key->kind != YAML_TEXT || strchr(key->text, '\n'))
		return wrong(reader, member.line, "a key that is no line of text");
	member.key = key->text;
	bool merges = key->plain && !strcmp(key->text, "<<");
	if (yaml_find(node, key->text) || (merges && *ret_merged))
		return wrong(reader, member.line,
			     arena_print(reader->arena, "%s is here twice", key->text));
	error = next(reader);
	if (!error)
		error = read_node(reader, depth, &member.value);
	if (error)
		return error;
	if (merges)
		*ret_merged = member.value;
	else
		*arena_add(reader->arena, node->members, node->n_members) = member;
	return 0;
}

static int read_mapping(struct reader *reader, unsigned depth, struct yaml_node *node)
{
	struct yaml_node *merged = NULL;
	int error = next(reader);

	while (!error && reader->event.type != YAML_MAPPING_END_EVENT) {
		error = read_member(reader, depth, node, &merged);
		if (!error)
			error = next(reader);
	}
	/* What stands in the mapping itself counts, also when it comes later. */
	return error || !merged ? error : merge(reader, node, merged);
}

static int read_list(struct reader *reader, unsigned depth, struct yaml_node *node)
{
	int error = next(reader);

	while (!error && reader->event.type != YAML_SEQUENCE_END_EVENT) {
		struct yaml_member member = { .line = line_of(reader->event.start_mark) };

		error = read_node(reader, depth, &member.value);
		if (error)
			break;
		*arena_add(reader->arena, node->members, node->n_members) = member;
		error = next(reader);
	}
	return error;
}

static int read_content(struct reader *reader, unsigned depth, struct yaml_node *node)
{
	const yaml_event_t *event = &reader->event;

	switch (event->type) {
	case YAML_MAPPING_START_EVENT:
		node->kind = YAML_MAPPING;
		return read_mapping(reader, depth, node);
	case YAML_SEQUENCE_START_EVENT:
		node->kind = YAML_LIST;
		return read_list(reader, depth, node);
	default:
		node->kind = YAML_TEXT;
		node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		return keep(reader, event->data.scalar.value, event->data.scalar.length,
			    &node->text);
	}
}

/* The node that begins with the event that is looked at; then its last one is. */
static int read_node(struct reader *reader, unsigned depth, struct yaml_node **ret)
{
	int error = charge(reader, 1);

	if (error)
		return error;
	if (reader->event.type == YAML_ALIAS_EVENT)
		return find_anchor(reader, ret);
	if (depth == 0)
		return wrong_here(reader, "nested too deep");

	const char *name = anchor_of(reader);
	struct yaml_node *node = arena_alloc(reader->arena, sizeof(*node));

	node->line = line_of(reader->event.start_mark);
	error = read_content(reader, depth - 1, node);
	if (!error && name)
		*arena_add(reader->arena, reader->anchors, reader->n_anchors) =
			(struct anchor){ .name = name, .node = node };
	*ret = node;
	return error;
}

/* NOLINTEND(misc-no-recursion) */

/* ---- the file ---- */

static int read_document(struct reader *reader, struct yaml_node **ret)
{
	int error = next(reader); /* YAML_STREAM_START_EVENT */

	if (!error)
		error = next(reader);
	if (error)
		return error;
	if (reader->event.type == YAML_STREAM_END_EVENT)
		return wrong_here(reader, "nothing is in it");
	error = next(reader);
	if (!error)
		error = read_node(reader, YAML_DEPTH, ret);
	if (!error)
		error = next(reader); /* YAML_DOCUMENT_END_EVENT */
	if (!error)
		error = next(reader);
	if (!error && reader->event.type != YAML_STREAM_END_EVENT)
		error = wrong_here(reader, "a second document begins; only one can be asked about");
	return error;
}

int yaml_read(struct arena *arena, const char *bytes, size_t size, struct yaml_node **ret,
	      struct yaml_fault *ret_fault)
{
	struct reader reader = { .arena = arena, .fault = ret_fault };
	int error = load(&reader);

	if (error)
		return error;
	if (!reader.yaml_parser_initialize(&reader.parser))
		return -ENOMEM;
	reader.yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes, size);
	error = read_document(&reader, ret);
	if (reader.has_event)
		reader.yaml_event_delete(&reader.event);
	reader.yaml_parser_delete(&reader.parser);
	if (error == -ENOMEM)
		ret_fault->why = strerror(ENOMEM);
	return error;
}

bool yaml_is_null(const struct yaml_node *node)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };

	for (size_t i = 0; node->kind == YAML_TEXT && i < sizeof(nulls) / sizeof(nulls[0]); i++)
		if (node->plain && !strcmp(node->text, nulls[i]))
			return true;
	return false;
}

const struct yaml_member *yaml_find(const struct yaml_node *mapping, const char *key)
{
	for (size_t i = 0; mapping->kind == YAML_MAPPING && i < mapping->n_members; i++)
		if (!strcmp(mapping->members[i].key, key))
			return &mapping->members[i];
	return NULL;
}
