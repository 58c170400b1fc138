#include "scanner/capture_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "scanner/arena.h"
#include "scanner/library.h"
#include "scanner/str.h"
#include "scanner/tree.h"

/* Most bytes that a capture unpacks to, headers and padding included. */
#define MAX_UNPACKED (4 * (la_int64_t)TREE_MAX_BYTES)

#define FILE_MODE 0644
#define DIRECTORY_MODE 0755

/* First bytes of compressed files (RFC 1952, 2.3.1; RFC 8878, 3.1.1). They choose the
 * filter to offer; libarchive looks at more before it takes it. */
enum { GZIP_MAGIC = 0x1f, ZSTD_MAGIC = 0x28 };

/* F: in every libarchive 3; G: since 3.3.3. */
#define FUNCTIONS(F, G)                                                                 \
	F(archive_read_new) F(archive_read_free) F(archive_read_support_format_tar)     \
	F(archive_read_support_filter_gzip) G(archive_read_support_filter_zstd)         \
	F(archive_read_open_FILE) F(archive_read_next_header) F(archive_read_data)      \
	F(archive_write_new) F(archive_write_free) F(archive_write_close)               \
	F(archive_write_set_format_gnutar) F(archive_write_add_filter_gzip)             \
	G(archive_write_add_filter_zstd) F(archive_write_set_filter_option)             \
	F(archive_write_set_bytes_in_last_block) F(archive_write_open)                  \
	F(archive_write_header) F(archive_write_data)                                   \
	F(archive_error_string) F(archive_errno) F(archive_filter_bytes)                \
	F(archive_entry_new) F(archive_entry_free) F(archive_entry_clear)               \
	F(archive_entry_pathname) F(archive_entry_symlink) F(archive_entry_hardlink)    \
	F(archive_entry_filetype) F(archive_entry_size)                                 \
	F(archive_entry_set_pathname) F(archive_entry_set_symlink)                      \
	F(archive_entry_set_filetype) F(archive_entry_set_perm)                         \
	F(archive_entry_set_size) F(archive_entry_set_mtime)

/* libarchive, and one archive of it that is read or written. */
struct job {
	struct archive *archive;
	struct archive_entry *entry;
	struct tree *tree;
	const char *why;
	FILE *out;
	int write_error; /* positive */
	FUNCTIONS(LIBRARY_MEMBER, LIBRARY_MEMBER)
};

bool capture_file_suffix(const char *name, enum compression *ret)
{
	static const struct {
		const char *suffix;
		enum compression compression;
	} rows[] = {
		{ ".tar", COMPRESS_NONE },
		{ ".tar.gz", COMPRESS_GZIP },
		{ ".tgz", COMPRESS_GZIP },
		{ ".tar.zst", COMPRESS_ZSTD },
		{ ".tzst", COMPRESS_ZSTD },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (str_ends(name, rows[i].suffix)) {
			*ret = rows[i].compression;
			return true;
		}
	}
	return false;
}

static int load(struct job *job)
{
	const struct library_function functions[] = {
#define F(f) { .name = #f, .member = &job->f },
#define G(f) { .name = #f, .member = &job->f, .optional = true },
		FUNCTIONS(F, G)
#undef F
#undef G
	};

	return library_load(&library_archive, functions,
			    sizeof(functions) / sizeof(functions[0]), job->tree->arena,
			    &job->why);
}

/* libarchive's word for the last failure of the archive; an errno where it has one. */
static int failed(struct job *job)
{
	const char *words = job->archive_error_string(job->archive);
	int error = job->archive_errno(job->archive);

	job->why = words ? str_keep(job->tree->arena, words, strlen(words)) : NULL;
	/* Negative ones are libarchive's own (ARCHIVE_ERRNO_MISC). */
	return error > 0 ? -error : -EBADMSG;
}

/* ---- reading ---- */

static int refuse(struct job *job, const char *path, const char *what)
{
	job->why = arena_print(job->tree->arena, "its entry %s %s",
			       str_keep(job->tree->arena, path, strlen(path)), what);
	return -EBADMSG;
}

