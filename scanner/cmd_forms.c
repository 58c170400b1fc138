#include "scanner/cmd_forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/format.h"
#include "output/page.h"
#include "output/sink.h"
#include "scanner/arena.h"
#include "scanner/cmd.h"

static const struct {
	const char *name, *summary;
	bool json;
} forms[] = {
	{ .name = "text", .summary = "for people (the default)" },
	{ .name = "json", .summary = "for programs: what the text is made from", .json = true },
};

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

void forms_list(void)
{
	puts("\nFormats:");
	for (size_t i = 0; i < N_FORMS; i++)
		printf("  %-6s %s\n", forms[i].name, forms[i].summary);
}

bool forms_choose(const struct options *options, bool *ret_json, struct failure *failure)
{
	const char *name = options->format ? options->format : forms[0].name;

	for (size_t i = 0; i < N_FORMS; i++) {
		if (!strcmp(forms[i].name, name)) {
			*ret_json = forms[i].json;
			return true;
		}
	}
	*failure = (struct failure){ .what = "no such format:", .path = name,
				     .remedy = "--help lists the formats" };
	return false;
}

/* https://no-color.org: any value but the empty one. */
static bool wants_colour(const struct options *options)
{
	const char *no_colour = getenv("NO_COLOR");

	return !options->output && isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]);
}

bool forms_print(const struct options *options, struct json_object *document, bool json,
		 void (*print)(const struct page *page, const void *what), const void *what,
		 struct failure *failure)
{
	struct arena arena = { 0 };
	struct sink sink;
	int error = sink_open(options->output, &sink);

	if (!error) {
		struct page page =
			page_new(document, &arena, wants_colour(options), sink.file);

		if (json)
			format_json.print(document, &(struct format_request){ .n_keys = 0 },
					  sink.file);
		else
			print(&page, what);
		error = sink_close(&sink, true);
	}
	arena_free(&arena);
	if (error)
		*failure = failure_of_output(options, error);
	return !error;
}
