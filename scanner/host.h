/* The facts of one host, and the helpers with which collectors fill them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "acpi/table.h"
#include "scanner/arena.h"
#include "scanner/fact.h"
#include "scanner/kernel_config.h"
#include "scanner/root.h"

/* The processor architectures that labscan tells apart; `machine` says it exactly. */
enum arch {
	ARCH_UNKNOWN,
	ARCH_X86,
	ARCH_ARM,
	ARCH_POWER,
	ARCH_Z,
	ARCH_RISCV,
};

struct system {
	struct text hostname;
	struct text machine;      /* as uname -m: x86_64, aarch64, ... */
	enum arch arch;           /* from machine, else from the shape of cpuinfo */
	struct text model;        /* as a device tree calls the whole machine */
};

struct kernel {
	struct text release;
	struct text version;
	struct text command_line; /* as the kernel took it, untouched but for bad bytes */
	struct texts modules;     /* loaded, sorted */
	struct text lockdown;     /* none, integrity, confidentiality */
	struct flag crash_kernel; /* this is kdump's kernel */
	struct text boot_loader;  /* the tool that changes its command line */
};

struct cpu {
	struct text vendor;       /* GenuineIntel, AuthenticAMD, ARM, IBM, ... */
	struct text model_name;
	struct number family;     /* Arm: the architecture */
	struct number model;      /* Arm: part; POWER: PVR; z: identification; RISC-V: marchid */
	struct number stepping;   /* Arm: variant and revision, 4 bits each; RISC-V: mimpid */
	struct number processors; /* online logical CPUs */
	struct number sockets;
	struct number cores;      /* in all sockets */
	struct number threads_per_core; /* absent where cores differ */
	struct number speed_khz;  /* of the first online CPU: its base frequency, else the
				   * highest; the same at each scan */
	struct texts flags;       /* sorted */
	struct flag virtualization; /* can run guests: vmx, svm, ... */
};

struct numa_node {
	struct number id;
	struct number memory_bytes;
	struct text cpus;         /* as sysfs lists them: 0-3,8 */
};

struct memory {
	struct number total_bytes; /* MemTotal: what the kernel manages */
	struct number installed_bytes; /* also what firmware and kernel keep */
	struct number numa_nodes;
	struct numa_node *nodes;
	size_t n_nodes;
};

struct disk {
	struct text name;         /* sda, nvme0n1 */
	struct number size_bytes;
	struct text model;
	struct text vendor;
	struct text serial;
	struct text wwid;
	struct flag rotational;
	struct flag removable;
	struct flag read_only;
	struct text transport;    /* nvme, sata, sas, scsi, usb, virtio, mmc, fc, ... */
	struct number logical_sector_bytes;
	struct number physical_sector_bytes;
	struct text driver;       /* of its controller: ahci, nvme, virtio_blk ... */
	struct text controller;   /* that device: PCI address, else bus name */
	struct text multipath;    /* dm-multipath has it as a path of this map: mpatha */
	struct texts mounts;      /* where the running system has it, also through dm, md or
				   * partitions: "/", "/boot", "[SWAP]", ... sorted; read with
				   * `vfio` */
};

struct pci_device {
	struct text address;      /* 0000:00:1f.2 */
	struct number domain, bus, device, function;
	struct text parent;       /* the bridge that it is behind; absent on a root bus */
	struct number vendor_id, device_id;
	struct number subsystem_vendor_id, subsystem_device_id;
	struct number class_code; /* 24 bits: class, subclass, interface */
	struct number revision;
	struct text vendor_name, device_name; /* looked up only when asked for */
	struct text class_name;
	struct text driver;
	struct number numa_node;  /* absent when the kernel says -1 */
	struct number iommu_group;
	struct flag iommu;        /* a real IOMMU driver owns it: the iommu link */
	struct text unit;         /* where that link leads: dmar0, ivhd0, ... */
	struct text modalias;
};

/* What counts when a PCI function is given to a guest. Its configuration space beyond
 * 64 bytes may be read by root only: then what comes from there is unknown. */
