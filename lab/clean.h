/* Documents that came from outside, made fit to be shown. */
#pragma once

struct json_object;

/* Makes each text of the document what str_keep makes of it: no control bytes, no bytes
 * that are not UTF-8. Members with other names go, and so does all of a section whose form
 * is not what the schema says, as far as pages rely on it. */
void clean_document(struct json_object *document);
