/* The one door to the machine: nothing leads out of it, nothing is too large for it,
 * and each failure keeps its errno. Every confinement case runs with openat2 and, as on
 * kernels before 5.6, without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

static const struct root_entry rows[] = {
	ROOT_FILE("etc/passwd", "inside"),
	ROOT_FILE("sys/devices/a/value", "42\n"),
	ROOT_LINK("sys/absolute", "/etc/passwd"),
	ROOT_LINK("sys/climbing", "../../../../../../../../etc/passwd"),
	ROOT_LINK("sys/class", "devices"),
	ROOT_LINK("sys/out", "/../../../tmp"),
	ROOT_LINK("sys/to_directory", "/sys/devices/a"),
	ROOT_LINK("sys/loop_a", "loop_b"),
	ROOT_LINK("sys/loop_b", "loop_a"),
	ROOT_LINK("sys/dangling", "nothing"),
	ROOT_FILE("names/nvme10", ""),
	ROOT_FILE("names/nvme2", ""),
	ROOT_FILE("names/.hidden", ""),
	ROOT_DIR("empty"),
};

static int open_with(void **state, bool no_openat2)
{
	struct scanned *scanned = malloc(sizeof(*scanned));

	assert_non_null(scanned);
	scan_root(scanned, NULL, false, rows, sizeof(rows) / sizeof(*rows));
	scanned->root.no_openat2 = no_openat2;
	*state = scanned;
	return chmod(scanned->path, 0755);
}

static int open_with_openat2(void **state)
{
	return open_with(state, false);
}

static int open_walking(void **state)
{
	return open_with(state, true);
}

static int drop(void **state)
{
	scan_drop(*state);
	free(*state);
	return 0;
}

static void assert_reads(struct scanned *scanned, const char *path, const char *expected)
{
	struct bytes bytes;

	assert_int_equal(root_read(&scanned->root, &bytes, "%s", path), 0);
	assert_int_equal(bytes.size, strlen(expected));
	assert_string_equal(bytes.data, expected);
}

static void assert_refuses(struct scanned *scanned, const char *path, int error)
{
	struct bytes bytes;

	assert_int_equal(root_read(&scanned->root, &bytes, "%s", path), error);
	assert_int_equal(root_stat(&scanned->root, NULL, "%s", path), error);
}

static void links_resolve_inside(void **state)
{
	struct scanned *scanned = *state;

	assert_reads(scanned, "sys/absolute", "inside");
	assert_reads(scanned, "sys/climbing", "inside");
	assert_reads(scanned, "sys/class/a/value", "42\n");
	assert_reads(scanned, "sys/to_directory/value", "42\n");
	assert_reads(scanned, "sys/to_directory/../../../etc/passwd", "inside");
}

static void dotdot_does_not_climb_out(void **state)
{
	struct scanned *scanned = *state;

	assert_reads(scanned, "../../../../../../../../../etc/passwd", "inside");
	assert_refuses(scanned, "sys/out", -ENOENT);
	assert_refuses(scanned, "sys/../../../../../../../../../../../usr/bin/env", -ENOENT);
}

static void loops_end(void **state)
{
	struct scanned *scanned = *state;

	assert_refuses(scanned, "sys/loop_a", -ELOOP);
}

static void what_is_not_there_is_enoent(void **state)
{
	struct scanned *scanned = *state;

	assert_refuses(scanned, "nothing", -ENOENT);
	assert_refuses(scanned, "nothing/at/all", -ENOENT);
	assert_refuses(scanned, "sys/dangling", -ENOENT);
	assert_refuses(scanned, "etc/passwd/below", -ENOTDIR);
}

static void forbidden_files_are_eacces(void **state)
{
	struct scanned *scanned = *state;
	struct bytes bytes;
	char *path;

	assert_true(asprintf(&path, "%s/etc/passwd", scanned->path) > 0);
	assert_int_equal(chmod(path, 0), 0);
	free(path);
	unprivileged_begin();
	int error = root_read(&scanned->root, &bytes, "etc/passwd");
	int size_error = root_stat(&scanned->root, NULL, "etc/passwd");
	unprivileged_end();
	assert_int_equal(error, -EACCES);
	assert_int_equal(size_error, 0);
}

static void links_are_read_as_they_stand(void **state)
{
	struct scanned *scanned = *state;
	char *target;

	assert_int_equal(root_link(&scanned->root, &target, "sys/out"), 0);
	assert_string_equal(target, "/../../../tmp");
	assert_int_equal(root_link(&scanned->root, &target, "sys/class"), 0);
	assert_string_equal(target, "devices");
	assert_int_equal(root_link(&scanned->root, &target, "etc/passwd"), -EINVAL);
	assert_int_equal(root_link(&scanned->root, &target, "nothing"), -ENOENT);
}

static void lists_are_in_natural_order_without_dots(void **state)
{
	struct scanned *scanned = *state;
	struct names names;

	assert_int_equal(root_list(&scanned->root, &names, "names"), 0);
	assert_int_equal(names.n, 3);
	assert_string_equal(names.names[0], ".hidden");
	assert_string_equal(names.names[1], "nvme2");
	assert_string_equal(names.names[2], "nvme10");
	assert_int_equal(root_list(&scanned->root, &names, "empty"), 0);
	assert_int_equal(names.n, 0);
	assert_int_equal(root_list(&scanned->root, &names, "nothing"), -ENOENT);
	assert_int_equal(root_list(&scanned->root, &names, "etc/passwd"), -ENOTDIR);
}

/* Makes a file of zeros that takes no room. */
static void make_hole(struct scanned *scanned, const char *path, size_t size)
{
	char *where;

	assert_true(asprintf(&where, "%s/%s", scanned->path, path) > 0);
	assert_int_equal(mknod(where, S_IFREG | 0644, 0), 0);
	assert_int_equal(truncate(where, (off_t)size), 0);
	free(where);
}