struct pci_function {
	struct text address;      /* as in pci_device */
	struct number header_type; /* 0 endpoint, 1 bridge, 2 CardBus (PCI 3.0, 6.1) */
	struct flag multifunction; /* bit 7 of the same byte */
	struct number express_type; /* device/port type (PCIe 7.5.3.2); absent: PCI */
	struct number acs_capabilities; /* PCIe 7.7.11.2; absent: no ACS */
	struct number acs_control;
	uint16_t acs_at;          /* where in configuration space, when they are known */
	struct flag ats, pasid;   /* it has the capability */
	struct flag ari;          /* it has the capability */
	struct flag ari_forwarding; /* a port: enabled in Device Control 2 */
	struct flag virtual_function; /* it is one of SR-IOV's */
	struct text physical_function; /* whose, then */
	/* SR-IOV; absent: it has none, or this kernel makes none (CONFIG_PCI_IOV). */
	struct number total_vfs, active_vfs;
	struct number unassigned_vf_bars; /* VF BARs that it has and that have no address */
	/* flr, pm, bus, ...; absent: nothing resets it. Before Linux 5.15 unknown, ENODATA:
	 * something does, and the kernel does not tell what. */
	struct texts reset_methods;
	struct text driver_override;
	struct text driver_module; /* its driver's; absent, or not among kernel.modules, when a
				    * driver is built in */
	struct text vfio_device;  /* its name in /dev/vfio/devices, when a vfio driver has it */
	struct flag boot_display; /* the one that the firmware showed its screen on */
};

/* What VFIO is and is told on this host. */
struct vfio {
	/* "loaded", "built-in", "available" (a module that is not loaded); absent: this
	 * kernel has none. */
	struct text pci_driver;   /* vfio-pci */
	struct text type1;        /* vfio_iommu_type1 */
	struct text iommufd;
	struct flag container;    /* /dev/vfio/vfio is there */
	struct flag unsafe_interrupts; /* allow_unsafe_interrupts of type1 */
	struct flag noiommu;      /* enable_unsafe_noiommu_mode */
	struct texts pci_ids;     /* vfio-pci ids= of modprobe.d: "8086:1533", sorted */
};

/* An address range of a group (iommu_get_group_resv_regions). */
struct reserved_region {
	uint64_t start, end;      /* inclusive */
	const char *type;         /* direct, direct-relaxable, reserved, msi */
};

struct usb_device {
	struct text port;         /* 1-1.2: bus and ports */
	struct number vendor_id, device_id;
	struct number class_code; /* bDeviceClass */
	struct text vendor_name, device_name; /* the hardware database's, when asked for */
	struct text manufacturer, product, serial; /* what the device says */
	struct number speed_mbps; /* low speed, 1.5, is told as 1 */
	struct texts drivers;     /* of its interfaces, sorted, each once */
};

struct net_interface {
	struct text name;
	struct text type;         /* eth, ib, wifi, or the ARPHRD number */
	struct text mac;          /* the permanent one of a bonded port, else the current */
	struct number speed_mbps; /* absent when there is no link */
	struct text driver;
	struct text bus_address;  /* of its device: PCI address ... */
	struct flag virtual;      /* no device behind it */
	struct flag carrier;
	struct flag default_route; /* the host's leads through it, maybe by a bridge or bond;
				    * read with `vfio` */
};

struct dmi {
	struct text vendor, product, version, serial, uuid, sku, family;
	struct text board_vendor, board_name, board_version;
	struct text chassis_vendor, chassis_serial;
	struct number chassis_type; /* SMBIOS 7.4.1 */
	struct text chassis_name;   /* a word for that type: rackmount, ... */
	struct text bios_vendor, bios_version, bios_date, bios_release;
};

struct tpm {
	struct text name;         /* tpm0 */
	struct text version;      /* 2.0, 1.2 */
};

struct firmware {
	struct text boot;         /* uefi or bios; other firmware by name: openfirmware, ... */
	struct flag secure_boot;
	struct text netboot_method; /* how the host was installed, as a lab's kickstart noted */
	struct tpm *tpms;
	size_t n_tpms;
	struct flag tpms_read;    /* the list above is the host's */
};

