/* What Artemis is told of a flavor in an entry of a pool's patch-flavors, below the name
 * of the flavor: its API of a cloud tells no models and no IOMMU. */
#include <json-c/json.h>

#include "output/format.h"
#include "output/row.h"
#include "output/yaml.h"

static const struct row table[] = {
	ROW("cpu.family",         "cpu.family",      number),
	ROW("cpu.model",          "cpu.model",       number),
	ROW("cpu.model-name",     "cpu.model_name",  text),
	ROW("iommu.is-supported", "iommu.described", flag),
	ROW("iommu.model-name",   "iommu",           iommu_model),
};

static const struct rows rows = ROWS(table);

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	struct json_object *patch = rows_tree(&rows, document);

	(void)request;
	yaml_print(patch, out);
	json_object_put(patch);
	return 0;
}

const struct format format_artemis = {
	.name = "artemis",
	.summary = "a patch of a flavor for Artemis, YAML",
	.rows = &rows,
	.print = print,
};
