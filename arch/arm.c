/* Arm SMMUs, as drivers/acpi/arm64/iort.c finds them. An IORT alone means nothing: it
 * also routes interrupts. A device is translated when its root complex or component
 * maps to an SMMU node (iort_iommu_configure_id) whose driver is there. */
#include "acpi/iort.h"

#include "arch/judgement.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "smmu") || str_starts(unit, "arm-smmu");
}

static bool is_smmu(const struct acpi_layout *layout)
{
	return layout == &iort_smmu || layout == &iort_smmu_v3;
}

static bool maps_to_smmu(const struct acpi_table *table, const struct acpi_item *node)
{
	const struct acpi_item *item = NULL;

	while ((item = acpi_next(table, node, &iort_mapping, item))) {
		const struct acpi_item *target;
		struct iort_mapping mapping;

		acpi_decode(table, item, &mapping);
		target = acpi_node_at(table, mapping.output_ref);
		if (target && is_smmu(target->layout))
			return true;
	}
	return false;
}

static void judge_arm(const struct judgement *so_far, const struct acpi_file *file,
		      struct verdict *verdict)
{
	const struct acpi_table *table = &file->table;
	const struct acpi_item *node = NULL;
	size_t units = 0, mapped = 0;

	(void)so_far;
	while ((node = acpi_next(table, &table->items[0], NULL, node))) {
		if (is_smmu(node->layout)) {
			verdict_show_unit(verdict, file, node, units++);
		} else if (node->layout == &iort_root ||
			   node->layout == &iort_named) {
			mapped += maps_to_smmu(table, node);
		}
	}
	verdict_by_units(verdict, file, units, mapped);
}

const struct family family_arm = {
	.name = "arm",
	.signature = "IORT",
	.owns = owns,
	.judge = judge_arm,
};