/* A cryptographic adapter of a z machine: a card on the AP bus. */
struct crypto_adapter {
	struct text name;         /* card02 */
	struct text type;         /* CEX8C */
	struct text mode;         /* by its last letter: Accelerator, CCA, EP11 */
	struct flag online;
};

/* Two questions, never one word: is it a guest, and are we in a container? */
struct virtualization {
	struct text hypervisor;   /* kvm, xen, hyperv, vmware, ...; absent: bare metal */
	struct text hypervisor_evidence; /* what said so */
	struct text container;    /* docker, podman, lxc, ...; absent: none */
	struct text container_evidence;
	struct text xen_role;     /* dom0, domU; absent: no Xen */
	struct flag firmware_hidden; /* something is mounted over /sys/firmware */
};

/* One file of /sys/firmware/acpi/tables that labscan decodes. */
struct acpi_file {
	const char *signature;    /* of its kind: "DMAR" */
	const char *path;         /* "/sys/firmware/acpi/tables/DMAR" */
	struct number size;       /* as stat tells, readable or not */
	int error;                /* 0, or why the bytes are not there */
	struct acpi_table table;  /* parsed, when error is 0 */
	struct texts drivers;     /* paths of the registered drivers for what it describes */
};

struct iommu_unit {
	struct text name;         /* dmar0, ivhd0, smmu3.0x..., a PCI address, ... */
	struct number address;    /* of its registers, where it tells */
	struct text function;     /* the PCI function that it is, where it is one */
	struct number devices;    /* entries of its devices directory */
	struct number numa_node;  /* an SMMU's; absent where firmware tells none */
	struct text cap, ecap;    /* as the driver shows them (intel, amd) */
	struct text features;     /* amd */
	struct text version;
};

struct iommu_group {
	struct number id;
	struct text name;         /* vfio-noiommu, domain0-pe1 ...; mostly absent */
	struct text type;         /* DMA, DMA-FQ, identity, ... */
	struct texts devices;     /* PCI addresses and other device names */
	struct text *drivers;     /* of those, where they are on another bus than PCI; read
				   * with `vfio`, NULL before */
	struct flag regions_read; /* the list below is the kernel's; read with `vfio` */
	struct reserved_region *regions;
	size_t n_regions;
};

/* A node of the device tree that is an IOMMU. */
struct devicetree_iommu {
	struct text path;         /* /sys/firmware/devicetree/base/smmuv3@9050000 */
	struct texts compatible;  /* the most exact first */
	struct flag enabled;      /* by its status */
	struct text driver;       /* path of its registered driver; without a source: which
				   * driver it needs is not known */
};

/* What a device tree says of IOMMUs; looked for only where there are no ACPI tables. */
struct devicetree {
	struct flag read;         /* all of it; absent: there is none */
	struct devicetree_iommu *iommus;
	size_t n_iommus;
	struct number users;      /* enabled nodes that are mapped to an IOMMU */
	struct texts unmapped_hosts; /* paths of enabled PCI host bridges that are not */
};

/* What the kernel shows of its IOMMUs. */
struct iommu {
	struct flag class_read;   /* /sys/class/iommu could be listed */
	struct iommu_unit *units;
	size_t n_units;
	struct flag groups_read;  /* /sys/kernel/iommu_groups could be listed */
	struct iommu_group *groups;
	size_t n_groups;
	struct flag tables_listed; /* /sys/firmware/acpi/tables could be listed */
	struct acpi_file *files;  /* those that describe IOMMUs, one for each kind there */
	size_t n_files;
	struct acpi_file madt;    /* x86, beside a DMAR or IVRS; signature NULL: none */
	struct text xmar;         /* a DMAR that Xen renamed: its path */
	struct devicetree devicetree;
	struct kernel_config config; /* read only when no unit is in use: see iommu.c */
	/* Chips in /proc/interrupts: x86 IR-, Arm ITS- (there none may just be in use). */
	struct flag interrupt_remapping;
};

