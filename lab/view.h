/* What requirements are asked about: a host as those who write them see it. */
#pragma once

struct json_object;

enum view {
	VIEW_EXPRESSION, /* the document, and its keys (match/expression.h) */
	VIEW_BEAKER,
	VIEW_TMT,
	N_VIEWS
};

/* The host of a document, which is an object. The caller owns it. */
struct json_object *view_host(enum view view, struct json_object *document);
