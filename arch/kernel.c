#include "arch/kernel.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/arena.h"

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == (char)0xa0;
}

/* Cuts the next option off `text`, in place; quotes protect spaces. */
static char *next_argument(char **text)
{
	char *start = *text, *end;
	bool quoted = false;

	while (is_space(*start))
		start++;
	if (!*start)
		return NULL;
	for (end = start; *end && (quoted || !is_space(*end)); end++)
		if (*end == '"')
			quoted = !quoted;
	*text = *end ? end + 1 : end;
	*end = '\0';
	return start;
}

/* Takes a leading quote off, and the one that ends the text. */
static char *unquote(char *text)
{
	size_t length = strlen(text);

	if (text[0] != '"')
		return text;
	if (length > 1 && text[length - 1] == '"')
		text[length - 1] = '\0';
	return text + 1;
}

void kernel_options_parse(struct arena *arena, const char *command_line,
			  struct kernel_options *ret)
{
	struct kernel_options options = { 0 };
	char *text = arena_print(arena, "%s", command_line);
	char *argument;

	while ((argument = next_argument(&text)) && strcmp(argument, "--")) {
		struct kernel_option *option =
			arena_add(arena, options.options, options.n);
		char *equals;

		argument = unquote(argument);
		equals = strchr(argument, '=');
		if (equals) {
			*equals = '\0';
			option->value = unquote(equals + 1);
		}
		option->name = argument;
	}
	*ret = options;
}

static char dash_to_underscore(char c)
{
	return c == '-' ? '_' : c;
}

bool kernel_name_equal(const char *a, const char *b)
{
	while (*a && dash_to_underscore(*a) == dash_to_underscore(*b))
		a++, b++;
	return !*a && !*b;
}

bool kernel_is_since(const char *release, unsigned major, unsigned minor)
{
	char *end;
	unsigned long first = strtoul(release, &end, 10), second;

	if (*end != '.')
		return true;
	second = strtoul(end + 1, NULL, 10);
	return first != major ? first > major : second >= minor;
}