static void a_file_is_read_up_to_the_cap_and_not_past_it(void **state)
{
	struct scanned *scanned = *state;
	struct bytes bytes;

	make_hole(scanned, "below", ROOT_MAX_SIZE - 1);
	make_hole(scanned, "above", ROOT_MAX_SIZE + 1);
	assert_int_equal(root_read(&scanned->root, &bytes, "below"), 0);
	assert_int_equal(bytes.size, ROOT_MAX_SIZE - 1);
	assert_int_equal(root_read(&scanned->root, &bytes, "above"), -EFBIG);
}

static void a_pipe_does_not_block(void **state)
{
	struct scanned *scanned = *state;
	struct bytes bytes;
	char *where;

	assert_true(asprintf(&where, "%s/pipe", scanned->path) > 0);
	assert_int_equal(mkfifo(where, 0644), 0);
	free(where);
	assert_int_equal(root_read(&scanned->root, &bytes, "pipe"), 0);
	assert_int_equal(bytes.size, 0);
}

static void a_path_too_long_for_the_system_is_refused(void **state)
{
	struct scanned *scanned = *state;
	char path[2 * 4096];

	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_refuses(scanned, path, -ENAMETOOLONG);
	path[300] = '\0';
	assert_refuses(scanned, path, -ENAMETOOLONG);
}

static void recorded_inputs_stand_for_the_machine(void **state)
{
	struct scanned recorded;
	struct cpuid regs;
	const char *machine;

	(void)state;
	SCAN(&recorded, NULL, false, ROOT_FILE("labscan/machine", "ppc64le\n"),
	     ROOT_FILE("labscan/cpuid-40000000", "40000001 4b4d564b 564b4d56 0000004d\n"),
	     ROOT_FILE("labscan/cpuid-00000001", "what"));
	assert_int_equal(root_machine(&recorded.root, &machine), 0);
	assert_string_equal(machine, "ppc64le");
	assert_int_equal(root_cpuid(&recorded.root, 0x40000000, &regs), 0);
	assert_int_equal(regs.eax, 0x40000001);
	assert_int_equal(regs.edx, 0x4d);
	assert_int_equal(root_cpuid(&recorded.root, 1, &regs), -EINVAL);
	assert_int_equal(root_cpuid(&recorded.root, 2, &regs), -ENOENT);
	scan_drop(&recorded);
}

static void a_root_that_recorded_nothing_does_not_ask_the_machine(void **state)
{
	struct scanned *scanned = *state;
	struct cpuid regs;
	const char *machine;

	assert_int_equal(root_machine(&scanned->root, &machine), -ENOENT);
	assert_int_equal(root_cpuid(&scanned->root, 1, &regs), -ENOENT);
}

static void open_fails_on_what_is_no_directory(void **state)
{
	struct arena arena = { .chunks = NULL };
	struct root root;

	(void)state;
	assert_int_equal(root_open("/nothing/here", &arena, &root), -ENOENT);
	assert_int_equal(root_open("/dev/null", &arena, &root), -ENOTDIR);
}

/* A binary file of sysfs gives at most a page for each read, however much is asked for.
 * The kernel's type information is the one large file of this kind that anyone may read. */
static void a_sysfs_file_of_many_pages_is_read_whole(void **state)
{
	const char *const path = "sys/kernel/btf/vmlinux";
	struct arena arena = { .chunks = NULL };
	struct bytes bytes;
	struct root root;
	uint64_t size;

	(void)state;
	assert_int_equal(root_open("/", &arena, &root), 0);
	if (root_stat(&root, &size, "%s", path))
		skip();
	assert_int_equal(root_read(&root, &bytes, "%s", path), 0);
	assert_int_equal(bytes.size, size);
	root_close(&root);
	arena_free(&arena);
}

#define BOTH_WAYS(test)                                                    \
	{ #test "_with_openat2", test, open_with_openat2, drop, NULL },    \
	{ #test "_walking", test, open_walking, drop, NULL }

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH_WAYS(links_resolve_inside),
		BOTH_WAYS(dotdot_does_not_climb_out),
		BOTH_WAYS(loops_end),
		BOTH_WAYS(what_is_not_there_is_enoent),
		BOTH_WAYS(forbidden_files_are_eacces),
		BOTH_WAYS(links_are_read_as_they_stand),
		BOTH_WAYS(lists_are_in_natural_order_without_dots),
		BOTH_WAYS(a_file_is_read_up_to_the_cap_and_not_past_it),
		BOTH_WAYS(a_pipe_does_not_block),
		BOTH_WAYS(a_path_too_long_for_the_system_is_refused),
		BOTH_WAYS(a_root_that_recorded_nothing_does_not_ask_the_machine),
		cmocka_unit_test(recorded_inputs_stand_for_the_machine),
		cmocka_unit_test(open_fails_on_what_is_no_directory),
		cmocka_unit_test(a_sysfs_file_of_many_pages_is_read_whole),
	};

	return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}
