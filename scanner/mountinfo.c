#include "scanner/mountinfo.h"

#include <stddef.h>
#include <string.h>

#include "scanner/str.h"

/* "36 35 98:0 /root /point options [optional...] - type source options" */
bool mountinfo_parse(char *line, struct mountinfo *ret)
{
	static const char separator[] = " - ";
	char *rest = strstr(line, separator), *id, *parent;

	*ret = (struct mountinfo){ .number = NULL };
	if (!rest)
		return false;
	*rest = '\0';
	rest += strlen(separator);
	id = str_word(&line);
	parent = str_word(&line);
	ret->number = str_word(&line);
	ret->root = str_word(&line);
	ret->point = str_word(&line);
	ret->type = str_word(&rest);
	ret->source = str_word(&rest);
	return id && parent && ret->point && ret->source;
}

/* The kernel's mangle() in fs/proc_namespace.c, backwards. */
char *mountinfo_unescape(char *text)
{
	char *out = text;

	for (const char *in = text; *in; out++) {
		if (in[0] == '\\' && strspn(in + 1, "01234567") >= 3) {
			*out = (char)((in[1] - '0') << 6 | (in[2] - '0') << 3 | (in[3] - '0'));
			in += 4;
		} else {
			*out = *in++;
		}
	}
	*out = '\0';
	return text;
}
