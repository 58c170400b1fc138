/* Is the host a guest, and whose? Asked of the processor where it can tell (x86, z),
 * else of the device tree and DMI.
 *
 * Names are systemd-detect-virt's, but for two that are the product's and not its
 * maker's: hyperv (microsoft) and virtualbox (oracle). On top of its list: lpar, a
 * partition of a z machine; "other" is a hypervisor without a name here. */
#include "scanner/virtualization.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/str.h"

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* Intel SDM, CPUID: leaf 1, ECX bit 31 is zero on processors; hypervisors set it. */
#define CPUID_FEATURES 1
#define CPUID_ECX_HYPERVISOR (1u << 31)
/* Where hypervisors put their signature. One that plays another's part as well has its
 * own one page of leaves further (cpuid_base_hypervisor in the kernel). */
#define CPUID_HYPERVISOR 0x40000000u
#define CPUID_HYPERVISOR_NEXT 0x40000100u
/* Documentation/ABI/stable/sysfs-hypervisor-xen; include/xen/interface/features.h */
#define XENFEAT_DOM0 (1u << 11)

#define DEVICE_TREE "proc/device-tree"

static const struct {
	const char *text, *name;
} signatures[] = {
#define SIGNATURE(text, name) { text, name },
#include "scanner/hypervisors_cpuid.def"
#undef SIGNATURE
};

enum rank { BELOW_CPUID, OVER_CPUID };

static const struct {
	size_t member;
	const char *prefix, *name;
	enum rank rank;
} dmi_names[] = {
#define NAME(member, prefix, name, rank) { offsetof(struct dmi, member), prefix, name, rank },
#include "scanner/hypervisors_dmi.def"
#undef NAME
};

/* What /hypervisor/compatible starts with in a device tree. */
static const struct {
	const char *prefix, *name;
} compatibles[] = {
	{ "linux,kvm", "kvm" },
	{ "xen,xen", "xen" },
	{ "vmware", "vmware" },
};

static void found(struct host *host, const char *name, const char *source, const char *text)
{
	struct virtualization *ret = &host->virtualization;

	text_set(&ret->hypervisor, name, source);
	text_set(&ret->hypervisor_evidence, arena_print(host->arena, "%s: %s", source, text),
		 source);
}

/* What was looked at tells of no hypervisor. */
static void none(struct host *host, const char *source)
{
	host->virtualization.hypervisor.fact =
		(struct fact){ .state = FACT_ABSENT, .source = source };
}

/* ---- Xen: its guests, and the domain that runs them ---- */

static bool is_dom0(struct host *host)
{
	struct text capabilities;
	struct number features;

	host_text(host, &capabilities, "proc/xen/capabilities");
	if (known(capabilities))
		return strstr(capabilities.value, "control_d") != NULL;
	host_number(host, &features, 16, "sys/hypervisor/properties/features");
	return known(features) && features.value & XENFEAT_DOM0;
}

static bool ask_xen(struct host *host)
{
	struct text type;

	host_text(host, &type, "sys/hypervisor/type");
	if (!known(type) || strcmp(type.value, "xen"))
		return false;
	found(host, "xen", type.fact.source, type.value);
	text_set(&host->virtualization.xen_role, is_dom0(host) ? "dom0" : "domU",
		 type.fact.source);
	return true;
}

/* ---- DMI ---- */

/* Machines without a hypervisor are for hire too, and say so. */
static bool is_hired_metal(const struct dmi *dmi)
{
	return known(dmi->product) && str_ends(dmi->product.value, ".metal");
}

