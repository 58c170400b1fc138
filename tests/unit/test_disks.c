/* Which block devices are disks, and what they say of themselves. The trees are those of
 * Linux 6.1 and 6.12 on QEMU's machines, cut to what the collector reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/scan_root.h"

#define PCI "sys/devices/pci0000:00/"
#define MEBIBYTES_64 "131072\n" /* in sectors of 512 */

/* A disk: its link in sys/block, and its size. `above` is the path below sys/devices. */
#define DISK(name, above)                                       \
	ROOT_LINK("sys/block/" name, "../devices/" above "/" name),  \
	ROOT_FILE("sys/devices/" above "/" name "/size", MEBIBYTES_64)
#define DRIVER(device, name) ROOT_LINK(device "/driver", "../../bus/drivers/" name)

/* A SCSI disk, with its device link and type. */
#define SCSI_DISK(name, above)                                                   \
	DISK(name, above "/block"),                                              \
	ROOT_LINK("sys/devices/" above "/block/" name "/device", "../.."),       \
	ROOT_FILE("sys/devices/" above "/type", "0\n"),                          \
	DRIVER("sys/devices/" above, "sd")

static const struct disk *only_disk(const struct scanned *scanned)
{
	assert_int_equal(scanned->host.n_disks, 1);
	return &scanned->host.disks[0];
}

static void assert_names(const struct scanned *scanned, const char *expected)
{
	char names[256] = "";

	for (size_t i = 0; i < scanned->host.n_disks; i++) {
		size_t length = strlen(names);

		snprintf(names + length, sizeof(names) - length, "%s%s", i ? " " : "",
			 scanned->host.disks[i].name.value);
	}
	assert_string_equal(names, expected);
}

static void only_whole_disks_with_a_medium_count(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("loop0", "virtual/block"), DISK("ram0", "virtual/block"),
	     DISK("zram0", "virtual/block"), DISK("dm-0", "virtual/block"),
	     DISK("md127", "virtual/block"), DISK("md_d0", "virtual/block"),
	     DISK("md_home", "virtual/block"), DISK("nullb0", "virtual/block"),
	     DISK("sr0", "pci0000:00/0000:00:1f.2/ata2/host2/target2:0:0/2:0:0:0/block"),
	     DISK("fd0", "platform/floppy.0/block"),
	     DISK("mtdblock0", "platform/flash.0/mtd/mtd0"),
	     DISK("mmcblk0boot0", "platform/mmc.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0"),
	     DISK("mmcblk0rpmb", "platform/mmc.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0"),
	     DISK("mmcblk0", "platform/mmc.0/mmc_host/mmc0/mmc0:0001/block"),
	     ROOT_LINK("sys/block/nbd0", "../devices/virtual/block/nbd0"),
	     ROOT_FILE("sys/devices/virtual/block/nbd0/size", "0\n"),
	     DISK("nbd1", "virtual/block"),
	     SCSI_DISK("sdb", PCI "0000:00:06.0/usb2/2-1/2-1:1.0/host7/target7:0:0/7:0:0:0"),
	     ROOT_LINK("sys/block/sdc", "../devices/platform/reader/block/sdc"),
	     ROOT_FILE("sys/devices/platform/reader/block/sdc/size", "0\n"),
	     ROOT_DIR("sys/block/vanished"));
	assert_number(scanned.host.disks_read, true);
	assert_names(&scanned, "mmcblk0 nbd1 sdb");
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void scsi_devices_of_other_types_are_no_disks(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     ROOT_FILE("sys/block/sda/size", MEBIBYTES_64),
	     ROOT_FILE("sys/block/sda/device/type", "14\n"), /* RBC */
	     ROOT_FILE("sys/block/sdb/size", MEBIBYTES_64),
	     ROOT_FILE("sys/block/sdb/device/type", "7\n"), /* optical */
	     ROOT_FILE("sys/block/sdc/size", MEBIBYTES_64),
	     ROOT_FILE("sys/block/sdc/device/type", "20\n"), /* host-managed zones */
	     ROOT_FILE("sys/block/sdd/size", MEBIBYTES_64),
	     ROOT_FILE("sys/block/sdd/device/type", "5\n")); /* CD */
	assert_names(&scanned, "sda sdc");
	scan_drop(&scanned);
}

/* Every kernel that has /sys has /sys/block: a copy without it says nothing of disks. */
static void without_sys_block_disks_are_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false, ROOT_DIR("sys"));
	assert_int_equal(STATE(scanned.host.disks_read), FACT_UNKNOWN);
	assert_int_equal(scanned.host.n_disks, 0);
	scan_drop(&scanned);
}

