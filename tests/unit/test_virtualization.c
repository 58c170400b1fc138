/* Guest or not, container or not: two questions, each with its evidence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_cpu(host, wants);
	collect_dmi(host, wants);
	collect_virtualization(host, wants);
}

#define X86 ROOT_FILE("labscan/machine", "x86_64")
#define ARM64 ROOT_FILE("labscan/machine", "aarch64")
#define POWER ROOT_FILE("labscan/machine", "ppc64le")
#define DMI(file, text) ROOT_FILE("sys/class/dmi/id/" file, text)
#define TREE(file, text) ROOT_FILE("proc/device-tree/" file, text)
/* CPUID leaf 1 with ECX bit 31 set and clear. */
#define IN_GUEST ROOT_FILE("labscan/cpuid-00000001", "0 0 80000000 0")
#define ON_METAL ROOT_FILE("labscan/cpuid-00000001", "0 0 7fffffff 0")
#define LEAF_KVM "40000001 4b4d564b 564b4d56 0000004d"    /* KVMKVMKVM */
#define LEAF_HYPERV "4000000b 7263694d 666f736f 76482074" /* Microsoft Hv */

#define assert_hypervisor(s, name) assert_text((s).host.virtualization.hypervisor, name)
#define assert_metal(s) \
	assert_int_equal(STATE((s).host.virtualization.hypervisor), FACT_ABSENT)
#define assert_untold(s) \
	assert_int_equal(STATE((s).host.virtualization.hypervisor), FACT_UNKNOWN)

/* ---- x86 ---- */

static void cpuid_names_the_hypervisor(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, IN_GUEST, ROOT_FILE("labscan/cpuid-40000000", LEAF_KVM),
	     DMI("sys_vendor", "QEMU"));
	assert_hypervisor(s, "kvm");
	assert_source(s.host.virtualization.hypervisor, "/labscan/cpuid-40000000");
	assert_text(s.host.virtualization.hypervisor_evidence, "CPUID 0x40000000: KVMKVMKVM");
	assert_int_equal(STATE(s.host.virtualization.xen_role), FACT_ABSENT);
	scan_drop(&s);
}

static void a_signature_behind_hyperv_is_the_hypervisors_own(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, IN_GUEST, ROOT_FILE("labscan/cpuid-40000000", LEAF_HYPERV),
	     ROOT_FILE("labscan/cpuid-40000100", LEAF_KVM));
	assert_hypervisor(s, "kvm");
	assert_source(s.host.virtualization.hypervisor, "/labscan/cpuid-40000100");
	scan_drop(&s);
	SCAN(&s, run, false, X86, IN_GUEST, ROOT_FILE("labscan/cpuid-40000000", LEAF_HYPERV),
	     ROOT_FILE("labscan/cpuid-40000100", "0 0 0 0"));
	assert_hypervisor(s, "hyperv");
	scan_drop(&s);
}

static void virtualbox_shows_kvms_signature_and_is_known_by_dmi(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, IN_GUEST, ROOT_FILE("labscan/cpuid-40000000", LEAF_KVM),
	     DMI("sys_vendor", "innotek GmbH"), DMI("product_name", "VirtualBox"));
	assert_hypervisor(s, "virtualbox");
	scan_drop(&s);
}

static void a_signature_without_a_name_is_some_hypervisor(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, IN_GUEST, ROOT_FILE("labscan/cpuid-40000000", "0 41414141 0 0"));
	assert_hypervisor(s, "other");
	assert_text(s.host.virtualization.hypervisor_evidence, "CPUID 0x40000000: AAAA");
	scan_drop(&s);
}

static void a_clear_bit_is_bare_metal_whatever_dmi_says(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, ON_METAL, DMI("sys_vendor", "QEMU"));
	assert_metal(s);
	assert_source(s.host.virtualization.hypervisor, "/labscan/cpuid-00000001");
	assert_int_equal(STATE(s.host.virtualization.hypervisor_evidence), FACT_ABSENT);
	scan_drop(&s);
}

#define FLAGS(flags)                                                               \
	ROOT_FILE("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\n"    \
				  "cpu family\t: 6\nflags\t\t: " flags "\n")

