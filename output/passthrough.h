/* The members "vfio", "groups" and "devices" of the document. */
#pragma once

struct json_object;
struct judgement;

/* Adds them to the document. */
void passthrough_add_json(struct json_object *document, const struct judgement *judgement);