static void a_virtio_disk_has_the_address_of_its_pci_function(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("vda", "pci0000:00/0000:00:02.0/virtio0/block"),
	     DRIVER(PCI "0000:00:02.0/virtio0", "virtio_blk"),
	     DRIVER(PCI "0000:00:02.0", "virtio-pci"),
	     ROOT_FILE("sys/block/vda/serial", "VBLK-1"),
	     ROOT_FILE("sys/block/vda/removable", "0\n"),
	     ROOT_FILE("sys/block/vda/ro", "1\n"),
	     ROOT_FILE("sys/block/vda/queue/rotational", "1\n"),
	     ROOT_FILE("sys/block/vda/queue/logical_block_size", "512\n"),
	     ROOT_FILE("sys/block/vda/queue/physical_block_size", "4096\n"),
	     /* virtio's own, an id and no name */
	     ROOT_FILE(PCI "0000:00:02.0/virtio0/vendor", "0x1af4\n"),
	     ROOT_LINK("sys/block/vda/device", "../../../virtio0"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->name, "vda");
	assert_number(disk->size_bytes, 64 * 1024 * 1024);
	assert_source(disk->size_bytes, "/sys/block/vda/size");
	assert_text(disk->serial, "VBLK-1");
	assert_text(disk->transport, "virtio");
	assert_text(disk->driver, "virtio_blk");
	assert_text(disk->controller, "0000:00:02.0");
	assert_number(disk->rotational, true);
	assert_number(disk->removable, false);
	assert_number(disk->read_only, true);
	assert_number(disk->logical_sector_bytes, 512);
	assert_number(disk->physical_sector_bytes, 4096);
	assert_int_equal(STATE(disk->vendor), FACT_ABSENT);
	scan_drop(&scanned);
}

static void a_virtio_disk_without_pci_has_the_name_of_its_device(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("vda", "platform/a003e00.virtio_mmio/virtio0/block"),
	     DRIVER("sys/devices/platform/a003e00.virtio_mmio/virtio0", "virtio_blk"));
	assert_text(only_disk(&scanned)->controller, "virtio0");
	scan_drop(&scanned);
}

static void a_multipath_namespace_counts_once_and_has_a_controller(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("nvme0c0n1", "pci0000:00/0000:00:03.0/nvme/nvme0"),
	     ROOT_FILE("sys/block/nvme0c0n1/hidden", "1\n"),
	     DISK("nvme0c1n1", "pci0000:00/0000:00:04.0/nvme/nvme1"),
	     ROOT_FILE("sys/block/nvme0c1n1/hidden", "1\n"),
	     DISK("nvme0n1", "virtual/nvme-subsystem/nvme-subsys0"),
	     ROOT_FILE("sys/block/nvme0n1/hidden", "0\n"),
	     ROOT_LINK("sys/block/nvme0n1/device", "../../nvme-subsys0"),
	     ROOT_FILE("sys/devices/virtual/nvme-subsystem/nvme-subsys0/serial",
		       "NVM-1               \n"),
	     ROOT_FILE("sys/devices/virtual/nvme-subsystem/nvme-subsys0/model",
		       "QEMU NVMe Ctrl                          \n"),
	     ROOT_LINK("sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme1",
		       "../../../pci0000:00/0000:00:04.0/nvme/nvme1"),
	     ROOT_LINK("sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0",
		       "../../../pci0000:00/0000:00:03.0/nvme/nvme0"),
	     ROOT_FILE(PCI "0000:00:03.0/nvme/nvme0/transport", "pcie\n"),
	     DRIVER(PCI "0000:00:03.0", "nvme"),
	     ROOT_FILE("sys/block/nvme0n1/wwid", "eui.0025385b71b0a3c1\n"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->name, "nvme0n1");
	assert_text(disk->model, "QEMU NVMe Ctrl");
	assert_text(disk->serial, "NVM-1");
	assert_text(disk->wwid, "eui.0025385b71b0a3c1");
	assert_text(disk->transport, "nvme");
	assert_text(disk->driver, "nvme");
	assert_text(disk->controller, "0000:00:03.0");
	scan_drop(&scanned);
}

