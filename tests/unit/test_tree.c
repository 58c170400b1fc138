/* The recorded host in memory: it answers as the directory did that it was recorded from,
 * and nothing in it leads out or runs on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/manifest.h"
#include "scanner/tree.h"

static int begin(void **state)
{
	static struct arena arena;

	*state = tree_new(&arena);
	return 0;
}

static int end(void **state)
{
	const struct tree *tree = *state;

	arena_free(tree->arena);
	return 0;
}

static void add_file(struct tree *tree, const char *path, const char *content)
{
	tree_set_file(tree, tree_add(tree, path), content, strlen(content));
}

static void add_link(struct tree *tree, const char *path, const char *target)
{
	tree_set_link(tree, tree_add(tree, path), target);
}

static void assert_reads(struct tree *tree, const char *path, const char *expected)
{
	struct bytes bytes;

	assert_int_equal(tree_read(tree, path, &bytes), 0);
	assert_string_equal(bytes.data, expected);
	assert_int_equal(bytes.size, strlen(expected));
}

static void assert_fails(struct tree *tree, const char *path, int error)
{
	struct bytes bytes;

	assert_int_equal(tree_read(tree, path, &bytes), error);
}

static void links_resolve_inside(void **state)
{
	struct tree *tree = *state;

	add_file(tree, "etc/passwd", "inside");
	add_link(tree, "sys/absolute", "/etc/passwd");
	add_link(tree, "sys/climbing", "../../../../etc/passwd");
	add_link(tree, "sys/directory", ".././etc/");
	assert_reads(tree, "sys/absolute", "inside");
	assert_reads(tree, "/sys//climbing", "inside");
	assert_reads(tree, "sys/directory/passwd", "inside");
	assert_reads(tree, "sys/directory/../etc/passwd", "inside");
	assert_reads(tree, "../../etc/passwd", "inside");
}

static void failures_are_those_of_a_directory(void **state)
{
	struct tree *tree = *state;
	struct names names;
	char *target;

	add_file(tree, "a/file", "x");
	add_link(tree, "dangling", "nothing");
	add_link(tree, "loop", "loop");
	assert_fails(tree, "nothing", -ENOENT);
	assert_fails(tree, "dangling", -ENOENT);
	assert_fails(tree, "loop", -ELOOP);
	assert_fails(tree, "a/file/below", -ENOTDIR);
	assert_fails(tree, "a", -EISDIR);
	assert_int_equal(tree_list(tree, "a/file", &names), -ENOTDIR);
	assert_int_equal(tree_link(tree, "a/file", &target), -EINVAL);
	assert_int_equal(tree_link(tree, "loop", &target), 0);
	assert_string_equal(target, "loop");
}

/* Each link leads along the next one twice: 2^40 steps, if they were walked. */
static void links_that_multiply_end(void **state)
{
	struct tree *tree = *state;

	for (int i = 0; i < 40; i++) {
		char name[16], target[64];

		snprintf(name, sizeof(name), "l%d", i);
		snprintf(target, sizeof(target), "l%d/l%d", i + 1, i + 1);
		add_link(tree, name, target);
	}
	add_link(tree, "l40", ".");
	assert_fails(tree, "l0", -ELOOP);
}

static void lists_are_in_natural_order(void **state)
{
	struct tree *tree = *state;
	struct names names;

	add_file(tree, "d/nvme10", "");
	add_file(tree, "d/nvme2", "");
	tree_add(tree, "d/missing");
	assert_int_equal(tree_list(tree, "d", &names), 0);
	assert_int_equal(names.n, 2);
	assert_string_equal(names.names[0], "nvme2");
	assert_string_equal(names.names[1], "nvme10");
}

static void many_entries_are_found_again(void **state)
{
	struct tree *tree = *state;
	char path[32];

	for (int i = 0; i < 5000; i++) {
		snprintf(path, sizeof(path), "d%d/f%d", i % 7, i);
		add_file(tree, path, path);
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(path, sizeof(path), "d%d/f%d", i % 7, i);
		assert_reads(tree, path, path);
	}
	assert_int_equal(tree->n_nodes, 5007);
}

static void paths_that_no_tree_has_are_refused(void **state)
{
	struct tree *tree = *state;
	char deep[2 * TREE_MAX_DEPTH + 3];

	add_file(tree, "file", "x");
	assert_null(tree_add(tree, "a/../b"));
	assert_null(tree_add(tree, ".."));
	assert_null(tree_add(tree, "file/below"));
	memset(deep, '/', sizeof(deep));
	for (size_t i = 0; i < sizeof(deep); i += 2)
		deep[i] = 'd';
	deep[sizeof(deep) - 1] = '\0';
	assert_null(tree_add(tree, deep));
	deep[2 * TREE_MAX_DEPTH - 1] = '\0';
	assert_non_null(tree_add(tree, deep));
}

static void a_copy_is_handed_out(void **state)
{
	struct tree *tree = *state;
	struct bytes bytes;

	add_file(tree, "file", "text");
	assert_int_equal(tree_read(tree, "file", &bytes), 0);
	bytes.data[0] = 'X';
	assert_reads(tree, "file", "text");
}

