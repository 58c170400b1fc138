/* PCI functions, by libpci and by the root. The tree is that of QEMU's q35. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scan_root.h"

#define TREE "sys/devices/pci0000:00/"
#define BUS "sys/bus/pci/devices/"

#define IDS(directory, vendor, device, class)                  \
	ROOT_FILE(directory "/vendor", vendor "\n"),           \
	ROOT_FILE(directory "/device", device "\n"),           \
	ROOT_FILE(directory "/class", class "\n")
#define LISTED(address) \
	ROOT_LINK(BUS address, "../../../devices/pci0000:00/" address)

#define NVME "0000:00:03.0"
#define NVME_ROWS                                                                  \
	LISTED(NVME), IDS(TREE NVME, "0x1b36", "0x0010", "0x010802"),              \
	ROOT_FILE(TREE NVME "/revision", "0x02\n"),                                \
	ROOT_FILE(TREE NVME "/subsystem_vendor", "0x1af4\n"),                      \
	ROOT_FILE(TREE NVME "/subsystem_device", "0x1100\n"),                      \
	ROOT_FILE(TREE NVME "/modalias", "pci:v00001B36d00000010sv00001AF4"        \
					 "sd00001100bc01sc08i02\n"),               \
	ROOT_FILE(TREE NVME "/numa_node", "1\n"),                                  \
	ROOT_LINK(TREE NVME "/driver", "../../../bus/pci/drivers/nvme"),           \
	ROOT_LINK(TREE NVME "/iommu", "../../virtual/iommu/dmar0"),                \
	ROOT_LINK(TREE NVME "/iommu_group", "../../../kernel/iommu_groups/4")

static const struct pci_device *only_function(const struct scanned *scanned)
{
	assert_int_equal(scanned->host.n_pci, 1);
	return &scanned->host.pci[0];
}

static void a_function_has_all_its_facts(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false, NVME_ROWS);
	const struct pci_device *pci = only_function(&scanned);

	assert_number(scanned.host.pci_read, true);
	assert_text(pci->address, NVME);
	assert_number(pci->domain, 0);
	assert_number(pci->bus, 0);
	assert_number(pci->device, 3);
	assert_number(pci->function, 0);
	assert_number(pci->vendor_id, 0x1b36);
	assert_source(pci->vendor_id, "/" BUS NVME "/vendor");
	assert_number(pci->device_id, 0x0010);
	assert_number(pci->subsystem_vendor_id, 0x1af4);
	assert_number(pci->subsystem_device_id, 0x1100);
	assert_number(pci->class_code, 0x010802);
	assert_number(pci->revision, 2);
	assert_text(pci->driver, "nvme");
	assert_number(pci->numa_node, 1);
	assert_number(pci->iommu_group, 4);
	assert_number(pci->iommu, true);
	assert_text(pci->unit, "dmar0");
	assert_text(pci->modalias, "pci:v00001B36d00000010sv00001AF4sd00001100bc01sc08i02");
	/* not asked for */
	assert_int_equal(STATE(pci->vendor_name), FACT_ABSENT);
	assert_null(pci->vendor_name.fact.source);
	scan_drop(&scanned);
}

static void names_are_those_of_the_chip(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, true,
	     LISTED("0000:00:0b.0"), IDS(TREE "0000:00:0b.0", "0x8086", "0x10fb", "0x020000"),
	     /* a board that the database knows, "Ethernet Server Adapter X520-2" */
	     ROOT_FILE(TREE "0000:00:0b.0/subsystem_vendor", "0x8086\n"),
	     ROOT_FILE(TREE "0000:00:0b.0/subsystem_device", "0x0003\n"));
	const struct pci_device *pci = only_function(&scanned);

	assert_text(pci->vendor_name, "Intel Corporation");
	assert_text(pci->device_name, "82599ES 10-Gigabit SFI/SFP+ Network Connection");
	assert_text(pci->class_name, "Ethernet controller");
	scan_drop(&scanned);
}

