/* What is installed to run guests, and of which version, by files alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <errno.h>

#include "scanner/tree.h"
#include "tests/unit/scan_root.h"

#define X86 "usr/bin/qemu-system-x86_64"
#define ARM "usr/bin/qemu-system-aarch64"
#define DPKG "var/lib/dpkg/status"
#define CACHES "var/cache/libvirt/qemu/capabilities"

static void run(struct host *host, const struct wants *wants)
{
	collect_system(host, wants);
	collect_viommu(host, wants);
}

static void a_bare_host_has_none_and_that_is_known(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_DIR("usr/bin"),
	     ROOT_DIR("dev"));
	const struct emulation *emulation = &s.host.emulation;

	assert_number(emulation->kvm, false);
	assert_number(emulation->emulators_read, false);
	assert_int_equal(emulation->n_emulators, 0);
	assert_int_equal(STATE(emulation->libvirt), FACT_ABSENT);
	assert_int_equal(s.host.n_problems, 0);
	scan_drop(&s);
}

static void nothing_is_known_of_a_copy_without_usr_and_dev(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"));
	assert_int_equal(STATE(s.host.emulation.kvm), FACT_UNKNOWN);
	assert_source(s.host.emulation.kvm, "/dev/kvm");
	assert_int_equal(STATE(s.host.emulation.emulators_read), FACT_UNKNOWN);
	assert_int_equal(STATE(s.host.emulation.libvirt), FACT_UNKNOWN);
	scan_drop(&s);
}

static void libvirts_version_is_that_of_its_library(void **state)
{
	static const struct {
		const char *link, *target, *version;
	} rows[] = {
		{ "usr/lib64/libvirt.so.0", "libvirt.so.0.9000.0", "9.0.0" },
		{ "usr/lib/libvirt.so.0", "libvirt.so.0.11010.2", "11.10.2" },
		{ "usr/lib/x86_64-linux-gnu/libvirt.so.0", "libvirt.so.0.4005.0", "4.5.0" },
		{ "usr/lib64/libvirt.so.0", "/usr/lib64/libvirt.so.0.1002.17", "1.2.17" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct root_entry entries[] = {
			ROOT_FILE("labscan/machine", "x86_64"),
			ROOT_LINK(rows[i].link, rows[i].target),
		};
		struct scanned s;

		scan_root(&s, run, false, entries, 2);
		assert_text(s.host.emulation.libvirt, rows[i].version);
		scan_drop(&s);
	}
}

static void a_library_of_another_name_has_no_version(void **state)
{
	static const char *const targets[] = {
		"libvirt.so.0", "libvirt.so.0.9000", "libvirt.so.0.x.0", "libvirt.so.1.9000.0", "/",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		const struct root_entry entries[] = {
			ROOT_FILE("labscan/machine", "x86_64"),
			ROOT_LINK("usr/lib64/libvirt.so.0", targets[i]),
		};
		struct scanned s;

		scan_root(&s, run, false, entries, 2);
		assert_int_equal(STATE(s.host.emulation.libvirt), FACT_UNKNOWN);
		scan_drop(&s);
	}
}

static void machines_whose_name_debian_writes_otherwise_are_found(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "ppc64le"),
	     ROOT_LINK("usr/lib/powerpc64le-linux-gnu/libvirt.so.0", "libvirt.so.0.9000.0"));
	assert_text(s.host.emulation.libvirt, "9.0.0");
	scan_drop(&s);
}

static void dpkg_tells_the_version_of_each_emulator(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_FILE("dev/kvm", ""),
	     ROOT_FILE(X86, ""), ROOT_FILE(ARM, ""),
	     ROOT_FILE(DPKG,
		       "Package: bash\nStatus: install ok installed\nVersion: 5.2\n\n"
		       "Package: qemu-system-x86\nStatus: install ok installed\n"
		       "Description: an emulator\n .\n Version: 1.0\nVersion: 1:7.2+dfsg-7\n\n"
		       "Package: qemu-system-arm\nStatus: hold ok installed\nVersion: 1:10.0.2+ds-2\n"));
	const struct emulation *emulation = &s.host.emulation;

	assert_number(emulation->kvm, true);
	assert_number(emulation->emulators_read, true);
	assert_int_equal(emulation->n_emulators, 2);
	assert_text(emulation->emulators[0].path, "/" X86);
	assert_text(emulation->emulators[0].guest_arch, "x86_64");
	assert_text(emulation->emulators[0].version, "7.2");
	assert_source(emulation->emulators[0].version, "/" DPKG);
	assert_text(emulation->emulators[1].guest_arch, "aarch64");
	assert_text(emulation->emulators[1].version, "10.0.2");
	scan_drop(&s);
}

static void a_package_that_is_removed_or_of_another_name_does_not_tell(void **state)
{
	static const char *const lists[] = {
		"Package: qemu-system-x86\nStatus: deinstall ok config-files\nVersion: 1:7.2\n",
		"Package: qemu-system-x86-xen\nStatus: install ok installed\nVersion: 1:7.2\n",
		"Package: other\nStatus: install ok installed\nHome: Package: qemu-system-x86\nVersion: 1\n",
		"Package: qemu-system-x86\nStatus: install ok installed\n\nVersion: 1:7.2\n",
		"Package: qemu-system-x86\nStatus: install ok installed\nVersion: dfsg\n",
		"Package: qemu-system-x86", "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct root_entry entries[] = {
			ROOT_FILE("labscan/machine", "x86_64"), ROOT_FILE(X86, ""),
			ROOT_FILE(DPKG, lists[i]),
		};
		struct scanned s;

		scan_root(&s, run, false, entries, 3);
		assert_int_equal(STATE(s.host.emulation.emulators[0].version), FACT_UNKNOWN);
		assert_int_equal(s.host.emulation.emulators[0].version.fact.error, ENODATA);
		scan_drop(&s);
	}
}

static void apk_and_pacman_tell_versions_too(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_FILE(X86, ""),
	     ROOT_FILE("lib/apk/db/installed",
		       "C:Q1x\nP:musl\nV:1.2.4-r2\n\nC:Q1y\nP:qemu-system-x86_64\nV:8.1.5-r0\nF:usr\n"));
	assert_text(s.host.emulation.emulators[0].version, "8.1.5");
	assert_source(s.host.emulation.emulators[0].version, "/lib/apk/db/installed");
	scan_drop(&s);
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_FILE(X86, ""),
	     ROOT_DIR("var/lib/pacman/local/qemu-system-x86-firmware-1.0-1"),
	     ROOT_DIR("var/lib/pacman/local/qemu-system-x86-9.1.0-2"));
	assert_text(s.host.emulation.emulators[0].version, "9.1.0");
	assert_source(s.host.emulation.emulators[0].version,
		      "/var/lib/pacman/local/qemu-system-x86-9.1.0-2");
	scan_drop(&s);
}

static void libvirts_cache_tells_what_no_list_of_packages_does(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"),
	     ROOT_FILE("usr/libexec/qemu-kvm", ""), ROOT_FILE("usr/local/bin/qemu-system-aarch64", ""),
	     ROOT_FILE(CACHES "/0a.xml",
		       "<qemuCaps>\n  <emulator>/usr/libexec/qemu-kvm</emulator>\n"
		       "  <flag name='kvm'/>\n  <version>8002018</version>\n</qemuCaps>\n"),
	     ROOT_FILE(CACHES "/0b.xml", "<qemuCaps><emulator>/usr/bin/other</emulator>"
					 "<version>9000000</version></qemuCaps>"),
	     ROOT_FILE(CACHES "/0c.xml", "<qemuCaps><emulator>/usr/local/bin/qemu-system-aarch64"));
	const struct emulation *emulation = &s.host.emulation;

	assert_int_equal(emulation->n_emulators, 2);
	assert_text(emulation->emulators[0].path, "/usr/libexec/qemu-kvm");
	assert_text(emulation->emulators[0].guest_arch, "x86_64");
	assert_text(emulation->emulators[0].version, "8.2.18");
	assert_source(emulation->emulators[0].version, "/" CACHES "/0a.xml");
	assert_int_equal(STATE(emulation->emulators[1].version), FACT_UNKNOWN);
	scan_drop(&s);
}

static void what_is_of_the_distribution_is_not_asked_for_a_local_emulator(void **state)
{
	struct scanned s;

	(void)state;
	SCAN(&s, run, false, ROOT_FILE("labscan/machine", "x86_64"),
	     ROOT_FILE("usr/local/bin/qemu-system-x86_64", ""),
	     ROOT_FILE(DPKG, "Package: qemu-system-x86\nStatus: install ok installed\nVersion: 7.2\n"));
	assert_int_equal(STATE(s.host.emulation.emulators[0].version), FACT_UNKNOWN);
	scan_drop(&s);
}

/* Opens a made root anew with a recorder, and runs the collector on it. */
static struct tree *record(struct scanned *s)
{
	s->host = (struct host){ .arena = &s->arena, .root = &s->root };
	s->root.record = tree_new(&s->arena);
	s->root.record->exact = true;
	run(&s->host, &(struct wants){ .sections = 0 });
	return s->root.record;
}

