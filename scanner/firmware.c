/* What started the host: firmware and Secure Boot, and the TPMs that measured it. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "scanner/collect.h"
#include "scanner/host.h"
#include "scanner/str.h"

#define FIRMWARE "sys/firmware"
#define EFIVARS "sys/firmware/efi/efivars"
/* UEFI 2.10, 3.3 Globally Defined Variables: EFI_GLOBAL_VARIABLE's GUID. */
#define SECURE_BOOT EFIVARS "/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
/* efivarfs: 32 bits of attributes, then the value (Documentation/filesystems/efivarfs.rst). */
#define EFIVARFS_ATTRIBUTES 4

/* What entries of /sys/firmware say of the firmware, the telling ones first. */
static const struct {
	const char *entry, *boot;
} boots[] = {
	{ "efi", "uefi" },        /* arch-independent: drivers/firmware/efi/efi.c */
	{ "opal", "opal" },       /* bare-metal POWER: powernv/opal.c */
	{ "ipl", "ipl" },         /* z: arch/s390/kernel/ipl.c */
	{ "devicetree", NULL },   /* below */
};

static const char *boot_of(enum arch arch, const struct names *names)
{
	for (size_t i = 0; i < sizeof(boots) / sizeof(*boots); i++) {
		if (!names_have(names, boots[i].entry))
			continue;
		if (boots[i].boot)
			return boots[i].boot;
		return arch == ARCH_POWER ? "openfirmware" : "devicetree";
	}
	return arch == ARCH_X86 && names->n ? "bios" : NULL;
}

static void read_boot(struct host *host, struct text *ret)
{
	struct names names;
	int error = root_list(host->root, &names, FIRMWARE);

	if (error) {
		host_failed(host, &ret->fact, error, FIRMWARE);
		return;
	}
	const char *boot = boot_of(host->system.arch, &names);
	if (boot)
		text_set(ret, boot, "/" FIRMWARE);
	else /* an empty one is a container's mask */
		host_unknown(&ret->fact, ENOENT, "/" FIRMWARE);
}

/* Firmware without the variable has no Secure Boot; a kernel that did not mount
 * efivarfs shows an empty directory instead. */
static void read_secure_boot(struct host *host, struct flag *ret)
{
	struct names names;
	struct bytes bytes;
	int error = root_read(host->root, &bytes, SECURE_BOOT);

	if (!error && bytes.size == EFIVARFS_ATTRIBUTES + 1) {
		flag_set(ret, bytes.data[EFIVARFS_ATTRIBUTES] == 1, "/" SECURE_BOOT);
		return;
	}
	host_failed(host, &ret->fact, error ? error : EINVAL, SECURE_BOOT);
	if (ret->fact.state == FACT_ABSENT &&
	    (root_list(host->root, &names, EFIVARS) != 0 || names.n == 0))
		host_unknown(&ret->fact, ENOENT, "/" EFIVARS);
}

/* A kickstart of Beaker's writes it, from the kernel's command line of the installer. */
static void read_netboot_method(struct host *host, struct text *ret)
{
	static const char source[] = "/root/NETBOOT_METHOD.TXT";
	struct bytes bytes;

	if (!host_read(host, &ret->fact, &bytes, source))
		return;
	char *text = bytes.data;
	const char *line = str_line(&text);
	const char *method = line ? str_keep(host->arena, line, strlen(line)) : "";
	if (*method)
		text_set(ret, method, source);
	else
		host_failed(host, &ret->fact, ENOENT, source);
}

static bool is_there(struct host *host, const char *path)
{
	return root_stat(host->root, NULL, "%s", path + 1) == 0;
}

/* Before tpm_version_major (Linux 5.6) only drivers of 1.2 chips have the attribute
 * caps, and only those of 2.0 chips a tpmrm device (drivers/char/tpm/). */
static void read_tpm_version(struct host *host, const char *name, struct text *ret)
{
	struct number major;
	const char *caps, *resource_manager;

	host_number(host, &major, 10, "sys/class/tpm/%s/tpm_version_major", name);
	ret->fact = major.fact;
	if (known(major)) {
		text_set(ret, major.value == 1 ? "1.2" :
			 arena_print(host->arena, "%ju.0", (uintmax_t)major.value),
			 major.fact.source);
		return;
	}
	caps = host_source(host, "sys/class/tpm/%s/caps", name);
	resource_manager = host_source(host, "sys/class/tpmrm/tpmrm%s",
				       name + strcspn(name, "0123456789"));
	if (is_there(host, caps))
		text_set(ret, "1.2", caps);
	else if (is_there(host, resource_manager))
		text_set(ret, "2.0", resource_manager);
}

static void read_tpms(struct host *host, struct firmware *firmware)
{
	struct names names;

	if (!host_list(host, &firmware->tpms_read, &names, "sys/class/tpm"))
		return;
	for (size_t i = 0; i < names.n; i++) {
		struct tpm *tpm = arena_add(host->arena, firmware->tpms, firmware->n_tpms);
		const char *name = names.names[i];

		text_set(&tpm->name, str_keep(host->arena, name, strlen(name)),
			 "/sys/class/tpm");
		read_tpm_version(host, name, &tpm->version);
	}
}

void collect_firmware(struct host *host, const struct wants *wants)
{
	struct firmware *firmware = &host->firmware;

	read_boot(host, &firmware->boot);
	if (known(firmware->boot) && !strcmp(firmware->boot.value, "uefi"))
		read_secure_boot(host, &firmware->secure_boot);
	else /* as little known as the firmware is; none without UEFI */
		firmware->secure_boot.fact = (struct fact){
			.state = known(firmware->boot) ? FACT_ABSENT
						       : firmware->boot.fact.state,
			.error = firmware->boot.fact.error,
			.source = firmware->boot.fact.source,
		};
	if (!wants->keys_only)
		read_netboot_method(host, &firmware->netboot_method);
	read_tpms(host, firmware);
}
