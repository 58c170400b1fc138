#include "output/escape.h"

#include <stdbool.h>
#include <string.h>

/* U+FFFE and U+FFFF, which XML does not have (1.0, 2.2, Char). */
static bool is_no_character(const char *text)
{
	return !strncmp(text, "\xef\xbf\xbe", 3) || !strncmp(text, "\xef\xbf\xbf", 3);
}

/* Nothing in a document has them; that is no reason to count on it. */
static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

void escape_xml(const char *text, FILE *out)
{
	for (; *text; text++) {
		const char *entity = *text == '&'  ? "&amp;" :
				     *text == '<'  ? "&lt;" :
				     *text == '>'  ? "&gt;" :
				     *text == '"'  ? "&quot;" :
				     *text == '\'' ? "&#39;" : NULL;

		if (entity)
			fputs(entity, out);
		else if (is_control(*text))
			fprintf(out, "\\x%02x", (unsigned char)*text);
		else if (is_no_character(text))
			fputs("\xef\xbf\xbd", out), text += 2;
		else
			fputc(*text, out);
	}
}

/* Graphviz reads entities of HTML in every string. */
void escape_dot(const char *text, FILE *out)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if (*text == '&')
			fputs("&amp;", out);
		else if (is_control(*text))
			fprintf(out, "\\\\x%02x", (unsigned char)*text);
		else
			fputc(*text, out);
	}
}
