/* What counts when functions are given to guests, as Linux 6.1 and 6.12 show it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "scanner/str.h"
#include "tests/unit/scan_root.h"

#define PCI "sys/bus/pci/devices/"
#define NIC "0000:01:00.0"
#define RELEASE ROOT_FILE("proc/sys/kernel/osrelease", "6.1.0-1-amd64\n")
#define MODULES "lib/modules/6.1.0-1-amd64/"

/* The header of an endpoint, and of a bridge, without a list of capabilities. */
static const char endpoint[64] = { 0x36, 0x1b, 0x10 };
static const char bridge[64] = { 0x36, 0x1b, [0x0e] = 1 };

#define CONFIG(where, bytes) \
	{ .path = PCI where "/config", .content = (bytes), .size = sizeof(bytes) }
#define FUNCTION(where, class_code)                        \
	ROOT_FILE(PCI where "/vendor", "0x8086\n"),        \
	ROOT_FILE(PCI where "/device", "0x10c9\n"),        \
	ROOT_FILE(PCI where "/class", class_code "\n")

static void collect_all(struct host *host, const struct wants *wants)
{
	collect_kernel(host, wants);
	collect_pci(host, wants);
	collect_iommu(host, wants);
	collect_vfio(host, wants);
}

static const struct pci_function *only_function(const struct scanned *scanned)
{
	assert_int_equal(scanned->host.n_pci, 1);
	return &scanned->host.functions[0];
}

static void a_function_has_all_its_facts(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"), CONFIG(NIC, endpoint),
	     ROOT_FILE(PCI NIC "/reset_method", "flr pm bus\n"),
	     ROOT_FILE(PCI NIC "/driver_override", "vfio-pci\n"),
	     ROOT_LINK(PCI NIC "/driver", "../../../bus/pci/drivers/vfio-pci"),
	     ROOT_LINK("sys/bus/pci/drivers/vfio-pci/module", "../../../../module/vfio_pci"),
	     ROOT_DIR(PCI NIC "/vfio-dev/vfio3"));
	const struct pci_function *function = only_function(&scanned);

	assert_text(function->address, NIC);
	assert_number(function->header_type, 0);
	assert_source(function->header_type, "/" PCI NIC "/config");
	assert_number(function->virtual_function, false);
	assert_int_equal(STATE(function->physical_function), FACT_ABSENT);
	assert_int_equal(STATE(function->total_vfs), FACT_ABSENT);
	assert_int_equal(STATE(function->reset_methods), FACT_KNOWN);
	assert_int_equal(function->reset_methods.n, 3);
	assert_string_equal(function->reset_methods.values[0], "flr");
	assert_string_equal(function->reset_methods.values[2], "bus");
	assert_text(function->driver_override, "vfio-pci");
	assert_text(function->driver_module, "vfio_pci");
	assert_text(function->vfio_device, "vfio3");
	assert_int_equal(STATE(function->boot_display), FACT_ABSENT);
	scan_drop(&scanned);
}

static void a_driver_without_a_module_is_told_from_one_that_is_not_shown(void **state)
{
	static const struct root_entry shown = ROOT_DIR("sys/bus/pci/drivers/ahci");
	static const struct root_entry not_shown = ROOT_DIR("sys/bus/pci/drivers/other");

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct root_entry rows[] = {
			FUNCTION(NIC, "0x010601"), CONFIG(NIC, endpoint),
			ROOT_LINK(PCI NIC "/driver", "../../../bus/pci/drivers/ahci"),
			i ? not_shown : shown,
		};
		struct scanned scanned;

		scan_root(&scanned, collect_all, false, rows, sizeof(rows) / sizeof(rows[0]));
		assert_int_equal(STATE(only_function(&scanned)->driver_module),
				 i ? FACT_UNKNOWN : FACT_ABSENT);
		scan_drop(&scanned);
	}
}

static void no_override_is_absent_however_it_is_printed(void **state)
{
	static const char *const texts[] = { "(null)\n", "\n", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct root_entry rows[] = {
			FUNCTION(NIC, "0x020000"), CONFIG(NIC, endpoint),
			ROOT_FILE(PCI NIC "/driver_override", texts[i]),
		};
		struct scanned scanned;

		scan_root(&scanned, collect_all, false, rows, sizeof(rows) / sizeof(rows[0]));
		assert_int_equal(STATE(only_function(&scanned)->driver_override), FACT_ABSENT);
		scan_drop(&scanned);
	}
}

