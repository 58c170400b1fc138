/* Where the boxes of a picture stand, for documents that are sound and that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <json-c/json.h>
#include <string.h>

#include "output/topology.h"
#include "output/topology_layout.h"
#include "scanner/arena.h"
#include "tests/unit/arena_state.h"

/* A document's functions, as { address, parent, group, unit }; no group: -1. */
struct row {
	const char *address, *parent;
	int group;
	const char *unit;
};

static void add_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, text ? json_object_new_string(text) : NULL);
}

static struct json_object *add_list(struct json_object *object, const char *name)
{
	struct json_object *list = json_object_new_array();

	json_object_object_add(object, name, list);
	return list;
}

static struct json_object *add_object(struct json_object *list)
{
	struct json_object *object = json_object_new_object();

	json_object_array_add(list, object);
	return object;
}

/* The group's entry of "groups", made when it is not there yet. */
static struct json_object *group_of(struct json_object *document, const struct row *row)
{
	struct json_object *groups = json_object_object_get(document, "groups"), *group;

	for (size_t i = 0; i < json_object_array_length(groups); i++) {
		group = json_object_array_get_idx(groups, i);
		if (json_object_get_int(json_object_object_get(group, "id")) ==
		    row->group)
			return group;
	}
	group = add_object(groups);
	json_object_object_add(group, "id", json_object_new_int(row->group));
	add_text(group, "unit", row->unit);
	add_list(group, "devices");
	add_list(group, "joins");
	return group;
}

static void add_row(struct json_object *document, const struct row *row)
{
	struct json_object *pci = add_object(json_object_object_get(document, "pci"));
	struct json_object *device =
		add_object(json_object_object_get(document, "devices"));

	add_text(pci, "address", row->address);
	add_text(pci, "parent", row->parent);
	add_text(device, "unit", row->unit);
	add_text(device, "state", "possible");
	add_list(device, "obstacles");
	if (row->group >= 0)
		json_object_array_add(json_object_object_get(group_of(document, row),
							     "devices"),
				      json_object_new_string(row->address));
}

static struct json_object *make_document(const struct row *rows, size_t n)
{
	struct json_object *document = json_object_new_object();

	add_list(document, "pci");
	add_list(document, "devices");
	add_list(document, "groups");
	for (size_t i = 0; i < n; i++)
		add_row(document, &rows[i]);
	return document;
}

/* "Root bus 0000:00 (0000:00:00.0 0000:00:01.0)", from all boxes. */
static const char *shape(const struct topology *topology, struct arena *arena)
{
	struct walk walk = { .top = &topology->host };
	const char *text = "";

	while (topology_walk(&walk)) {
		const struct box *box = walk.box;

		if (!walk.leaving)
			text = arena_print(arena, "%s%s%s%s", text,
					   box == box->parent->first ? "" : " ",
					   box->title, box->first ? " (" : "");
		else if (box->first)
			text = arena_print(arena, "%s)", text);
	}
	return text;
}

static const char *shape_of(struct arena *arena, const struct row *rows, size_t n)
{
	struct json_object *document = make_document(rows, n);
	const char *text = shape(topology_build(document, arena), arena);

	json_object_put(document);
	return text;
}

#define SHAPE_OF(state, ...)                                              \
	shape_of(state, (const struct row[]){ __VA_ARGS__ },              \
		 sizeof((const struct row[]){ __VA_ARGS__ }) / sizeof(struct row))

static void functions_stand_on_their_root_bus_and_unit(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:00.0", NULL, 0, "dmar0" },
				     { "0000:80:00.0", NULL, 1, "dmar1" }),
			    "dmar0 (Root bus 0000:00 (0000:00:00.0)) "
			    "dmar1 (Root bus 0000:80 (0000:80:00.0))");
}

static void what_no_unit_serves_stands_apart(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:00.0", NULL, -1, NULL },
				     { "0000:00:01.0", NULL, 0, "dmar0" }),
			    "dmar0 (Root bus 0000:00 (0000:00:01.0)) "
			    "No IOMMU (Root bus 0000:00 (0000:00:00.0))");
}

static void without_groups_it_is_the_tree_of_pci(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:01.0", NULL, -1, NULL },
				     { "0000:01:00.0", "0000:00:01.0", -1, NULL },
				     { "0000:02:00.0", "0000:01:00.0", -1, NULL }),
			    "No IOMMU (Root bus 0000:00 "
			    "(0000:00:01.0 (0000:01:00.0 (0000:02:00.0))))");
}

