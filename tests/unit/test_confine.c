/* The walk that stands in for openat2: what links say cannot lead it out. */
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

#include "scanner/confine.h"
#include "tests/unit/scan_root.h"

static int begin(void **state)
{
	struct scanned *scanned = malloc(sizeof(*scanned));

	assert_non_null(scanned);
	*state = scanned;
	SCAN(scanned, NULL, false, ROOT_FILE("file", "inside"), ROOT_FILE("a/b/file", "deep"),
	     ROOT_LINK("a/up", ".."), ROOT_LINK("a/root", "/"), ROOT_LINK("link", "file"),
	     ROOT_LINK("self", "self"));
	return 0;
}

static int end(void **state)
{
	scan_drop(*state);
	free(*state);
	return 0;
}

static void assert_walks_to(struct scanned *scanned, const char *path, const char *expected)
{
	char content[16] = "";
	int fd = confine_walk(scanned->root.fd, path, O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, content, sizeof(content) - 1), strlen(expected));
	close(fd);
	assert_string_equal(content, expected);
}

static void empty_dot_and_repeated_components_are_nothing(void **state)
{
	struct scanned *scanned = *state;

	assert_walks_to(scanned, "/file", "inside");
	assert_walks_to(scanned, "./a//./b/file", "deep");
	assert_walks_to(scanned, "a/b/../b/file", "deep");
}

static void the_root_is_its_own_parent(void **state)
{
	struct scanned *scanned = *state;

	assert_walks_to(scanned, "../../file", "inside");
	assert_walks_to(scanned, "a/up/../../file", "inside");
	assert_walks_to(scanned, "a/root/../file", "inside");
}

static void an_empty_path_is_the_root(void **state)
{
	struct scanned *scanned = *state;
	struct stat root, walked;

	int fd = confine_walk(scanned->root.fd, "a/root", O_RDONLY | O_DIRECTORY);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &walked), 0);
	close(fd);
	assert_int_equal(fstat(scanned->root.fd, &root), 0);
	assert_true(root.st_ino == walked.st_ino && root.st_dev == walked.st_dev);
}

static void nofollow_opens_the_last_link_itself(void **state)
{
	struct scanned *scanned = *state;
	struct stat status;

	int fd = confine_walk(scanned->root.fd, "a/up/link", O_PATH | O_NOFOLLOW);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	close(fd);
	assert_true(S_ISLNK(status.st_mode));
}

static void links_are_followed_as_often_as_the_kernel_does(void **state)
{
	struct scanned *scanned = *state;
	char name[16], target[16];

	assert_int_equal(symlinkat("file", scanned->root.fd, "l1"), 0);
	for (int i = 2; i <= 41; i++) {
		snprintf(name, sizeof(name), "l%d", i);
		snprintf(target, sizeof(target), "l%d", i - 1);
		assert_int_equal(symlinkat(target, scanned->root.fd, name), 0);
	}
	assert_walks_to(scanned, "l40", "inside");
	assert_int_equal(confine_walk(scanned->root.fd, "l41", O_RDONLY), -ELOOP);
	assert_int_equal(confine_walk(scanned->root.fd, "self", O_RDONLY), -ELOOP);
}

static void a_kernel_without_openat2_is_remembered(void **state)
{
	struct scanned *scanned = *state;
	bool no_openat2 = true;

	int fd = confine_open(scanned->root.fd, &no_openat2, "a/root/file", O_RDONLY);
	assert_true(fd >= 0);
	close(fd);
	assert_true(no_openat2);
	assert_int_equal(confine_open(scanned->root.fd, &no_openat2, "none", O_RDONLY), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_dot_and_repeated_components_are_nothing),
		cmocka_unit_test(the_root_is_its_own_parent),
		cmocka_unit_test(an_empty_path_is_the_root),
		cmocka_unit_test(nofollow_opens_the_last_link_itself),
		cmocka_unit_test(links_are_followed_as_often_as_the_kernel_does),
		cmocka_unit_test(a_kernel_without_openat2_is_remembered),
	};

	return cmocka_run_group_tests_name("confine", tests, begin, end);
}
