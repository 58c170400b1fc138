/* The recorder: whatever is asked of a directory, the tree that it fills says the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "scanner/tree.h"
#include "tests/unit/fixture.h"
#include "tests/unit/scan_root.h"

struct fixture {
	struct scanned scanned;
	struct root *recorded;
	struct root replay;
};

static int begin(void **state)
{
	static struct fixture fixture;
	struct scanned *scanned = &fixture.scanned;

	SCAN(scanned, NULL, false, ROOT_FILE("etc/file", "text"), ROOT_DIR("etc/empty"),
	     ROOT_FILE("etc/closed/file", "closed"), ROOT_FILE("etc/denied", "denied"),
	     ROOT_FILE("etc/unasked", "unasked"), ROOT_FILE("etc/long", "0123456789"),
	     ROOT_BYTES("etc/bytes", "a\0b"), ROOT_LINK("sys/link", "../etc/file"),
	     ROOT_LINK("sys/absolute", "/etc"), ROOT_LINK("sys/dangling", "nothing"),
	     ROOT_LINK("sys/loop", "loop"), ROOT_LINK("sys/chain", "absolute/file"),
	     ROOT_FILE("proc/1/environ", "A=secret"));
	scanned->root.record = tree_new(&scanned->arena);
	scanned->root.record->exact = true;
	root_open_tree("replay", scanned->root.record, &fixture.replay);
	fixture.recorded = &scanned->root;
	*state = &fixture;
	return chmod(scanned->path, 0755);
}

static int end(void **state)
{
	struct fixture *fixture = *state;

	scan_drop(&fixture->scanned);
	return 0;
}

static const char *const paths[] = {
	"etc", "etc/file", "etc/empty", "etc/closed", "etc/closed/file", "etc/denied", "etc/bytes",
	"etc/nothing", "etc/nothing/below", "etc/file/below", "sys/link", "sys/absolute",
	"sys/absolute/file", "sys/absolute/nothing", "sys/dangling", "sys/loop", "sys/loop/x",
	"sys/chain", "sys/absolute/../etc/file", "../etc/file", ".", "nowhere",
};

/* What four questions about a path come to, as text. */
static char *ask(struct root *root, const char *path)
{
	struct bytes bytes = { .data = (char *)"" };
	struct names names = { 0 };
	char *target = NULL, *text;
	uint64_t size = 0;
	int read_error = root_read(root, &bytes, "%s", path);
	int list_error = root_list(root, &names, "%s", path);
	int link_error = root_link(root, &target, "%s", path);
	int stat_error = root_stat(root, &size, "%s", path);

	text = arena_print(root->arena, "%s: read %d %zu %s, link %d %s, stat %d %ju, list %d:",
			   path, read_error, bytes.size, bytes.data, link_error,
			   target ? target : "", stat_error, (uintmax_t)size, list_error);
	for (size_t i = 0; i < names.n; i++)
		text = arena_print(root->arena, "%s %s", text, names.names[i]);
	return text;
}

static void ask_all(struct root *root, const char **ret)
{
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		ret[i] = ask(root, paths[i]);
}

static void a_tree_answers_as_the_directory_did(void **state)
{
	struct fixture *fixture = *state;
	const char *live[sizeof(paths) / sizeof(paths[0])];
	const char *again[sizeof(paths) / sizeof(paths[0])];

	ask_all(fixture->recorded, live);
	ask_all(&fixture->replay, again);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_string_equal(again[i], live[i]);
}

static void parts_of_a_file_replay(void **state)
{
	struct fixture *fixture = *state;
	struct root *roots[] = { fixture->recorded, &fixture->replay };
	struct root_file file;

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		char bytes[4] = "";

		assert_int_equal(root_file_open(roots[i], &file, "etc/long"), 0);
		assert_int_equal(root_file_read(&file, 1, bytes, 2), 2);
		assert_string_equal(bytes, "12");
		assert_int_equal(root_file_read(&file, 9, bytes, 2), 1);
		assert_int_equal(bytes[0], '9');
		assert_int_equal(root_file_read(&file, 10, bytes, 2), 0);
		root_file_close(&file);
	}
	assert_int_equal(root_file_open(&fixture->replay, &file, "etc/none"), -ENODATA);
}

