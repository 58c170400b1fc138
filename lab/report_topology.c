/* The boxes of output/topology.h as lists of a pool; report.js draws them as
 * output/topology_html.c does. */
#include "lab/pool.h"
#include "lab/report_parts.h"
#include "output/topology_draw.h"

/* [[head, text], ...] */
static size_t add_facts(struct pool *pool, const struct notes *notes, struct arena *arena)
{
	struct pool_items list = { .arena = arena };

	for (const struct note *note = notes->first; note; note = note->next) {
		size_t pair[] = { pool_text(pool, note->head), pool_text(pool, note->text) };

		pool_add(&list, pool_list(pool, pair, 2));
	}
	return pool_close(pool, &list);
}

/* [[head, what is missing, text, "seen" or ""], ...] */
static size_t add_breaks(struct pool *pool, const struct notes *notes, struct arena *arena)
{
	struct pool_items list = { .arena = arena };

	for (const struct note *note = notes->first; note; note = note->next) {
		struct pool_items items = { .arena = arena };

		pool_add_text(pool, &items, note->head);
		pool_add_text(pool, &items, note->more);
		pool_add_text(pool, &items, note->text);
		pool_add_text(pool, &items, break_is_seen(note) ? "seen" : "");
		pool_add(&list, pool_close(pool, &items));
	}
	return pool_close(pool, &list);
}

/* A frame's kind, "" for a device without one. */
static size_t add_box(struct pool *pool, const struct box *box,
		      const struct pool_items *inside, struct arena *arena)
{
	struct pool_items items = { .arena = arena };
	bool device = box->kind == BOX_DEVICE;

	pool_add_text(pool, &items, box_is_frame(box) ? box_frame(box) : "");
	pool_add_text(pool, &items, device ? mark_id(box->mark) : "");
	pool_add_text(pool, &items, box->title);
	pool_add_text(pool, &items, box->label);
	pool_add_text(pool, &items, box->name);
	pool_add_text(pool, &items, box->use);
	pool_add_text(pool, &items, box->why);
	pool_add(&items, add_breaks(pool, &box->breaks, arena));
	pool_add(&items, add_facts(pool, &box->facts, arena));
	pool_add(&items, pool_close(pool, inside));
	return pool_close(pool, &items);
}

size_t report_topology(struct pool *pool, struct json_object *document, struct arena *arena)
{
	const struct topology *topology = topology_build(document, arena);
	/* What is in each box, by its number; the last is for the host. */
	struct pool_items *inside =
		arena_alloc(arena, (topology->n_boxes + 1) * sizeof(inside[0]));
	struct walk walk = { .top = &topology->host };

	for (size_t i = 0; i <= topology->n_boxes; i++)
		inside[i].arena = arena;
	while (topology_walk(&walk)) {
		const struct box *box = walk.box;

		if (walk.leaving)
			pool_add(&inside[box->parent == &topology->host ? topology->n_boxes :
								box->parent->number],
				 add_box(pool, box, &inside[box->number], arena));
	}
	return pool_close(pool, &inside[topology->n_boxes]);
}