static int refuse_size(struct job *job)
{
	job->why = "it holds more than any capture";
	return -EFBIG;
}

static int read_content(struct job *job, struct tree_node *node)
{
	la_int64_t said = job->archive_entry_size(job->entry);
	size_t size = 0;
	la_ssize_t n;

	if (said < 0 || (uintmax_t)said > TREE_MAX_BYTES - job->tree->n_bytes)
		return refuse_size(job);
	char *data = arena_alloc(job->tree->arena, (size_t)said + 1);
	while ((n = job->archive_read_data(job->archive, data + size, (size_t)said - size)) > 0)
		size += (size_t)n;
	if (n < 0)
		return failed(job);
	tree_set_file(job->tree, node, data, size);
	return 0;
}

static int read_entry(struct job *job)
{
	const char *path = job->archive_entry_pathname(job->entry);
	const char *target = job->archive_entry_symlink(job->entry);
	unsigned type = job->archive_entry_filetype(job->entry);

	if (!path)
		return refuse(job, "", "has no name that can be read");
	if (path[0] == '/')
		return refuse(job, path, "has an absolute path");
	if (job->archive_entry_hardlink(job->entry))
		return refuse(job, path, "is a hard link");
	if (type != AE_IFDIR && type != AE_IFREG && (type != AE_IFLNK || !target))
		return refuse(job, path, "is no file, directory or symbolic link");
	struct tree_node *node = tree_add(job->tree, path);
	if (!node || (node == &job->tree->root && type != AE_IFDIR))
		return refuse(job, path, "leads out of its directory, through a file, or too deep");
	if (node->children && type != AE_IFDIR)
		return refuse(job, path, "was a directory before");
	if (type == AE_IFDIR)
		tree_set_directory(node);
	else if (type == AE_IFLNK)
		tree_set_link(job->tree, node, target);
	else
		return read_content(job, node);
	return 0;
}

static int read_entries(struct job *job)
{
	const int whole = 0; /* archive_filter_bytes: what the tar itself takes */
	int result;

	while ((result = job->archive_read_next_header(job->archive, &job->entry)) !=
	       ARCHIVE_EOF) {
		if (result < ARCHIVE_WARN)
			return failed(job);
		int error = read_entry(job);
		if (error)
			return error;
		if (tree_is_full(job->tree) ||
		    job->archive_filter_bytes(job->archive, whole) > MAX_UNPACKED)
			return refuse_size(job);
	}
	return 0;
}

/* Only the filter that the file needs: one that libarchive was built without would run
 * a program, and it says so by ARCHIVE_WARN. */
static int choose_filter(struct job *job, FILE *in)
{
	int first = getc(in), result = ARCHIVE_OK;
	int (*zstd)(struct archive *) = job->archive_read_support_filter_zstd;

	if (first == EOF) {
		job->why = ferror(in) ? NULL : "it is empty";
		return ferror(in) ? -EIO : -EBADMSG;
	}
	ungetc(first, in);
	if (first == GZIP_MAGIC)
		result = job->archive_read_support_filter_gzip(job->archive);
	else if (first == ZSTD_MAGIC)
		result = zstd ? zstd(job->archive) : ARCHIVE_FAILED;
	if (result == ARCHIVE_OK)
		return 0;
	job->why = "libarchive was built without the compression of this file";
	return -ENOTSUP;
}

static int read_archive(struct job *job, FILE *in)
{
	int error = load(job);

	if (error)
		return error;
	job->archive = job->archive_read_new();
	if (!job->archive)
		return -ENOMEM;
	error = choose_filter(job, in);
	if (error)
		return error;
	if (job->archive_read_support_format_tar(job->archive) != ARCHIVE_OK ||
	    job->archive_read_open_FILE(job->archive, in) != ARCHIVE_OK)
		return failed(job);
	return read_entries(job);
}

int capture_file_read(FILE *in, struct tree *tree, const char **ret_why)
{
	struct job job = { .tree = tree };
	int error = read_archive(&job, in);

	if (job.archive)
		job.archive_read_free(job.archive);
	*ret_why = job.why;
	return error;
}

