/* The processors: what they are, how many, and what they can do. */
#include "scanner/cpu.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/str.h"

#define ONLINE "sys/devices/system/cpu/online"

static void not_told(struct fact *ret)
{
	*ret = (struct fact){ .state = FACT_ABSENT, .source = CPUINFO_SOURCE };
}

void cpu_text(struct host *host, struct text *ret, const char *value)
{
	if (value && value[0])
		text_set(ret, str_keep(host->arena, value, strlen(value)), CPUINFO_SOURCE);
	else
		not_told(&ret->fact);
}

void cpu_number(struct number *ret, const char *value, int base)
{
	uint64_t number;

	if (value && str_number(value, base, &number))
		number_set(ret, number, CPUINFO_SOURCE);
	else
		not_told(&ret->fact);
}

void cpu_flags(struct host *host, struct texts *ret, const char *list,
	       const char *separators)
{
	not_told(&ret->fact);
	if (!list)
		return;
	while (*(list += strspn(list, separators))) {
		size_t length = strcspn(list, separators);

		*arena_add(host->arena, ret->values, ret->n) =
			str_keep(host->arena, list, length);
		list += length;
	}
	ret->fact.state = FACT_KNOWN;
	host_sort_texts(ret);
}

static bool has_flag(const struct texts *flags, const char *flag)
{
	for (size_t i = 0; i < flags->n; i++)
		if (!strcmp(flags->values[i], flag))
			return true;
	return false;
}

/* Also for architectures that labscan does not know by name: most write these keys. */
static void identify_x86(struct host *host, const struct cpuinfo *info)
{
	struct cpu *cpu = &host->cpu;

	cpu_text(host, &cpu->vendor, info->vendor_id);
	cpu_text(host, &cpu->model_name, info->model_name);
	cpu_number(&cpu->family, info->family, 10);
	cpu_number(&cpu->model, info->model, 10);
	cpu_number(&cpu->stepping, info->stepping, 10);
	cpu_flags(host, &cpu->flags, info->flags, " ");
	if (host->system.arch == ARCH_X86 && known(cpu->flags))
		flag_set(&cpu->virtualization,
			 has_flag(&cpu->flags, "vmx") || has_flag(&cpu->flags, "svm"),
			 CPUINFO_SOURCE);
}

/* The model is the processor version register, "revision : 2.0 (pvr 004e 1200)". */
static void identify_power(struct host *host, const struct cpuinfo *info)
{
	struct cpu *cpu = &host->cpu;
	unsigned version, revision;

	/* Kernels name IBM's processors so (arch/powerpc/kernel/cpu_specs_book3s_64.h);
	 * others that speak POWER name their own maker nowhere. */
	if (info->cpu && (str_starts(info->cpu, "POWER") || str_starts(info->cpu, "PPC970")))
		text_set(&cpu->vendor, "IBM", CPUINFO_SOURCE);
	cpu_text(host, &cpu->model_name, info->cpu);
	if (info->revision &&
	    sscanf(info->revision, "%*[^(](pvr %4x %4x)", &version, &revision) == 2)
		number_set(&cpu->model, (uint64_t)version << 16 | revision, CPUINFO_SOURCE);
	if (info->platform && !strcmp(info->platform, "PowerNV"))
		flag_set(&cpu->virtualization, true, CPUINFO_SOURCE);
}

static const struct {
	const char *type, *name;
} z_machines[] = {
#define MACHINE(type, name) { type, name },
#include "scanner/cpu_z_machines.def"
#undef MACHINE
};

/* The model is the identification in "version = FF,  identification = 32C047,
 * machine = 2827": serial number and place, as labs know it. */
static void identify_z(struct host *host, const struct cpuinfo *info)
{
	struct cpu *cpu = &host->cpu;
	unsigned identification;

	cpu_text(host, &cpu->vendor, info->vendor_id);
	cpu_text(host, &cpu->model_name, info->z_machine);
	for (size_t i = 0; i < sizeof(z_machines) / sizeof(*z_machines); i++)
		if (info->z_machine && !strcmp(info->z_machine, z_machines[i].type))
			text_set(&cpu->model_name, z_machines[i].name, CPUINFO_SOURCE);
	if (info->z_processor &&
	    sscanf(info->z_processor, "version = %*2x, identification = %6x",
		   &identification) == 1)
		number_set(&cpu->model, identification, CPUINFO_SOURCE);
	cpu_flags(host, &cpu->flags, info->flags, " ");
	if (known(cpu->flags)) /* start interpretive execution */
		flag_set(&cpu->virtualization, has_flag(&cpu->flags, "sie"), CPUINFO_SOURCE);
}

static const struct {
	uint64_t id;
	const char *name;
} riscv_vendors[] = {
#define VENDOR(id, name) { id, name },
#include "scanner/cpu_riscv_vendors.def"
#undef VENDOR
};