static void forbidden_files_and_directories_replay(void **state)
{
	struct fixture *fixture = *state;

	chmod(arena_print(fixture->recorded->arena, "%s/etc/denied", fixture->scanned.path), 0);
	chmod(arena_print(fixture->recorded->arena, "%s/etc/closed", fixture->scanned.path), 0);
	unprivileged_begin();
	struct bytes bytes;
	int denied = root_read(fixture->recorded, &bytes, "etc/denied");
	int closed = root_stat(fixture->recorded, NULL, "etc/closed/file");
	const char *live = ask(fixture->recorded, "etc/closed/file");
	const char *list = ask(fixture->recorded, "etc/closed");
	unprivileged_end();
	chmod(arena_print(fixture->recorded->arena, "%s/etc/closed", fixture->scanned.path), 0755);
	assert_int_equal(denied, -EACCES);
	assert_int_equal(closed, -EACCES);
	assert_int_equal(root_read(&fixture->replay, &bytes, "etc/denied"), -EACCES);
	assert_string_equal(ask(&fixture->replay, "etc/closed/file"), live);
	assert_string_equal(ask(&fixture->replay, "etc/closed"), list);
	/* By another way to the same file. */
	assert_int_equal(root_read(&fixture->replay, &bytes, "etc/../etc/denied"), -EACCES);
}

static void what_was_not_asked_is_not_known(void **state)
{
	struct fixture *fixture = *state;
	struct bytes bytes;
	struct names names;

	assert_int_equal(root_list(fixture->recorded, &names, "etc"), 0);
	assert_int_equal(root_read(&fixture->replay, &bytes, "etc/unasked"), -ENODATA);
	assert_int_equal(root_list(&fixture->replay, &names, "etc/empty"), -ENODATA);
	assert_int_equal(root_read(&fixture->replay, &bytes, "etc/nothing"), -ENOENT);
	assert_int_equal(root_read(&fixture->replay, &bytes, "sys/link"), -ENODATA);
	assert_int_equal(root_stat(&fixture->replay, NULL, "etc/unasked"), 0);
}

static void the_first_answer_stays(void **state)
{
	struct fixture *fixture = *state;
	struct bytes bytes;
	char *path = arena_print(fixture->recorded->arena, "%s/etc/file", fixture->scanned.path);

	assert_int_equal(root_read(fixture->recorded, &bytes, "etc/file"), 0);
	bytes.data[0] = 'X'; /* as who reads lines does */
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("new", file);
	fclose(file);
	assert_int_equal(root_read(fixture->recorded, &bytes, "sys/link"), 0);
	assert_string_equal(bytes.data, "new");
	assert_int_equal(root_read(&fixture->replay, &bytes, "etc/file"), 0);
	assert_string_equal(bytes.data, "text");
}

static void notes_are_files_and_environments_are_not_kept(void **state)
{
	struct fixture *fixture = *state;
	struct bytes bytes;
	const char *machine;

	root_note(fixture->recorded, "s390x", 5, "labscan/%s", "machine");
	assert_int_equal(root_machine(&fixture->replay, &machine), 0);
	assert_string_equal(machine, "s390x");
	assert_int_equal(root_read(fixture->recorded, &bytes, "proc/1/environ"), 0);
	assert_string_equal(bytes.data, "A=secret");
	assert_int_equal(root_read(&fixture->replay, &bytes, "proc/1/environ"), 0);
	assert_int_equal(bytes.size, 0);
}

static void who_asks_is_recorded_by_no_number(void **state)
{
	struct arena arena = { NULL };
	struct bytes live, recorded;
	struct root root, tree;
	char *target;

	(void)state;
	assert_int_equal(root_open("/", &arena, &root), 0);
	root.record = tree_new(&arena);
	assert_int_equal(root_read(&root, &live, "proc/self/cgroup"), 0);
	root_open_tree("tree", root.record, &tree);
	assert_int_equal(root_read(&tree, &recorded, "proc/self/cgroup"), 0);
	assert_string_equal(recorded.data, live.data);
	assert_int_equal(root_link(&tree, &target, "proc/self"), -EINVAL);
	root_close(&root);
	arena_free(&arena);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_tree_answers_as_the_directory_did),
		TEST(parts_of_a_file_replay),
		TEST(forbidden_files_and_directories_replay),
		TEST(what_was_not_asked_is_not_known),
		TEST(the_first_answer_stays),
		TEST(notes_are_files_and_environments_are_not_kept),
		TEST(who_asks_is_recorded_by_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
