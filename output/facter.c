/* External facts of Facter (Puppet): one structured fact with the keys in lower case, so
 * that flags and numbers are none of Puppet's strings, of which "0" is true. In
 * /etc/facter/facts.d as a .json file; or printed by an executable there, whose output
 * Facter reads as YAML. */
#include <json-c/json.h>

#include "output/format.h"
#include "output/json.h"
#include "output/keys.h"

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	struct json_object *facts = json_object_new_object();
	int missing;

	json_object_object_add(facts, "labscan", keys_object(document, request, &missing));
	json_print_lines(facts, out);
	json_object_put(facts);
	return missing;
}

const struct format format_facter = {
	.name = "facter",
	.summary = "an external fact \"labscan\" for Facter and Puppet, JSON",
	.rows = &keys,
	.takes_keys = true,
	.print = print,
};