static void without_cpuid_the_flags_tell(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, FLAGS("fpu vmx"), DMI("sys_vendor", "QEMU"));
	assert_metal(s);
	scan_drop(&s);
	SCAN(&s, run, false, FLAGS("fpu hypervisor"), DMI("sys_vendor", "VMware, Inc."));
	assert_hypervisor(s, "vmware");
	scan_drop(&s);
	SCAN(&s, run, false, FLAGS("fpu hypervisor"));
	assert_hypervisor(s, "other");
	scan_drop(&s);
}

static void with_nothing_to_look_at_it_is_unknown(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86);
	assert_untold(s);
	scan_drop(&s);
	SCAN(&s, run, false, ARM64);
	assert_untold(s);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "s390x"));
	assert_untold(s);
	scan_drop(&s);
}

/* ---- Xen ---- */

static void xen_has_two_roles(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, ON_METAL, ROOT_FILE("sys/hypervisor/type", "xen\n"),
	     ROOT_FILE("proc/xen/capabilities", "control_d\n"));
	assert_hypervisor(s, "xen");
	assert_text(s.host.virtualization.xen_role, "dom0");
	scan_drop(&s);
	SCAN(&s, run, false, X86, IN_GUEST, ROOT_FILE("sys/hypervisor/type", "xen\n"),
	     ROOT_FILE("proc/xen/capabilities", "\n"));
	assert_text(s.host.virtualization.xen_role, "domU");
	scan_drop(&s);
}

static void xens_features_tell_dom0_without_xenfs(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, X86, ROOT_FILE("sys/hypervisor/type", "xen\n"),
	     ROOT_FILE("sys/hypervisor/properties/features", "00000800\n"));
	assert_text(s.host.virtualization.xen_role, "dom0");
	scan_drop(&s);
	SCAN(&s, run, false, X86, ROOT_FILE("sys/hypervisor/type", "xen\n"),
	     ROOT_FILE("sys/hypervisor/properties/features", "00002705\n"));
	assert_text(s.host.virtualization.xen_role, "domU");
	scan_drop(&s);
}

/* ---- Arm, POWER, z ---- */

static void dmi_tells_kvm_from_emulation_on_arm(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ARM64, DMI("sys_vendor", "QEMU"),
	     DMI("product_name", "KVM Virtual Machine"));
	assert_hypervisor(s, "kvm");
	scan_drop(&s);
	SCAN(&s, run, false, ARM64, DMI("sys_vendor", "QEMU"),
	     DMI("product_name", "QEMU Virtual Machine"));
	assert_hypervisor(s, "qemu");
	assert_text(s.host.virtualization.hypervisor_evidence, "/sys/class/dmi/id/sys_vendor: QEMU");
	scan_drop(&s);
}

static void makers_of_machines_and_of_guests_are_told_apart(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ARM64, DMI("sys_vendor", "Microsoft Corporation"),
	     DMI("product_name", "Virtual Machine"));
	assert_hypervisor(s, "hyperv");
	scan_drop(&s);
	SCAN(&s, run, false, ARM64, DMI("sys_vendor", "Microsoft Corporation"),
	     DMI("product_name", "Surface Pro X"));
	assert_metal(s);
	scan_drop(&s);
	SCAN(&s, run, false, ARM64, DMI("sys_vendor", "Amazon EC2"),
	     DMI("product_name", "m7g.large"));
	assert_hypervisor(s, "kvm");
	scan_drop(&s);
	SCAN(&s, run, false, ARM64, DMI("sys_vendor", "Amazon EC2"),
	     DMI("product_name", "m7g.metal"));
	assert_metal(s);
	scan_drop(&s);
}

static void a_hypervisor_node_in_the_device_tree_comes_first(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, POWER,
	     ROOT_BYTES("proc/device-tree/hypervisor/compatible", "linux,kvm\0"),
	     ROOT_BYTES("proc/device-tree/model", "IBM pSeries (emulated by qemu)\0"));
	assert_hypervisor(s, "kvm");
	scan_drop(&s);
	SCAN(&s, run, false, ARM64,
	     ROOT_BYTES("proc/device-tree/hypervisor/compatible", "xen,xen-4.16\0xen,xen\0"));
	assert_hypervisor(s, "xen");
	scan_drop(&s);
}