static void a_namespace_of_a_fabric_names_it(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("nvme1n1", "virtual/nvme-fabrics/ctl/nvme1"),
	     ROOT_FILE("sys/devices/virtual/nvme-fabrics/ctl/nvme1/transport", "tcp\n"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->transport, "nvme-tcp");
	assert_int_equal(STATE(disk->driver), FACT_ABSENT);
	scan_drop(&scanned);
}

/* Page 89h as libata makes it: the model in swapped bytes, at 60 + 2 * 27. */
#define ZEROES_11 "\0\0\0\0\0\0\0\0\0\0\0"
#define ZEROES_55 ZEROES_11 ZEROES_11 ZEROES_11 ZEROES_11 ZEROES_11
#define ATA_PAGE(model) "\0\x89\x02\x38" ZEROES_55 ZEROES_55 model
#define WHOLE_MODEL " AiDksw ti h aarhtrel no ganem0  1      "
#define OTHER_MODEL "oNt ehs ma eidks                        "

#define SATA "pci0000:00/0000:00:1f.2/ata1/host1/target1:0:0/1:0:0:0"
#define SATA_DISK(link_speed)                                                         \
	SCSI_DISK("sda", SATA),                                                       \
	DRIVER(PCI "0000:00:1f.2", "ahci"),                                           \
	ROOT_FILE("sys/devices/" SATA "/vendor", "ATA     \n"),                       \
	ROOT_FILE("sys/devices/" SATA "/model", "A Disk with a ra\n"),                \
	ROOT_FILE(PCI "0000:00:1f.2/ata1/link1/ata_link/link1/sata_spd", link_speed)

static void a_sata_disk_has_its_whole_model_and_serial(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false, SATA_DISK("1.5 Gbps\n"),
	     ROOT_BYTES("sys/devices/" SATA "/vpd_pg80", "\0\x80\0\x0a" "IDE-1     "),
	     ROOT_BYTES("sys/devices/" SATA "/vpd_pg89", ATA_PAGE(WHOLE_MODEL)),
	     ROOT_FILE("sys/devices/" SATA "/wwid", "t10.ATA     A Disk\n"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->vendor, "ATA");
	assert_text(disk->model, "A Disk with a rather long name 01");
	assert_source(disk->model, "/sys/block/sda/device/vpd_pg89");
	assert_text(disk->serial, "IDE-1");
	assert_source(disk->serial, "/sys/block/sda/device/vpd_pg80");
	assert_text(disk->wwid, "t10.ATA     A Disk");
	assert_text(disk->transport, "sata");
	assert_text(disk->driver, "ahci");
	assert_text(disk->controller, "0000:00:1f.2");
	scan_drop(&scanned);
}

static void an_ata_page_in_big_endian_order_is_read(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false, SATA_DISK("6.0 Gbps\n"),
	     ROOT_BYTES("sys/devices/" SATA "/vpd_pg89",
			ATA_PAGE("A Disk with a rather long name 01       ")));
	assert_text(only_disk(&scanned)->model, "A Disk with a rather long name 01");
	scan_drop(&scanned);
}

static void an_ata_page_that_does_not_fit_leaves_the_model(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false, SATA_DISK("<unknown>\n"),
	     ROOT_BYTES("sys/devices/" SATA "/vpd_pg89", ATA_PAGE(OTHER_MODEL)));
	assert_text(only_disk(&scanned)->model, "A Disk with a ra");
	/* a parallel link */
	assert_text(only_disk(&scanned)->transport, "ata");
	scan_drop(&scanned);
	SCAN(&scanned, collect_disks, false, SATA_DISK("<unknown>\n"),
	     ROOT_BYTES("sys/devices/" SATA "/vpd_pg89", ATA_PAGE(" AiDksw ti h aarhtre")));
	assert_text(only_disk(&scanned)->model, "A Disk with a ra");
	scan_drop(&scanned);
}

#define SAS "pci0000:00/0000:03:00.0/host0/port-0:0/end_device-0:0/target0:0:0/0:0:0:0"

static void assert_serial_page(const char *page, size_t size, enum fact_state expected,
			       const char *serial)
{
	const struct root_entry rows[] = {
		SCSI_DISK("sda", SAS),
		{ .path = "sys/devices/" SAS "/vpd_pg80", .content = page, .size = size },
	};
	struct scanned scanned;

	scan_root(&scanned, collect_disks, false, rows, sizeof(rows) / sizeof(rows[0]));
	const struct disk *disk = only_disk(&scanned);
	assert_int_equal(STATE(disk->serial), expected);
	if (serial)
		assert_string_equal(disk->serial.value, serial);
	scan_drop(&scanned);
}

