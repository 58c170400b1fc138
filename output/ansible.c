/* Local facts of Ansible: the keys in lower case, which are ansible_local.labscan.KEY when
 * /etc/ansible/facts.d/labscan.fact holds them, or is an executable that prints them. */
#include <json-c/json.h>

#include "output/format.h"
#include "output/json.h"
#include "output/keys.h"

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	int missing;
	struct json_object *facts = keys_object(document, request, &missing);

	json_print_lines(facts, out);
	json_object_put(facts);
	return missing;
}

const struct format format_ansible = {
	.name = "ansible",
	.summary = "local facts for Ansible, JSON",
	.rows = &keys,
	.takes_keys = true,
	.print = print,
};