static void what_is_not_there_is_absent(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     LISTED(NVME), IDS(TREE NVME, "0x1b36", "0x0010", "0x010802"),
	     ROOT_FILE(TREE NVME "/numa_node", "-1\n"));
	const struct pci_device *pci = only_function(&scanned);

	assert_number(pci->vendor_id, 0x1b36);
	assert_int_equal(STATE(pci->driver), FACT_ABSENT);
	assert_int_equal(STATE(pci->numa_node), FACT_ABSENT);
	assert_source(pci->numa_node, "/" BUS NVME "/numa_node");
	assert_int_equal(STATE(pci->iommu_group), FACT_ABSENT);
	assert_int_equal(STATE(pci->modalias), FACT_ABSENT);
	assert_number(pci->iommu, false);
	assert_int_equal(STATE(pci->unit), FACT_ABSENT);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void without_the_bus_there_are_no_functions(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, true, ROOT_DIR("sys/bus"));
	assert_number(scanned.host.pci_read, false);
	assert_int_equal(scanned.host.n_pci, 0);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

/* As AMD's units are: the directory is their own, for their class. */
static void an_iommu_does_not_own_itself(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     IDS(BUS "0000:00:00.2", "0x1022", "0x1451", "0x080600"),
	     ROOT_DIR(BUS "0000:00:00.2/iommu/ivhd0/devices"));
	assert_number(only_function(&scanned)->iommu, false);
	scan_drop(&scanned);
}

static void plain_directories_are_read_like_links(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     IDS(BUS "10000:e1:00.0", "0x8086", "0x0a54", "0x010802"),
	     ROOT_FILE(BUS "10000:e1:00.0/numa_node", "0\n"),
	     ROOT_DIR(BUS "10000:e1:00.0/iommu/devices"));
	const struct pci_device *pci = only_function(&scanned);

	assert_number(pci->domain, 0x10000);
	assert_number(pci->bus, 0xe1);
	assert_number(pci->vendor_id, 0x8086);
	assert_number(pci->device_id, 0x0a54);
	assert_number(pci->numa_node, 0);
	assert_number(pci->iommu, true);
	scan_drop(&scanned);
}

static void functions_are_in_the_order_of_their_numbers(void **state)
{
	static const char *const expected[] = {
		"0000:02:00.0", "0000:0a:00.0", "0000:0a:00.1", "0000:0a:1f.0",
		"0000:10:00.0", "0000:1a:00.0", "10000:01:00.0",
	};
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     ROOT_DIR(BUS "10000:01:00.0"), ROOT_DIR(BUS "0000:1a:00.0"),
	     ROOT_DIR(BUS "0000:02:00.0"), ROOT_DIR(BUS "0000:0a:1f.0"),
	     ROOT_DIR(BUS "0000:0a:00.1"), ROOT_DIR(BUS "0000:10:00.0"),
	     ROOT_DIR(BUS "0000:0a:00.0"));
	assert_int_equal(scanned.host.n_pci, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < scanned.host.n_pci; i++)
		assert_text(scanned.host.pci[i].address, expected[i]);
	scan_drop(&scanned);
}

static void names_that_are_no_addresses_are_left_out(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     ROOT_DIR(BUS "0000:00:20.0"), ROOT_DIR(BUS "0000:00:1f.8"),
	     ROOT_DIR(BUS "0000:00:1F.0"), ROOT_DIR(BUS "0:0:1.0"),
	     ROOT_DIR(BUS "0x00:00:01.0"), ROOT_DIR(BUS "0000:00:01.0 "),
	     ROOT_DIR(BUS "0000:00:01"), ROOT_DIR(BUS "pcie"));
	assert_number(scanned.host.pci_read, true);
	assert_int_equal(scanned.host.n_pci, 0);
	scan_drop(&scanned);
}

/* Ids that libpci would have read, had it been asked: they are outside the root. */
static void make_outside(char *path, size_t size, const char *root)
{
	struct stat status;

	snprintf(path, size, "%s-outside", root);
	assert_int_not_equal(stat(path, &status), 0);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("0xbad1\n", file);
	fclose(file);
}

