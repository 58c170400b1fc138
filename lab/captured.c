#include "lab/captured.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "output/document.h"
#include "scanner/cmd.h"
#include "scanner/scan.h"

static void set_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_object_new_string(text));
}

/* A document is that of the capture, whenever and wherever that is scanned. */
static void name_scan(struct json_object *document, const struct captured *captured,
		      struct arena *arena)
{
	struct json_object *scan = document_find(document, "scan");
	time_t seconds = (time_t)captured->time;
	struct tm utc;

	gmtime_r(&seconds, &utc);
	set_text(scan, "id", captured->id);
	set_text(scan, "root", captured->root);
	set_text(scan, "time", arena_print(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ",
					   utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
					   utc.tm_hour, utc.tm_min, utc.tm_sec));
}

char *captured_document(const struct captured *captured, struct failure *failure,
			size_t *ret_size)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .names = true };
	struct scan scan;
	char *ret;

	if (!scan_run(&scan, captured->path, &wants, failure))
		return NULL;
	name_scan(scan.document, captured, &scan.arena);
	ret = strdup(json_object_to_json_string_ext(scan.document, JSON_C_TO_STRING_PLAIN |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	*ret_size = ret ? strlen(ret) : 0;
	scan_free(&scan);
	return ret;
}