static void emulated_power_and_real_partitions_are_told_apart(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, POWER, ROOT_BYTES("proc/device-tree/ibm,partition-name", "lp1\0"),
	     ROOT_BYTES("proc/device-tree/model", "IBM pSeries (emulated by qemu)\0"));
	assert_hypervisor(s, "qemu");
	scan_drop(&s);
	SCAN(&s, run, false, POWER, ROOT_BYTES("proc/device-tree/ibm,partition-name", "lp1\0"),
	     ROOT_BYTES("proc/device-tree/model", "IBM,9080-HEX\0"));
	assert_hypervisor(s, "powervm");
	scan_drop(&s);
	SCAN(&s, run, false, POWER, ROOT_BYTES("proc/device-tree/model", "8335-GTG\0"));
	assert_metal(s);
	scan_drop(&s);
}

static void qemus_firmware_interface_gives_it_away(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "riscv64"),
	     TREE("fw-cfg@10100000/compatible", "qemu,fw-cfg-mmio"));
	assert_hypervisor(s, "qemu");
	scan_drop(&s);
	SCAN(&s, run, false, ARM64, TREE("compatible", "linux,dummy-virt"));
	assert_hypervisor(s, "other");
	scan_drop(&s);
}

static void z_names_the_control_program_that_runs_it(void **state)
{
	char *text = read_fixture("tests/unit/cpuinfo/s390x-sysinfo");
	struct root_entry rows[] = { ROOT_FILE("labscan/machine", "s390x"),
				     ROOT_FILE("proc/sysinfo", text) };
	struct scanned s;

	(void)state;
	scan_root(&s, run, false, rows, 2);
	assert_hypervisor(s, "kvm");
	assert_text(s.host.virtualization.hypervisor_evidence, "/proc/sysinfo: KVM/Linux");
	scan_drop(&s);
	free(text);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "s390x"),
	     ROOT_FILE("proc/sysinfo", "LPAR Number:  12\nVM00 Control Program: z/VM    7.2.0\n"
				       "VM01 Control Program: KVM/Linux\n"));
	assert_hypervisor(s, "zvm");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "s390x"),
	     ROOT_FILE("proc/sysinfo", "Manufacturer: IBM\nLPAR Number:          12\n"));
	assert_hypervisor(s, "lpar");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "s390x"),
	     ROOT_FILE("proc/sysinfo", "Manufacturer: IBM\n"));
	assert_metal(s);
	scan_drop(&s);
}

/* ---- containers ---- */

#define INIT(environ) ROOT_BYTES("proc/1/environ", environ)
#define assert_container(s, name) assert_text((s).host.virtualization.container, name)

static void a_container_manager_names_itself(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("run/systemd/container", "systemd-nspawn\n"),
	     ROOT_FILE(".dockerenv", ""));
	assert_container(s, "systemd-nspawn");
	assert_text(s.host.virtualization.container_evidence,
		    "/run/systemd/container: systemd-nspawn");
	scan_drop(&s);
	SCAN(&s, run, false, INIT("PATH=/bin\0container=lxc\0TERM=linux\0"));
	assert_container(s, "lxc");
	assert_source(s.host.virtualization.container, "/proc/1/environ");
	scan_drop(&s);
}

static void files_of_container_managers_are_evidence(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("run/.containerenv", ""));
	assert_container(s, "podman");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE(".dockerenv", ""));
	assert_container(s, "docker");
	assert_text(s.host.virtualization.container_evidence, "/.dockerenv");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_LINK("var/run", "/run"),
	     ROOT_FILE("run/secrets/kubernetes.io/serviceaccount/token", "x"));
	assert_container(s, "kubernetes");
	scan_drop(&s);
}

static void control_groups_name_their_manager(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     ROOT_FILE("proc/self/cgroup", "12:cpu:/kubepods/besteffort/pod1\n0::/\n"));
	assert_container(s, "kubernetes");
	scan_drop(&s);
	/* The daemon's own group is the host's. */
	SCAN(&s, run, false, ROOT_FILE("proc/self/cgroup", "0::/system.slice/docker.service\n"),
	     INIT("HOME=/\0"));
	assert_int_equal(STATE(s.host.virtualization.container), FACT_ABSENT);
	scan_drop(&s);
}

static void a_first_process_that_can_be_asked_tells_of_none(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, INIT("HOME=/\0container=\0TERM=linux\0"));
	assert_int_equal(STATE(s.host.virtualization.container), FACT_ABSENT);
	assert_source(s.host.virtualization.container, "/proc/1/environ");
	scan_drop(&s);
}