/* "rv64imafdch_zicntr_zba": letters, then names after underscores (the ISA manual's
 * naming conventions). Each becomes a flag. */
static void riscv_flags(struct host *host, struct texts *ret, const char *isa)
{
	const size_t base = strlen("rv64");

	if (!isa || strlen(isa) < base) {
		not_told(&ret->fact);
		return;
	}
	size_t letters = strcspn(isa + base, "_");
	for (size_t i = 0; i < letters; i++)
		*arena_add(host->arena, ret->values, ret->n) =
			str_keep(host->arena, isa + base + i, 1);
	cpu_flags(host, ret, isa + base + letters, "_");
}

static void identify_riscv(struct host *host, const struct cpuinfo *info)
{
	struct cpu *cpu = &host->cpu;
	struct number vendor;

	cpu_number(&vendor, info->mvendorid, 0);
	/* Zero is a vendor that has no number. */
	cpu_text(host, &cpu->vendor, known(vendor) && vendor.value ? info->mvendorid : NULL);
	for (size_t i = 0; i < sizeof(riscv_vendors) / sizeof(*riscv_vendors); i++)
		if (known(vendor) && vendor.value == riscv_vendors[i].id)
			text_set(&cpu->vendor, riscv_vendors[i].name, CPUINFO_SOURCE);
	cpu_text(host, &cpu->model_name, info->uarch);
	cpu_number(&cpu->model, info->marchid, 0);
	cpu_number(&cpu->stepping, info->mimpid, 0);
	riscv_flags(host, &cpu->flags, info->isa);
	/* Kernels before 5.18 dropped letters that they did not use. */
	if (known(cpu->flags) && has_flag(&cpu->flags, "h"))
		flag_set(&cpu->virtualization, true, CPUINFO_SOURCE);
}

static void (*const identify[])(struct host *host, const struct cpuinfo *info) = {
	[ARCH_UNKNOWN] = identify_x86,
	[ARCH_X86] = identify_x86,
	[ARCH_ARM] = cpu_identify_arm,
	[ARCH_POWER] = identify_power,
	[ARCH_Z] = identify_z,
	[ARCH_RISCV] = identify_riscv,
};

/* Where the processor does not tell, KVM's device does: it is there when KVM found
 * what it needs. Its absence may be a module's that is not loaded; but on Arm KVM is no
 * module, and refuses to start where the kernel was not given EL2 (kvm_arm_init). */
static void ask_kvm(struct host *host, struct flag *ret)
{
	static const char device[] = "/dev/kvm", in_sysfs[] = "/sys/class/misc/kvm";

	if (known(*ret) || host->system.arch == ARCH_X86)
		return;
	if (root_stat(host->root, NULL, "%s", device + 1) == 0)
		flag_set(ret, true, device);
	/* A container may lack the device. */
	else if (root_stat(host->root, NULL, "%s", in_sysfs + 1) == 0)
		flag_set(ret, true, in_sysfs);
	else if (host->system.arch == ARCH_ARM &&
		 root_stat(host->root, NULL, "sys/class/misc") == 0 &&
		 root_stat(host->root, NULL, "sys/module/kvm") == 0)
		flag_set(ret, false, in_sysfs);
}

static void set_all(struct cpu *cpu, struct fact fact)
{
	cpu->vendor.fact = cpu->model_name.fact = cpu->family.fact = cpu->model.fact =
		cpu->stepping.fact = cpu->flags.fact = cpu->virtualization.fact = fact;
}

/* The processors that are online, as a list; NULL when that cannot be told. */
static const char *read_online(struct host *host, const struct cpuinfo *info)
{
	struct number *ret = &host->cpu.processors;
	struct text list;
	uint64_t n;

	host_text(host, &list, ONLINE);
	if (known(list) && str_count_list(list.value, &n)) {
		number_set(ret, n, list.fact.source);
		return list.value;
	}
	ret->fact = list.fact;
	if (known(list))
		host_failed(host, &ret->fact, EINVAL, list.fact.source);
	/* Those in cpuinfo are online as well. */
	if (info->n)
		number_set(ret, info->n, CPUINFO_SOURCE);
	return NULL;
}

void collect_cpu(struct host *host, const struct wants *wants)
{
	struct cpuinfo info = { .n = 0 };
	int error = cpuinfo_read(host, &info);
	struct fact fact;

	not_told(&fact);
	if (error) /* one problem, however many facts it costs */
		host_failed(host, &fact, error, CPUINFO);
	set_all(&host->cpu, fact);
	if (!error)
		identify[host->system.arch](host, &info);
	ask_kvm(host, &host->cpu.virtualization);
	const char *online = read_online(host, &info);
	cpu_topology(host, &info, online);
	if (!wants->keys_only)
		cpu_speed(host, &info, online);
}
