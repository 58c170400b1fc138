#include "lab/view.h"

#include <json-c/json.h>

#include "match/beaker.h"
#include "match/expression.h"
#include "match/tmt.h"
#include "output/beaker.h"

static struct json_object *of_beaker(struct json_object *document)
{
	struct json_object *legacy = beaker_legacy(document), *data = beaker_data(document);
	struct json_object *host = beaker_host(legacy, data, document);

	json_object_put(legacy);
	json_object_put(data);
	return host;
}

struct json_object *view_host(enum view view, struct json_object *document)
{
	switch (view) {
	case VIEW_BEAKER:
		return of_beaker(document);
	case VIEW_TMT:
		return tmt_host(document);
	case VIEW_EXPRESSION:
	case N_VIEWS:
		break;
	}
	return expression_host(document);
}