static bool ask_dmi(struct host *host, enum rank least)
{
	const struct dmi *dmi = &host->dmi;

	for (size_t i = 0; i < LENGTH(dmi_names); i++) {
		const struct text *text =
			(const struct text *)((const char *)dmi + dmi_names[i].member);

		if (known(*text) && dmi_names[i].rank >= least &&
		    str_starts(text->value, dmi_names[i].prefix)) {
			found(host, dmi_names[i].name, text->fact.source, text->value);
			return true;
		}
	}
	if (least == OVER_CPUID || !known(dmi->vendor) || !known(dmi->product))
		return false;
	/* Each of these two vendors makes machines as well. */
	if (str_starts(dmi->vendor.value, "Microsoft") &&
	    str_starts(dmi->product.value, "Virtual Machine"))
		found(host, "hyperv", dmi->product.fact.source, dmi->product.value);
	else if (str_starts(dmi->vendor.value, "Amazon EC2") && !is_hired_metal(dmi))
		found(host, "kvm", dmi->vendor.fact.source, dmi->vendor.value);
	else
		return false;
	return true;
}

/* ---- x86: CPUID ---- */

/* Whether a hypervisor announces itself; its fact says where that was asked. */
static struct flag hypervisor_bit(struct host *host)
{
	const struct texts *flags = &host->cpu.flags;
	struct flag bit = { .value = false };
	struct cpuid regs;

	if (root_cpuid(host->root, CPUID_FEATURES, &regs) == 0) {
		flag_set(&bit, regs.ecx & CPUID_ECX_HYPERVISOR,
			 host_source(host, "labscan/cpuid-%08x", CPUID_FEATURES));
	} else if (known(*flags)) {
		flag_set(&bit, false, flags->fact.source);
		for (size_t i = 0; i < flags->n; i++)
			bit.value |= !strcmp(flags->values[i], "hypervisor");
	}
	return bit;
}

/* The signature at a leaf, as text; NULL when there is none to read. */
static const char *signature_at(struct host *host, uint32_t leaf)
{
	struct cpuid regs;

	if (root_cpuid(host->root, leaf, &regs) != 0)
		return NULL;
	const uint32_t words[] = { regs.ebx, regs.ecx, regs.edx };
	char bytes[sizeof(words)];
	for (size_t i = 0; i < sizeof(words); i++)
		bytes[i] = (char)(words[i / 4] >> 8 * (i % 4));
	return str_keep(host->arena, bytes, sizeof(bytes));
}

static const char *signature_name(const char *signature)
{
	for (size_t i = 0; i < LENGTH(signatures); i++)
		if (!strcmp(signature, signatures[i].text))
			return signatures[i].name;
	return NULL;
}

static bool ask_signature(struct host *host)
{
	uint32_t leaf = CPUID_HYPERVISOR;
	const char *signature = signature_at(host, leaf);
	const char *name = signature ? signature_name(signature) : NULL;

	if (!signature)
		return false;
	/* KVM and Xen speak Hyper-V's language to Windows; their own name comes next. */
	if (name && !strcmp(name, "hyperv")) {
		const char *next = signature_at(host, CPUID_HYPERVISOR_NEXT);

		if (next && signature_name(next)) {
			leaf = CPUID_HYPERVISOR_NEXT;
			signature = next;
			name = signature_name(next);
		}
	}
	found(host, name ? name : "other", host_source(host, "labscan/cpuid-%08x", leaf),
	      signature);
	/* Where a running machine has it, rather than where a copy of one does. */
	host->virtualization.hypervisor_evidence.value =
		arena_print(host->arena, "CPUID 0x%08x: %s", leaf, signature);
	return true;
}

static void ask_x86(struct host *host)
{
	struct flag bit = hypervisor_bit(host);
	const struct text *vendor = &host->cpu.vendor;

	if (known(*vendor) && !strcmp(vendor->value, "User Mode Linux"))
		found(host, "uml", vendor->fact.source, vendor->value);
	else if (known(bit) && !bit.value)
		none(host, bit.fact.source);
	else if (known(bit) && (ask_dmi(host, OVER_CPUID) || ask_signature(host)))
		return;
	else if (ask_dmi(host, BELOW_CPUID))
		return;
	else if (known(bit))
		found(host, "other", bit.fact.source, "hypervisor");
}

/* ---- z: what STSI tells the kernel ---- */

/* "VM00 Control Program: z/VM 7.2.0": level 0 is the one that runs us
 * (arch/s390/kernel/sysinfo.c). */
