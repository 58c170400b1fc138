/* Which disks are below mounts and swap, as Linux 6.1 shows them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scanner/mounts.h"
#include "scanner/str.h"
#include "tests/unit/scan_root.h"

#define MOUNTS "proc/self/mountinfo"
#define SWAPS_HEAD "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
#define REST " rw,relatime shared:1 - "

#define ATA(name) "sys/devices/pci0000:00/0000:00:1f.2/" name "/block/" name
#define VIRTUAL(name) "sys/devices/virtual/block/" name

/* A disk with its entries in the classes; a partition of one; what is made of disks. */
#define DISK(name, number)                                                    \
	ROOT_LINK("sys/block/" name, "../devices/pci0000:00/0000:00:1f.2/" name "/block/" name), \
	ROOT_LINK("sys/class/block/" name, "../../../" ATA(name)),            \
	ROOT_LINK("sys/dev/block/" number, "../../../" ATA(name)),            \
	ROOT_FILE(ATA(name) "/size", "2048\n"), ROOT_DIR(ATA(name) "/slaves")
#define PARTITION(disk, name, number)                                         \
	ROOT_LINK("sys/class/block/" name, "../../../" ATA(disk) "/" name),   \
	ROOT_LINK("sys/dev/block/" number, "../../../" ATA(disk) "/" name),   \
	ROOT_FILE(ATA(disk) "/" name "/partition", "1\n")
#define MADE(name, number)                                                    \
	ROOT_LINK("sys/block/" name, "../devices/virtual/block/" name),       \
	ROOT_LINK("sys/class/block/" name, "../../../" VIRTUAL(name)),        \
	ROOT_LINK("sys/dev/block/" number, "../../../" VIRTUAL(name)),        \
	ROOT_FILE(VIRTUAL(name) "/size", "2048\n")
#define SLAVE(name, of) ROOT_LINK(VIRTUAL(name) "/slaves/" of, "../../../../nowhere/" of)

static void collect_mounts(struct host *host, const struct wants *wants)
{
	collect_disks(host, wants);
	mounts_read(host);
}

static void assert_mounts(struct scanned *scanned, size_t disk, const char *expected)
{
	const struct texts *mounts = &scanned->host.disks[disk].mounts;

	assert_true(disk < scanned->host.n_disks);
	assert_int_equal(STATE(*mounts), FACT_KNOWN);
	assert_string_equal(str_join(&scanned->arena, mounts->values, mounts->n, " "),
			    expected);
}

static void assert_unknown(const struct scanned *scanned, size_t disk, int error)
{
	assert_true(disk < scanned->host.n_disks);
	assert_int_equal(STATE(scanned->host.disks[disk].mounts), FACT_UNKNOWN);
	assert_int_equal(scanned->host.disks[disk].mounts.fact.error, error);
}

static void partitions_are_their_disks(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"), PARTITION("sda", "sda1", "8:1"),
	     PARTITION("sda", "sda2", "8:2"), PARTITION("sda", "sda3", "8:3"), DISK("sdb", "8:16"),
	     ROOT_FILE("proc/swaps", SWAPS_HEAD
		       "/dev/sda3                               partition\t999420\t\t0\t\t-2\n"
		       "/swapfile                               file\t\t999420\t\t0\t\t-3\n"),
	     ROOT_FILE(MOUNTS, "22 1 8:2 / /" REST "ext4 /dev/sda2 rw\n"
			       "23 22 8:1 / /boot/efi rw - vfat /dev/sda1 rw\n"
			       "24 22 0:21 / /proc" REST "proc proc rw\n"
			       "25 22 0:40 / /home" REST "nfs4 server:/home rw\n"));
	assert_mounts(&scanned, 0, "/ /boot/efi [SWAP]");
	assert_source(scanned.host.disks[0].mounts, "/" MOUNTS);
	assert_mounts(&scanned, 1, "");
	scan_drop(&scanned);
}

static void what_is_made_of_disks_is_all_of_them(void **state)
{
	struct scanned scanned;

	(void)state;
	/* Encryption on RAID on a partition and a disk; a disk that is none of it. */
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"), PARTITION("sda", "sda1", "8:1"),
	     DISK("sdb", "8:16"), DISK("sdc", "8:32"), MADE("md0", "9:0"), MADE("dm-0", "254:0"),
	     SLAVE("dm-0", "md0"), SLAVE("md0", "sda1"), SLAVE("md0", "sdb"),
	     ROOT_FILE(MOUNTS, "22 1 254:0 / /" REST "xfs /dev/mapper/root rw\n"));
	assert_mounts(&scanned, 0, "/");
	assert_mounts(&scanned, 1, "/");
	assert_mounts(&scanned, 2, "");
	scan_drop(&scanned);
}

static void slaves_in_a_ring_end(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"), MADE("dm-0", "254:0"),
	     MADE("dm-1", "254:1"), SLAVE("dm-0", "dm-1"), SLAVE("dm-1", "dm-0"),
	     SLAVE("dm-1", "sda"),
	     ROOT_FILE(MOUNTS, "22 1 254:0 / /" REST "xfs /dev/mapper/root rw\n"));
	assert_mounts(&scanned, 0, "/");
	scan_drop(&scanned);
}

