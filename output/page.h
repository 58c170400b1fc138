/* Text for people: what the pages of several commands share. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct json_object;

/* What tells the parts of a page apart on a terminal; empty texts elsewhere. */
struct ink {
	const char *good, *bad, *doubt, *bold, *plain;
};

struct page {
	struct json_object *document; /* what it is made from */
	const struct ink *ink;
	FILE *out;
};

/* A page on `out`. `colour`: with terminal colours. */
struct page page_new(struct json_object *document, bool colour, FILE *out);

/* An empty line, then the title. */
void page_heading(const struct page *page, const char *title);

/* A state ("enabled", "blocked", ...) in the colour of what it means. */
void page_state(const struct page *page, const char *state);

/* The "evidence" of an object, a line for each. */
void page_evidence(const struct page *page, struct json_object *holder, const char *indent);