static void ask_z(struct host *host)
{
	static const char source[] = "/proc/sysinfo";
	struct bytes bytes;
	const char *name = NULL, *text = NULL;
	int error = root_read(host->root, &bytes, "%s", source + 1);

	if (error) {
		/* A missing file leaves it untold: every z kernel has it. */
		if (error != -ENOENT)
			host_failed(host, &host->virtualization.hypervisor.fact, error,
				    source);
		return;
	}
	char *rest = bytes.data;
	for (char *line; (line = str_line(&rest));) {
		char *value = str_split(line, ':');

		if (!value)
			continue;
		if (!strcmp(line, "LPAR Number")) {
			name = "lpar";
			text = arena_print(host->arena, "LPAR Number %s", value);
		} else if (!strcmp(line, "VM00 Control Program")) {
			name = str_starts(value, "z/VM") ? "zvm"
			       : str_starts(value, "KVM") ? "kvm" : "other";
			text = value;
		}
	}
	if (name)
		found(host, name, source, str_keep(host->arena, text, strlen(text)));
	else
		none(host, source);
}

/* ---- device tree: POWER, Arm, RISC-V ---- */

static bool ask_hypervisor_node(struct host *host)
{
	struct text compatible;

	host_text(host, &compatible, DEVICE_TREE "/hypervisor/compatible");
	if (!known(compatible))
		return false;
	const char *name = "other";
	for (size_t i = 0; i < LENGTH(compatibles); i++)
		if (str_starts(compatible.value, compatibles[i].prefix))
			name = compatibles[i].name;
	found(host, name, compatible.fact.source, compatible.value);
	return true;
}

/* Nodes and properties of the root that only a guest has. QEMU names its partitions
 * too, so it is asked first. */
static bool ask_root_node(struct host *host, const struct names *names)
{
	struct text model, compatible;

	for (size_t i = 0; i < names->n; i++)
		if (str_starts(names->names[i], "fw-cfg")) {
			found(host, "qemu", "/" DEVICE_TREE, "fw-cfg");
			return true;
		}
	host_text(host, &model, DEVICE_TREE "/model");
	host_text(host, &compatible, DEVICE_TREE "/compatible");
	if (known(model) && strstr(model.value, "emulated by qemu"))
		found(host, "qemu", model.fact.source, model.value);
	else if (known(compatible) && str_starts(compatible.value, "linux,dummy-virt"))
		found(host, "other", compatible.fact.source, compatible.value);
	for (size_t i = 0; !known(host->virtualization.hypervisor) && i < names->n; i++)
		if (!strcmp(names->names[i], "ibm,partition-name"))
			found(host, "powervm", "/" DEVICE_TREE, names->names[i]);
	return known(host->virtualization.hypervisor);
}

static void ask_firmware(struct host *host)
{
	struct names names;
	struct flag tree;

	bool list = host_list(host, &tree, &names, DEVICE_TREE);

	if ((list && ask_hypervisor_node(host)) || ask_dmi(host, BELOW_CPUID) ||
	    (list && ask_root_node(host, &names)))
		return;
	if (known(tree) && tree.value)
		none(host, tree.fact.source);
	else if (known(host->dmi.vendor))
		none(host, host->dmi.vendor.fact.source);
	else if (!known(tree))
		host->virtualization.hypervisor.fact = tree.fact;
}

void collect_virtualization(struct host *host, const struct wants *wants)
{
	struct virtualization *ret = &host->virtualization;

	(void)wants;
	/* Until something tells; with nothing to look at, it stays so. */
	host_unknown(&ret->hypervisor.fact, ENOENT, "/sys");
	if (!ask_xen(host)) {
		switch (host->system.arch) {
		case ARCH_X86:
			ask_x86(host);
			break;
		case ARCH_Z:
			ask_z(host);
			break;
		case ARCH_UNKNOWN:
		case ARCH_ARM:
		case ARCH_POWER:
		case ARCH_RISCV:
			ask_firmware(host);
			break;
		}
	}
	virtualization_container(host);
}
