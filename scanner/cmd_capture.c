/* labscan capture: a scan that keeps what it read. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acpi/table.h"
#include "output/sink.h"
#include "scanner/capture_file.h"
#include "scanner/cmd.h"
#include "scanner/manifest.h"
#include "scanner/redact.h"
#include "scanner/scan.h"
#include "scanner/str.h"
#include "scanner/tree.h"

#define TABLES "sys/firmware/acpi/tables"

/* The tables that `labscan table` shows, each of its instances. A scan does not read those
 * that it needs nothing from. */
static void read_tables(struct root *root)
{
	size_t n_kinds;
	const struct acpi_kind *kinds = acpi_kinds(&n_kinds);
	struct names names;
	struct bytes bytes;

	if (root_list(root, &names, TABLES))
		return;
	for (size_t i = 0; i < names.n; i++)
		for (size_t k = 0; k < n_kinds; k++)
			/* A failure is recorded like any answer. */
			if (str_starts(names.names[i], kinds[k].signature) &&
			    root_read(root, &bytes, TABLES "/%s", names.names[i]))
				continue;
}

static int count_file(void *context, struct tree_node *node)
{
	size_t *n_files = context;

	*n_files += node->type == TREE_FILE && node->complete;
	return 0;
}

static void tell(const struct options *options, const char *name, struct scan *scan,
		 struct tree *tree, size_t n_secrets)
{
	struct stat status;
	size_t n_files = 0;

	tree_visit(tree, count_file, &n_files);
	fprintf(stderr, "labscan: %s: %zu files", name, n_files);
	if (stat(name, &status) == 0 && S_ISREG(status.st_mode))
		fprintf(stderr, ", %ju KiB", ((uintmax_t)status.st_size + 1023) / 1024);
	if (options->redact)
		fprintf(stderr, ", %zu serial numbers, addresses and names replaced\n", n_secrets);
	else
		fputs("; --redact would replace serial numbers, addresses and names\n", stderr);
	scan_tell_problems(scan);
}

static int write_capture(const char *path, struct tree *tree, enum compression compression,
			 const char **ret_why)
{
	struct sink sink;
	int error = sink_open(path, &sink);

	if (error)
		return error;
	error = capture_file_write(tree, sink.file, compression, ret_why);
	int close_error = sink_close(&sink, !error);
	return error ? error : close_error;
}

/* What the command line asks for: path and compression. */
static bool choose(const struct options *options, const char **ret_path,
		   enum compression *ret_compression, struct failure *failure)
{
	*ret_path = NULL;
	*ret_compression = COMPRESS_NONE;
	if (options->n_args != 1) {
		*failure = (struct failure){
			.what = options->n_args ? "capture takes one FILE" : "capture needs a FILE to write",
			.remedy = "such as `labscan capture host1.tar.zst`",
		};
		return false;
	}
	const char *name = options->args[0];
	if (!strcmp(name, "-")) {
		if (isatty(STDOUT_FILENO))
			*failure = (struct failure){
				.what = "no capture goes to a terminal",
				.remedy = "name a FILE, or redirect standard output",
			};
		return !failure->what;
	}
	*ret_path = name;
	if (!capture_file_suffix(name, ret_compression))
		*failure = (struct failure){
			.what = "the suffix of a capture is .tar, .tar.gz or .tar.zst, and not that of",
			.path = name,
		};
	return !failure->what;
}

static int capture(const struct options *options, struct scan *scan, const char *path,
		   enum compression compression, struct failure *failure)
{
	struct tree *tree = scan->root.tree ? scan->root.tree : scan->root.record;
	const char *why = NULL;
	size_t n_secrets = 0;

	if (!scan->root.tree)
		read_tables(&scan->root);
	if (options->redact)
		n_secrets = redact_tree(tree);
	int error = tree_is_full(tree) ? -EFBIG : 0;
	if (!error && tree->exact)
		error = manifest_write(tree);
	if (!error)
		error = write_capture(path, tree, compression, &why);
	if (error) {
		*failure = (struct failure){ .what = "cannot write",
					     .path = path ? path : "standard output",
					     .error = -error,
					     .detail = why ? strdup(why) : NULL };
		return EXIT_CANNOT;
	}
	tell(options, path ? path : "standard output", scan, tree, n_secrets);
	return EXIT_YES;
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	const struct wants wants = { .sections = ALL_SECTIONS, .names = true, .record = true };
	enum compression compression;
	struct scan scan;
	const char *path;

	if (!choose(options, &path, &compression, failure) ||
	    !scan_run(&scan, options->root, &wants, failure))
		return EXIT_CANNOT;
	int code = capture(options, &scan, path, compression, failure);
	scan_free(&scan);
	return code;
}

const struct cmd cmd_capture = {
	.name = "capture",
	.arguments = "FILE",
	.summary = "keep everything a scan reads in one file, to scan elsewhere",
	.help = "Scans, and writes what the scan read to FILE: a tar, compressed as its suffix says\n"
		"(.tar, .tar.gz, .tar.zst), or - for an uncompressed one on standard output.\n"
		"`labscan --root FILE` says on any machine what labscan says here; so does every\n"
		"other command. With --redact, serial numbers, hardware addresses, UUIDs, WWIDs\n"
		"and host names are replaced, the same by the same everywhere.",
	.takes = TAKES_REDACT,
	.run = cmd_run,
};
