/* labdb export: the documents back, as they were imported. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/cmd.h"
#include "lab/store.h"
#include "output/sink.h"

struct export {
	const struct lab_options *options;
	struct store *store;
	FILE *out;
	const char *absent; /* a host that is not there */
};

static int print(struct export *export, int64_t scan)
{
	char *text;
	size_t size;
	int error = store_document_text(export->store, scan, &text, &size);

	if (error)
		return error;
	fwrite(text, 1, size, export->out);
	fputc('\n', export->out);
	free(text);
	return 0;
}

static int print_scan(void *context, const struct store_scan *scan)
{
	return print(context, scan->number);
}

static int print_host(void *context, const struct store_host *host)
{
	return print(context, host->scan);
}

static int export_host(struct export *export, const char *name)
{
	struct store_host host;
	int error = store_host_named(export->store, name, &host);

	if (error == -ENOENT)
		export->absent = name;
	if (error)
		return error;
	return export->options->latest ? print(export, host.scan) :
		store_scans(export->store, host.number, print_scan, export);
}

static int export_all(struct export *export)
{
	const struct lab_options *options = export->options;
	int error = 0;

	for (int i = 0; !error && i < options->n_args; i++)
		error = export_host(export, options->args[i]);
	if (options->n_args)
		return error;
	return options->latest ? store_hosts(export->store, print_host, export) :
		store_scans(export->store, 0, print_scan, export);
}

static int run(struct export *export, struct failure *failure)
{
	struct sink sink;
	int error = store_begin(export->store), sink_error;

	if (error)
		return lab_fail(export->store, error, failure);
	sink_error = sink_open(export->options->output, &sink);
	if (!sink_error) {
		export->out = sink.file;
		error = export_all(export);
		sink_error = sink_close(&sink, !error);
	}
	store_end(export->store);
	if (export->absent) {
		lab_fail_host(export->absent, failure);
		return EXIT_CANNOT;
	}
	if (error)
		return lab_fail(export->store, error, failure);
	return sink_error ? lab_fail_output(export->options, sink_error, failure) : EXIT_YES;
}

static int cmd_run(const struct lab_options *options, struct failure *failure)
{
	struct export export = { .options = options };
	int code;

	if (!lab_open(options, false, &export.store, failure))
		return EXIT_CANNOT;
	code = run(&export, failure);
	store_close(export.store);
	return code;
}

const struct lab_cmd lab_cmd_export = {
	.name = "export",
	.arguments = "[HOST...]",
	.summary = "print documents as they were imported",
	.help = "Prints the documents of all scans, or of those of each HOST, one a line, as they were\n"
		"imported. `labdb import` reads them, into this database or another one.",
	.takes = LAB_TAKES_OUTPUT | LAB_TAKES_EXPORT,
	.run = cmd_run,
};
