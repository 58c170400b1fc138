/* The running kernel: release, command line, modules, lockdown. */
#include <errno.h>
#include <string.h>

#include "scanner/boot_loader.h"
#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/str.h"

static void read_modules(struct host *host, struct texts *ret)
{
	struct bytes bytes;

	if (!host_read(host, &ret->fact, &bytes, "/proc/modules"))
		return;
	char *text = bytes.data;
	for (char *line; (line = str_line(&text));) {
		size_t length = strcspn(line, " ");

		if (length)
			*arena_add(host->arena, ret->values, ret->n) =
				str_keep(host->arena, line, length);
	}
	host_sort_texts(ret);
}

/* Whether securityfs is there to be asked: its mount point is an empty directory. */
static bool securityfs_unmounted(struct host *host)
{
	struct names names;

	return root_list(host->root, &names, "sys/kernel/security") == 0 && names.n == 0;
}

/* "none [integrity] confidentiality": the level in force is bracketed
 * (security/lockdown/lockdown.c, lockdown_read). */
static void read_lockdown(struct host *host, struct text *ret)
{
	host_text(host, ret, "sys/kernel/security/lockdown");
	if (!known(*ret)) {
		if (ret->fact.state == FACT_ABSENT && securityfs_unmounted(host))
			host_unknown(&ret->fact, ENOENT, ret->fact.source);
		return;
	}
	const char *open = strchr(ret->value, '[');
	const char *close = open ? strchr(open, ']') : NULL;
	if (close)
		ret->value = str_keep(host->arena, open + 1, (size_t)(close - open - 1));
	else
		host_failed(host, &ret->fact, EINVAL, ret->fact.source);
}

/* Only a kernel that kdump started has the memory of the one before it. */
static void read_crash_kernel(struct host *host, struct flag *ret)
{
	int error = root_stat(host->root, NULL, "proc/vmcore");

	if (!error)
		flag_set(ret, true, "/proc/vmcore");
	else if (error == -ENOENT && known(host->kernel.release))
		flag_set(ret, false, "/proc/vmcore");
	else
		host_failed(host, &ret->fact, error, "proc/vmcore");
}

void collect_kernel(struct host *host, const struct wants *wants)
{
	struct kernel *kernel = &host->kernel;

	host_text(host, &kernel->release, "proc/sys/kernel/osrelease");
	host_text(host, &kernel->command_line, "proc/cmdline");
	read_modules(host, &kernel->modules);
	read_lockdown(host, &kernel->lockdown);
	read_crash_kernel(host, &kernel->crash_kernel);
	if (wants->keys_only)
		return;
	host_text(host, &kernel->version, "proc/sys/kernel/version");
	boot_loader_find(host, &kernel->boot_loader);
}
