#include "match/match.h"

#include <json-c/json.h>
#include <string.h>

#include "match/asker.h"
#include "match/beaker.h"
#include "match/tmt.h"
#include "output/beaker.h"
#include "output/document.h"

/* Whether it begins with an element, or with what comes before that. UTF-16 is told by its
 * byte order mark; that of UTF-8 may be there. */
static bool is_xml(const char *text)
{
	static const char *const marks[] = { "\xef\xbb\xbf", "\xff\xfe", "\xfe\xff" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (!strncmp(text, marks[i], strlen(marks[i])))
			text += strlen(marks[i]);
	text += strspn(text, " \t\r\n");
	return *text == '<' || (*text == '\0' && text[1] == '<');
}

void match_read(const char *data, size_t size, struct arena *arena,
		struct requirements *ret)
{
	if (is_xml(data))
		beaker_read(data, size, arena, ret);
	else
		tmt_read(data, size, arena, ret);
}

static struct json_object *beaker_host_of(struct json_object *document)
{
	struct json_object *legacy = beaker_legacy(document), *data = beaker_data(document);
	struct json_object *host = beaker_host(legacy, data, document);

	json_object_put(legacy);
	json_object_put(data);
	return host;
}

struct json_object *match_host(enum requirements_kind kind, struct json_object *document)
{
	struct json_object *legacy, *data;

	if (!json_object_is_type(document, json_type_object))
		return NULL;
	if (document_text(document, "schema"))
		return kind == REQUIREMENTS_BEAKER ? beaker_host_of(document) : tmt_host(document);
	legacy = document_find(document, "legacy");
	data = document_find(document, "Data");
	if (kind == REQUIREMENTS_BEAKER && (legacy || data))
		return beaker_host(legacy, data, NULL);
	return NULL;
}

enum requirement_answer match_ask(struct requirements *requirements,
				  struct json_object *host, struct arena *arena)
{
	struct asker asker = { .arena = arena, .left = ASKER_WORK };
	enum requirement_answer ret = ANSWER_DIFFERS;

	for (size_t i = 0; i < requirements->n_hosts; i++) {
		struct requirement *root = requirements->hosts[i].root;
		enum requirement_answer one =
			requirement_answer(requirement_ask(root, host, &asker));

		if (one == ANSWER_MATCHES || ret == ANSWER_DIFFERS)
			ret = one;
	}
	return ret;
}
