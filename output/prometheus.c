/* Metrics for Prometheus: a .prom file for the textfile collector of its node exporter.
 * One metric of value 1 has as its labels what is text; the others are gauges
 * (Prometheus, Exposition formats: Text-based format). */
#include <json-c/json.h>
#include <string.h>

#include "output/format.h"
#include "output/row.h"

#define LABEL(place, source, kind) ROW(place, source, kind)
#define GAUGE(place, source, type, words) \
	{ .name = place, .path = source, .value = kind_##type, .meaning = words }

static const struct row metrics[] = {
	LABEL("hostname",      "system.hostname",           text),
	LABEL("machine",       "system.machine",            text),
	LABEL("vendor",        "dmi.vendor",                text),
	LABEL("model",         "dmi.product",               text),
	LABEL("bios_version",  "dmi.bios_version",          text),
	LABEL("boot",          "firmware.boot",             text),
	LABEL("tpm",           "firmware.tpms",             tpm),
	LABEL("kernel",        "kernel.release",            text),
	LABEL("lockdown",      "kernel.lockdown",           text),
	LABEL("hypervisor",    "virtualization.hypervisor", text),
	LABEL("cpu_vendor",    "cpu.vendor",                text),
	LABEL("cpu_model",     "cpu.model_name",            text),
	LABEL("iommu_state",   "iommu.state",               text),
	LABEL("iommu_reason",  "iommu.reason",              text),
	LABEL("iommu_family",  "iommu.family",              text),
	LABEL("iommu_table",   "iommu.table",               text),
	GAUGE("iommu_described", "iommu.described", flag, "Whether firmware describes an IOMMU that the kernel would accept or uses."),
	GAUGE("iommu_enabled", "iommu.state", enabled, "Whether the kernel uses an IOMMU."),
	GAUGE("iommu_healthy", "iommu.healthy", flag, "Whether nothing about the IOMMU is left to be fixed."),
	GAUGE("iommu_interrupt_remapping", "iommu.interrupts.state", enabled, "Whether interrupts are remapped."),
	GAUGE("iommu_units", "iommu.units", count, "IOMMU units that the kernel shows."),
	GAUGE("iommu_groups", "iommu.groups", count_groups, "IOMMU groups that the kernel shows."),
	GAUGE("secure_boot", "firmware.secure_boot", flag, "Whether Secure Boot is on."),
	GAUGE("cpu_processors", "cpu.processors", number, "Online logical processors."),
	GAUGE("cpu_sockets", "cpu.sockets", number, "Processor sockets."),
	GAUGE("cpu_cores", "cpu.cores", number, "Processor cores, in all sockets."),
	GAUGE("cpu_virtualization", "cpu.virtualization", flag, "Whether the processor can run guests."),
	GAUGE("memory_bytes", "memory.total_bytes", number, "Memory that the kernel manages."),
	GAUGE("memory_installed_bytes", "memory.installed_bytes", number, "Memory that is installed."),
	GAUGE("numa_nodes", "memory.numa_nodes", number, "NUMA nodes."),
	GAUGE("disks", "disks", count, "Disks."),
	GAUGE("disk_bytes", "disks", disk_bytes, "Size of all disks together."),
	GAUGE("pci_functions", "pci", count, "PCI functions."),
	GAUGE("usb_devices", "usb", count, "USB devices."),
	GAUGE("ethernet_interfaces", "net", count_eth, "Ethernet interfaces with a device behind them."),
	GAUGE("infiniband_interfaces", "net", count_ib, "InfiniBand interfaces with a device behind them."),
	GAUGE("problems", "problems", count, "What the scan could not read."),
};

static const struct rows rows = ROWS(metrics);

/* Text-based format: a label's value has \\, \" and \n for backslash, quote and line feed. */
static void print_label(const char *name, const char *value, char before, FILE *out)
{
	fprintf(out, "%c%s=\"", before, name);
	for (; *value; value++) {
		if (*value == '\n')
			fputs("\\n", out);
		else if (*value == '"' || *value == '\\')
			fprintf(out, "\\%c", *value);
		else
			fputc(*value, out);
	}
	fputc('"', out);
}

static void print_info(struct json_object *document, FILE *out)
{
	char before = '{';

	fputs("# HELP labscan_info What the host is.\n"
	      "# TYPE labscan_info gauge\n"
	      "labscan_info", out);
	for (size_t i = 0; i < rows.n; i++) {
		struct json_object *value =
			metrics[i].meaning ? NULL : row_value(&metrics[i], document);

		if (value) {
			print_label(metrics[i].name, json_object_get_string(value), before, out);
			before = ',';
		}
		json_object_put(value);
	}
	fputs(before == ',' ? "} 1\n" : " 1\n", out);
}

static void print_gauge(const struct row *gauge, struct json_object *value, FILE *out)
{
	bool is_flag = json_object_is_type(value, json_type_boolean);

	fprintf(out, "# HELP labscan_%s %s\n# TYPE labscan_%s gauge\nlabscan_%s %s\n",
		gauge->name, gauge->meaning, gauge->name, gauge->name,
		!is_flag ? json_object_get_string(value) :
		json_object_get_boolean(value) ? "1" : "0");
}

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	(void)request;
	print_info(document, out);
	for (size_t i = 0; i < rows.n; i++) {
		struct json_object *value =
			metrics[i].meaning ? row_value(&metrics[i], document) : NULL;

		if (value)
			print_gauge(&metrics[i], value, out);
		json_object_put(value);
	}
	return 0;
}

const struct format format_prometheus = {
	.name = "prometheus",
	.summary = "metrics for the textfile collector of Prometheus' node exporter",
	.rows = &rows,
	.print = print,
};
