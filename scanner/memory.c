/* Memory: of the host, and of each NUMA node. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/smbios.h"
#include "scanner/str.h"

#define NODES "sys/devices/system/node"
#define SMBIOS "sys/firmware/dmi/tables/DMI"
#define BLOCKS "sys/devices/system/memory"
#define KIB 1024

/* "MemTotal:  16307276 kB", in a node's file with "Node 0 " in front. */
static bool mem_total(char *text, uint64_t *ret_bytes)
{
	for (char *line; (line = str_line(&text));) {
		char *key = strstr(line, "MemTotal:");
		uint64_t kib;

		if (!key)
			continue;
		char *value = str_split(key, ':');
		value[strcspn(value, " ")] = '\0';
		if (!str_number(value, 10, &kib) || kib > UINT64_MAX / KIB)
			return false;
		*ret_bytes = kib * KIB;
		return true;
	}
	return false;
}

static void read_total(struct host *host, struct number *ret, const char *source)
{
	struct bytes bytes;
	uint64_t total;
	int error = root_read(host->root, &bytes, "%s", source + 1);

	if (!error && !mem_total(bytes.data, &total))
		error = -EINVAL;
	if (error)
		host_failed(host, &ret->fact, error, source);
	else
		number_set(ret, total, source);
}

static void read_node(struct host *host, const struct wants *wants, const char *name,
		      uint64_t id)
{
	struct memory *memory = &host->memory;
	struct numa_node *node = arena_add(host->arena, memory->nodes, memory->n_nodes);

	number_set(&node->id, id, host_source(host, NODES "/%s", name));
	if (wants->keys_only)
		return;
	read_total(host, &node->memory_bytes, host_source(host, NODES "/%s/meminfo", name));
	host_text(host, &node->cpus, NODES "/%s/cpulist", name);
}

static void read_nodes(struct host *host, const struct wants *wants)
{
	struct memory *memory = &host->memory;
	struct flag read;
	struct names names;
	uint64_t id;

	if (!host_list(host, &read, &names, NODES)) {
		/* A kernel without NUMA has no nodes to count. */
		memory->numa_nodes.fact = read.fact;
		if (known(read))
			memory->numa_nodes.fact.state = FACT_ABSENT;
		return;
	}
	for (size_t i = 0; i < names.n; i++)
		if (str_starts(names.names[i], "node") &&
		    str_number(names.names[i] + strlen("node"), 10, &id))
			read_node(host, wants, names.names[i], id);
	number_set(&memory->numa_nodes, memory->n_nodes, "/" NODES);
}

/* The modules in the sockets, which root may read of. */
static bool read_modules(struct host *host, struct number *ret)
{
	struct bytes table;
	uint64_t bytes;

	if (root_read(host->root, &table, SMBIOS) != 0 ||
	    !smbios_memory((const uint8_t *)table.data, table.size, &bytes))
		return false;
	number_set(ret, bytes, "/" SMBIOS);
	return true;
}

/* Blocks, of which a machine has one for each stretch of RAM (drivers/base/memory.c):
 * what firmware keeps to itself and the kernel does not manage is in them. One that is
 * not full counts, too. */
static void read_blocks(struct host *host, struct number *ret)
{
	struct names names;
	struct number size;
	uint64_t n = 0, id;

	host_number(host, &size, 16, BLOCKS "/block_size_bytes");
	ret->fact = size.fact;
	if (!known(size))
		return;
	int error = root_list(host->root, &names, BLOCKS);
	for (size_t i = 0; !error && i < names.n; i++)
		n += str_starts(names.names[i], "memory") &&
		     str_number(names.names[i] + strlen("memory"), 10, &id);
	number_set(ret, 0, "/" BLOCKS);
	if (!error && __builtin_mul_overflow(n, size.value, &ret->value))
		error = -ERANGE;
	if (!error && !ret->value)
		error = -ENOENT;
	if (error)
		host_failed(host, &ret->fact, error, BLOCKS);
}

void collect_memory(struct host *host, const struct wants *wants)
{
	read_total(host, &host->memory.total_bytes, "/proc/meminfo");
	if (!wants->keys_only && !read_modules(host, &host->memory.installed_bytes))
		read_blocks(host, &host->memory.installed_bytes);
	read_nodes(host, wants);
}
