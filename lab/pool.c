#include "lab/pool.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "scanner/arena.h"

#define FIRST_SLOTS 4096

struct node {
	uint64_t hash;
	const char *text;    /* NULL: a list */
	const size_t *items;
	size_t n;            /* items, or bytes of the text */
};

struct pool {
	struct arena *arena;
	struct node *nodes;
	size_t n;
	size_t *slots;       /* numbers + 1 by hash; 0: free */
	size_t n_slots;      /* a power of two */
};

/* FNV-1a. What is hostile can make this slow, not wrong. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}

static uint64_t hash_of(const struct node *node)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (node->text ? 1 : 2);

	hash = node->text ? hash_bytes(hash, node->text, node->n) :
			    hash_bytes(hash, node->items, node->n * sizeof(node->items[0]));
	/* The last bytes have to reach the bits that choose a slot. */
	return hash ^ hash >> 32;
}

static bool is_same(const struct node *a, const struct node *b)
{
	if (a->hash != b->hash || a->n != b->n || !a->text != !b->text)
		return false;
	return a->text ? !memcmp(a->text, b->text, a->n) :
			 !a->n || !memcmp(a->items, b->items, a->n * sizeof(a->items[0]));
}

/* The slot of that node, or the free one where it would be. */
static size_t *find_slot(const struct pool *pool, const struct node *node)
{
	size_t at = node->hash & (pool->n_slots - 1);

	while (pool->slots[at] && !is_same(&pool->nodes[pool->slots[at] - 1], node))
		at = (at + 1) & (pool->n_slots - 1);
	return &pool->slots[at];
}

static void make_slots(struct pool *pool, size_t n_slots)
{
	pool->slots = arena_alloc(pool->arena, n_slots * sizeof(pool->slots[0]));
	pool->n_slots = n_slots;
	for (size_t i = 0; i < pool->n; i++)
		*find_slot(pool, &pool->nodes[i]) = i + 1;
}

struct pool *pool_new(struct arena *arena)
{
	struct pool *pool = arena_alloc(arena, sizeof(*pool));

	pool->arena = arena;
	make_slots(pool, FIRST_SLOTS);
	return pool;
}

/* What the node borrows is copied when it is new. */
static size_t intern(struct pool *pool, struct node *node)
{
	node->hash = hash_of(node);
	size_t *slot = find_slot(pool, node);

	if (*slot)
		return *slot - 1;
	if (node->text) {
		node->text = arena_print(pool->arena, "%s", node->text);
	} else if (node->n) {
		size_t size = node->n * sizeof(node->items[0]);

		node->items = memcpy(arena_alloc(pool->arena, size), node->items, size);
	}
	*arena_add(pool->arena, pool->nodes, pool->n) = *node;
	*slot = pool->n;
	if (pool->n * 2 > pool->n_slots)
		make_slots(pool, pool->n_slots * 2);
	return pool->n - 1;
}

size_t pool_text(struct pool *pool, const char *text)
{
	text = text ? text : "";
	return intern(pool, &(struct node){ .text = text, .n = strlen(text) });
}

size_t pool_list(struct pool *pool, const size_t *items, size_t n)
{
	return intern(pool, &(struct node){ .items = items, .n = n });
}

void pool_add(struct pool_items *list, size_t item)
{
	*arena_add(list->arena, list->items, list->n) = item;
}

void pool_add_text(struct pool *pool, struct pool_items *list, const char *text)
{
	pool_add(list, pool_text(pool, text));
}

size_t pool_close(struct pool *pool, const struct pool_items *list)
{
	return pool_list(pool, list->items, list->n);
}

/* "<" could end the script, or begin a comment that hides its end (HTML, 13.2.5.17). */
static void print_text(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f || c == '<' || c == '>' || c == '&')
			fprintf(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

void pool_print(const struct pool *pool, FILE *out)
{
	fputc('[', out);
	for (size_t i = 0; i < pool->n; i++) {
		const struct node *node = &pool->nodes[i];

		fputs(i ? ",\n" : "", out);
		if (node->text) {
			print_text(node->text, out);
			continue;
		}
		fputc('[', out);
		for (size_t j = 0; j < node->n; j++)
			fprintf(out, "%s%zu", j ? "," : "", node->items[j]);
		fputc(']', out);
	}
	fputs("]\n", out);
}