static void a_config_that_is_not_there_is_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"));
	const struct pci_function *function = only_function(&scanned);

	assert_int_equal(STATE(function->header_type), FACT_UNKNOWN);
	assert_int_equal(STATE(function->express_type), FACT_UNKNOWN);
	assert_int_equal(STATE(function->ari_forwarding), FACT_UNKNOWN);
	assert_int_equal(function->acs_capabilities.fact.error, ENOENT);
	assert_source(function->acs_capabilities, "/" PCI NIC "/config");
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void what_only_root_may_read_is_one_problem_for_each_function(void **state)
{
	static const char listed[64] = { 0x36, 0x1b, [0x06] = 0x10, [0x34] = 0x40 };
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"), CONFIG(NIC, listed),
	     ROOT_FILE(PCI NIC "/sriov_totalvfs", "7\n"),
	     ROOT_FILE(PCI NIC "/sriov_numvfs", "2\n"));
	const struct pci_function *function = only_function(&scanned);

	assert_int_equal(function->express_type.fact.error, EACCES);
	assert_number(function->total_vfs, 7);
	assert_number(function->active_vfs, 2);
	assert_int_equal(STATE(function->unassigned_vf_bars), FACT_UNKNOWN);
	assert_int_equal(scanned.host.n_problems, 1);
	assert_string_equal(scanned.host.problems[0].path, "/" PCI NIC "/config");
	assert_int_equal(scanned.host.problems[0].error, EACCES);
	scan_drop(&scanned);
}

/* PCI Express at 0x40, and the capability of SR-IOV at 0x100 with a BAR of 64 bits. */
#define PHYSICAL                                                                  \
	{ 0x36, 0x1b, [0x06] = 0x10, [0x34] = 0x40, [0x40] = 0x10, [0x42] = 0x02, \
	  [0x100] = 0x10, [0x102] = 0x01, [0x124] = 0x04 }
#define NO_ROW "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
#define NO_ROWS NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW NO_ROW

static void vf_bars_without_an_address_are_counted(void **state)
{
	static const char config[4096] = PHYSICAL;
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"), CONFIG(NIC, config),
	     ROOT_FILE(PCI NIC "/sriov_totalvfs", "7\n"),
	     ROOT_FILE(PCI NIC "/sriov_numvfs", "0\n"),
	     ROOT_FILE(PCI NIC "/resource", NO_ROWS NO_ROWS));
	const struct pci_function *function = only_function(&scanned);

	assert_number(function->express_type, 0);
	assert_number(function->total_vfs, 7);
	assert_number(function->active_vfs, 0);
	assert_number(function->unassigned_vf_bars, 1);
	assert_source(function->unassigned_vf_bars, "/" PCI NIC "/resource");
	scan_drop(&scanned);
}

static void a_virtual_function_names_its_physical_one(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION("0000:01:10.0", "0x020000"),
	     CONFIG("0000:01:10.0", endpoint),
	     ROOT_LINK(PCI "0000:01:10.0/physfn", "../0000:01:00.0"));
	const struct pci_function *function = only_function(&scanned);

	assert_number(function->virtual_function, true);
	assert_text(function->physical_function, "0000:01:00.0");
	scan_drop(&scanned);
}

static void a_bridge_is_no_virtual_function_and_has_none(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION("0000:00:1c.0", "0x060400"),
	     CONFIG("0000:00:1c.0", bridge));
	const struct pci_function *function = only_function(&scanned);

	assert_number(function->header_type, 1);
	assert_number(function->virtual_function, false);
	assert_int_equal(STATE(function->total_vfs), FACT_ABSENT);
	scan_drop(&scanned);
}

static void ways_to_reset_are_absent_when_there_are_none(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"), CONFIG(NIC, endpoint));
	assert_int_equal(STATE(only_function(&scanned)->reset_methods), FACT_ABSENT);
	scan_drop(&scanned);
	/* Taken away by the administrator. */
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"), CONFIG(NIC, endpoint),
	     ROOT_FILE(PCI NIC "/reset_method", ""), ROOT_FILE(PCI NIC "/reset", ""));
	assert_int_equal(STATE(only_function(&scanned)->reset_methods), FACT_ABSENT);
	scan_drop(&scanned);
}

static void a_kernel_before_5_15_does_not_tell_how_it_resets(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x020000"), CONFIG(NIC, endpoint),
	     ROOT_FILE(PCI NIC "/reset", ""));
	const struct texts *methods = &only_function(&scanned)->reset_methods;

	assert_int_equal(STATE(*methods), FACT_UNKNOWN);
	assert_int_equal(methods->fact.error, ENODATA);
	scan_drop(&scanned);
}

