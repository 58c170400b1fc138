/* Writes the page of a lab: fleet SINCE NOW < LINES, and tells what time that took. Each
 * line is {"name", "time", "document", "before", "before_time"}; before is true for a host
 * that is what it was. The program takes hosts
 * from a database; this test wants thousands of them, and none. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lab/report.h"
#include "output/document.h"

static int64_t seconds_at(struct json_object *line, const char *name)
{
	return json_object_get_int64(document_find(line, name));
}

static void add_line(struct report *report, const char *text)
{
	struct json_object *line = json_tokener_parse(text);
	struct json_object *document = document_find(line, "document");
	struct json_object *before = document_find(line, "before");
	bool unchanged = json_object_is_type(before, json_type_boolean);

	report_add(report, &(struct report_host){
				   .name = document_text(line, "name"),
				   .time = seconds_at(line, "time"),
				   .document = document,
				   .before = unchanged ? document : before,
				   .before_time = seconds_at(line, "before_time"),
			   });
	json_object_put(line);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: fleet SINCE NOW < LINES\n");
		return 2;
	}
	struct report *report = report_new(strtoll(argv[1], NULL, 10));
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, stdin) > 0)
		add_line(report, line);
	free(line);
	report_print(report, strtoll(argv[2], NULL, 10), stdout);
	report_free(report);
	fprintf(stderr, "made in %.1f s\n", (double)clock() / CLOCKS_PER_SEC);
	return 0;
}
