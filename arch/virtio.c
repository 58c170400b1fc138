/* virtio-iommu, as drivers/acpi/viot.c finds it. Its unit carries the name of its
 * parent on the bus: a PCI address, or that of an MMIO transport. */
#include "acpi/viot.h"

#include <ctype.h>
#include <string.h>

#include "arch/judgement.h"
#include "scanner/str.h"

static bool owns(const char *unit)
{
	/* 0000:00:05.0, or virtio-mmio.0 */
	return (isxdigit((unsigned char)unit[0]) && strchr(unit, ':')) ||
	       str_ends(unit, ".virtio_mmio") || str_starts(unit, "virtio");
}

static void judge_virtio(const struct judgement *so_far, const struct acpi_file *file,
			 struct verdict *verdict)
{
	const struct acpi_table *table = &file->table;
	const struct acpi_item *node = NULL;
	size_t units = 0, endpoints = 0;
	const struct text *built = &so_far->host->iommu.config.virtio_iommu;

	while ((node = acpi_next(table, &table->items[0], NULL, node))) {
		if (node->layout == &viot_virtio_pci ||
		    node->layout == &viot_virtio_mmio) {
			verdict_show_unit(verdict, file, node, units++);
		} else if (node->layout == &viot_pci_range ||
			   node->layout == &viot_mmio_endpoint) {
			endpoints++;
		}
	}
	verdict_by_units(verdict, file, units, endpoints);
	if (verdict->state != IOMMU_UNSUPPORTED || !known(*built) || strcmp(built->value, "m"))
		return;
	verdict_set(verdict, IOMMU_OFF, REASON_NOT_LOADED);
	verdict_show(verdict, built->fact.source, "CONFIG_VIRTIO_IOMMU=m");
}

const struct family family_virtio = {
	.name = "virtio",
	.signature = "VIOT",
	.owns = owns,
	.judge = judge_virtio,
};