static void a_group_of_several_is_a_box_and_a_group_of_one_is_none(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:00.0", NULL, 0, "u" },
				     { "0000:00:1f.0", NULL, 1, "u" },
				     { "0000:00:1f.2", NULL, 1, "u" }),
			    "u (Root bus 0000:00 (0000:00:00.0 Group 1 (0000:00:1f.0 "
			    "0000:00:1f.2)))");
}

static void a_port_that_isolates_is_a_box_around_what_is_behind_it(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:01.0", NULL, 0, "u" },
				     { "0000:01:00.0", "0000:00:01.0", 1, "u" },
				     { "0000:01:00.1", "0000:00:01.0", 1, "u" }),
			    "u (Root bus 0000:00 (0000:00:01.0 (Group 1 (0000:01:00.0 "
			    "0000:01:00.1))))");
}

static void a_port_without_acs_is_in_the_group_with_what_is_behind_it(void **state)
{
	assert_string_equal(
		SHAPE_OF(*state, { "0000:00:01.0", NULL, 1, "u" },
			 { "0000:01:00.0", "0000:00:01.0", 1, "u" }),
		"u (Root bus 0000:00 (Group 1 (0000:00:01.0 (0000:01:00.0))))");
}

static void a_group_does_not_seem_to_be_in_another(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:01.0", NULL, 1, "u" },
				     { "0000:00:01.1", NULL, 1, "u" },
				     { "0000:01:00.0", "0000:00:01.0", 2, "u" }),
			    "u (Root bus 0000:00 (0000:01:00.0 Group 1 (0000:00:01.0 "
			    "0000:00:01.1)))");
}

static void a_group_across_ports_stands_where_all_of_it_is(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:01.0", NULL, 0, "u" },
				     { "0000:00:02.0", NULL, 1, "u" },
				     { "0000:01:00.0", "0000:00:01.0", 2, "u" },
				     { "0000:02:00.0", "0000:00:02.0", 2, "u" }),
			    "u (Root bus 0000:00 (0000:00:01.0 0000:00:02.0 "
			    "Group 2 (0000:01:00.0 0000:02:00.0)))");
}

static void bridges_in_a_circle_lose_nobody(void **state)
{
	assert_string_equal(SHAPE_OF(*state, { "0000:00:01.0", "0000:00:02.0", 0, "u" },
				     { "0000:00:02.0", "0000:00:01.0", 1, "u" },
				     { "0000:00:03.0", "0000:00:03.0", 2, "u" },
				     { "0000:00:04.0", "0000:00:01.0", 3, "u" }),
			    "u (Root bus 0000:00 (0000:00:01.0 0000:00:02.0 0000:00:03.0 "
			    "0000:00:04.0))");
}

#define CHAIN 5000
#define NESTED_MOST 40

static void a_long_chain_of_bridges_is_not_nested_without_end(void **state)
{
	struct row *rows = arena_alloc(*state, CHAIN * sizeof(*rows));
	size_t nested = 0, most = 0, met = 0;
	struct json_object *document;

	for (size_t i = 0; i < CHAIN; i++)
		rows[i] = (struct row){ arena_print(*state, "%04zx:00:00.0", i),
					i ? rows[i - 1].address : NULL, (int)i, "u" };
	document = make_document(rows, CHAIN);
	struct topology *topology = topology_build(document, *state);
	struct walk walk = { .top = &topology->host };

	while (topology_walk(&walk)) {
		nested += walk.leaving ? (size_t)-1 : 1;
		most = nested > most ? nested : most;
		met += !walk.leaving && walk.box->kind == BOX_DEVICE;
	}
	assert_int_equal(met, CHAIN);
	assert_in_range(most, 10, NESTED_MOST);
	json_object_put(document);
}

static void a_member_that_is_not_on_pci_is_drawn(void **state)
{
	const struct row row = { "0000:00:00.0", NULL, 0, "smmu3.0" };
	struct json_object *document = make_document(&row, 1);
	struct json_object *groups = json_object_object_get(document, "groups");
	struct json_object *devices =
		json_object_object_get(json_object_array_get_idx(groups, 0), "devices");

	json_object_array_add(devices, json_object_new_string("9070000.dma"));
	struct topology *topology = topology_build(document, *state);

	assert_string_equal(shape(topology, *state),
			    "smmu3.0 (Group 0 (0000:00:00.0 9070000.dma))");
	assert_int_equal(topology->counts[MARK_NONE], 1);
	json_object_put(document);
}

static const struct box *box_titled(const struct topology *topology, const char *title)
{
	struct walk walk = { .top = &topology->host };

	while (topology_walk(&walk))
		if (!strcmp(walk.box->title, title))
			return walk.box;
	fail_msg("no box is titled %s", title);
	return NULL;
}

