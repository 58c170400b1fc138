/* Writes the oracle's cases into a directory: SIG-NAME/SIG.aml, the table, and
 * SIG-NAME/case, what the kernel makes of it (see the words in README.md). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/vm/oracle/tables.h"

/* Where the header has what makes a table replace QEMU's: equal ids, a higher revision
 * (acpi_table_initrd_override). */
enum { OEM_ID_AT = 10, OEM_TABLE_ID_AT = 16, OEM_REVISION_AT = 24 };

struct kind {
	const char *signature, *machine;
	uint8_t revision;
};

static const struct kind dmar = { "DMAR", "intel", 1 };
static const struct kind ivrs = { "IVRS", "amd", 2 };
static const struct kind iort = { "IORT", "arm", 3 };

static const struct row {
	const struct kind *kind;
	const char *name;
	oracle_fill *fill;
	const char *state, *reason, *finding, *interrupts, *log;
} rows[] = {
#define ROW(sig, row, verdict, why, found, ir, text)                      \
	{ .kind = &sig, .name = #row, .fill = oracle_##sig##_##row, .state = #verdict,     \
	  .reason = why, .finding = found, .interrupts = ir, .log = text },
#define DMAR(...) ROW(dmar, __VA_ARGS__)
#define IVRS(...) ROW(ivrs, __VA_ARGS__)
#define IORT(...) ROW(iort, __VA_ARGS__)
#include "tests/vm/oracle/cases.def"
};

static void fail(const char *path)
{
	fprintf(stderr, "write: %s: %s\n", path, strerror(errno));
	exit(2);
}

static FILE *open_file(const char *directory, const struct row *row, const char *file)
{
	char *path;
	FILE *stream;

	if (asprintf(&path, "%s/%s-%s", directory, row->kind->signature, row->name) < 0)
		abort();
	if (mkdir(path, 0777) && errno != EEXIST)
		fail(path);
	free(path);
	if (asprintf(&path, "%s/%s-%s/%s", directory, row->kind->signature, row->name,
		     file) < 0)
		abort();
	stream = fopen(path, "w");
	if (!stream)
		fail(path);
	free(path);
	return stream;
}

static void write_table(const char *directory, const struct row *row)
{
	struct build b = build_start(row->kind->signature, row->kind->revision);
	char name[] = "SIGN.aml";
	FILE *stream;

	memcpy(b.bytes + OEM_ID_AT, "BOCHS ", 6);
	memcpy(b.bytes + OEM_TABLE_ID_AT, "BXPC    ", 8);
	build_set(&b, OEM_REVISION_AT, 4, 2);
	row->fill(&b);
	build_finish(&b);
	memcpy(name, row->kind->signature, ACPI_SIGNATURE_LENGTH);
	stream = open_file(directory, row, name);
	fwrite(b.bytes, 1, b.size, stream);
	if (fclose(stream))
		fail(name);
	build_free(&b);
}

static void write_word(FILE *stream, const char *word, const char *value)
{
	if (value)
		fprintf(stream, "%s %s\n", word, value);
}

static void write_case(const char *directory, const struct row *row)
{
	FILE *stream = open_file(directory, row, "case");

	write_word(stream, "machine", row->kind->machine);
	write_word(stream, "table", row->kind->signature);
	write_word(stream, "state", row->state);
	write_word(stream, "reason", row->reason);
	write_word(stream, "finding", row->finding);
	write_word(stream, "interrupts", row->interrupts);
	write_word(stream, "log", row->log);
	if (fclose(stream))
		fail("case");
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: write DIRECTORY\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_table(argv[1], &rows[i]);
		write_case(argv[1], &rows[i]);
	}
	return 0;
}