/* An emulator that could run guests here. */
struct emulator {
	struct text path;         /* /usr/bin/qemu-system-x86_64 */
	struct text guest_arch;   /* x86_64, aarch64, ... as uname -m has it */
	struct text version;      /* 7.2.13; unknown when nothing installed tells it */
};

/* What is installed to run guests; nothing is started to find out. */
struct emulation {
	struct text libvirt;      /* version; absent: not installed */
	struct flag kvm;          /* /dev/kvm is there */
	struct flag emulators_read;
	struct emulator *emulators;
	size_t n_emulators;
};

/* A read that failed for another reason than absence. */
struct problem {
	const char *path;
	int error;
};

struct host {
	struct arena *arena;
	struct root *root;
	struct system system;
	struct kernel kernel;
	struct cpu cpu;
	struct memory memory;
	struct flag disks_read;   /* the lists below are the host's, each */
	struct disk *disks;
	size_t n_disks;
	struct flag pci_read;
	struct pci_device *pci;
	size_t n_pci;
	struct pci_function *functions; /* one for each of pci, in its order; NULL unless the
					 * section vfio was wanted */
	struct flag usb_read;
	struct usb_device *usb;
	size_t n_usb;
	struct flag net_read;
	struct net_interface *net;
	size_t n_net;
	struct flag crypto_read;
	struct crypto_adapter *crypto;
	size_t n_crypto;
	struct dmi dmi;
	struct firmware firmware;
	struct virtualization virtualization;
	struct iommu iommu;
	struct vfio vfio;
	struct emulation emulation;
	struct problem *problems;
	size_t n_problems;
};

/* ---- for collectors ---- */

/* Paths below are relative to the root ("sys/class/...") and printf formats. */

/* Records a failed read: absence (ENOENT, ENOTDIR, ENODEV, ENXIO) makes the fact absent,
 * any other error makes it unknown and adds a problem. `error` is positive or
 * negative errno; `path` is relative or starts with "/". */
void host_failed(struct host *host, struct fact *ret, int error, const char *path);

/* Makes a fact unknown though no read failed: what would tell it is hidden, or not
 * mounted. `path` is kept, not copied. */
void host_unknown(struct fact *ret, int error, const char *path);

/* The same for what every host has: when it is not there, the copy lacks it, and the fact
 * is unknown. */
void host_lacks(struct host *host, struct fact *ret, int error, const char *path);

/* Reads a file for a fact: known then, from `source`, which begins with "/" and is kept,
 * not copied. False when it cannot be read: the fact says why. */
bool host_read(struct host *host, struct fact *ret, struct bytes *bytes, const char *source);

/* Gives each line of a file to `parse`, which may take it apart. `source` begins with "/".
 * 0 or -errno. */
int host_lines(struct host *host, const char *source,
	       void (*parse)(void *context, char *line), void *context);

/* Read a file of one value. What cannot be read, or is not a number, is told by
 * the fact; an empty text is absent. `base` as for strtoull. */
void host_text(struct host *host, struct text *ret, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void host_number(struct host *host, struct number *ret, int base, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void host_flag(struct host *host, struct flag *ret, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The last component of a link's target: the name of a driver, a group, a bus. */
void host_link_name(struct host *host, struct text *ret, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Lists a directory for a collector of many things. `ret` tells whether the list
 * is the host's: known and true when read, known and false when the directory is
 * absent where others of its kind are, unknown when it could not be read or /sys is not
 * there at all. Returns whether there is a list. */
bool host_list(struct host *host, struct flag *ret, struct names *names,
	       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Whether a path is there; not there is told as by host_list. `source` begins with "/",
 * and is kept, not copied. */
void host_exists(struct host *host, struct flag *ret, const char *source);

/* A source: "/" and the formatted path, kept in the arena. */
const char *host_source(struct host *host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Sorts strings in natural order and drops repeats. */
void host_sort_texts(struct texts *texts);

/* The host's table of this signature that describes IOMMUs; NULL when it has none. */
const struct acpi_file *host_table(const struct host *host, const char *signature);

/* Frees what is not in the arena (tables). The arena is the caller's. */
void host_free(struct host *host);
