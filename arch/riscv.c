/* RISC-V IOMMUs, as drivers/acpi/riscv/rimt.c finds them (Linux 6.13 and later). */
#include "acpi/rimt.h"

#include "arch/judgement.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	return str_starts(unit, "riscv-iommu");
}

static void judge_riscv(const struct judgement *so_far, const struct acpi_file *file,
			struct verdict *verdict)
{
	const struct acpi_table *table = &file->table;
	const struct acpi_item *node = NULL;
	size_t units = 0, mapped = 0;

	(void)so_far;
	while ((node = acpi_next(table, &table->items[0], NULL, node))) {
		if (node->layout == &rimt_iommu) {
			verdict_show_unit(verdict, file, node, units++);
		} else if (acpi_next(table, node, &rimt_mapping, NULL)) {
			mapped++;
		}
	}
	verdict_by_units(verdict, file, units, mapped);
}

const struct family family_riscv = {
	.name = "riscv",
	.signature = "RIMT",
	.owns = owns,
	.judge = judge_riscv,
};