static void all_devices_of_a_btrfs_have_its_mounts(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"), PARTITION("sda", "sda1", "8:1"),
	     DISK("sdb", "8:16"), DISK("sdc", "8:32"), MADE("dm-0", "254:0"), SLAVE("dm-0", "sda1"),
	     ROOT_LINK("dev/mapper/luks", "../dm-0"), ROOT_DIR("sys/fs/btrfs/features"),
	     ROOT_DIR("sys/fs/btrfs/1-2-3/devices/dm-0"), ROOT_DIR("sys/fs/btrfs/1-2-3/devices/sdb"),
	     ROOT_DIR("sys/fs/btrfs/4-5-6/devices/sdc"),
	     ROOT_FILE(MOUNTS, "22 1 0:25 /@ /" REST "btrfs /dev/mapper/luks rw,subvol=/@\n"
			       "23 22 0:25 /@home /home" REST "btrfs /dev/mapper/luks rw\n"));
	assert_mounts(&scanned, 0, "/ /home");
	assert_mounts(&scanned, 1, "/ /home");
	assert_mounts(&scanned, 2, "");
	scan_drop(&scanned);
}

static void a_source_that_leads_nowhere_makes_unused_disks_unknown(void **state)
{
	static const char *const mounts[] = {
		"22 1 0:25 / /" REST "btrfs /dev/root rw\n",
		"22 1 0:25 / /" REST "btrfs none rw\n",
		"22 1 0:25 / /" REST "zfs rpool/ROOT/debian rw\n",
		"22 1 254:7 / /" REST "xfs /dev/mapper/root rw\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		char text[256];

		snprintf(text, sizeof(text), "%s21 1 8:0 / /data" REST "ext4 /dev/sda rw\n",
			 mounts[i]);
		const struct root_entry rows[] = {
			DISK("sda", "8:0"), DISK("sdb", "8:16"), ROOT_FILE(MOUNTS, text),
		};
		struct scanned scanned;

		scan_root(&scanned, collect_mounts, false, rows, sizeof(rows) / sizeof(rows[0]));
		assert_mounts(&scanned, 0, "/data");
		assert_unknown(&scanned, 1, ENODATA);
		scan_drop(&scanned);
	}
}

static void folders_that_containers_have_mounted_are_not_told_beside_the_whole(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"), DISK("sdb", "8:16"),
	     ROOT_FILE(MOUNTS, "22 1 8:0 / /sysroot" REST "xfs /dev/sda rw\n"
			       "23 22 8:0 /ostree/deploy/1 /" REST "xfs /dev/sda rw\n"
			       "24 22 8:0 /pods/1 /var/lib/pods/1" REST "xfs /dev/sda rw\n"
			       "25 22 8:16 /pods/2 /var/lib/pods/2" REST "xfs /dev/sdb rw\n"));
	assert_mounts(&scanned, 0, "/ /sysroot");
	assert_mounts(&scanned, 1, "/var/lib/pods/2");
	scan_drop(&scanned);
}

static void escapes_in_mount_points_are_resolved(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"),
	     ROOT_FILE(MOUNTS, "22 1 8:0 / /my\\040data\\134\\01" REST "xfs /dev/sda rw\n"));
	assert_mounts(&scanned, 0, "/my data\\\\01");
	scan_drop(&scanned);
}

static void without_the_list_of_mounts_disks_are_unknown(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, collect_mounts, false, DISK("sda", "8:0"));
	assert_unknown(&scanned, 0, ENOENT);
	assert_int_equal(scanned.host.n_problems, 0);
	scan_drop(&scanned);
}

static void a_container_does_not_know_the_mounts_of_its_host(void **state)
{
	struct scanned scanned;

	(void)state;
	SCAN(&scanned, NULL, false, DISK("sda", "8:0"), DISK("sdb", "8:16"),
	     ROOT_FILE(MOUNTS, "22 1 8:0 /hosts /etc/hosts" REST "ext4 /dev/sda rw\n"));
	text_set(&scanned.host.virtualization.container, "docker", "/.dockerenv");
	collect_mounts(&scanned.host, &(struct wants){ .names = false });
	assert_mounts(&scanned, 0, "/etc/hosts");
	assert_unknown(&scanned, 1, ENODATA);
	scan_drop(&scanned);
}

static void lines_that_are_none_are_left_out(void **state)
{
	static const char *const lines[] = {
		"", "\n\n", " - ", "22 1 8:0 / / rw", "22 1 8:0 / - ext4 /dev/sda rw\n",
		"22 1 8:0 / / rw - ext4\n", "- - - - - - -\n", "22 1 0: / / - btrfs : :\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const struct root_entry rows[] = {
			DISK("sda", "8:0"), ROOT_FILE(MOUNTS, lines[i]),
			ROOT_FILE("proc/swaps", lines[i]),
		};
		struct scanned scanned;

		scan_root(&scanned, collect_mounts, false, rows, sizeof(rows) / sizeof(rows[0]));
		assert_int_equal(scanned.host.disks[0].mounts.n, 0);
		scan_drop(&scanned);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(partitions_are_their_disks),
		cmocka_unit_test(what_is_made_of_disks_is_all_of_them),
		cmocka_unit_test(slaves_in_a_ring_end),
		cmocka_unit_test(all_devices_of_a_btrfs_have_its_mounts),
		cmocka_unit_test(a_source_that_leads_nowhere_makes_unused_disks_unknown),
		cmocka_unit_test(folders_that_containers_have_mounted_are_not_told_beside_the_whole),
		cmocka_unit_test(escapes_in_mount_points_are_resolved),
		cmocka_unit_test(without_the_list_of_mounts_disks_are_unknown),
		cmocka_unit_test(a_container_does_not_know_the_mounts_of_its_host),
		cmocka_unit_test(lines_that_are_none_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
