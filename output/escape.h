/* Text made harmless for the languages that pictures are written in. What a host says
 * of itself is UTF-8 without control bytes by then (str_keep), and hostile all the same. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* Whether the character of UTF-8 at `text` is U+FFFE or U+FFFF, which XML does not have
 * (1.0, 2.2, Char). */
bool escape_xml_lacks(const char *text);

/* As text, or as an attribute's value between double quotes, of HTML, XML or SVG. */
void escape_xml(const char *text, FILE *out);

/* As what stands between the double quotes of a string of DOT. */
void escape_dot(const char *text, FILE *out);
