/* Which changes are parts of others, so that a page has a line for each that matters. */
#pragma once

struct arena;
struct change;
struct changes;

/* Appends a change, which lives as long as the arena. */
void changes_add(struct arena *arena, struct changes *changes, struct change *change);

/* Sets head, parts and detail of each change, sorts them, and counts the heads. Adds a
 * head where several things changed in one way: "14 PCI functions: unit dmar0 -> none". */
void diff_fold(struct arena *arena, struct changes *changes);
