/* Text for people: what the pages of several commands share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct json_object;

/* What tells the parts of a page apart on a terminal; empty texts elsewhere. */
struct ink {
	const char *good, *bad, *doubt, *bold, *plain;
};

struct page {
	struct json_object *document; /* what it is made from */
	const struct ink *ink;
	struct arena *arena;          /* for texts that it is put together from */
	FILE *out;
};

/* A page on `out`. `colour`: with terminal colours. */
struct page page_new(struct json_object *document, struct arena *arena, bool colour,
		     FILE *out);

/* An empty line, then the title. */
void page_heading(const struct page *page, const char *title);

/* A state ("enabled", "blocked", ...) in the colour of what it means. */
void page_state(const struct page *page, const char *state);

/* Text in a column of `width` characters: what is too long ends in an ellipsis. */
void page_cell(const struct page *page, const char *text, size_t width);

/* How wide a column has to be for the text: `least` or more, `most` or less. */
size_t page_width(const char *text, size_t least, size_t most);

/* The "evidence" of an object, a line for each. */
void page_evidence(const struct page *page, struct json_object *holder, const char *indent);
