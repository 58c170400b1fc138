#include "output/page.h"

#include <json-c/json.h>
#include <string.h>

#include "output/document.h"

static const struct ink no_ink = { "", "", "", "", "" };
/* ECMA-48, 8.3.117. */
static const struct ink terminal_ink = { "\033[32m", "\033[31m", "\033[33m", "\033[1m", "\033[0m" };

struct page page_new(struct json_object *document, struct arena *arena, bool colour,
		     FILE *out)
{
	return (struct page){
		.document = document,
		.ink = colour ? &terminal_ink : &no_ink,
		.arena = arena,
		.out = out,
	};
}

void page_heading(const struct page *page, const char *title)
{
	fprintf(page->out, "\n%s%s%s\n", page->ink->bold, title, page->ink->plain);
}

static bool is_one_of(const char *state, const char *const *states)
{
	while (*states && strcmp(*states, state))
		states++;
	return *states != NULL;
}

void page_state(const struct page *page, const char *state)
{
	static const char *const good[] = { "enabled", "ready", "possible", "viable", NULL };
	static const char *const doubt[] = { "unknown", "hidden", NULL };
	const char *ink = is_one_of(state, good)  ? page->ink->good :
			  is_one_of(state, doubt) ? page->ink->doubt :
						    page->ink->bad;

	fprintf(page->out, "%s%s%s", ink, state, page->ink->plain);
}

/* Whether a byte of UTF-8 begins a character. */
static bool begins(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

static size_t characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += begins(*text);
	return n;
}

size_t page_width(const char *text, size_t least, size_t most)
{
	size_t n = characters(text);

	return n < least ? least : n > most ? most : n;
}

void page_cell(const struct page *page, const char *text, size_t width)
{
	size_t n = characters(text), shown = n > width ? width - 1 : n, length = 0;

	for (size_t seen = 0; text[length]; length++) {
		seen += begins(text[length]);
		if (seen > shown)
			break;
	}
	fprintf(page->out, "%.*s%s%*s", (int)length, text, n > width ? "…" : "",
		n < width ? (int)(width - n) : 0, "");
}

void page_evidence(const struct page *page, struct json_object *holder, const char *indent)
{
	for (size_t i = 0; i < document_count(holder, "evidence"); i++) {
		struct json_object *evidence = document_element(holder, "evidence", i);
		const char *error = document_text(evidence, "error");
		struct json_object *offset = document_find(evidence, "offset");

		fprintf(page->out, "%s%s", indent, document_text(evidence, "path"));
		if (offset)
			fprintf(page->out, " at 0x%llx",
				(unsigned long long)json_object_get_int64(offset));
		fprintf(page->out, ": %s%s\n", error ? "could not be read, " : "",
			error ? error : document_text(evidence, "value"));
	}
}