static void an_exact_tree_knows_what_was_not_asked(void **state)
{
	struct tree *tree = *state;
	struct names names;
	uint64_t size;

	add_file(tree, "some/file", "x");
	add_file(tree, "all/file", "x");
	tree_set_file_unread(tree_add(tree, "all/unread"));
	tree_add(tree, "all")->complete = true;
	tree_add(tree, "absent");
	tree->exact = true;
	assert_fails(tree, "some/other", -ENODATA);
	assert_fails(tree, "all/other", -ENOENT);
	assert_fails(tree, "all/unread", -ENODATA);
	assert_fails(tree, "absent/below", -ENOENT);
	assert_int_equal(tree_list(tree, "some", &names), -ENODATA);
	assert_int_equal(tree_stat(tree, "all/file", NULL), 0);
	assert_int_equal(tree_stat(tree, "all/file", &size), -ENODATA);
}

static int same_node(void *context, struct tree_node *node)
{
	struct tree *other = context;
	char *path = tree_path(other, node);
	struct tree_node *twin = tree_add(other, path);

	if (!strcmp(path, MANIFEST))
		return 0;
	assert_int_equal(twin->type, node->type);
	assert_int_equal(twin->error, node->error);
	assert_int_equal(twin->complete, node->complete);
	assert_int_equal(twin->stat_size, node->stat_size);
	assert_memory_equal(twin->errors, node->errors, sizeof(node->errors));
	return 0;
}

static void a_manifest_tells_all_that_files_do_not(void **state)
{
	struct tree *tree = *state, *read = tree_new(tree->arena);
	struct tree_node *node;
	struct bytes bytes;

	add_file(tree, "labscan/machine", "x86_64");
	add_file(tree, "d/file", "x");
	node = tree_add(tree, "d/with\nnewline\\012 and space");
	tree_set_file_unread(node);
	node->errors[TREE_READ] = EACCES;
	node->errors[TREE_STAT] = EIO;
	tree_add(tree, "walled/off")->error = EACCES;
	tree_set_file_unread(tree_add(tree, "d/unread"));
	node = tree_add(tree, "d/file");
	node->has_size = true;
	node->stat_size = 4096;
	tree_add(tree, "d")->complete = true;
	tree->exact = true;
	assert_int_equal(manifest_write(tree), 0);

	/* What a tar would bring: types and contents. */
	tree_set_file(read, tree_add(read, "labscan/machine"), "x86_64", 6);
	tree_set_file(read, tree_add(read, "d/file"), "x", 1);
	tree_set_file(read, tree_add(read, "d/with\nnewline\\012 and space"), "", 0);
	tree_set_file(read, tree_add(read, "d/unread"), "", 0);
	tree_set_directory(tree_add(read, "walled"));
	assert_int_equal(tree_read(tree, MANIFEST, &bytes), 0);
	tree_set_file(read, tree_add(read, MANIFEST), bytes.data, bytes.size);
	assert_int_equal(manifest_apply(read), 0);
	assert_true(read->exact);
	node = tree_add(read, "d/with\nnewline\\012 and space");
	node->complete = false; /* an error says as much as "unread" */
	tree_visit(tree, same_node, read);
}

static void a_damaged_manifest_is_refused(void **state)
{
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		{ "", -EBADMSG },
		{ "something else\n", -EBADMSG },
		{ "labscan capture 2\n", -EPROTONOSUPPORT },
		{ "labscan capture 1\nentries 3 .\n", -EBADMSG },
		{ "labscan capture 1\nlisted labscan/capture\n", -EBADMSG },
		{ "labscan capture 1\nlisted nothing\n", -EBADMSG },
		{ "labscan capture 1\nunread labscan\n", -EBADMSG },
		{ "labscan capture 1\nwalk EIO labscan\n", -EBADMSG },
		{ "labscan capture 1\nsize x labscan\n", -EBADMSG },
		{ "labscan capture 1\nread EIO ../labscan\n", -EBADMSG },
		{ "labscan capture 1\nread\n", -EBADMSG },
		{ "labscan capture 1\nread EIO\n", -EBADMSG },
		{ "labscan capture 1\n\n", -EBADMSG },
		{ "labscan capture 1\nentries 2 .\nread EWHAT labscan/capture\n", 0 },
	};

	struct arena *arena = ((struct tree *)*state)->arena;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tree *tree = tree_new(arena);

		add_file(tree, MANIFEST, rows[i].text);
		assert_int_equal(manifest_apply(tree), rows[i].error);
		assert_int_equal(tree->exact, rows[i].error == 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(links_resolve_inside),
		TEST(failures_are_those_of_a_directory),
		TEST(links_that_multiply_end),
		TEST(lists_are_in_natural_order),
		TEST(many_entries_are_found_again),
		TEST(paths_that_no_tree_has_are_refused),
		TEST(a_copy_is_handed_out),
		TEST(an_exact_tree_knows_what_was_not_asked),
		TEST(a_manifest_tells_all_that_files_do_not),
		TEST(a_damaged_manifest_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
