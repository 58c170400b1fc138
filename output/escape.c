#include "output/escape.h"

#include <string.h>

bool escape_xml_lacks(const char *text)
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
		else if (escape_xml_lacks(text))
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
