/* /proc/cpuinfo as its architectures write it, read in one pass. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "scanner/host.h"

#define CPUINFO "proc/cpuinfo"
#define CPUINFO_SOURCE "/" CPUINFO

/* No kernel is built for more processors (NR_CPUS is at most 8192 in any Kconfig);
 * bounds what a file that no kernel wrote can cost. */
#define CPUINFO_MOST 65536

#define CPUINFO_NONE UINT64_MAX /* a number that the entry does not tell */

/* One logical processor, as far as processors differ. */
struct cpuinfo_entry {
	uint64_t package;           /* x86: "physical id" */
	uint64_t core;              /* x86: "core id", unique in its package at best */
	uint64_t package_cores;     /* x86: "cpu cores", of the whole package */
	uint64_t implementer, part; /* Arm */
};

/* Texts are those of the first processor that has the line, or of the lines that
 * stand for all; NULL when no line has the key. They are trimmed but not yet clean:
 * str_keep makes them facts. */
struct cpuinfo {
	const char *vendor_id;    /* x86, z */
	const char *model_name;   /* x86, 32-bit Arm */
	const char *family;       /* x86 */
	const char *model;        /* x86; POWER: the machine's model */
	const char *stepping;     /* x86 */
	const char *flags;        /* x86 flags, Arm Features, z features */
	const char *fdiv_bug;     /* x86: a line that 32-bit kernels alone print */
	const char *implementer, *architecture, *variant, *part, *revision; /* Arm */
	const char *cpu;          /* POWER: the processor's name */
	const char *platform;     /* POWER: PowerNV, pSeries, ... */
	const char *z_processor;  /* z: "version = 00,  identification = ..." */
	const char *z_machine;    /* z: the machine type; POWER: platform and model */
	const char *z_mhz;        /* z: what the processor is made for */
	const char *isa, *uarch, *mvendorid, *marchid, *mimpid; /* RISC-V */
	struct cpuinfo_entry *entries;
	size_t n;
};

/* Reads the host's file. Returns 0 or -errno; -E2BIG for more processors than any
 * kernel can have. All it gives lives in the host's arena. */
int cpuinfo_read(struct host *host, struct cpuinfo *ret);

/* What the shape of the file says of the machine. The name as uname -m has it is
 * NULL where it does not tell (POWER's byte order). */
enum arch cpuinfo_arch(const struct cpuinfo *info);
const char *cpuinfo_machine(const struct cpuinfo *info);