static void a_recorder_keeps_of_lists_what_counts_and_replays_it(void **state)
{
	struct scanned s;
	struct bytes bytes;

	(void)state;
	SCAN(&s, NULL, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_FILE(X86, ""),
	     ROOT_FILE(DPKG, "Package: secret-tool\nStatus: install ok installed\nVersion: 1\n\n"
			     "Package: qemu-system-x86\nStatus: install ok installed\n"
			     "Maintainer: somebody\nVersion: 1:7.2+dfsg\n\n"));
	struct tree *tree = record(&s);

	assert_int_equal(tree_read(tree, DPKG, &bytes), 0);
	assert_string_equal(bytes.data, "Package: qemu-system-x86\nStatus: install ok installed\n"
					"Version: 1:7.2+dfsg\n\n");
	struct root replayed;
	struct host host = { .arena = &s.arena, .root = &replayed };

	root_open_tree("capture", tree, &replayed);
	run(&host, &(struct wants){ .sections = 0 });
	assert_text(host.emulation.emulators[0].version, "7.2");
	assert_int_equal(STATE(host.emulation.libvirt), STATE(s.host.emulation.libvirt));
	scan_drop(&s);
}

static void a_host_without_an_emulator_reads_no_list(void **state)
{
	struct scanned s;
	struct bytes bytes;

	(void)state;
	SCAN(&s, NULL, false, ROOT_FILE("labscan/machine", "x86_64"), ROOT_DIR("usr/bin"),
	     ROOT_FILE(DPKG, "Package: bash\n"), ROOT_FILE(CACHES "/0a.xml", "<qemuCaps/>"));
	struct tree *tree = record(&s);

	assert_int_equal(tree_read(tree, DPKG, &bytes), -ENODATA);
	assert_int_equal(tree_read(tree, CACHES "/0a.xml", &bytes), -ENODATA);
	scan_drop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bare_host_has_none_and_that_is_known),
		cmocka_unit_test(nothing_is_known_of_a_copy_without_usr_and_dev),
		cmocka_unit_test(libvirts_version_is_that_of_its_library),
		cmocka_unit_test(a_library_of_another_name_has_no_version),
		cmocka_unit_test(machines_whose_name_debian_writes_otherwise_are_found),
		cmocka_unit_test(dpkg_tells_the_version_of_each_emulator),
		cmocka_unit_test(a_package_that_is_removed_or_of_another_name_does_not_tell),
		cmocka_unit_test(apk_and_pacman_tell_versions_too),
		cmocka_unit_test(libvirts_cache_tells_what_no_list_of_packages_does),
		cmocka_unit_test(what_is_of_the_distribution_is_not_asked_for_a_local_emulator),
		cmocka_unit_test(a_recorder_keeps_of_lists_what_counts_and_replays_it),
		cmocka_unit_test(a_host_without_an_emulator_reads_no_list),
	};

	return cmocka_run_group_tests_name("emulation", tests, NULL, NULL);
}
