#include "scanner/cpuinfo.h"

#include <errno.h>
#include <string.h>

#include "scanner/str.h"

/* Keys of lines and the members that take them. The same word is another thing on
 * another architecture; who reads the member knows which it is on. */
static const struct {
	const char *key;
	size_t member;
} text_rows[] = {
	{ "vendor_id", offsetof(struct cpuinfo, vendor_id) },
	{ "model name", offsetof(struct cpuinfo, model_name) },
	{ "cpu family", offsetof(struct cpuinfo, family) },
	{ "model", offsetof(struct cpuinfo, model) },
	{ "stepping", offsetof(struct cpuinfo, stepping) },
	{ "flags", offsetof(struct cpuinfo, flags) },
	{ "Features", offsetof(struct cpuinfo, flags) },
	{ "features", offsetof(struct cpuinfo, flags) },
	{ "fdiv_bug", offsetof(struct cpuinfo, fdiv_bug) },
	{ "CPU implementer", offsetof(struct cpuinfo, implementer) },
	{ "CPU architecture", offsetof(struct cpuinfo, architecture) },
	{ "CPU variant", offsetof(struct cpuinfo, variant) },
	{ "CPU part", offsetof(struct cpuinfo, part) },
	{ "CPU revision", offsetof(struct cpuinfo, revision) },
	{ "revision", offsetof(struct cpuinfo, revision) },
	{ "cpu", offsetof(struct cpuinfo, cpu) },
	{ "platform", offsetof(struct cpuinfo, platform) },
	{ "processor 0", offsetof(struct cpuinfo, z_processor) },
	{ "machine", offsetof(struct cpuinfo, z_machine) },
	{ "cpu MHz static", offsetof(struct cpuinfo, z_mhz) },
	{ "isa", offsetof(struct cpuinfo, isa) },
	{ "uarch", offsetof(struct cpuinfo, uarch) },
	{ "mvendorid", offsetof(struct cpuinfo, mvendorid) },
	{ "marchid", offsetof(struct cpuinfo, marchid) },
	{ "mimpid", offsetof(struct cpuinfo, mimpid) },
};

static const struct {
	const char *key;
	size_t member;
} number_rows[] = {
	{ "physical id", offsetof(struct cpuinfo_entry, package) },
	{ "core id", offsetof(struct cpuinfo_entry, core) },
	{ "cpu cores", offsetof(struct cpuinfo_entry, package_cores) },
	{ "CPU implementer", offsetof(struct cpuinfo_entry, implementer) },
	{ "CPU part", offsetof(struct cpuinfo_entry, part) },
};

#define LENGTH(array) (sizeof(array) / sizeof(*(array)))

/* The first line of a processor: "processor : 0", on z "cpu number : 0". */
static bool begins_entry(const char *key, const char *value)
{
	uint64_t number;

	return (!strcmp(key, "processor") || !strcmp(key, "cpu number")) &&
	       str_number(value, 10, &number);
}

static void take_text(struct cpuinfo *info, const char *key, const char *value)
{
	for (size_t i = 0; i < LENGTH(text_rows); i++) {
		const char **member =
			(const char **)((char *)info + text_rows[i].member);

		if (!*member && !strcmp(key, text_rows[i].key))
			*member = value;
	}
}

static void take_number(struct cpuinfo_entry *entry, const char *key, const char *value)
{
	for (size_t i = 0; i < LENGTH(number_rows); i++) {
		uint64_t *member = (uint64_t *)((char *)entry + number_rows[i].member);

		/* What is no number, such as an id of -1, is not told. */
		if (!strcmp(key, number_rows[i].key) && !str_number(value, 0, member))
			*member = CPUINFO_NONE;
	}
}

int cpuinfo_read(struct host *host, struct cpuinfo *ret)
{
	struct cpuinfo info = { .n = 0 };
	struct bytes bytes;
	int error = root_read(host->root, &bytes, CPUINFO);

	if (error)
		return error;
	char *text = bytes.data;
	for (char *line; (line = str_line(&text));) {
		char *value = str_split(line, ':');

		if (!value)
			continue;
		if (begins_entry(line, value)) {
			if (info.n == CPUINFO_MOST)
				return -E2BIG;
			*arena_add(host->arena, info.entries, info.n) =
				(struct cpuinfo_entry){
					CPUINFO_NONE, CPUINFO_NONE, CPUINFO_NONE,
					CPUINFO_NONE, CPUINFO_NONE,
				};
		}
		take_text(&info, line, value);
		if (info.n)
			take_number(&info.entries[info.n - 1], line, value);
	}
	*ret = info;
	return 0;
}

enum arch cpuinfo_arch(const struct cpuinfo *info)
{
	if (info->implementer)
		return ARCH_ARM;
	if (info->isa && (str_starts(info->isa, "rv64") || str_starts(info->isa, "rv32")))
		return ARCH_RISCV;
	if (info->z_processor)
		return ARCH_Z;
	if (info->cpu && info->revision)
		return ARCH_POWER;
	if (info->vendor_id && info->family && info->flags)
		return ARCH_X86;
	return ARCH_UNKNOWN;
}

/* A 32-bit kernel names the architecture version itself: "ARMv7 Processor rev 4 (v7l)". */
static const char *arm_machine(const struct cpuinfo *info)
{
	if (info->model_name && str_starts(info->model_name, "ARMv7"))
		return "armv7l";
	if (info->model_name && str_starts(info->model_name, "ARMv6"))
		return "armv6l";
	return "aarch64";
}

const char *cpuinfo_machine(const struct cpuinfo *info)
{
	switch (cpuinfo_arch(info)) {
	case ARCH_X86:
		return info->fdiv_bug ? "i686" : "x86_64";
	case ARCH_ARM:
		return arm_machine(info);
	case ARCH_Z:
		return "s390x"; /* Linux 4.1 dropped 31-bit kernels */
	case ARCH_RISCV:
		return str_starts(info->isa, "rv32") ? "riscv32" : "riscv64";
	case ARCH_POWER:
	case ARCH_UNKNOWN:
		break;
	}
	return NULL;
}
