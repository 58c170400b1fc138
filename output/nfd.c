/* A feature file of Node Feature Discovery, in /etc/kubernetes/node-feature-discovery/
 * features.d: lines of NAME=VALUE, each a label feature.node.kubernetes.io/NAME of the
 * node. What Kubernetes forbids in a label's value becomes "_". */
#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#include "output/format.h"
#include "output/row.h"
#include "scanner/arena.h"

/* Kubernetes, Labels and Selectors: of a value, and of a name behind its prefix. */
#define LABEL_SIZE 63

static const struct row labels[] = {
	ROW("labscan-system.vendor",           "dmi.vendor",                text),
	ROW("labscan-system.model",            "dmi.product",               text),
	ROW("labscan-system.formfactor",       "dmi.chassis_name",          text),
	ROW("labscan-firmware.boot",           "firmware.boot",             text),
	ROW("labscan-firmware.version",        "dmi.bios_version",          text),
	ROW("labscan-firmware.secure-boot",    "firmware.secure_boot",      flag),
	ROW("labscan-firmware.tpm",            "firmware.tpms",             tpm),
	ROW("labscan-kernel.lockdown",         "kernel.lockdown",           text),
	ROW("labscan-virtualization.hypervisor", "virtualization.hypervisor", text),
	ROW("labscan-cpu.vendor",              "cpu.vendor",                text),
	ROW("labscan-cpu.model-name",          "cpu.model_name",            text),
	ROW("labscan-cpu.family",              "cpu.family",                number),
	ROW("labscan-cpu.model",               "cpu.model",                 number),
	ROW("labscan-cpu.stepping",            "cpu.stepping",              number),
	ROW("labscan-cpu.processors",          "cpu.processors",            number),
	ROW("labscan-cpu.sockets",             "cpu.sockets",               number),
	ROW("labscan-cpu.cores",               "cpu.cores",                 number),
	ROW("labscan-cpu.threads-per-core",    "cpu.threads_per_core",      number),
	ROW("labscan-cpu.virtualization",      "cpu.virtualization",        flag),
	ROW("labscan-memory.mib",              "memory.total_bytes",        mib),
	ROW("labscan-memory.numa-nodes",       "memory.numa_nodes",         number),
	ROW("labscan-disk.count",              "disks",                     count),
	ROW("labscan-net.ethernet",            "net",                       count_eth),
	ROW("labscan-net.infiniband",          "net",                       count_ib),
	ROW("labscan-iommu.described",         "iommu.described",           flag),
	ROW("labscan-iommu.state",             "iommu.state",               text),
	ROW("labscan-iommu.reason",            "iommu.reason",              text),
	ROW("labscan-iommu.family",            "iommu.family",              text),
	ROW("labscan-iommu.units",             "iommu.units",               count),
	ROW("labscan-iommu.groups",            "iommu.groups",              count_groups),
	ROW("labscan-iommu.interrupt-remapping", "iommu.interrupts.state",  enabled),
};

static const struct rows rows = ROWS(labels);

static bool is_alphanumeric(char c)
{
	return isalnum((unsigned char)c) && (unsigned char)c < 0x80;
}

static bool is_allowed(char c)
{
	return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

/* The text as a label's value: "" or at most 63 characters of [A-Za-z0-9_.-] with
 * a letter or digit at both ends. Each run of others is one "_". */
static const char *label_value(struct arena *arena, const char *text)
{
	char *value = arena_alloc(arena, strlen(text) + 1);
	size_t n = 0;

	for (; *text; text++) {
		char c = is_allowed(*text) ? *text : '_';

		if (n ? c != '_' || value[n - 1] != '_' : is_alphanumeric(c))
			value[n++] = c;
	}
	n = n < LABEL_SIZE ? n : LABEL_SIZE;
	while (n && !is_alphanumeric(value[n - 1]))
		n--;
	value[n] = '\0';
	return value;
}

static int print(struct json_object *document, const struct format_request *request,
		 FILE *out)
{
	struct arena arena = { 0 };

	(void)request;
	for (size_t i = 0; i < rows.n; i++) {
		struct json_object *found = row_value(&labels[i], document);
		const char *value =
			found ? label_value(&arena, json_object_get_string(found)) : "";

		/* A line without a value would be a label of "true". */
		if (value[0])
			fprintf(out, "%s=%s\n", labels[i].name, value);
		json_object_put(found);
	}
	arena_free(&arena);
	return 0;
}

const struct format format_nfd = {
	.name = "nfd",
	.summary = "labels for Kubernetes: a feature file of Node Feature Discovery",
	.rows = &rows,
	.print = print,
};