static void add_join(struct json_object *document, size_t group, const char *id,
		     const char *hop)
{
	struct json_object *groups = json_object_object_get(document, "groups");
	struct json_object *join = add_object(json_object_object_get(
		json_object_array_get_idx(groups, group), "joins"));

	add_text(join, "id", id);
	add_text(join, "explanation", "so it is");
	add_text(join, "device", "0000:01:00.0");
	add_text(join, "hop", hop);
	add_text(join, "missing", "SV RR");
}

static void a_break_is_where_the_port_is_and_once(void **state)
{
	const struct row rows[] = { { "0000:00:01.0", NULL, 1, "u" },
				    { "0000:01:00.0", "0000:00:01.0", 1, "u" } };
	struct json_object *document = make_document(rows, 2);

	add_join(document, 0, "no-acs", "0000:00:01.0");
	add_join(document, 0, "no-acs", "0000:00:01.0");
	add_join(document, 0, "kernel", NULL);
	struct topology *topology = topology_build(document, *state);
	const struct note *port = box_titled(topology, "0000:00:01.0")->breaks.first;
	const struct note *group = box_titled(topology, "Group 1")->breaks.first;

	assert_string_equal(port->head, "no-acs");
	assert_string_equal(port->more, "SV RR");
	assert_string_equal(port->text, "so it is");
	assert_null(port->next);
	assert_string_equal(group->head, "kernel");
	assert_null(group->next);
	json_object_put(document);
}

static void a_document_without_anything_makes_a_picture(void **state)
{
	struct json_object *document = json_object_new_object();
	struct topology *topology = topology_build(document, *state);

	assert_string_equal(topology->state, "unknown");
	assert_null(topology->host.first);
	json_object_put(document);
}

static void boxes_of_a_layout_are_in_each_other_and_never_across(void **state)
{
	enum { FUNCTIONS = 300 };
	struct row *rows = arena_alloc(*state, FUNCTIONS * sizeof(*rows));
	struct json_object *document;

	/* Behind which bridge, and in which group, is arbitrary. */
	for (size_t i = 0; i < FUNCTIONS; i++)
		rows[i] = (struct row){ arena_print(*state, "0000:%02zx:%02zx.0", i >> 5,
						    i & 31),
					i % 3 ? rows[i * i / 3 % i].address : NULL,
					(int)(i * 5 % 61), i % 11 ? "u" : NULL };
	document = make_document(rows, FUNCTIONS);
	struct topology *topology = topology_build(document, *state);
	struct layout *layout = topology_layout(topology);
	struct walk walk = { .top = &topology->host };

	while (topology_walk(&walk)) {
		const struct drawn *a = &layout->drawn[walk.box->number];
		const struct box *parent = walk.box->parent;

		assert_true(a->x >= 0 && a->x + a->width <= layout->width);
		assert_true(a->y >= 0 && a->y + a->height <= layout->height);
		if (parent->kind != BOX_HOST) {
			const struct drawn *outer = &layout->drawn[parent->number];

			assert_true(a->x > outer->x && a->y > outer->y);
			assert_true(a->x + a->width < outer->x + outer->width);
			assert_true(a->y + a->height < outer->y + outer->height);
		}
		for (const struct box *other = walk.box->next; other;
		     other = other->next) {
			const struct drawn *b = &layout->drawn[other->number];

			assert_true(a->x + a->width < b->x || b->x + b->width < a->x ||
				    a->y + a->height < b->y || b->y + b->height < a->y);
		}
	}
	json_object_put(document);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_arena, end_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(functions_stand_on_their_root_bus_and_unit),
		TEST(what_no_unit_serves_stands_apart),
		TEST(without_groups_it_is_the_tree_of_pci),
		TEST(a_group_of_several_is_a_box_and_a_group_of_one_is_none),
		TEST(a_port_that_isolates_is_a_box_around_what_is_behind_it),
		TEST(a_port_without_acs_is_in_the_group_with_what_is_behind_it),
		TEST(a_group_does_not_seem_to_be_in_another),
		TEST(a_group_across_ports_stands_where_all_of_it_is),
		TEST(bridges_in_a_circle_lose_nobody),
		TEST(a_long_chain_of_bridges_is_not_nested_without_end),
		TEST(a_member_that_is_not_on_pci_is_drawn),
		TEST(a_break_is_where_the_port_is_and_once),
		TEST(a_document_without_anything_makes_a_picture),
		TEST(boxes_of_a_layout_are_in_each_other_and_never_across),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
