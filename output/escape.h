/* Text made harmless for the languages that pictures are written in. What a host says
 * of itself is UTF-8 without control bytes by then (str_keep), and hostile all the same. */
#pragma once

#include <stdio.h>

/* As text, or as an attribute's value between double quotes, of HTML, XML or SVG. */
void escape_xml(const char *text, FILE *out);

/* As what stands between the double quotes of a string of DOT. */
void escape_dot(const char *text, FILE *out);