static void a_serial_page_is_bounded_by_its_length_and_its_bytes(void **state)
{
	(void)state;
	assert_serial_page("\0\x80\0\x03" "ABCDEF", 10, FACT_KNOWN, "ABC");
	assert_serial_page("\0\x80\xff\xff" "ABCDEF", 10, FACT_KNOWN, "ABCDEF");
	assert_serial_page("\0\x80\0\0" "ABCDEF", 10, FACT_ABSENT, NULL);
	assert_serial_page("\0\x80\0\x04" "    ", 8, FACT_ABSENT, NULL);
	assert_serial_page("\0\x80\0", 3, FACT_UNKNOWN, NULL);
	assert_serial_page("\0\x83\0\x03" "ABC", 7, FACT_UNKNOWN, NULL);
}

static void the_path_tells_the_transport(void **state)
{
	static const struct {
		const char *device, *expected;
	} rows[] = {
		{ .device = SAS, .expected = "sas" },
		{ .device = "platform/host3/session1/target3:0:0/3:0:0:1", .expected = "iscsi" },
		{ .device = "pci0000:00/0000:05:00.0/host1/rport-1:0-2/target1:0:0/1:0:0:0",
		  .expected = "fc" },
		{ .device = "pci0000:00/0000:00:07.0/virtio1/host0/target0:0:0/0:0:0:0",
		  .expected = "scsi" },
		{ .device = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0",
		  .expected = "usb" },
		/* a name that only looks like it */
		{ .device = "platform/usbx/ata/sessions/host0/target0:0:0/0:0:0:0",
		  .expected = "scsi" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char target[256], size[256];
		struct scanned scanned;

		snprintf(target, sizeof(target), "../devices/%s/block/sda", rows[i].device);
		snprintf(size, sizeof(size), "sys/devices/%s/block/sda/size", rows[i].device);
		const struct root_entry entries[] = {
			ROOT_LINK("sys/block/sda", target), ROOT_FILE(size, MEBIBYTES_64),
		};
		scan_root(&scanned, collect_disks, false, entries, 2);
		assert_text(only_disk(&scanned)->transport, rows[i].expected);
		scan_drop(&scanned);
	}
}

static void a_usb_disk_has_the_driver_and_serial_of_its_interface(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     SCSI_DISK("sde", "pci0000:00/0000:00:06.0/usb2/2-1/2-1:1.0/host7/"
			      "target7:0:0/7:0:0:0"),
	     DRIVER(PCI "0000:00:06.0/usb2/2-1/2-1:1.0", "usb-storage"),
	     DRIVER(PCI "0000:00:06.0/usb2/2-1", "usb"),
	     DRIVER(PCI "0000:00:06.0", "xhci_hcd"),
	     ROOT_FILE(PCI "0000:00:06.0/usb2/2-1/serial", "USB-1\n"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->driver, "usb-storage");
	assert_text(disk->controller, "2-1:1.0");
	assert_text(disk->serial, "USB-1");
	scan_drop(&scanned);
}

static void an_adapter_without_a_device_still_names_its_driver(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     SCSI_DISK("sda", "platform/host3/session1/target3:0:0/3:0:0:1"),
	     ROOT_FILE("sys/class/scsi_host/host3/proc_name", "iscsi_tcp\n"));
	assert_text(only_disk(&scanned)->driver, "iscsi_tcp");
	assert_int_equal(STATE(only_disk(&scanned)->controller), FACT_ABSENT);
	scan_drop(&scanned);
}

static void udev_tells_a_serial_that_sysfs_lacks(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("dasda", "css0/0.0.0007/0.0.0200/block"),
	     ROOT_LINK("sys/block/dasda/device", "../../../0.0.0200"),
	     ROOT_FILE("sys/devices/css0/0.0.0007/0.0.0200/uid",
		       "IBM.75000000092461.2a00.1a\n"),
	     ROOT_FILE("sys/block/dasda/dev", "94:0\n"),
	     ROOT_FILE("run/udev/data/b94:0", "E:ID_SERIAL_SHORT=0X0200\n"),
	     DRIVER("sys/devices/css0/0.0.0007/0.0.0200", "dasd-eckd"),
	     DRIVER("sys/devices/css0/0.0.0007", "io_subchannel"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->serial, "0X0200");
	assert_text(disk->transport, "dasd");
	assert_text(disk->driver, "dasd-eckd");
	assert_text(disk->controller, "0.0.0200");
	scan_drop(&scanned);
}

