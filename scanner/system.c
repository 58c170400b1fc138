/* What the host is called, and what kind of machine its kernel runs on. */
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/cpuinfo.h"
#include "scanner/host.h"
#include "scanner/str.h"

/* How uname names machines, by the start of the name (arch/ARCH/Makefile, UTS_MACHINE). */
static const struct {
	const char *prefix;
	enum arch arch;
} machines[] = {
	{ "x86_64", ARCH_X86 }, { "i386", ARCH_X86 },  { "i486", ARCH_X86 },
	{ "i586", ARCH_X86 },   { "i686", ARCH_X86 },  { "aarch64", ARCH_ARM },
	{ "arm", ARCH_ARM },    { "ppc", ARCH_POWER }, { "s390", ARCH_Z },
	{ "riscv", ARCH_RISCV },
};

static enum arch arch_of(const char *machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (str_starts(machine, machines[i].prefix))
			return machines[i].arch;
	return ARCH_UNKNOWN;
}

/* A copy of a host that recorded no machine name still has its processors. */
static void machine_from_cpuinfo(struct host *host, struct system *system)
{
	struct cpuinfo info;
	int error = cpuinfo_read(host, &info);

	if (error) {
		host_failed(host, &system->machine.fact, error, CPUINFO_SOURCE);
		return;
	}
	system->arch = cpuinfo_arch(&info);
	const char *machine = cpuinfo_machine(&info);
	if (machine)
		text_set(&system->machine, machine, CPUINFO_SOURCE);
	else
		host_failed(host, &system->machine.fact, ENOENT, CPUINFO_SOURCE);
}

void collect_system(struct host *host, const struct wants *wants)
{
	struct system *system = &host->system;
	const char *machine;

	(void)wants;
	host_text(host, &system->hostname, "proc/sys/kernel/hostname");
	/* UTS_NODENAME in include/linux/uts.h: nobody has named the host yet. */
	if (known(system->hostname) && !strcmp(system->hostname.value, "(none)"))
		system->hostname.fact.state = FACT_ABSENT;
	if (root_machine(host->root, &machine) == 0 && machine[0])
		text_set(&system->machine, machine, "/labscan/machine");
	else
		host_text(host, &system->machine, "proc/sys/kernel/arch");
	if (known(system->machine))
		system->arch = arch_of(system->machine.value);
	else
		machine_from_cpuinfo(host, system);
	/* PCs that have a device tree have one of a few devices (OF on x86). */
	if (system->arch != ARCH_X86)
		host_text(host, &system->model, "proc/device-tree/model");
}
