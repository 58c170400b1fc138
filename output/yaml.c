#include "output/yaml.h"

#include <json-c/json.h>
#include <json-c/json_visit.h>
#include <stdbool.h>

#include "output/json.h"

#define INDENT 4 /* what fmf's files have */

struct place {
	FILE *out;
	int depth;       /* of objects and lists around */
	bool behind_dash; /* the line has begun */
};

static bool has_members(struct json_object *value)
{
	return json_object_is_type(value, json_type_object) ?
		       json_object_object_length(value) > 0 :
	       json_object_is_type(value, json_type_array) &&
		       json_object_array_length(value) > 0;
}

/* Elements stand half an indent before their members, behind a dash. */
static void begin(struct place *place, const char *name)
{
	int indent = place->depth * INDENT;

	if (name)
		fprintf(place->out, "%*s%s:", place->behind_dash ? 0 : indent, "", name);
	else
		fprintf(place->out, "%*s- ", indent - INDENT / 2, "");
	place->behind_dash = !name;
}

static int visit(struct json_object *value, int flags, struct json_object *parent,
		 const char *name, size_t *index, void *arg)
{
	struct place *place = arg;

	(void)index;
	if (!parent)
		return JSON_C_VISIT_RETURN_CONTINUE;
	if (flags & JSON_C_VISIT_SECOND) {
		place->depth -= name && has_members(value);
		return JSON_C_VISIT_RETURN_CONTINUE;
	}
	begin(place, name);
	if (has_members(value)) {
		place->depth += name != NULL;
		fputs(name ? "\n" : "", place->out);
		return JSON_C_VISIT_RETURN_CONTINUE;
	}
	fputs(name ? " " : "", place->out);
	json_print(value, JSON_C_TO_STRING_PLAIN, place->out);
	fputc('\n', place->out);
	place->behind_dash = false;
	return JSON_C_VISIT_RETURN_CONTINUE;
}

void yaml_print(struct json_object *object, FILE *out)
{
	if (has_members(object))
		json_c_visit(object, 0, visit, &(struct place){ .out = out });
	else
		fputs("{}\n", out);
}
