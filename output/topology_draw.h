/* What the drawings of a topology share. */
#pragma once

#include <stdio.h>

#include "output/topology.h"

/* The style and script of the page and the style of the picture: topology.css,
 * topology.js and topology_svg.css, which the Makefile turns into these. */
extern const char topology_css[], topology_js[], topology_svg_css[];

/* Prints each mark as a symbol "mark-ID" of SVG, and that of a break. */
void marks_print(FILE *out);

/* Whether it is drawn as a frame around others. */
bool box_is_frame(const struct box *box);

/* What kind of frame it is: "unit", "bus", "group", "bridge". */
const char *box_frame(const struct box *box);

/* Whether something was seen to end isolation. Else it could not be read what does, or
 * the kernel was told so, or knows it. */
bool break_is_seen(const struct note *note);

/* "no-acs, missing: SV RR", which lives in the arena. */
const char *break_text(struct arena *arena, const struct note *note);