static void a_card_has_the_driver_of_its_host_controller(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     DISK("mmcblk0", "pci0000:00/0000:00:0a.0/mmc_host/mmc0/mmc0:4567/block"),
	     ROOT_LINK("sys/block/mmcblk0/device", "../../../mmc0:4567"),
	     ROOT_FILE(PCI "0000:00:0a.0/mmc_host/mmc0/mmc0:4567/name", "QEMU!\n"),
	     ROOT_FILE(PCI "0000:00:0a.0/mmc_host/mmc0/mmc0:4567/serial", "0xdeadbeef\n"),
	     DRIVER(PCI "0000:00:0a.0/mmc_host/mmc0/mmc0:4567", "mmcblk"),
	     DRIVER(PCI "0000:00:0a.0", "sdhci-pci"));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->model, "QEMU!");
	assert_text(disk->serial, "0xdeadbeef");
	assert_text(disk->transport, "mmc");
	assert_text(disk->driver, "sdhci-pci");
	assert_text(disk->controller, "0000:00:0a.0");
	scan_drop(&scanned);
}

static void a_copy_without_links_still_has_its_disks(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     ROOT_FILE("sys/block/cciss!c0d0/size", MEBIBYTES_64));
	const struct disk *disk = only_disk(&scanned);

	assert_text(disk->name, "cciss/c0d0");
	assert_number(disk->size_bytes, 64 * 1024 * 1024);
	assert_int_equal(STATE(disk->driver), FACT_ABSENT);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void a_size_that_is_no_number_is_unknown(void **state)
{
	static const char *const sizes[] = { "36028797018963968\n", "-1\n", "much\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const struct root_entry rows[] = { ROOT_FILE("sys/block/vda/size", sizes[i]) };
		struct scanned scanned;

		scan_root(&scanned, collect_disks, false, rows, 1);
		assert_int_equal(STATE(only_disk(&scanned)->size_bytes), FACT_UNKNOWN);
		assert_int_equal(scanned.host.n_problems, 1);
		scan_drop(&scanned);
	}
}

static void links_that_lead_nowhere_are_no_disks(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false,
	     ROOT_LINK("sys/block/sda", "../../../../../../../etc"),
	     ROOT_LINK("sys/block/sdc", "/"),
	     ROOT_LINK("sys/block/nvme0n1", "//.//../nvme-subsystem/x"));
	assert_int_equal(scanned.host.n_disks, 0);
	scan_drop(&scanned);
}

static void a_disk_that_cannot_be_read_is_still_one(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_disks, false, ROOT_LINK("sys/block/sda", "sda"));
	assert_int_equal(STATE(only_disk(&scanned)->size_bytes), FACT_UNKNOWN);
	assert_int_equal(only_disk(&scanned)->size_bytes.fact.error, ELOOP);
	scan_drop(&scanned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_whole_disks_with_a_medium_count),
		cmocka_unit_test(scsi_devices_of_other_types_are_no_disks),
		cmocka_unit_test(without_sys_block_disks_are_unknown),
		cmocka_unit_test(a_virtio_disk_has_the_address_of_its_pci_function),
		cmocka_unit_test(a_virtio_disk_without_pci_has_the_name_of_its_device),
		cmocka_unit_test(a_multipath_namespace_counts_once_and_has_a_controller),
		cmocka_unit_test(a_namespace_of_a_fabric_names_it),
		cmocka_unit_test(a_sata_disk_has_its_whole_model_and_serial),
		cmocka_unit_test(an_ata_page_in_big_endian_order_is_read),
		cmocka_unit_test(an_ata_page_that_does_not_fit_leaves_the_model),
		cmocka_unit_test(a_serial_page_is_bounded_by_its_length_and_its_bytes),
		cmocka_unit_test(the_path_tells_the_transport),
		cmocka_unit_test(a_usb_disk_has_the_driver_and_serial_of_its_interface),
		cmocka_unit_test(an_adapter_without_a_device_still_names_its_driver),
		cmocka_unit_test(udev_tells_a_serial_that_sysfs_lacks),
		cmocka_unit_test(a_card_has_the_driver_of_its_host_controller),
		cmocka_unit_test(a_copy_without_links_still_has_its_disks),
		cmocka_unit_test(a_size_that_is_no_number_is_unknown),
		cmocka_unit_test(links_that_lead_nowhere_are_no_disks),
		cmocka_unit_test(a_disk_that_cannot_be_read_is_still_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