/* Scans a host whose first process only root may ask. */
static void scan_forbidden(struct scanned *s, const struct root_entry *rows, size_t n)
{
	const struct wants wants = { .sections = SECTION_BIT(virtualization) };
	char *environ;

	scan_root(s, NULL, false, rows, n);
	assert_true(asprintf(&environ, "%s/proc/1/environ", s->path) > 0);
	assert_int_equal(chmod(environ, 0), 0);
	assert_int_equal(chmod(s->path, 0755), 0);
	free(environ);
	unprivileged_begin();
	collect_virtualization(&s->host, &wants);
	unprivileged_end();
}

static void without_root_only_systemd_can_rule_a_container_out(void **state)
{
	static const struct root_entry rows[] = { ROOT_FILE("proc/1/environ", "container=lxc"),
						  ROOT_DIR("run/systemd/system") };
	struct scanned s;

	(void)state;
	scan_forbidden(&s, rows, 1);
	assert_int_equal(STATE(s.host.virtualization.container), FACT_UNKNOWN);
	assert_int_equal(s.host.virtualization.container.fact.error, EACCES);
	assert_int_equal(s.host.n_problems, 1);
	scan_drop(&s);
	scan_forbidden(&s, rows, 2);
	assert_int_equal(STATE(s.host.virtualization.container), FACT_ABSENT);
	assert_int_equal(s.host.n_problems, 0);
	scan_drop(&s);
}

#define MOUNTS(text) ROOT_FILE("proc/self/mountinfo", text)
#define SYSFS "23 27 0:22 / /sys rw,relatime - sysfs sysfs rw\n"

static void a_mount_over_the_firmware_hides_it(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     MOUNTS(SYSFS "99 23 0:50 / /sys/firmware ro,relatime - tmpfs tmpfs ro,size=0k\n"));
	assert_number(s.host.virtualization.firmware_hidden, true);
	scan_drop(&s);
	SCAN(&s, run, false,
	     MOUNTS(SYSFS "99 23 0:50 / /sys/firmware/acpi/tables ro shared:3 - tmpfs none ro\n"));
	assert_number(s.host.virtualization.firmware_hidden, true);
	scan_drop(&s);
}

static void other_mounts_hide_nothing(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false,
	     MOUNTS(SYSFS
		    "30 23 0:25 / /sys/firmware/efi/efivars rw - efivarfs efivarfs rw\n"
		    "31 23 0:22 /firmware /sys/firmware rw - sysfs sysfs rw\n"
		    "32 23 0:26 /sys/firmware /mnt rw - tmpfs tmpfs rw\nshort line\n"));
	assert_number(s.host.virtualization.firmware_hidden, false);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cpuid_names_the_hypervisor),
		cmocka_unit_test(a_signature_behind_hyperv_is_the_hypervisors_own),
		cmocka_unit_test(virtualbox_shows_kvms_signature_and_is_known_by_dmi),
		cmocka_unit_test(a_signature_without_a_name_is_some_hypervisor),
		cmocka_unit_test(a_clear_bit_is_bare_metal_whatever_dmi_says),
		cmocka_unit_test(without_cpuid_the_flags_tell),
		cmocka_unit_test(with_nothing_to_look_at_it_is_unknown),
		cmocka_unit_test(xen_has_two_roles),
		cmocka_unit_test(xens_features_tell_dom0_without_xenfs),
		cmocka_unit_test(dmi_tells_kvm_from_emulation_on_arm),
		cmocka_unit_test(makers_of_machines_and_of_guests_are_told_apart),
		cmocka_unit_test(a_hypervisor_node_in_the_device_tree_comes_first),
		cmocka_unit_test(emulated_power_and_real_partitions_are_told_apart),
		cmocka_unit_test(qemus_firmware_interface_gives_it_away),
		cmocka_unit_test(z_names_the_control_program_that_runs_it),
		cmocka_unit_test(a_container_manager_names_itself),
		cmocka_unit_test(files_of_container_managers_are_evidence),
		cmocka_unit_test(control_groups_name_their_manager),
		cmocka_unit_test(a_first_process_that_can_be_asked_tells_of_none),
		cmocka_unit_test(without_root_only_systemd_can_rule_a_container_out),
		cmocka_unit_test(a_mount_over_the_firmware_hides_it),
		cmocka_unit_test(other_mounts_hide_nothing),
	};

	return cmocka_run_group_tests_name("virtualization", tests, NULL, NULL);
}
