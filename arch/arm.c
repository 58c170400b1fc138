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

/* iort_init_platform_devices() ends at a node past the table's end; one of length 0 it reads
 * again and again, as often as the header counts nodes. */
static const struct acpi_fault *broken_off(const struct acpi_table *table)
{
	for (size_t i = 0; i < table->n_faults; i++) {
		const struct acpi_fault *fault = &table->faults[i];

		if (fault->item == 0 && (fault->rule == ACPI_STRUCTURE_LONG ||
					 fault->rule == ACPI_STRUCTURE_ZERO))
			return fault;
	}
	return NULL;
}

/* No SMMU comes before the node that breaks the table off: what would have come after it
 * is not known, and Linux has none. */
static void refuse(const struct acpi_file *file, const struct acpi_fault *fault,
		   struct verdict *verdict)
{
	verdict_set(verdict, IOMMU_BROKEN, fault->rule == ACPI_STRUCTURE_LONG ?
						   REASON_TABLE_LENGTH : REASON_ENDLESS);
	verdict_show_at(verdict, file->path, fault->offset, "node of length %llu",
			(unsigned long long)fault->value);
}

static void judge_arm(const struct judgement *so_far, const struct acpi_file *file,
		      struct verdict *verdict)
{
	const struct acpi_table *table = &file->table;
	const struct acpi_fault *fault = broken_off(table);
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
	if (!units && fault)
		refuse(file, fault, verdict);
	else
		verdict_by_units(verdict, file, units, mapped);
}

const struct family family_arm = {
	.name = "arm",
	.signature = "IORT",
	.owns = owns,
	.judge = judge_arm,
};