/* ---- writing ---- */

/* Does not let libarchive know of errors: 3.6 leaks what it has when it does. */
static la_ssize_t put_block(struct archive *archive, void *context, const void *block,
			    size_t size)
{
	struct job *job = context;

	(void)archive;
	if (!job->write_error && fwrite(block, 1, size, job->out) != size)
		job->write_error = errno ? errno : EIO;
	return (la_ssize_t)size;
}

static int write_node(void *context, struct tree_node *node)
{
	static const struct {
		unsigned type, mode;
	} kinds[] = {
		[TREE_DIRECTORY] = { AE_IFDIR, DIRECTORY_MODE },
		[TREE_FILE] = { AE_IFREG, FILE_MODE },
		[TREE_LINKED] = { AE_IFLNK, DIRECTORY_MODE },
	};
	struct job *job = context;

	if (node->type == TREE_MISSING)
		return 0;
	job->archive_entry_clear(job->entry);
	job->archive_entry_set_pathname(job->entry, tree_path(job->tree, node));
	job->archive_entry_set_filetype(job->entry, kinds[node->type].type);
	job->archive_entry_set_perm(job->entry, kinds[node->type].mode);
	job->archive_entry_set_mtime(job->entry, 0, 0);
	if (node->type == TREE_LINKED)
		job->archive_entry_set_symlink(job->entry, node->data);
	if (node->type == TREE_FILE)
		job->archive_entry_set_size(job->entry, (la_int64_t)node->size);
	if (job->archive_write_header(job->archive, job->entry) < ARCHIVE_WARN)
		return failed(job);
	if (node->type == TREE_FILE && node->size &&
	    job->archive_write_data(job->archive, node->data, node->size) < 0)
		return failed(job);
	return -job->write_error;
}

static int set_format(struct job *job, enum compression compression)
{
	struct archive *archive = job->archive;
	int (*zstd)(struct archive *) = job->archive_write_add_filter_zstd;
	int result = ARCHIVE_OK;

	if (compression == COMPRESS_GZIP)
		result = job->archive_write_add_filter_gzip(archive);
	else if (compression == COMPRESS_ZSTD)
		result = zstd ? zstd(archive) : ARCHIVE_FAILED;
	/* ARCHIVE_WARN: it would run a program. */
	if (result != ARCHIVE_OK) {
		job->why = "libarchive was built without this compression";
		return -ENOTSUP;
	}
	/* Not the time of writing, but none. */
	if (compression == COMPRESS_GZIP)
		job->archive_write_set_filter_option(archive, "gzip", "timestamp", NULL);
	/* Names are bytes in this format, whatever the locale; pax would convert them. */
	if (job->archive_write_set_format_gnutar(archive) != ARCHIVE_OK ||
	    job->archive_write_set_bytes_in_last_block(archive, 1) != ARCHIVE_OK)
		return failed(job);
	return 0;
}

static int write_archive(struct job *job, enum compression compression)
{
	int error = load(job);

	if (error)
		return error;
	job->archive = job->archive_write_new();
	job->entry = job->archive_entry_new();
	if (!job->archive || !job->entry)
		return -ENOMEM;
	error = set_format(job, compression);
	if (error)
		return error;
	if (job->archive_write_open(job->archive, job, NULL, put_block, NULL) != ARCHIVE_OK)
		return failed(job);
	error = tree_visit(job->tree, write_node, job);
	if (!error && job->archive_write_close(job->archive) != ARCHIVE_OK)
		error = failed(job);
	return error ? error : -job->write_error;
}

int capture_file_write(struct tree *tree, FILE *out, enum compression compression,
		       const char **ret_why)
{
	struct job job = { .tree = tree, .out = out };
	int error = write_archive(&job, compression);

	if (job.entry)
		job.archive_entry_free(job.entry);
	if (job.archive)
		job.archive_write_free(job.archive);
	*ret_why = job.why;
	return error;
}
