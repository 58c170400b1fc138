/* How fast a processor is made to run. What it runs at now ("cpu MHz") changes from one
 * moment to the next, and would make each scan of a host differ from the one before. */
#include "scanner/cpu.h"

#include <stdlib.h>
#include <string.h>

#include "scanner/str.h"

#define CPUS "sys/devices/system/cpu"
#define KHZ_PER_MHZ UINT64_C(1000)
#define KHZ_PER_GHZ (1000 * KHZ_PER_MHZ)

/* Intel SDM, CPUID: leaf 0 tells the last leaf, 16h the base frequency in MHz. */
enum { CPUID_LAST = 0x00, CPUID_FREQUENCY = 0x16, CPUID_MHZ_MASK = 0xffff };

/* The base frequency comes first (only intel_pstate has it): the highest one is another
 * when boost is switched off. */
static bool from_cpufreq(struct host *host, struct number *ret, uint64_t cpu)
{
	static const char *const files[] = { "base_frequency", "cpuinfo_max_freq" };

	if (root_stat(host->root, NULL, CPUS "/cpu%ju/cpufreq", (uintmax_t)cpu))
		return false;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		host_number(host, ret, 10, CPUS "/cpu%ju/cpufreq/%s", (uintmax_t)cpu, files[i]);
		if (known(*ret) && ret->value)
			return true;
	}
	return false;
}

static bool from_cpuid(struct host *host, struct number *ret)
{
	struct cpuid regs;

	if (root_cpuid(host->root, CPUID_LAST, &regs) || regs.eax < CPUID_FREQUENCY ||
	    root_cpuid(host->root, CPUID_FREQUENCY, &regs) || !(regs.eax & CPUID_MHZ_MASK))
		return false;
	number_set(ret, (regs.eax & CPUID_MHZ_MASK) * KHZ_PER_MHZ,
		   host_source(host, "labscan/cpuid-%08x", CPUID_FREQUENCY));
	return true;
}

/* "Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz": the base frequency, in two decimals. */
static bool from_name(struct number *ret, const char *name)
{
	const char *at = name ? strstr(name, " @ ") : NULL;
	char *end;

	if (!at)
		return false;
	unsigned long whole = strtoul(at + strlen(" @ "), &end, 10);
	if (whole > 100 || *end != '.' || strspn(end + 1, "0123456789") != 2 ||
	    strcmp(end + 1 + 2, "GHz"))
		return false;
	unsigned long hundredths = strtoul(end + 1, NULL, 10);
	number_set(ret, whole * KHZ_PER_GHZ + hundredths * (KHZ_PER_GHZ / 100), CPUINFO_SOURCE);
	return whole || hundredths;
}

static bool from_z(struct number *ret, const char *mhz)
{
	uint64_t value;

	if (!mhz || !str_number(mhz, 10, &value) || !value || value > UINT32_MAX)
		return false;
	number_set(ret, value * KHZ_PER_MHZ, CPUINFO_SOURCE);
	return true;
}

void cpu_speed(struct host *host, const struct cpuinfo *info, const char *online)
{
	struct number *ret = &host->cpu.speed_khz;
	uint64_t first = 0, last;

	if (online)
		str_range(&online, &first, &last);
	if (from_cpufreq(host, ret, first) ||
	    (host->system.arch == ARCH_Z && from_z(ret, info->z_mhz)) ||
	    (host->system.arch == ARCH_X86 &&
	     (from_cpuid(host, ret) || from_name(ret, info->model_name))))
		return;
	if (ret->fact.state != FACT_UNKNOWN)
		*ret = (struct number){ { FACT_ABSENT, 0,
			host_source(host, CPUS "/cpu%ju/cpufreq", (uintmax_t)first) }, 0 };
}
