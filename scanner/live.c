/* Inputs of a scan that are no files. A copied root has them below labscan/. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "scanner/arena.h"
#include "scanner/root.h"
#include "scanner/str.h"

int root_machine(struct root *root, const char **ret)
{
	struct utsname names;
	struct bytes recorded;
	int error;

	if (root->live) {
		if (uname(&names) < 0)
			return -errno;
		*ret = arena_print(root->arena, "%s", names.machine);
		root_note(root, *ret, strlen(*ret), "labscan/machine");
		return 0;
	}
	error = root_read(root, &recorded, "labscan/machine");
	if (error)
		return error;
	*ret = str_keep(root->arena, recorded.data, recorded.size);
	return 0;
}

static int live_cpuid(uint32_t leaf, struct cpuid *ret)
{
#if defined(__x86_64__) || defined(__i386__)
	__cpuid(leaf, ret->eax, ret->ebx, ret->ecx, ret->edx);
	return 0;
#else
	(void)leaf;
	(void)ret;
	return -ENOENT;
#endif
}

static void note_cpuid(struct root *root, uint32_t leaf, const struct cpuid *regs)
{
	char *text = arena_print(root->arena, "%08x %08x %08x %08x\n", regs->eax, regs->ebx,
				 regs->ecx, regs->edx);

	root_note(root, text, strlen(text), "labscan/cpuid-%08x", leaf);
}

int root_cpuid(struct root *root, uint32_t leaf, struct cpuid *ret)
{
	struct bytes recorded;
	struct cpuid regs;
	int error;

	if (root->live) {
		error = live_cpuid(leaf, ret);
		if (!error)
			note_cpuid(root, leaf, ret);
		return error;
	}
	error = root_read(root, &recorded, "labscan/cpuid-%08x", leaf);
	if (error)
		return error;
	if (sscanf(recorded.data, "%8x %8x %8x %8x",
		   &regs.eax, &regs.ebx, &regs.ecx, &regs.edx) != 4)
		return -EINVAL;
	*ret = regs;
	return 0;
}
