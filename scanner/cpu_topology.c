/* Sockets, cores and threads: from cpuinfo where it tells them (x86), which costs no
 * further read, else from sysfs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/cpu.h"
#include "scanner/str.h"

#define CPUS "sys/devices/system/cpu"

/* Threads of the core with the fewest and of the one with the most. */
struct spread {
	uint64_t least, most;
};

static void spread_add(struct spread *spread, uint64_t threads)
{
	if (!spread->least || threads < spread->least)
		spread->least = threads;
	if (threads > spread->most)
		spread->most = threads;
}

/* One number where all cores are alike; hybrids and cores with a thread switched off
 * have none. */
static void set_threads(struct cpu *cpu, const struct spread *spread, const char *source)
{
	if (spread->least == spread->most)
		number_set(&cpu->threads_per_core, spread->most, source);
	else
		cpu->threads_per_core.fact = (struct fact){ FACT_ABSENT, 0, source };
}

static int compare_places(const void *a, const void *b)
{
	const struct cpuinfo_entry *x = a, *y = b;

	if (x->package != y->package)
		return x->package < y->package ? -1 : 1;
	return (x->core > y->core) - (x->core < y->core);
}

static bool tells_places(const struct cpuinfo *info)
{
	for (size_t i = 0; i < info->n; i++)
		if (info->entries[i].package == CPUINFO_NONE ||
		    info->entries[i].core == CPUINFO_NONE ||
		    info->entries[i].package_cores == CPUINFO_NONE)
			return false;
	return info->n != 0;
}

/* The kernel counts the cores of a package in "cpu cores" (booted_cores). Core ids
 * count them less well: on AMD packages of several dies old kernels repeat them. */
static bool from_cpuinfo(struct host *host, const struct cpuinfo *info)
{
	struct cpu *cpu = &host->cpu;
	struct spread spread = { 0 };
	uint64_t packages = 0, cores = 0, ids = 0, threads = 0;

	if (host->system.arch != ARCH_X86 || !tells_places(info))
		return false;
	size_t size = info->n * sizeof(*info->entries);
	struct cpuinfo_entry *entries = memcpy(arena_alloc(host->arena, size),
					       info->entries, size);
	qsort(entries, info->n, sizeof(*entries), compare_places);
	for (size_t i = 0; i < info->n; i++) {
		if (!i || entries[i].package != entries[i - 1].package) {
			packages++;
			cores += entries[i].package_cores;
		}
		threads++;
		if (i + 1 == info->n || compare_places(&entries[i], &entries[i + 1])) {
			spread_add(&spread, threads);
			threads = 0;
			ids++;
		}
	}
	if (ids < cores && info->n == cores) /* repeated ids, and one thread each */
		spread = (struct spread){ 1, 1 };
	number_set(&cpu->sockets, packages, CPUINFO_SOURCE);
	number_set(&cpu->cores, cores, CPUINFO_SOURCE);
	set_threads(cpu, &spread, CPUINFO_SOURCE);
	return true;
}

/* A division of the online CPUs: into cores, or into packages. */
struct division {
	const char *file;      /* lists the CPUs that share the part with this one */
	bool *placed;          /* by CPU number: its part is counted */
	size_t n_cpus;
	uint64_t parts;
	struct spread spread;  /* of CPUs in a part */
};

/* Counts the part that `list` names. Parts do not overlap, which is also what keeps
 * the work linear whatever the lists say. */
static int add_part(struct division *division, const char *list)
{
	uint64_t first, last, cpus = 0;

	while (str_range(&list, &first, &last))
		for (uint64_t i = first; i <= last && i < division->n_cpus; i++) {
			if (division->placed[i])
				return -EINVAL;
			division->placed[i] = true;
			cpus++;
		}
	if (*list || !cpus)
		return -EINVAL;
	division->parts++;
	spread_add(&division->spread, cpus);
	return 0;
}

static int place(struct host *host, struct division *division, uint64_t cpu)
{
	struct bytes list;

	if (division->placed[cpu])
		return 0;
	int error = root_read(host->root, &list, CPUS "/cpu%ju/topology/%s", (uintmax_t)cpu,
			      division->file);
	return error ? error : add_part(division, list.data);
}

/* Room for the CPUs of a list. The kernel writes it in ascending order; what is not
 * would be walked more than once. */
static int count_numbers(const char *online, size_t *ret)
{
	uint64_t first, last;
	size_t next = 0;

	while (str_range(&online, &first, &last)) {
		if (first < next)
			return -EINVAL;
		if (last >= CPUINFO_MOST)
			return -E2BIG;
		next = last + 1;
	}
	*ret = next;
	return 0;
}

static int divide(struct host *host, struct division *division, const char *online)
{
	uint64_t first, last;
	int error = count_numbers(online, &division->n_cpus);

	if (error)
		return error;
	division->placed = arena_alloc(host->arena, division->n_cpus);
	while (str_range(&online, &first, &last))
		for (uint64_t cpu = first; cpu <= last; cpu++) {
			error = place(host, division, cpu);
			if (error)
				return error;
		}
	return 0;
}

/* Sockets are unknown to the kernel where it numbers none: a package id of -1, as in
 * partitions of a POWER machine. */
static bool numbers_packages(struct host *host, const char *online)
{
	uint64_t first, last, id;
	struct bytes bytes;

	return str_range(&online, &first, &last) &&
	       root_read(host->root, &bytes, CPUS "/cpu%ju/topology/physical_package_id",
			 (uintmax_t)first) == 0 &&
	       str_number(bytes.data, 10, &id);
}

static void from_sysfs(struct host *host, const char *online)
{
	/* Both names are older than core_cpus_list and package_cpus_list (Linux 5.3),
	 * and newer kernels keep them. */
	struct division cores = { .file = "thread_siblings_list" };
	struct division packages = { .file = "core_siblings_list" };
	struct cpu *cpu = &host->cpu;
	int error = divide(host, &cores, online);

	if (error) {
		host_failed(host, &cpu->cores.fact, error, CPUS);
		cpu->threads_per_core.fact = cpu->sockets.fact = cpu->cores.fact;
		return;
	}
	number_set(&cpu->cores, cores.parts, "/" CPUS);
	set_threads(cpu, &cores.spread, "/" CPUS);
	error = numbers_packages(host, online) ? divide(host, &packages, online) : -ENOENT;
	if (error)
		host_failed(host, &cpu->sockets.fact, error, CPUS);
	else
		number_set(&cpu->sockets, packages.parts, "/" CPUS);
}

void cpu_topology(struct host *host, const struct cpuinfo *info, const char *online)
{
	struct cpu *cpu = &host->cpu;

	if (from_cpuinfo(host, info))
		return;
	if (online)
		from_sysfs(host, online);
	else
		cpu->sockets.fact = cpu->cores.fact = cpu->threads_per_core.fact =
			(struct fact){ FACT_ABSENT, 0, "/" CPUS };
}