static void the_boot_display_is_told_of_displays(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, FUNCTION(NIC, "0x030000"), CONFIG(NIC, endpoint),
	     ROOT_FILE(PCI NIC "/boot_vga", "1\n"));
	assert_number(only_function(&scanned)->boot_display, true);
	scan_drop(&scanned);
}

/* ---- groups ---- */

#define GROUPS "sys/kernel/iommu_groups/"

static void regions_of_a_group_are_read(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, ROOT_DIR(GROUPS "3/devices"),
	     ROOT_FILE(GROUPS "3/reserved_regions",
		       "0x00000000bffe0000 0x00000000bfffffff direct-relaxable\n"
		       "0x00000000fee00000 0x00000000feefffff msi\n"));
	const struct iommu_group *group = &scanned.host.iommu.groups[0];

	assert_int_equal(scanned.host.iommu.n_groups, 1);
	assert_number(group->regions_read, true);
	assert_int_equal(group->n_regions, 2);
	assert_int_equal(group->regions[0].start, 0xbffe0000);
	assert_int_equal(group->regions[0].end, 0xbfffffff);
	assert_string_equal(group->regions[0].type, "direct-relaxable");
	assert_string_equal(group->regions[1].type, "msi");
	scan_drop(&scanned);
}

static void regions_that_are_garbage_are_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, ROOT_DIR(GROUPS "3/devices"),
	     ROOT_FILE(GROUPS "3/reserved_regions", "0x00000000bffe0000 direct\n"));
	assert_int_equal(STATE(scanned.host.iommu.groups[0].regions_read), FACT_UNKNOWN);
	assert_int_equal(scanned.host.iommu.groups[0].n_regions, 0);
	scan_drop(&scanned);
}

/* ---- VFIO ---- */

static void drivers_are_loaded_built_in_or_available(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, RELEASE, ROOT_DIR("sys/bus/pci/drivers/vfio-pci"),
	     ROOT_FILE("sys/module/vfio_pci/initstate", "live\n"),
	     ROOT_FILE("sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "Y\n"),
	     ROOT_FILE("sys/module/vfio/parameters/enable_unsafe_noiommu_mode", "N\n"),
	     ROOT_FILE(MODULES "kernel/drivers/iommu/iommufd/iommufd.ko.xz", ""),
	     ROOT_FILE("dev/vfio/vfio", ""));
	const struct vfio *vfio = &scanned.host.vfio;

	assert_text(vfio->pci_driver, "loaded");
	assert_source(vfio->pci_driver, "/sys/bus/pci/drivers/vfio-pci");
	assert_text(vfio->type1, "built-in");
	assert_text(vfio->iommufd, "available");
	assert_source(vfio->iommufd, "/" MODULES "kernel/drivers/iommu/iommufd/iommufd.ko.xz");
	assert_number(vfio->container, true);
	assert_number(vfio->unsafe_interrupts, true);
	assert_number(vfio->noiommu, false);
	scan_drop(&scanned);
}

static void a_kernel_without_vfio_has_none(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, RELEASE, ROOT_DIR("sys/module"), ROOT_DIR("dev"),
	     ROOT_FILE(MODULES "kernel/drivers/vfio/pci/vfio-pci-core.ko", ""));
	const struct vfio *vfio = &scanned.host.vfio;

	assert_int_equal(STATE(vfio->pci_driver), FACT_ABSENT);
	assert_int_equal(STATE(vfio->type1), FACT_ABSENT);
	assert_int_equal(STATE(vfio->iommufd), FACT_ABSENT);
	assert_number(vfio->container, false);
	assert_int_equal(STATE(vfio->unsafe_interrupts), FACT_ABSENT);
	scan_drop(&scanned);
}

static void without_the_kernels_modules_a_driver_is_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, RELEASE, ROOT_DIR("sys/module"));
	const struct text *driver = &scanned.host.vfio.pci_driver;

	assert_int_equal(STATE(*driver), FACT_UNKNOWN);
	assert_int_equal(driver->fact.error, ENOENT);
	assert_source(*driver, "/lib/modules/6.1.0-1-amd64");
	assert_int_equal(STATE(scanned.host.vfio.container), FACT_UNKNOWN);
	assert_source(scanned.host.vfio.container, "/dev/vfio/vfio");
	scan_drop(&scanned);
}

static void without_sysfs_what_is_built_in_is_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, RELEASE, ROOT_DIR(MODULES "kernel"));
	assert_int_equal(STATE(scanned.host.vfio.pci_driver), FACT_UNKNOWN);
	assert_int_equal(STATE(scanned.host.vfio.iommufd), FACT_UNKNOWN);
	scan_drop(&scanned);
}

