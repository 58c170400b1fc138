/* labscan table: raw ACPI tables, decoded and checked. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "acpi/table.h"
#include "output/format.h"
#include "output/sink.h"
#include "output/table.h"
#include "scanner/arena.h"
#include "scanner/cmd.h"
#include "scanner/cmd_forms.h"
#include "scanner/input.h"
#include "scanner/root.h"

#define FIRMWARE "sys/firmware"
#define TABLES FIRMWARE "/acpi/tables"

enum {
	/* A table of 64 KiB, more than any that is known, holds 32768 at most; each
	 * takes 100 bytes of text and 1.5 KiB of memory as JSON. */
	MOST_ITEMS = 1 << 18,
};

/* Tables on their way from their bytes to the output. */
struct job {
	const struct options *options;
	struct failure *failure; /* the first one stays */
	struct arena arena;
	struct root root;
	FILE *out;
	bool json;
	struct json_object *tables; /* with json: all of them */
	size_t n_shown;
	int code;                   /* the worst so far */
};

/* Codes by how much they leave open. */
static int rank(int code)
{
	static const int ranks[] = {
		[EXIT_YES] = 0, [EXIT_NO] = 1, [EXIT_UNTOLD] = 2, [EXIT_CANNOT] = 3,
	};

	return ranks[code];
}

static void end_with(struct job *job, int code)
{
	if (rank(code) > rank(job->code))
		job->code = code;
}

static void fail(struct job *job, int code, struct failure failure)
{
	if (!job->failure->what)
		*job->failure = failure;
	end_with(job, code);
}

static void cannot_read(struct job *job, const char *what, const char *path, int error)
{
	bool denied = error == -EACCES || error == -EPERM;

	fail(job, denied ? EXIT_UNTOLD : EXIT_CANNOT,
	     (struct failure){ .what = what, .path = path, .error = -error,
			       .remedy = denied ? "run as root" : NULL });
}

static void print_table(struct job *job, const struct acpi_table *table)
{
	if (job->json) {
		json_object_array_add(job->tables, table_json(table));
	} else {
		if (job->n_shown)
			fputc('\n', job->out);
		table_text(table, job->out);
	}
	job->n_shown++;
}

static void show(struct job *job, const struct bytes *bytes)
{
	struct acpi_table table;
	int error = acpi_table_parse((const uint8_t *)bytes->data, bytes->size, &table);

	if (error) {
		fail(job, EXIT_CANNOT,
		     (struct failure){ .what = "cannot decode a table", .error = -error });
	} else if (table.n_items > MOST_ITEMS) {
		fail(job, EXIT_CANNOT,
		     (struct failure){ .what = "a table has more structures than can be printed" });
	} else {
		print_table(job, &table);
		end_with(job, table.n_faults ? EXIT_NO : EXIT_YES);
	}
	acpi_table_free(&table);
}

/* ---- tables of the host ---- */

/* Four characters, then perhaps the number of the instance. */
static bool is_signature(const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n >= ACPI_SIGNATURE_LENGTH && !text[n] &&
	       !text[ACPI_SIGNATURE_LENGTH +
		     strspn(text + ACPI_SIGNATURE_LENGTH, "0123456789")];
}

/* Says why the host shows no table of the signature (NULL: none at all). A masked
 * /sys/firmware is an empty directory; one without acpi/ is no ACPI machine's. */
static void tell_absent(struct job *job, const char *signature)
{
	struct names names;

	if (root_list(&job->root, &names, TABLES) == 0)
		fail(job, EXIT_NO,
		     (struct failure){ .what = signature ? "this host has no ACPI table" :
							   "this host has none of the tables that labscan decodes",
				       .path = signature });
	else if (root_list(&job->root, &names, FIRMWARE) == 0 && names.n)
		fail(job, EXIT_NO, (struct failure){ .what = "this host has no ACPI tables" });
	else
		fail(job, EXIT_UNTOLD,
		     (struct failure){ .what = "cannot see the tables: there is no /" TABLES,
				       .remedy = "run on the host, outside of containers" });
}

/* Reads the table that Linux uses: the first instance, which has a number only when
 * there are several (acpi_table_attr_init). Returns -ENOENT when there is none. */
static int show_signature(struct job *job, const char *signature)
{
	struct bytes bytes;
	int error = root_read(&job->root, &bytes, TABLES "/%s", signature);

	if (error == -ENOENT)
		error = root_read(&job->root, &bytes, TABLES "/%s1", signature);
	if (!error)
		show(job, &bytes);
	else if (error != -ENOENT)
		cannot_read(job, "cannot read ACPI table", signature, error);
	return error;
}

static void show_host(struct job *job)
{
	size_t n_kinds, absent = 0;
	const struct acpi_kind *kinds = acpi_kinds(&n_kinds);

	for (size_t i = 0; i < n_kinds; i++)
		if (show_signature(job, kinds[i].signature) == -ENOENT)
			absent++;
	if (absent == n_kinds)
		tell_absent(job, NULL);
}

/* ---- tables in files ---- */

static void show_file(struct job *job, const char *path)
{
	struct bytes bytes;
	int error = input_read(path, &job->arena, &bytes);

	if (error)
		cannot_read(job, "cannot read", input_name(path), error);
	else
		show(job, &bytes);
}

static void show_all(struct job *job)
{
	const struct options *options = job->options;

	if (!options->n_args)
		show_host(job);
	for (int i = 0; i < options->n_args && job->code != EXIT_CANNOT; i++) {
		const char *name = options->args[i];

		if (!is_signature(name))
			show_file(job, name);
		else if (show_signature(job, name) == -ENOENT)
			tell_absent(job, name);
	}
}

/* ---- the command ---- */

static void print_json(struct job *job)
{
	struct json_object *answer = job->tables;

	if (job->options->n_args == 1)
		answer = json_object_array_get_idx(answer, 0);
	format_json.print(answer, &(struct format_request){ .keys = NULL }, job->out);
}

static void print_tables(struct job *job)
{
	struct sink sink;
	int error = sink_open(job->options->output, &sink);

	if (!error) {
		job->out = sink.file;
		job->tables = json_object_new_array();
		show_all(job);
		if (job->json && job->n_shown)
			print_json(job);
		json_object_put(job->tables);
		error = sink_close(&sink, job->n_shown && job->code != EXIT_CANNOT);
	}
	if (error)
		fail(job, EXIT_CANNOT, failure_of_output(job->options, error));
}

static int cmd_run(const struct options *options, struct failure *failure)
{
	struct job job = { .options = options, .failure = failure, .code = EXIT_YES };

	if (!forms_choose(options, &job.json, failure))
		return EXIT_CANNOT;
	if (!cmd_open_root(options->root, &job.arena, &job.root, failure)) {
		arena_free(&job.arena);
		return EXIT_CANNOT;
	}
	print_tables(&job);
	root_close(&job.root);
	arena_free(&job.arena);
	return job.code;
}

const struct cmd cmd_table = {
	.name = "table",
	.arguments = "[SIG|FILE...]",
	.summary = "decode and check raw ACPI tables",
	.help = "Prints every field of ACPI tables and what is wrong with them: DMAR, IVRS, IORT, VIOT,\n"
		"RIMT and APIC whole, others as their header and bytes. SIG is the signature of a table of\n"
		"this host (DMAR, or DMAR2 for its second instance), FILE a copy of one, - standard\n"
		"input; write ./DMAR for a file of that name. Without either: all tables of this host\n"
		"that labscan decodes. The answer is yes when all are sound.",
	.more_help = forms_list,
	.takes = TAKES_FORMAT | TAKES_OUTPUT,
	.run = cmd_run,
};
