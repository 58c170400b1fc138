/* What started the host, and its TPMs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "tests/unit/scan_root.h"

#define SECURE_BOOT \
	"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_firmware(host, wants);
}

static void uefi_tells_whether_secure_boot_is_on(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_BYTES(SECURE_BOOT, "\x06\0\0\0\x01"));
	assert_text(s.host.firmware.boot, "uefi");
	assert_number(s.host.firmware.secure_boot, true);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_BYTES(SECURE_BOOT, "\x06\0\0\0\0"));
	assert_number(s.host.firmware.secure_boot, false);
	scan_drop(&s);
}

static void a_variable_cut_short_is_unknown(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_BYTES(SECURE_BOOT, "\x06\0\0\0"));
	assert_int_equal(STATE(s.host.firmware.secure_boot), FACT_UNKNOWN);
	assert_int_equal(s.host.n_problems, 1);
	scan_drop(&s);
}

static void secure_boot_is_unknown_until_efivarfs_is_mounted(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_DIR("sys/firmware/efi/efivars"));
	assert_int_equal(STATE(s.host.firmware.secure_boot), FACT_UNKNOWN);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("sys/firmware/efi/efivars/BootOrder-8be4df61", "x"));
	assert_int_equal(STATE(s.host.firmware.secure_boot), FACT_ABSENT);
	scan_drop(&s);
}

static void firmware_without_uefi_is_named_for_its_machine(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_DIR("sys/firmware/acpi"));
	assert_text(s.host.firmware.boot, "bios");
	assert_int_equal(STATE(s.host.firmware.secure_boot), FACT_ABSENT);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "ppc64le"),
	     ROOT_DIR("sys/firmware/devicetree"));
	assert_text(s.host.firmware.boot, "openfirmware");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "ppc64le"),
	     ROOT_DIR("sys/firmware/devicetree"), ROOT_DIR("sys/firmware/opal"));
	assert_text(s.host.firmware.boot, "opal");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "riscv64"),
	     ROOT_DIR("sys/firmware/devicetree"));
	assert_text(s.host.firmware.boot, "devicetree");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "s390x"), ROOT_DIR("sys/firmware/ipl"));
	assert_text(s.host.firmware.boot, "ipl");
	scan_drop(&s);
}

static void a_masked_directory_does_not_mean_bios(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_DIR("sys/firmware"));
	assert_int_equal(STATE(s.host.firmware.boot), FACT_UNKNOWN);
	assert_int_equal(STATE(s.host.firmware.secure_boot), FACT_UNKNOWN);
	scan_drop(&s);
}

static void tpms_tell_their_version_on_kernels_of_any_age(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("sys/class/tpm/tpm0/tpm_version_major", "2\n"),
	     ROOT_FILE("sys/class/tpm/tpm1/tpm_version_major", "1\n"),
	     ROOT_FILE("sys/class/tpm/tpm2/caps", "Manufacturer: 0x49465800\n"),
	     ROOT_DIR("sys/class/tpm/tpm3"), ROOT_DIR("sys/class/tpmrm/tpmrm3"),
	     ROOT_DIR("sys/class/tpm/tpm4"));
	const struct firmware *firmware = &s.host.firmware;

	assert_int_equal(firmware->n_tpms, 5);
	assert_text(firmware->tpms[0].name, "tpm0");
	assert_text(firmware->tpms[0].version, "2.0");
	assert_text(firmware->tpms[1].version, "1.2");
	assert_text(firmware->tpms[2].version, "1.2");
	assert_text(firmware->tpms[3].version, "2.0");
	assert_int_equal(STATE(firmware->tpms[4].version), FACT_ABSENT);
	scan_drop(&s);
}

static void no_tpm_is_a_list_that_was_read(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_DIR("sys/class"));
	assert_number(s.host.firmware.tpms_read, false);
	assert_int_equal(s.host.firmware.n_tpms, 0);
	scan_drop(&s);
}

static void the_note_of_a_kickstart_tells_how_the_host_was_installed(void **state)
{
	static const char path[] = "root/NETBOOT_METHOD.TXT";
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE(path, "efigrub\nmore\n"));
	assert_text(s.host.firmware.netboot_method, "efigrub");
	assert_source(s.host.firmware.netboot_method, "/root/NETBOOT_METHOD.TXT");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE(path, "\n"));
	assert_int_equal(STATE(s.host.firmware.netboot_method), FACT_ABSENT);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_DIR("root"));
	assert_int_equal(STATE(s.host.firmware.netboot_method), FACT_ABSENT);
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_DIR(path));
	assert_int_equal(STATE(s.host.firmware.netboot_method), FACT_UNKNOWN);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uefi_tells_whether_secure_boot_is_on),
		cmocka_unit_test(a_variable_cut_short_is_unknown),
		cmocka_unit_test(secure_boot_is_unknown_until_efivarfs_is_mounted),
		cmocka_unit_test(firmware_without_uefi_is_named_for_its_machine),
		cmocka_unit_test(a_masked_directory_does_not_mean_bios),
		cmocka_unit_test(tpms_tell_their_version_on_kernels_of_any_age),
		cmocka_unit_test(no_tpm_is_a_list_that_was_read),
		cmocka_unit_test(the_note_of_a_kickstart_tells_how_the_host_was_installed),
	};

	return cmocka_run_group_tests_name("firmware", tests, NULL, NULL);
}