/* ---- modprobe.d ---- */

static void assert_ids(const struct scanned *scanned, const char *expected)
{
	const struct texts *ids = &scanned->host.vfio.pci_ids;

	assert_int_equal(STATE(*ids), FACT_KNOWN);
	assert_string_equal(str_join(scanned->host.arena, ids->values, ids->n, " "), expected);
}

static void ids_are_those_of_the_last_options_line(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false,
	     ROOT_FILE("etc/modprobe.d/a.conf", "options vfio-pci ids=1111:2222\n"),
	     ROOT_FILE("lib/modprobe.d/b.conf",
		       "# options vfio-pci ids=3333:4444\n"
		       "options vfio ids=5555:6666\n"
		       "\toptions  vfio_pci disable_vga=1 \\\n ids=8086:1533,10de:1eb8,10de:1eb8\n"),
	     ROOT_FILE("etc/modprobe.d/z.conf~", "options vfio-pci ids=7777:8888\n"));
	assert_ids(&scanned, "10de:1eb8 8086:1533");
	assert_source(scanned.host.vfio.pci_ids, "/lib/modprobe.d/b.conf");
	scan_drop(&scanned);
}

static void a_file_hides_those_of_its_name_in_later_folders(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false,
	     ROOT_FILE("lib/modprobe.d/vfio.conf", "options vfio-pci ids=1111:2222\n"),
	     ROOT_FILE("run/modprobe.d/vfio.conf", "options vfio-pci ids=3333:4444\n"),
	     ROOT_FILE("usr/lib/modprobe.d/gpu.conf", "options vfio-pci ids=5555:6666\n"),
	     ROOT_LINK("etc/modprobe.d/gpu.conf", "/dev/null"));
	assert_ids(&scanned, "3333:4444");
	scan_drop(&scanned);
}

static void quotes_are_not_part_of_ids(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false,
	     ROOT_FILE("etc/modprobe.d/a.conf", "options vfio-pci ids=\"1111:2222\"\n"));
	assert_ids(&scanned, "1111:2222");
	scan_drop(&scanned);
}

static void no_options_are_no_ids(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, ROOT_DIR("etc/modprobe.d"));
	assert_ids(&scanned, "");
	scan_drop(&scanned);
}

static void an_options_file_that_cannot_be_read_makes_ids_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_all, false, ROOT_DIR("etc/modprobe.d/a.conf"),
	     ROOT_FILE("etc/modprobe.d/b.conf", "options vfio-pci ids=1111:2222\n"));
	assert_int_equal(STATE(scanned.host.vfio.pci_ids), FACT_UNKNOWN);
	assert_source(scanned.host.vfio.pci_ids, "/etc/modprobe.d/a.conf");
	scan_drop(&scanned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_has_all_its_facts),
		cmocka_unit_test(a_driver_without_a_module_is_told_from_one_that_is_not_shown),
		cmocka_unit_test(no_override_is_absent_however_it_is_printed),
		cmocka_unit_test(a_config_that_is_not_there_is_unknown),
		cmocka_unit_test(what_only_root_may_read_is_one_problem_for_each_function),
		cmocka_unit_test(vf_bars_without_an_address_are_counted),
		cmocka_unit_test(a_virtual_function_names_its_physical_one),
		cmocka_unit_test(a_bridge_is_no_virtual_function_and_has_none),
		cmocka_unit_test(ways_to_reset_are_absent_when_there_are_none),
		cmocka_unit_test(a_kernel_before_5_15_does_not_tell_how_it_resets),
		cmocka_unit_test(the_boot_display_is_told_of_displays),
		cmocka_unit_test(regions_of_a_group_are_read),
		cmocka_unit_test(regions_that_are_garbage_are_unknown),
		cmocka_unit_test(drivers_are_loaded_built_in_or_available),
		cmocka_unit_test(a_kernel_without_vfio_has_none),
		cmocka_unit_test(without_the_kernels_modules_a_driver_is_unknown),
		cmocka_unit_test(without_sysfs_what_is_built_in_is_unknown),
		cmocka_unit_test(ids_are_those_of_the_last_options_line),
		cmocka_unit_test(a_file_hides_those_of_its_name_in_later_folders),
		cmocka_unit_test(quotes_are_not_part_of_ids),
		cmocka_unit_test(no_options_are_no_ids),
		cmocka_unit_test(an_options_file_that_cannot_be_read_makes_ids_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
