/* What labscan itself reads of a capture, beyond what libarchive does: the manifest, paths,
 * and all files in which it looks for secrets. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/manifest.h"
#include "scanner/redact.h"
#include "scanner/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const files[] = {
	"sys/class/dmi/id/product_serial", "sys/class/dmi/id/product_uuid",
	"sys/block/sda/device/vpd_pg80", "sys/block/sda/device/vpd_pg89",
	"sys/block/sda/device/wwid", "sys/class/net/eth0/address", "run/udev/data/b8:0",
	"proc/self/mountinfo", "proc/swaps", "proc/net/route", "proc/net/ipv6_route",
	"sys/devices/pci0000:00/0000:00:1f.2/config", "proc/sys/kernel/hostname", "proc/cmdline",
};

static int ask(void *context, struct tree_node *node)
{
	struct tree *tree = context;
	const char *path = tree_path(tree, node);
	struct bytes bytes;
	struct names names;
	char *target;
	uint64_t status_size;

	(void)!tree_read(tree, path, &bytes);
	(void)!tree_list(tree, path, &names);
	(void)!tree_link(tree, path, &target);
	(void)!tree_stat(tree, path, &status_size);
	return 0;
}

/* What a tar brings of a node: its type and its data. */
static int copy(void *context, struct tree_node *node)
{
	struct tree *tree = context;
	struct tree_node *twin;

	if (node->type == TREE_MISSING)
		return 0;
	twin = tree_add(tree, tree_path(tree, node));
	assert(twin);
	if (node->type == TREE_DIRECTORY)
		tree_set_directory(twin);
	else if (node->type == TREE_LINKED)
		tree_set_link(tree, twin, node->data);
	else
		tree_set_file(tree, twin, node->data ? node->data : "", node->size);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char format[] = "labscan capture 1\n";
	const char *text = (const char *)data;
	const char *end = memchr(text, '\0', size);
	size_t manifest = end ? (size_t)(end - text) : size / 2;
	struct arena arena = { NULL };
	struct tree *tree = tree_new(&arena), *again = tree_new(&arena);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		tree_set_file(tree, tree_add(tree, files[i]), text + manifest, size - manifest);
	tree_set_link(tree, tree_add(tree, "link"),
		      arena_print(&arena, "%.*s", (int)manifest, text));
	tree_set_file(tree, tree_add(tree, MANIFEST),
		      arena_print(&arena, "%s%.*s", format, (int)manifest, text),
		      sizeof(format) - 1 + manifest);
	if (!manifest_apply(tree))
		assert(tree->exact);
	tree_visit(tree, ask, tree);
	redact_tree(tree);
	assert(manifest_write(tree) == 0);
	/* What it writes, it reads. */
	tree_visit(tree, copy, again);
	assert(manifest_apply(again) == 0);
	arena_free(&arena);
	return 0;
}