static void links_out_of_the_root_are_not_followed(void **state)
{
	struct wants wants = { .names = false };
	struct scanned scanned;
	char outside[256], link[512];

	(void)state;
	SCAN(&scanned, NULL, false, IDS(BUS NVME, "0x1b36", "0x0010", "0x010802"));
	make_outside(outside, sizeof(outside), scanned.path);
	snprintf(link, sizeof(link), "%s/" BUS NVME "/vendor", scanned.path);
	remove(link);
	assert_int_equal(symlink(outside, link), 0);

	collect_pci(&scanned.host, &wants);
	const struct pci_device *pci = only_function(&scanned);
	assert_int_equal(STATE(pci->vendor_id), FACT_ABSENT);
	assert_number(pci->device_id, 0x0010);
	remove(outside);
	scan_drop(&scanned);
}

static void absolute_links_lead_to_the_roots_own_devices(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     ROOT_LINK(BUS "0000:00:00.0", "/sys/devices/pci0000:00/0000:00:00.0"),
	     IDS(TREE "0000:00:00.0", "0x1234", "0xabcd", "0x060000"));
	assert_number(only_function(&scanned)->vendor_id, 0x1234);
	assert_number(only_function(&scanned)->device_id, 0xabcd);
	scan_drop(&scanned);
}

static void a_pipe_does_not_block_the_scan(void **state)
{
	struct wants wants = { .names = false };
	struct scanned scanned;
	char path[512];

	(void)state;
	SCAN(&scanned, NULL, false, ROOT_FILE(BUS NVME "/device", "0x0010\n"));
	snprintf(path, sizeof(path), "%s/" BUS NVME "/vendor", scanned.path);
	assert_int_equal(mkfifo(path, 0600), 0);
	collect_pci(&scanned.host, &wants);
	assert_int_not_equal(STATE(only_function(&scanned)->vendor_id), FACT_KNOWN);
	scan_drop(&scanned);
}

static void a_function_that_is_unplugged_is_left_out(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, true, LISTED("0000:00:05.0"), NVME_ROWS);
	assert_text(only_function(&scanned)->address, NVME);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void an_id_that_is_no_number_is_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, false,
	     LISTED(NVME), IDS(TREE NVME, "junk", "0x0010", "0x010802"),
	     ROOT_FILE(TREE NVME "/modalias", "pci:"), ROOT_FILE(TREE NVME "/numa_node", "0"));
	assert_int_equal(STATE(only_function(&scanned)->vendor_id), FACT_UNKNOWN);
	assert_int_equal(only_function(&scanned)->vendor_id.fact.error, EINVAL);
	scan_drop(&scanned);
}

static void what_cannot_be_read_is_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_pci, true,
	     LISTED(NVME), IDS(TREE NVME, "0x1b36", "0x0010", "0x010802"),
	     ROOT_LINK(TREE NVME "/modalias", "modalias"));
	const struct pci_device *pci = only_function(&scanned);

	assert_int_equal(STATE(pci->modalias), FACT_UNKNOWN);
	assert_int_equal(pci->modalias.fact.error, ELOOP);
	assert_number(pci->device_id, 0x0010);
	scan_drop(&scanned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_has_all_its_facts),
		cmocka_unit_test(names_are_those_of_the_chip),
		cmocka_unit_test(what_is_not_there_is_absent),
		cmocka_unit_test(without_the_bus_there_are_no_functions),
		cmocka_unit_test(an_iommu_does_not_own_itself),
		cmocka_unit_test(plain_directories_are_read_like_links),
		cmocka_unit_test(functions_are_in_the_order_of_their_numbers),
		cmocka_unit_test(names_that_are_no_addresses_are_left_out),
		cmocka_unit_test(links_out_of_the_root_are_not_followed),
		cmocka_unit_test(absolute_links_lead_to_the_roots_own_devices),
		cmocka_unit_test(a_pipe_does_not_block_the_scan),
		cmocka_unit_test(a_function_that_is_unplugged_is_left_out),
		cmocka_unit_test(an_id_that_is_no_number_is_unknown),
		cmocka_unit_test(what_cannot_be_read_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
